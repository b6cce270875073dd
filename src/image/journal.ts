/**
 * What the boot stub and the running image tell each other: which slot runs, and how far an update has come. A state is
 * one word of 4 bytes, appended to the journal: a number that counts on, the state, and the complements of both. The newest
 * whole word is the state, so that each change is one write, done or not done. When a page is full the other one is erased
 * and goes on.
 */
import { newUint8s } from 'runtime';
import { Area, type ImageStorage, JournalPage } from './storage';

/** How far an update has come. */
export const enum Status {
  /** The slot's image is good. The other slot is empty, or has an older image, or part of one. */
  confirmed = 0,
  /** The other slot has a complete image. */
  ready = 1,
  /** The slot's image is new, and has to confirm itself. The other slot has the one before. */
  trial = 2,
  /** The slot's image is good; the other slot has a complete image that did not confirm itself. */
  rolledBack = 3,
}

/** The bits of a state: a slot, a `Status`, and how often a trial was started. */
export const enum State {
  slot = 1,
  statusShift = 1,
  status = 6,
  attempt = 8,
}

const enum Word {
  bytes = 4,
  page = JournalPage.bytes / 4,
  pages = 2 * page,
}

/** What `readJournal` has found: the newest number and state, and the index of the word behind them. */
const enum Newest {
  number,
  state,
  next,
  columns,
}

const word = /* @__PURE__ */ newUint8s(Word.bytes);
const newest = /* @__PURE__ */ newUint8s(Newest.columns);

function readWord(storage: ImageStorage, index: number): void {
  storage.read(index < Word.page ? Area.journalA : Area.journalB, (index & (Word.page - 1)) * Word.bytes, word, 0, Word.bytes);
}

/** The present state. Of an empty journal: slot A, confirmed. */
export function readJournal(storage: ImageStorage): number {
  let isFirst = true;
  newest[Newest.number] = 0;
  newest[Newest.state] = 0;
  newest[Newest.next] = 0;
  for (let i = 0; i < Word.pages; i++) {
    readWord(storage, i);
    const isWhole = (word[0] ^ word[2]) === 255 && (word[1] ^ word[3]) === 255;
    // Two pages hold far fewer than 128 words, so that numbers that begin anew do not matter.
    if (isWhole && (isFirst || ((word[0] - newest[Newest.number]) & 255) < 128)) {
      isFirst = false;
      newest[Newest.number] = word[0];
      newest[Newest.state] = word[1];
      newest[Newest.next] = (i + 1) & 255;
    }
  }
  return newest[Newest.state];
}

/** Makes `state` the present one. @returns Whether it is stored. */
export function appendJournal(storage: ImageStorage, state: number): boolean {
  readJournal(storage);
  let next = newest[Newest.next];
  readWord(storage, next & (Word.pages - 1));
  // What a power cut has left of a word is passed over.
  while ((next & (Word.page - 1)) !== 0 && (word[0] & word[1] & word[2] & word[3]) !== 255) {
    next++;
    readWord(storage, next & (Word.pages - 1));
  }
  next &= Word.pages - 1;
  const area = next < Word.page ? Area.journalA : Area.journalB;
  word[0] = (newest[Newest.number] + 1) & 255;
  word[1] = state & 255;
  word[2] = word[0] ^ 255;
  word[3] = word[1] ^ 255;
  return ((next & (Word.page - 1)) !== 0 || storage.erase(area)) && storage.write(area, (next & (Word.page - 1)) * Word.bytes, word, 0, Word.bytes);
}
