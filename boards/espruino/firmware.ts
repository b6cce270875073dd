/** Firmware packages: into the slot beside the one that the boot stub has started. `mote.key` has the key of those who may sign. */
import type { FirmwareSink } from '../../src/board';
import { imageSink } from '../../src/image/sink';
import { newAreas } from './areas';
import type { Storage } from './engine';

declare const global: { bootSlot?: number };
declare function require(name: 'Storage'): Storage;

/** @param slotBytes Bytes of each slot. */
export function firmwareSink(slotBytes: number): FirmwareSink | undefined {
  return imageSink(newAreas(slotBytes), slotBytes, global.bootSlot, require('Storage').read('mote.key'));
}
