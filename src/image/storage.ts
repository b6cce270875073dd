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
  /** Makes an area empty. Takes what time it takes: that of a slot is erased once an update. @returns Whether it is. */
  erase(area: number): boolean;
  /**
   * Writes bytes `start` to `end` - 1 of `bytes` to the area, from its byte `at` on. A slot is written from its first byte to
   * its last in pieces of any size; the journal in words of 4 bytes, at multiples of 4.
   * @returns Whether they are there, power cuts included.
   */
  write(area: number, at: number, bytes: Uint8Array, start: number, end: number): boolean;
  /** Reads bytes of the area, from its byte `at` on, to `start` to `end` - 1 of `into`; 255 where nothing was written. */
  read(area: number, at: number, into: Uint8Array, start: number, end: number): void;
}

/** A board's image storage as the image sees it that the boot stub has started. @noSelf */
export interface RunningStorage extends ImageStorage {
  /** Bytes of each slot. */
  readonly slotBytes: number;
  /** The slot that runs: `Area.slotA` or `Area.slotB`. The boot stub tells it. */
  readonly slot: number;
  /** The public key of those who may sign images, HSS (RFC 8554 6.1) in hexadecimal; empty when there is none. */
  readonly publicKey: string;
}
