/** Firmware packages: into the slot beside the one that the boot stub has started. `mote.key` has the key of those who may sign. */
import type { FirmwareSink } from '../../src/board';
import { imageSink } from '../../src/image/sink';
import { eraseArea, readArea, writeArea } from './areas';
import type { Storage } from './engine';

declare function require(name: 'Storage'): Storage;
/** The slot that the boot stub has started; undefined for an image that was started by itself. */
declare const bootSlot: number | undefined;

/** @param slotBytes Bytes of each slot. @returns undefined for an image that was not started by the boot stub. */
export function firmwareSink(slotBytes: number): FirmwareSink | undefined {
  if (typeof bootSlot === 'undefined') return undefined;
  const key = require('Storage').read('mote.key');
  return imageSink({
    slotBytes: slotBytes,
    slot: bootSlot,
    publicKey: key === undefined ? '' : key,
    erase: eraseArea,
    write(area, at, bytes, start, end) {
      return writeArea(slotBytes, area, at, bytes, start, end);
    },
    read: readArea,
  });
}
