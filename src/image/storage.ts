/** The parts of a board's flash memory that belong to images. */
export const enum Area {
  /** Two slots: one has the image that runs, the other takes the next. */
  slotA = 0,
  slotB = 1,
  /** Two pages of the journal. */
  journalA = 2,
  journalB = 3,
}

/** What boards with a file system call the file of an area. */
export function areaName(area: number): string {
  return (area < Area.journalA ? 'slot-' : 'journal-') + ((area & 1) === 0 ? 'a' : 'b');
}

/** Bytes of a page of the journal; a flash memory may erase more at once. */
export const enum JournalPage {
  bytes = 64,
}

/**
 * What src/image needs of a board: four areas, which behave as flash memory does. Erasing sets all bytes of an area to 255;
 * each byte is written once after that. What was written stays when the power goes. An erasure or a write that the power
 * cut short may leave anything in the bytes it was about, and nothing else is touched.
 *
 * @noSelf Its members are plain functions: in Lua no table is passed to them.
 */
export interface ImageStorage {
  /** Makes a slot empty. Takes what time it takes: a slot is erased once an update. @returns Whether it is. */
  erase(slot: number): boolean;
  /**
   * Writes bytes `start` to `end` - 1 of `bytes` to the area, from its byte `at` on. A slot is written from its first byte to
   * its last in pieces of any size; the journal in words of 4 bytes, at multiples of 4. The first word of a page of the journal
   * comes when the page is full: the page is erased before it.
   * @returns Whether they are there, power cuts included.
   */
  write(area: number, at: number, bytes: Uint8Array, start: number, end: number): boolean;
  /** Reads bytes of the area, from its byte `at` on, to `start` to `end` - 1 of `into`; 255 where nothing was written. */
  read(area: number, at: number, into: Uint8Array, start: number, end: number): void;
}

/** What the journal needs of it. */
export type JournalStorage = Pick<ImageStorage, 'read' | 'write'>;
