/**
 * The boot stub, `.bootcde`: starts the image that is in one of the slots, where it lies in flash. It has no SHA-256 on every
 * board, so it verifies the CRC-32: who could sign an image was verified when it came.
 */
import { bootCodeSize, bootCodeStart, type BootStorage, chooseSlot } from '../../src/image/boot';
import { Manifest } from '../../src/image/manifest';
import { eraseArea, readArea, readFlash, writeArea } from './areas';
import type { Espruino } from './engine';

declare const E: Espruino;
declare const global: { bootSlot?: number };
/** Espruino takes a text, too, and runs it outside of all functions. */
declare function setTimeout(code: string, milliseconds: number): void;
declare function print(line: string): void;

/** Whether the 4 bytes from `at` on are the bits of `value`. */
function isAt(bytes: Uint8Array, at: number, value: number): boolean {
  for (let i = 0; i < 4; i++) {
    if (bytes[at + i] !== ((value >>> (24 - 8 * i)) & 255)) return false;
  }
  return true;
}

/** @param slotBytes Bytes of each slot of the board. */
export function startSlot(slotBytes: number): void {
  const storage: BootStorage = {
    slotBytes: slotBytes,
    erase: eraseArea,
    write(area, at, bytes, start, end) {
      return writeArea(slotBytes, area, at, bytes, start, end);
    },
    read: readArea,
    isIntact(slot, at, size, manifest) {
      const code = readFlash(slot, at, size);
      return code !== undefined && isAt(manifest, Manifest.crc, E.CRC32(code));
    },
  };
  const slot = chooseSlot(storage);
  const code = slot < 0 ? undefined : readFlash(slot, bootCodeStart(), bootCodeSize());
  if (code === undefined) {
    print('No image in Storage: flash one');
    return;
  }
  global.bootSlot = slot;
  setTimeout(code, 0);
}
