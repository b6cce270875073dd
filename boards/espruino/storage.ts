/**
 * Storage slots as files of Espruino's Storage, which erases a file before it writes it anew. So each slot has two files,
 * `mote0a` and `mote0b`, that are written in turn: the newest one that is whole counts.
 */
import { copyBytes, newUint8s } from 'runtime';
import { StorageSlot } from '../../src/board';
import type { Espruino, Storage } from './engine';

declare const E: Espruino;
declare function require(name: 'Storage'): Storage;

const enum Limit {
  slots = 16,
}

/** What stands before the bytes of a slot in its file. */
const enum Header {
  /** Counts up at each write, modulo 256. */
  turn = 0,
  /** CRC-32 of all that follows it and of the turn, 4 bytes. */
  checksum = 1,
  size = 5,
}

const storage = require('Storage');

/** The name of a slot, to which that of each file adds a letter. */
function nameOf(slot: number): string {
  return 'mote' + slot;
}

function fileOf(name: string, half: number): string {
  return name + (half === 0 ? 'a' : 'b');
}

/** CRC-32 of a file without its place for it, by halves. */
function writeChecksum(file: Uint8Array, to: Uint8Array): void {
  const crc = E.CRC32(file.subarray(Header.size)) ^ file[Header.turn];
  for (let i = 0; i < 4; i++) to[Header.checksum + i] = (crc >>> (8 * i)) & 255;
}

/** The bytes of a file that is whole; undefined when there is none, or its writing was cut short. */
function readHalf(name: string, half: number): Uint8Array | undefined {
  const text = storage.read(fileOf(name, half));
  if (text === undefined || text.length < Header.size) return undefined;
  const file = E.toUint8Array(text);
  const wanted = newUint8s(Header.size);
  writeChecksum(file, wanted);
  for (let i: number = Header.checksum; i < Header.size; i++) {
    if (file[i] !== wanted[i]) return undefined;
  }
  return file;
}

/** Whether `first` was written after `second`, as far as there is any. */
function isNewer(first: Uint8Array | undefined, second: Uint8Array | undefined): boolean {
  if (first === undefined || second === undefined) return first !== undefined;
  return ((first[Header.turn] - second[Header.turn]) & 255) < 128;
}

/** What `Board.load` does with a slot, with files of another name. */
export function loadNewest(name: string, buffer: Uint8Array): number {
  const a = readHalf(name, 0);
  const b = readHalf(name, 1);
  const file = isNewer(a, b) ? a : b;
  if (file === undefined) return -1;
  const length = file.length - Header.size;
  copyBytes(file, Header.size, Header.size + (length < buffer.length ? length : buffer.length), buffer, 0);
  return length;
}

/** What `Board.store` does with a slot. The file that counts is not touched; the other one counts from when it is whole. */
export function storeNewest(name: string, buffer: Uint8Array, length: number): boolean {
  const a = readHalf(name, 0);
  const b = readHalf(name, 1);
  const half = isNewer(a, b) ? 1 : 0;
  const last = half === 1 ? a : b;
  const file = newUint8s(Header.size + length);
  file[Header.turn] = last === undefined ? 0 : (last[Header.turn] + 1) & 255;
  copyBytes(buffer, 0, length, file, Header.size);
  writeChecksum(file, file);
  try {
    storage.erase(fileOf(name, half));
    return storage.write(fileOf(name, half), file);
  } catch {
    return false; // full
  }
}

/** See `Board.load`. */
export function load(slot: number, buffer: Uint8Array): number {
  return loadNewest(nameOf(slot), buffer);
}

/** See `Board.store`. */
export function store(slot: number, buffer: Uint8Array, length: number): boolean {
  return storeNewest(nameOf(slot), buffer, length);
}

/** See `Board.eraseStorage`. */
export function eraseStorage(): void {
  for (let slot = 0; slot < Limit.slots; slot++) {
    if (slot !== StorageSlot.seed) {
      storage.erase(fileOf(nameOf(slot), 0));
      storage.erase(fileOf(nameOf(slot), 1));
    }
  }
}
