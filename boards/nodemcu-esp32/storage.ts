/** Storage slots as files, `mote0a` and `mote0b` to `mote15b`. */
import { readText, textSize, writeText } from 'runtime';
import { StorageSlot } from '../../src/board';
import { readNewest, removeNewest, replaceNewest } from './files';

declare function rawlen(table: Uint8Array): number;
/** @noSelf */
declare namespace string {
  function sub(text: string, first: number, last: number): string;
}

const enum Limit {
  slots = 16,
}

function nameOf(slot: number): string {
  return 'mote' + slot;
}

/** See `Board.load`. */
export function load(slot: number, buffer: Uint8Array): number {
  const text = readNewest(nameOf(slot));
  if (text === undefined) return -1;
  const length = textSize(text);
  const room = rawlen(buffer) + 1; // it counts from 1
  writeText(length > room ? string.sub(text, 1, room) : text, buffer, 0);
  return length;
}

/** See `Board.store`. */
export function store(slot: number, buffer: Uint8Array, length: number): boolean {
  return replaceNewest(nameOf(slot), readText(buffer, 0, length));
}

/** See `Board.eraseStorage`. */
export function eraseStorage(): void {
  for (let slot = 0; slot < Limit.slots; slot++) {
    if (slot !== StorageSlot.seed) removeNewest(nameOf(slot));
  }
}
