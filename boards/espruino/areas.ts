/** Image storage: areas in Mote's own pages of flash, for the boot stub and the image that it starts. */
import { Area, type ImageStorage } from '../../src/image/storage';
import type { Espruino } from './engine';
import { erasePages, Page, pagesFile, slotPages, storage } from './pages';

declare const E: Espruino;

/** Where an area begins in the file. */
function startOf(area: number): number {
  return (area < Area.journalA ? Page.slots + area * slotPages : area) * Page.bytes;
}

/** Bytes `at` to `at + size` - 1 of an area, where they lie in flash, as far as the file goes. `mote flash` makes it before the boot stub. */
export function readFlash(area: number, at: number, size: number): string {
  return storage.read(pagesFile, startOf(area) + at, size) as string;
}

/** Writes bytes `start` to `end` - 1 of `bytes` to the area, from its byte `at` on. @returns false when it is not blank there. */
export function writeFlash(area: number, at: number, bytes: Uint8Array, start: number, end: number): boolean {
  try {
    return storage.write(pagesFile, bytes.subarray(start, end), startOf(area) + at);
  } catch {
    return false;
  }
}

/** `ImageStorage.write` of the journal. The boot stub erases nothing: the page beside this one is made blank for it as soon as it is not needed. */
function writeJournal(area: number, at: number, bytes: Uint8Array, start: number, end: number): boolean {
  if (at === 0 && !erasePages(startOf(area), Page.bytes)) return false;
  const isWritten = writeFlash(area, at, bytes, start, end);
  const other = Area.journalA + Area.journalB - area;
  if (isWritten && at > 0 && readFlash(other, 0, end - start) !== '\xff\xff\xff\xff') erasePages(startOf(other), Page.bytes);
  return isWritten;
}

function erase(slot: number): boolean {
  return erasePages(startOf(slot), slotPages * Page.bytes);
}

function write(area: number, at: number, bytes: Uint8Array, start: number, end: number): boolean {
  return area < Area.journalA ? writeFlash(area, at, bytes, start, end) : writeJournal(area, at, bytes, start, end);
}

function read(area: number, at: number, into: Uint8Array, start: number, end: number): void {
  into.fill(255, start, end);
  into.set(E.toUint8Array(readFlash(area, at, end - start)), start);
}

export const areas: ImageStorage = { erase: erase, write: write, read: read };
