/**
 * The boot stub, `.bootcde`: starts the image that is in one of the slots, where it lies in flash. It verifies the SHA-256 where the engine
 * has it, and the CRC-32 elsewhere: who could sign an image was verified when it came.
 */
import { uint16At } from '../../src/bytes/big-endian';
import { chooseSlot } from '../../src/image/boot';
import { codeSize, codeStart, Manifest } from '../../src/image/manifest';
import { JournalPage, type JournalStorage } from '../../src/image/storage';
import { readFlash, writeFlash } from './areas';
import { type Crypto, type Espruino, Watchdog } from './engine';

declare const E: Espruino;
declare global {
  /** The slot that was started, for the image; and its code. */
  var bootSlot: number | undefined;
  var bootCode: string | undefined;
}
declare function require(name: 'crypto'): Crypto;
/** Espruino takes a text, too, and runs it outside of all functions. */
declare function setTimeout(code: string | (() => void), milliseconds?: number): number;
declare function print(line: string): void;

const enum Limit {
  /** Milliseconds until the board restarts whose image has failed at its start: somebody may type at the prompt meanwhile. */
  retry = 10000,
}

/** The code of the slot that was asked about last. */
let code: string | undefined;

const journal: JournalStorage = {
  write: writeFlash,
  read(area, at, into, start) {
    into.set(E.toUint8Array(readFlash(area, at, JournalPage.bytes)), start);
  },
};

/** See `chooseSlot`. */
function isIntact(slot: number): boolean {
  const head = E.toUint8Array(readFlash(slot, 0, Manifest.version));
  code = readFlash(slot, codeStart(head), codeSize(head));
  try {
    return E.toString(require('crypto').SHA256(code)) === readFlash(slot, Manifest.sha256, Manifest.version - Manifest.sha256);
  } catch {
    return E.CRC32(code) === uint16At(head, Manifest.crc) * 65536 + uint16At(head, Manifest.crc + 2);
  }
}

export function start(): void {
  const slot = chooseSlot(journal, isIntact);
  if (slot < 0) {
    print('No image: flash one');
  } else {
    bootSlot = slot;
    bootCode = code;
    // An image that never comes to its end, or to that of an event, is an attempt, too.
    E.enableWatchdog(Watchdog.limit);
    // Stack and memory that are exhausted cannot be caught; but then nobody stops this timer.
    setTimeout('eval(bootCode);clearTimeout(' + setTimeout(E.reboot, Limit.retry) + ')');
  }
}
