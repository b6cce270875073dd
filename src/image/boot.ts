/**
 * The boot stub's decision: which slot is started. A board's boot.ts has the storage and the means to verify and to start a
 * slot; the build makes one small script of both, which no update changes.
 */
import { newUint8s } from 'runtime';
import { appendJournal, readJournal, State, Status } from './journal';
import { Manifest } from './manifest';
import type { ImageStorage, JournalStorage } from './storage';

export const enum Boot {
  /** How often an image is started that does not confirm itself. */
  attempts = 3,
}

const head = /* @__PURE__ */ newUint8s(Manifest.version);

/** What the manifest of a slot tells of its code, which may lead beyond the slot. Valid until the next call. */
export function readHead(storage: ImageStorage, slot: number): Uint8Array {
  storage.read(slot, 0, head, 0, Manifest.version);
  return head;
}

/**
 * Chooses the slot to start, and counts the attempt if its image has not confirmed itself.
 * @param isIntact Whether all of the code of a slot is there, and has the SHA-256 that its manifest tells; or the CRC-32, where the
 *   engine has no SHA-256. What is no image has another hash than it tells: nothing else has to be looked at. The slot that is asked
 *   about last and is intact is the one that is started.
 * @returns 0 or 1; -1 when neither has an image that is intact.
 */
export function chooseSlot(journal: JournalStorage, isIntact: (this: void, slot: number) => boolean): number {
  const state = readJournal(journal);
  const slot = state & State.slot;
  if (
    isIntact(slot) &&
    ((state & State.status) !== Status.trial << State.statusShift ||
      (state < Boot.attempts * State.attempt && appendJournal(journal, state + State.attempt)))
  ) {
    return slot;
  }
  // What else lies in the other slot may be part of a package that nobody has verified.
  if ((state & (State.status | State.fallback)) !== 0 && isIntact(1 - slot)) {
    appendJournal(journal, (Status.rolledBack << State.statusShift) | (1 - slot));
    return 1 - slot;
  }
  // Better an image that has not confirmed itself than none.
  return isIntact(slot) ? slot : -1;
}
