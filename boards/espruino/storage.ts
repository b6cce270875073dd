/**
 * Storage slots as records in the first two of Mote's own pages. A record is appended, and the newest of a slot counts. When a page
 * is full, the other one is erased and takes what counts; then it has the next turn.
 */
import { copyBytes, newUint16s, newUint8s } from 'runtime';
import { StorageSlot } from '../../src/board';
import type { Espruino } from './engine';
import { erasePages, Page, pagesFile, storage } from './pages';

declare const E: Espruino;

export const enum Slot {
  /** That of random.ts; those before it are the client's. */
  random = 16,
  end = 17,
}

/** Slots, a bit each. */
const enum Slots {
  all = -1,
  /** Those that are not erased with the rest. */
  lasting = (1 << StorageSlot.seed) | (1 << Slot.random),
}

/** Places in a page. */
const enum Place {
  /** A byte that counts up from page to page, modulo 256, and its complement; they are written last. */
  turn = 4,
  records = 8,
}

/** What stands before the bytes of a slot in a record. The next record begins at a multiple of 4. */
const enum Record {
  /** CRC-32 of all that follows it, 4 bytes. */
  checksum = 0,
  slot = 4,
  /** Bytes of the slot, in 2 bytes. */
  length = 5,
  bytes = 8,
}

/** Where the records of the page end that `findRecords` has looked at. */
let end = 0;

/** Bytes of the pages, as many as there are. */
function bytesAt(at: number, size: number): Uint8Array {
  const text = storage.read(pagesFile, at, size);
  return E.toUint8Array(text === undefined ? '' : text);
}

/** The turn of a page; -1 of one that does not count. */
function turnOf(page: number): number {
  const turn = bytesAt(page + Place.turn, 2);
  return turn[0] + turn[1] === 255 ? turn[0] : -1;
}

/** Where the page begins that counts; -1 when there is none yet. */
function newestPage(): number {
  const first = turnOf(0);
  const second = turnOf(Page.bytes);
  if (second < 0) return first < 0 ? -1 : 0;
  return first < 0 || ((second - first) & 255) < 128 ? Page.bytes : 0;
}

/** Bytes of a record's slot, as its head tells. */
function lengthOf(head: Uint8Array): number {
  return head[Record.length] * 256 + head[Record.length + 1];
}

/** Where the record behind one of so many bytes begins, which itself begins at `at`; beyond the page when there is no room for it. */
function behind(at: number, length: number): number {
  return at + Record.bytes + ((length + 3) & ~3);
}

/** Where the newest record of each slot begins; 0 for none. */
function findRecords(page: number): Uint16Array {
  const records = newUint16s(Slot.end);
  end = page + Place.records;
  for (;;) {
    const head = bytesAt(end, Record.bytes);
    const length = lengthOf(head);
    const next = behind(end, length);
    // Where nothing was written the length is beyond the page. What a power cut has left ends the page, too.
    if (next > page + Page.bytes) return records;
    const checksum = head[0] + head[1] * 256 + head[2] * 65536 + head[3] * 16777216;
    if (E.CRC32(storage.read(pagesFile, end + Record.slot, Record.bytes - Record.slot + length)) !== checksum) return records;
    records[head[Record.slot]] = end;
    end = next;
  }
}

/** Writes a record behind the others of the page. @returns Whether there was room. */
function append(page: number, record: Uint8Array): boolean {
  const next = behind(end, record.length - Record.bytes);
  try {
    if (next > page + Page.bytes || !storage.write(pagesFile, record, end)) return false;
  } catch {
    return false; // a power cut has left something there
  }
  end = next;
  return true;
}

/** Has the page that counts, or none, followed by the other one, with its records of the slots that are kept, and a new one. */
function turnPage(from: number, kept: number, record: Uint8Array | undefined): boolean {
  const to = from === 0 ? Page.bytes : 0;
  const records = from < 0 ? newUint16s(Slot.end) : findRecords(from);
  if (!erasePages(to, Page.bytes)) return false;
  end = to + Place.records;
  for (let slot = 0; slot < Slot.end; slot++) {
    const at = records[slot];
    if (at > 0 && ((kept >>> slot) & 1) === 1 && !append(to, bytesAt(at, Record.bytes + lengthOf(bytesAt(at, Record.bytes))))) return false;
  }
  if (record !== undefined && !append(to, record)) return false;
  const turn = newUint8s(2);
  turn[0] = from < 0 ? 0 : turnOf(from) + 1;
  turn[1] = 255 - turn[0];
  return storage.write(pagesFile, turn, to + Place.turn);
}

/** See `Board.load`. */
export function load(slot: number, buffer: Uint8Array): number {
  const page = newestPage();
  const at = page < 0 ? 0 : findRecords(page)[slot];
  if (at === 0) return -1;
  const length = lengthOf(bytesAt(at, Record.bytes));
  const kept = length < buffer.length ? length : buffer.length;
  if (kept > 0) copyBytes(bytesAt(at + Record.bytes, kept), 0, kept, buffer, 0);
  return length;
}

/** See `Board.store`. */
export function store(slot: number, buffer: Uint8Array, length: number): boolean {
  const record = newUint8s(Record.bytes + length);
  record[Record.slot] = slot;
  record[Record.length] = length >>> 8;
  record[Record.length + 1] = length;
  copyBytes(buffer, 0, length, record, Record.bytes);
  const crc = E.CRC32(record.subarray(Record.slot));
  for (let i = 0; i < Record.slot; i++) record[i] = (crc >>> (8 * i)) & 255;
  const page = newestPage();
  if (page >= 0) {
    findRecords(page);
    if (append(page, record)) return true;
  }
  return turnPage(page, Slots.all & ~(1 << slot), record);
}

/** See `Board.eraseStorage`. */
export function eraseStorage(): void {
  const page = newestPage();
  if (page >= 0) turnPage(page, Slots.lasting, undefined);
}
