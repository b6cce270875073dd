/**
 * Image storage as files of Espruino's Storage, for the boot stub and the image that it starts. A file is made with all its bytes, which are 255, when it is first written.
 */
import { Area, areaName, type ImageStorage, JournalPage } from '../../src/image/storage';
import type { Espruino, Storage } from './engine';

declare const E: Espruino;
declare function require(name: 'Storage'): Storage;

const enum Reserve {
  /** Bytes that a slot leaves to the other files. */
  bytes = 8192,
}

const storage = require('Storage');

/** Bytes `at` to `at + size` - 1 of an area, where they lie in flash; undefined when nothing was written to it. */
export function readFlash(area: number, at: number, size: number): string | undefined {
  return storage.read(areaName(area), at, size);
}

/** `ImageStorage.write` of a page of the journal, which becomes empty when its first word is written. */
export function writeJournal(area: number, at: number, bytes: Uint8Array, start: number, end: number): boolean {
  try {
    return storage.write(areaName(area), bytes.subarray(start, end), at, JournalPage.bytes);
  } catch {
    return false; // full
  }
}

/** Bytes that a slot can have: fewer than `wanted` in a Storage that is too small for two such slots. */
function roomFor(wanted: number): number {
  if (storage.getFree() < wanted + Reserve.bytes) storage.compact();
  const room = storage.getFree() - Reserve.bytes;
  return room < wanted ? room : wanted;
}

/** @param slotBytes Bytes of each slot. */
export function newAreas(slotBytes: number): ImageStorage {
  return {
    erase(slot) {
      storage.erase(areaName(slot));
      return true;
    },
    write(area, at, bytes, start, end) {
      if (area >= Area.journalA) return writeJournal(area, at, bytes, start, end);
      try {
        return storage.write(areaName(area), bytes.subarray(start, end), at, at === 0 ? roomFor(slotBytes) : 0);
      } catch {
        return false; // full
      }
    },
    read(area, at, into, start, end) {
      const bytes = readFlash(area, at, end - start);
      into.fill(255, start, end);
      if (bytes !== undefined) into.set(E.toUint8Array(bytes), start);
    },
  };
}
