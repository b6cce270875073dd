/** Firmware packages: into the slot beside the one that the boot stub has started. `mote.key` has the key of those who may sign. */
import type { FirmwareSink } from '../../src/board';
import { imageSink } from '../../src/image/sink';
import { areas, Slot } from './areas';
import { readFile } from './files';

/** The slot that the boot stub has started; undefined for an image that was started by itself. */
declare const bootSlot: number | undefined;

export function firmwareSink(): FirmwareSink | undefined {
  return imageSink(areas, Slot.bytes, bootSlot, readFile('mote.key'));
}
