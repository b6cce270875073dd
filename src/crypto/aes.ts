/** AES-128 (FIPS 197), encryption of single blocks. */
import { copyBytes, newUint8s } from 'runtime';

/** Sizes in bytes. */
export const enum Aes {
  block = 16,
  key = 16,
  schedule = 176,
}

/** A product with x in GF(2^8) (FIPS 197 4.2.1). */
function doubled(value: number): number {
  return (value << 1) ^ ((value >>> 7) * 0x11b);
}

/** FIPS 197 5.1.1: the inverse in GF(2^8), and an affine transformation. */
function startSbox(): Uint8Array {
  const box = newUint8s(256);
  let value = 1;
  let inverse = 1;
  box[0] = 0x63;
  for (let i = 0; i < 255; i++) {
    // All values but 0 are powers of 3; their inverses are the powers of its inverse, 0xf6.
    value ^= doubled(value);
    inverse ^= inverse << 1;
    inverse ^= inverse << 2;
    inverse ^= inverse << 4;
    inverse = (inverse ^ (((inverse >>> 7) & 1) * 9)) & 255;
    const twice = inverse | (inverse << 8);
    box[value] = (0x63 ^ inverse ^ (twice >>> 4) ^ (twice >>> 5) ^ (twice >>> 6) ^ (twice >>> 7)) & 255;
  }
  return box;
}

const sbox = /* @__PURE__ */ startSbox();
/** The state before and after a round, which change places. */
const state = /* @__PURE__ */ newUint8s(2 * Aes.block);

/**
 * Key expansion (FIPS 197 5.2).
 * @param key 16 bytes from `at` on.
 * @param schedule Gets 176 bytes from `scheduleAt` on, the first 16 of which are the key.
 */
export function expandKey(key: Uint8Array, at: number, schedule: Uint8Array, scheduleAt: number): void {
  copyBytes(key, at, at + Aes.key, schedule, scheduleAt);
  let constant = 1;
  const end = scheduleAt + Aes.schedule;
  for (let i = scheduleAt + Aes.key; i < end; i += 4) {
    const isFirst = ((i - scheduleAt) & 15) === 0;
    for (let k = 0; k < 4; k++) {
      const before = i + k - 4;
      const word = isFirst ? sbox[schedule[k === 3 ? i - 4 : before + 1]] : schedule[before];
      schedule[i + k] = schedule[i + k - Aes.key] ^ word;
    }
    if (isFirst) {
      schedule[i] ^= constant & 255;
      constant = doubled(constant);
    }
  }
}

/** Encrypts the 16 bytes from `at` on of `block`, in place (FIPS 197 5.1). */
export function encryptBlock(schedule: Uint8Array, scheduleAt: number, block: Uint8Array, at: number): void {
  for (let i = 0; i < Aes.block; i++) {
    state[i] = block[at + i] ^ schedule[scheduleAt + i];
  }
  let from = 0;
  let key = scheduleAt + Aes.block;
  const lastKey = scheduleAt + Aes.schedule - Aes.block;
  while (key < lastKey) {
    const to = from ^ Aes.block;
    for (let i = 0; i < Aes.block; i += 4) {
      const a = sbox[state[from + i]];
      const b = sbox[state[from + ((i + 5) & 15)]];
      const c = sbox[state[from + ((i + 10) & 15)]];
      const d = sbox[state[from + ((i + 15) & 15)]];
      const all = a ^ b ^ c ^ d;
      state[to + i] = (a ^ all ^ doubled(a ^ b) ^ schedule[key + i]) & 255;
      state[to + i + 1] = (b ^ all ^ doubled(b ^ c) ^ schedule[key + i + 1]) & 255;
      state[to + i + 2] = (c ^ all ^ doubled(c ^ d) ^ schedule[key + i + 2]) & 255;
      state[to + i + 3] = (d ^ all ^ doubled(d ^ a) ^ schedule[key + i + 3]) & 255;
    }
    from = to;
    key += Aes.block;
  }
  for (let i = 0; i < Aes.block; i++) {
    block[at + i] = sbox[state[from + ((i * 5) & 15)]] ^ schedule[key + i];
  }
}
