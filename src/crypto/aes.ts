/** AES-128 (FIPS 197), encryption of single blocks with one key at a time. */
import { newInt32s } from 'runtime';
import { readWord, rotated, writeWord } from './word';

/** Sizes in bytes. */
export const enum Aes {
  block = 16,
  key = 16,
}

export const enum Words {
  key = 4,
  /** Where the key of the last round begins. */
  lastRound = 40,
  schedule = 44,
}

/** A product with x in GF(2^8) (FIPS 197 4.2.1). */
function doubled(value: number): number {
  return (value << 1) ^ ((value >>> 7) * 0x11b);
}

/** For each byte the column that MixColumns makes of its S-box value alone: that times 2, 1, 1 and 3. */
function startColumns(): Int32Array {
  const made = newInt32s(256);
  let value = 1;
  let inverse = 1;
  let box = 0x63;
  for (let i = 0; i < 256; i++) {
    const twice = doubled(box);
    made[i === 0 ? 0 : value] = (((twice << 8) | box) << 16) | (box << 8) | (twice ^ box);
    // All values but 0 are powers of 3; their inverses are the powers of its inverse, 0xf6.
    value ^= doubled(value);
    inverse ^= inverse << 1;
    inverse ^= inverse << 2;
    inverse ^= inverse << 4;
    inverse = (inverse ^ (((inverse >>> 7) & 1) * 9)) & 255;
    const wide = inverse | (inverse << 8);
    box = (0x63 ^ inverse ^ (wide >>> 4) ^ (wide >>> 5) ^ (wide >>> 6) ^ (wide >>> 7)) & 255; // FIPS 197 5.1.1
  }
  return made;
}

const columns = /* @__PURE__ */ startColumns();
/** The key schedule (FIPS 197 5.2), which `startAes` makes. */
export const schedule = /* @__PURE__ */ newInt32s(Words.schedule);

/** The S-box value of a byte. */
export function substituted(byte: number): number {
  return (columns[byte] >>> 8) & 255;
}

/** SubBytes and ShiftRows for one column (FIPS 197 5.1.1, 5.1.2): a byte of each word. */
function shifted(a: number, b: number, c: number, d: number): number {
  const upper = (substituted(a >>> 24) << 8) | substituted((b >>> 16) & 255);
  return (upper << 16) | (substituted((c >>> 8) & 255) << 8) | substituted(d & 255);
}

/** SubBytes, ShiftRows and MixColumns for one column (FIPS 197 5.1.3). */
function mixed(a: number, b: number, c: number, d: number): number {
  let column = columns[d & 255];
  column = rotated(column, 8) ^ columns[(c >>> 8) & 255];
  column = rotated(column, 8) ^ columns[(b >>> 16) & 255];
  return rotated(column, 8) ^ columns[a >>> 24];
}

/** Has blocks be encrypted with the 16 bytes from `at` on of `key` (key expansion, FIPS 197 5.2). */
export function startAes(key: Uint8Array, at: number): void {
  let constant = 1;
  for (let i = 0; i < Words.schedule; i++) {
    if (i < Words.key) {
      schedule[i] = readWord(key, at + 4 * i);
    } else {
      let word = schedule[i - 1];
      if ((i & 3) === 0) {
        word = rotated(shifted(word, word, word, word), 24) ^ rotated(constant, 8);
        constant = doubled(constant);
      }
      schedule[i] = schedule[i - Words.key] ^ word;
    }
  }
}

/** Encrypts the 16 bytes from `at` on of `block`, in place (FIPS 197 5.1). */
export function encryptBlock(block: Uint8Array, at: number): void {
  let a = readWord(block, at) ^ schedule[0];
  let b = readWord(block, at + 4) ^ schedule[1];
  let c = readWord(block, at + 8) ^ schedule[2];
  let d = readWord(block, at + 12) ^ schedule[3];
  for (let i = Words.key as number; i < Words.lastRound; i += 4) {
    const nextA = mixed(a, b, c, d) ^ schedule[i];
    const nextB = mixed(b, c, d, a) ^ schedule[i + 1];
    const nextC = mixed(c, d, a, b) ^ schedule[i + 2];
    d = mixed(d, a, b, c) ^ schedule[i + 3];
    a = nextA;
    b = nextB;
    c = nextC;
  }
  writeWord(shifted(a, b, c, d) ^ schedule[Words.lastRound], block, at);
  writeWord(shifted(b, c, d, a) ^ schedule[Words.lastRound + 1], block, at + 4);
  writeWord(shifted(c, d, a, b) ^ schedule[Words.lastRound + 2], block, at + 8);
  writeWord(shifted(d, a, b, c) ^ schedule[Words.lastRound + 3], block, at + 12);
}
