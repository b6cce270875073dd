/**
 * Mote's own pages of flash memory: one file of Espruino's Storage, which `mote flash` makes once so that its first byte
 * begins a page. It is never erased nor replaced; its pages are. So nothing that Mote writes makes Espruino compact its
 * Storage. No header of Storage lies in these pages: whatever a power cut leaves of one, all files are there.
 */
import type { Espruino, Flash, Storage } from './engine';

declare const E: Espruino;
declare function require(name: 'Storage'): Storage;
declare function require(name: 'Flash'): Flash;

/** What begins where in the file; the first word of all is not used, since Storage makes a file anew that is written from its first byte. */
export const enum Page {
  /** Bytes of a page; Espruino for Linux has smaller ones. */
  bytes = 4096,
  /** In pages: two for storage slots come first, then two for the journal, and the slots for images. */
  slots = 4,
}

/** The header of a file in Storage: its size in 3 bytes, flags, and its name, which ends with a zero (Espruino's jsflash.h). */
const enum Header {
  name = 4,
  nameEnd = 9,
  bytes = 32,
}

export const storage = require('Storage');
export const pagesFile = 'mote';

/** Pages of each slot for images, as many as `mote flash` has chosen; NaN where it has not made the file. */
export const slotPages = +(storage.read('mote.slot') as string);

/**
 * Erases pages.
 * @param at Where they begin in the file, a multiple of `Page.bytes`, as `bytes` is.
 * @returns false when they are not in the file, or it does not lie any more where it was made: somebody has compacted Storage.
 */
export function erasePages(at: number, bytes: number): boolean {
  // Where in flash its first byte is, as `mote flash` has found.
  const start = +(storage.read('mote.at') as string);
  if (!(start > 0)) return false;
  const flash = require('Flash');
  const head = flash.read(Header.bytes, start - Header.bytes);
  const size = head[0] + (head[1] << 8) + (head[2] << 16);
  if (E.toString(head.subarray(Header.name, Header.nameEnd)) !== pagesFile + '\0' || at + bytes > size) return false;
  const step = flash.getPage(start).length;
  for (let page = start + at; page < start + at + bytes; page += step) flash.erasePage(page);
  return true;
}
