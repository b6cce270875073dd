/** Firmware packages: into the slot beside the one that the boot stub has started. `mote.key` has the key of those who may sign. */
import type { FirmwareSink } from '../../src/board';
import { imageSink } from '../../src/image/sink';
import { eraseArea, readArea, Slot, writeArea } from './areas';
import { readFile } from './files';

/** The slot that the boot stub has started; undefined for an image that was started by itself. */
declare const bootSlot: number | undefined;

/** @returns undefined for an image that was not started by the boot stub. */
export function firmwareSink(): FirmwareSink | undefined {
  if (bootSlot === undefined) return undefined;
  const key = readFile('mote.key');
  return imageSink({
    slotBytes: Slot.bytes,
    slot: bootSlot,
    publicKey: key === undefined ? '' : key,
    erase: eraseArea,
    write: writeArea,
    read: readArea,
  });
}
