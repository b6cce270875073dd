/**
 * The boot stub's decision: which slot is started. A board's boot.ts has the storage and the means to start a slot; the
 * build makes one small script of both, which no update changes.
 */
import { newUint8s } from 'runtime';
import { appendJournal, readJournal, State, Status } from './journal';
import { codeSize, codeStart, Manifest } from './manifest';
import type { ImageStorage } from './storage';

/** What the boot stub needs of a board beside the storage. @noSelf */
export interface BootStorage extends ImageStorage {
  /**
   * Whether all of the code of a slot is there, and has the SHA-256 that its manifest tells; or the CRC-32, where the engine has no SHA-256.
   * The slot that is asked about last and is intact is the one that is started.
   * @param at, size What the manifest tells, which may lead beyond the slot.
   * @param manifest The first bytes of the slot, up to and with the SHA-256.
   */
  isIntact(slot: number, at: number, size: number, manifest: Uint8Array): boolean;
}

export const enum Boot {
  /** How often an image is started that does not confirm itself. */
  attempts = 3,
}

const head = /* @__PURE__ */ newUint8s(Manifest.version);

function isSound(storage: BootStorage, slot: number): boolean {
  storage.read(slot, 0, head, 0, Manifest.version);
  // What is no image has another hash than it tells: nothing else has to be looked at.
  return storage.isIntact(slot, codeStart(head), codeSize(head), head);
}

/** Where the code of the slot begins that `chooseSlot` has named, and its bytes. */
export function bootCodeStart(): number {
  return codeStart(head);
}

export function bootCodeSize(): number {
  return codeSize(head);
}

/**
 * Chooses the slot to start, and counts the attempt if its image has not confirmed itself.
 * @returns 0 or 1; -1 when neither has a sound image.
 */
export function chooseSlot(storage: BootStorage): number {
  const state = readJournal(storage);
  const slot = state & State.slot;
  const isTrial = (state & State.status) === Status.trial << State.statusShift;
  if (isSound(storage, slot) && (!isTrial || (state < Boot.attempts * State.attempt && appendJournal(storage, state + State.attempt)))) {
    return slot;
  }
  // What else lies in the other slot may be part of a package that nobody has verified.
  if ((state & (State.status | State.fallback)) !== 0 && isSound(storage, 1 - slot)) {
    appendJournal(storage, (Status.rolledBack << State.statusShift) | (1 - slot));
    return 1 - slot;
  }
  // Better an image that has not confirmed itself than none.
  return isSound(storage, slot) ? slot : -1;
}
