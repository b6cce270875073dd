/**
 * The client's one source of randomness where it has DTLS: a DRBG that starts from the seed of the device, which lies in
 * a storage slot, and from what noise the board has.
 */
import { newUint8s } from 'runtime';
import { type Board, StorageSlot } from '../board';
import { generateDrbg, instantiateDrbg } from './drbg';
import { wipe } from './wipe';

const enum Seed {
  bytes = 32,
  /** Bytes of the board's noise mixed in at the start. */
  noise = 16,
  all = 48,
}

/** Seed and noise at the start; then bytes in stock for `random`. */
const stock = /* @__PURE__ */ newUint8s(Seed.all);
/** How many bytes of it were given out. */
let used = Seed.all as number;
let seeded = false;

/**
 * Starts the generator from the stored seed, and stores another one in its place before anything random is given out: so
 * no two boots give the same, whatever the board's noise is, and after a power cut neither.
 * @returns false when there is no seed of 32 bytes, or when the next one cannot be stored; see `hasRandom`.
 */
export function startRandom(board: Board): boolean {
  seeded = false;
  if (board.load(StorageSlot.seed, stock) !== Seed.bytes) {
    return false;
  }
  for (let i = Seed.bytes; i < Seed.all; i++) {
    stock[i] = board.random() & 255;
  }
  instantiateDrbg(stock, Seed.all);
  generateDrbg(stock, 0, Seed.bytes);
  seeded = board.store(StorageSlot.seed, stock, Seed.bytes);
  wipe(stock, 0, Seed.all);
  used = Seed.all;
  return seeded;
}

/** Whether the generator has started. Without it keys could be guessed, so that there is no DTLS. */
export function hasRandom(): boolean {
  return seeded;
}

function randomByte(): number {
  if (used === Seed.all) {
    generateDrbg(stock, 0, Seed.all);
    used = 0;
  }
  const byte = stock[used];
  stock[used] = 0;
  used++;
  return byte;
}

/** A random integer, 0 to 65535, as of `Board.random`; from there itself when there is no seed. */
export function random(board: Board): number {
  return seeded ? randomByte() * 256 + randomByte() : board.random();
}
