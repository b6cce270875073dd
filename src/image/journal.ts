/**
 * What the boot stub and the running image tell each other: which slot runs, and how far an update has come. A state is
 * one word of 4 bytes, appended to the journal: a number that counts on, the state, and the complements of both. The newest
 * whole word is the state, so that each change is one write, done or not done. When a page is full the other one is erased
 * and goes on.
 */
import { newUint8s } from 'runtime';
import { uint16At } from '../bytes/big-endian';
import { Area, type JournalStorage, JournalPage } from './storage';

/** How far an update has come. */
export const enum Status {
  /** The slot's image is good. Nothing is known of the other slot, unless `State.fallback` is set. */
  confirmed = 0,
  /** The other slot has a complete image. */
  ready = 1,
  /** The slot's image is new, and has to confirm itself. The other slot has the one before. */
  trial = 2,
  /** The slot's image is good; the other slot has a complete image that did not confirm itself. */
  rolledBack = 3,
}

/** The bits of a state: a slot, a `Status`, how often a trial was started, and whether `confirmed` has a way back. */
export const enum State {
  slot = 1,
  statusShift = 1,
  status = 6,
  attempt = 8,
  /** The other slot has the image before, which was verified. */
  fallback = 32,
}

const enum Word {
  bytes = 4,
  /** What a whole word's halves are together, and what both are of a word that was not written. */
  ones = 65535,
  /** Where in `pages` the second page begins, and bits of places within a page and within both. */
  secondPage = JournalPage.bytes,
  inPage = JournalPage.bytes - 1,
  pages = 2 * JournalPage.bytes,
  inPages = 2 * JournalPage.bytes - 1,
}

/** Both pages. */
const pages = /* @__PURE__ */ newUint8s(Word.pages);
/** The newest number and state, and where the word behind them begins; 0 when there is none. */
let number = 0;
let state = 0;
let next = 0;

/** The present state. Of an empty journal: slot A, confirmed. */
export function readJournal(storage: JournalStorage): number {
  storage.read(Area.journalA, 0, pages, 0, Word.secondPage);
  storage.read(Area.journalB, 0, pages, Word.secondPage, Word.pages);
  number = 0;
  state = 0;
  next = 0;
  for (let i = 0; i < Word.pages; i += Word.bytes) {
    const isWhole = uint16At(pages, i) + uint16At(pages, i + 2) === Word.ones;
    // Two pages hold far fewer than 128 words, so that numbers that begin anew do not matter.
    if (isWhole && (next === 0 || ((pages[i] - number) & 255) < 128)) {
      number = pages[i];
      state = pages[i + 1];
      next = i + Word.bytes;
    }
  }
  return state;
}

/** Makes `to` the present state. @returns Whether it is stored. */
export function appendJournal(storage: JournalStorage, to: number): boolean {
  readJournal(storage);
  // What a power cut has left of a word is passed over.
  while ((next & Word.inPage) !== 0 && (uint16At(pages, next) & uint16At(pages, next + 2)) !== Word.ones) {
    next += Word.bytes;
  }
  next &= Word.inPages;
  pages[next] = (number + 1) & 255;
  pages[next + 1] = to & 255;
  pages[next + 2] = pages[next] ^ 255;
  pages[next + 3] = pages[next + 1] ^ 255;
  const area = next < Word.secondPage ? Area.journalA : Area.journalB;
  return storage.write(area, next & Word.inPage, pages, next, next + Word.bytes);
}
