/**
 * The boot stub, `.bootcde`: starts the image that is in one of the slots, where it lies in flash. It verifies the SHA-256 where the engine
 * has it, and the CRC-32 elsewhere: who could sign an image was verified when it came.
 */
import { type BootStorage, chooseSlot } from '../../src/image/boot';
import { Manifest } from '../../src/image/manifest';
import { readArea, readFlash, writeJournal } from './areas';
import type { Crypto, Espruino } from './engine';

declare const E: Espruino;
declare const global: { bootSlot?: number; bootCode?: string; bootTimer?: number };
declare function require(name: 'crypto'): Crypto;
/** Espruino takes a text, too, and runs it outside of all functions. */
declare function setTimeout(code: string | (() => void), milliseconds: number): number;
declare function print(line: string): void;

const enum Limit {
  /** Milliseconds until the board restarts whose image has failed at its start: somebody may type at the prompt meanwhile. */
  retry = 10000,
}

/** The code of the slot that was asked about last. */
let code: string | undefined;

function isIntact(slot: number, at: number, size: number, manifest: Uint8Array): boolean {
  code = readFlash(slot, at, size);
  if (code === undefined) return false;
  try {
    return E.toUint8Array(require('crypto').SHA256(code)).join() === manifest.subarray(Manifest.sha256, Manifest.version).join();
  } catch {
    const crc = E.CRC32(code);
    return E.toUint8Array([crc >>> 24, crc >>> 16, crc >>> 8, crc]).join() === manifest.subarray(Manifest.crc, Manifest.sha256).join();
  }
}

const storage: BootStorage = {
  erase() {
    return true; // Storage does, with the first word of a page
  },
  write: writeJournal,
  read: readArea,
  isIntact: isIntact,
};

export function start(): void {
  const slot = chooseSlot(storage);
  if (slot < 0) {
    print('No image in Storage: flash one');
  } else {
    global.bootSlot = slot;
    global.bootCode = code;
    // Stack and memory that are exhausted cannot be caught; but then nobody stops this timer.
    global.bootTimer = setTimeout(E.reboot, Limit.retry);
    setTimeout('eval(bootCode);clearTimeout(bootTimer)', 0);
  }
}
