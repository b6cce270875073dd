/**
 * Storage slots as files `slot-0` to `slot-15` in one directory: MOTE_STORAGE, otherwise a directory for each endpoint
 * where programs of this user keep their state (XDG Base Directory Specification, XDG_STATE_HOME).
 */
import { randomBytes } from 'crypto';
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'fs';
import { homedir } from 'os';
import { join } from 'path';
import { StorageSlot } from '../../src/board';
import { settings } from './settings';

const SLOTS = 16;
const SEED_BYTES = 32;

/** The directory of the slots; it may not be there yet. */
export function storageDirectory(): string {
  const own = process.env.MOTE_STORAGE;
  if (own !== undefined && own !== '') return own;
  const state = process.env.XDG_STATE_HOME;
  return join(
    state !== undefined && state !== '' ? state : join(homedir(), '.local', 'state'),
    'mote',
    'endpoint-' + encodeURIComponent(settings().endpoint),
  );
}

/** See `Board.load`. The seed is made when it is asked for first. */
export function load(slot: number, buffer: Uint8Array): number {
  const file = slotFile(slot);
  if (slot === StorageSlot.seed && !existsSync(file)) store(slot, randomBytes(SEED_BYTES), SEED_BYTES);
  if (!existsSync(file)) return -1;
  try {
    const bytes = readFileSync(file);
    bytes.copy(buffer);
    return bytes.length;
  } catch (error) {
    report(error);
    return -1;
  }
}

/** See `Board.store`. Written beside the old file, then put in its place, each step on the disk before the next. */
export function store(slot: number, buffer: Uint8Array, length: number): boolean {
  const file = slotFile(slot);
  try {
    mkdirSync(storageDirectory(), { recursive: true, mode: 0o700 });
    const descriptor = openSync(file + '.new', 'w', 0o600);
    const written = writeSync(descriptor, buffer, 0, length);
    fsyncSync(descriptor);
    closeSync(descriptor);
    if (written !== length) return false;
    renameSync(file + '.new', file);
    syncDirectory();
    return true;
  } catch (error) {
    report(error);
    return false;
  }
}

/** See `Board.eraseStorage`. Other files in the directory stay. */
export function eraseStorage(): void {
  if (!existsSync(storageDirectory())) return;
  try {
    for (let slot = 0; slot < SLOTS; slot++) {
      if (slot !== StorageSlot.seed) rmSync(slotFile(slot), { force: true });
      rmSync(slotFile(slot) + '.new', { force: true });
    }
    syncDirectory();
  } catch (error) {
    report(error);
  }
}

function slotFile(slot: number): string {
  return join(storageDirectory(), 'slot-' + slot);
}

function syncDirectory(): void {
  const descriptor = openSync(storageDirectory(), 'r');
  fsyncSync(descriptor);
  closeSync(descriptor);
}

/** Tells the user what the file system refused; the client only learns that it did. */
function report(error: unknown): void {
  console.error('storage: ' + (error as Error).message);
}
