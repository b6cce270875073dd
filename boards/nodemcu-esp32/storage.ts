/**
 * Storage slots as files. A slot is written to `mote0.new`, which is renamed to `mote0.whole` when it is: from then on it counts.
 * Then it takes the place of `mote0`, now or the next time; a file cannot be renamed to the name of another one.
 */
import { readText, textSize, writeText } from 'runtime';
import type { FileModule, IoModule } from './firmware';

declare const file: FileModule;
declare const io: IoModule;
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

/** Puts what was written last in its place, if that has not been done. @returns The name of the slot's file. */
function settle(slot: number): string {
  const name = nameOf(slot);
  if (file.exists(name + '.whole')) {
    if (file.exists(name)) file.remove(name);
    file.rename(name + '.whole', name);
  }
  return name;
}

/** The bytes of a file; undefined when there is none. */
export function readFile(name: string): string | undefined {
  const opened = io.open(name, 'r');
  if (opened === undefined) return undefined;
  const text = opened.read(opened, 'a');
  opened.close(opened);
  return text;
}

/** @returns Whether all of it is in the file system. */
export function writeFile(name: string, text: string): boolean {
  const opened = io.open(name, 'w');
  if (opened === undefined) return false;
  const isWritten = opened.write(opened, text) !== undefined;
  return opened.close(opened) === true && isWritten;
}

/** See `Board.load`. */
export function load(slot: number, buffer: Uint8Array): number {
  const text = readFile(settle(slot));
  if (text === undefined) return -1;
  const length = textSize(text);
  const room = rawlen(buffer) + 1; // it counts from 1
  writeText(length > room ? string.sub(text, 1, room) : text, buffer, 0);
  return length;
}

/** See `Board.store`. */
export function store(slot: number, buffer: Uint8Array, length: number): boolean {
  const name = settle(slot);
  if (!writeFile(name + '.new', readText(buffer, 0, length)) || !file.rename(name + '.new', name + '.whole')) return false;
  settle(slot);
  return true;
}

/** See `Board.eraseStorage`. */
export function eraseStorage(): void {
  for (let slot = 0; slot < Limit.slots; slot++) {
    const name = settle(slot);
    if (file.exists(name)) file.remove(name);
  }
}
