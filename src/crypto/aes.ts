/** AES-128 (FIPS 197), encryption of single blocks with one key at a time. */
import { newInt32s, newUint8s } from 'runtime';
import { readWord, rotated } from './word';

/** Sizes in bytes. */
export const enum Aes {
  block = 16,
  key = 16,
}

/** Sizes in words. */
export const enum Words {
  block = 4,
  key = 4,
  /** Where the key of the last round begins. */
  lastRound = 40,
  schedule = 44,
}

/** A product with x in GF(2^8) (FIPS 197 4.2.1). */
function doubled(value: number): number {
  return (value << 1) ^ ((value >>> 7) * 0x11b);
}

/** The S-box. */
function startBox(): Uint8Array {
  const made = newUint8s(256);
  let value = 1;
  let inverse = 1;
  made[0] = 0x63;
  for (let i = 1; i < 256; i++) {
    // All values but 0 are powers of 3; their inverses are the powers of its inverse, 0xf6.
    value ^= doubled(value);
    inverse ^= inverse << 1;
    inverse ^= inverse << 2;
    inverse ^= inverse << 4;
    inverse = (inverse ^ (((inverse >>> 7) & 1) * 9)) & 255;
    const wide = inverse | (inverse << 8);
    made[value] = (0x63 ^ inverse ^ (wide >>> 4) ^ (wide >>> 5) ^ (wide >>> 6) ^ (wide >>> 7)) & 255; // FIPS 197 5.1.1
  }
  return made;
}

/** The S-box (FIPS 197 5.1.1). */
export const box = /* @__PURE__ */ startBox();
/** The key schedule (FIPS 197 5.2), which `startAes` makes. */
export const schedule = /* @__PURE__ */ newInt32s(Words.schedule);

/** Has blocks be encrypted with the 16 bytes from `at` on of `key` (key expansion, FIPS 197 5.2). */
export function startAes(key: Uint8Array, at: number): void {
  let constant = 1;
  let word = 0;
  for (let i = 0; i < Words.key; i++) {
    word = readWord(key, at + 4 * i);
    schedule[i] = word;
  }
  for (let i = Words.key as number; i < Words.schedule; i++) {
    if ((i & 3) === 0) {
      word = (((box[(word >>> 16) & 255] << 8) | box[(word >>> 8) & 255]) << 16) | (box[word & 255] << 8) | box[word >>> 24];
      word ^= rotated(constant, 8);
      constant = doubled(constant);
    }
    word ^= schedule[i - Words.key];
    schedule[i] = word;
  }
}

/**
 * Encrypts a block of four words in place (FIPS 197 5.1). The four columns are written out, since on interpreters a call
 * costs as much as a third of a column.
 */
export function encryptBlock(block: Int32Array): void {
  let a = block[0] ^ schedule[0];
  let b = block[1] ^ schedule[1];
  let c = block[2] ^ schedule[2];
  let d = block[3] ^ schedule[3];
  for (let i = Words.key as number; i < Words.schedule; i += 4) {
    // SubBytes and ShiftRows (FIPS 197 5.1.1, 5.1.2): a column takes a byte of each.
    let p = (((box[a >>> 24] << 8) | box[(b >>> 16) & 255]) << 16) | (box[(c >>> 8) & 255] << 8) | box[d & 255];
    let q = (((box[b >>> 24] << 8) | box[(c >>> 16) & 255]) << 16) | (box[(d >>> 8) & 255] << 8) | box[a & 255];
    let r = (((box[c >>> 24] << 8) | box[(d >>> 16) & 255]) << 16) | (box[(a >>> 8) & 255] << 8) | box[b & 255];
    let s = (((box[d >>> 24] << 8) | box[(a >>> 16) & 255]) << 16) | (box[(b >>> 8) & 255] << 8) | box[c & 255];
    if (i < Words.lastRound) {
      // MixColumns (FIPS 197 5.1.3): twice the sum of a byte and the next one, the next one, and the sum of the two behind.
      a = (p >>> 24) | (p << 8);
      p ^= a;
      p = ((p << 1) & ~0x01010101) ^ (((p >>> 7) & 0x01010101) * 27) ^ a ^ ((p >>> 16) | (p << 16));
      b = (q >>> 24) | (q << 8);
      q ^= b;
      q = ((q << 1) & ~0x01010101) ^ (((q >>> 7) & 0x01010101) * 27) ^ b ^ ((q >>> 16) | (q << 16));
      c = (r >>> 24) | (r << 8);
      r ^= c;
      r = ((r << 1) & ~0x01010101) ^ (((r >>> 7) & 0x01010101) * 27) ^ c ^ ((r >>> 16) | (r << 16));
      d = (s >>> 24) | (s << 8);
      s ^= d;
      s = ((s << 1) & ~0x01010101) ^ (((s >>> 7) & 0x01010101) * 27) ^ d ^ ((s >>> 16) | (s << 16));
    }
    a = p ^ schedule[i];
    b = q ^ schedule[i + 1];
    c = r ^ schedule[i + 2];
    d = s ^ schedule[i + 3];
  }
  block[0] = a;
  block[1] = b;
  block[2] = c;
  block[3] = d;
}
