/** AES-128-CBC in place (NIST SP 800-38A 6.2), under the key of `startAes`, and the inverse cipher that it needs (FIPS 197 5.3). */
import { newInt32s, newUint8s } from 'runtime';
import { Aes, box, encryptBlock, schedule, Words } from './aes';
import { readWord, rotated, writeWord } from './word';

/** The inverse of the S-box (FIPS 197 5.3.2). */
function startBytes(): Uint8Array {
  const made = newUint8s(256);
  for (let i = 0; i < 256; i++) {
    made[box[i]] = i & 255;
  }
  return made;
}

const bytesOfBox = /* @__PURE__ */ startBytes();
const words = /* @__PURE__ */ newInt32s(Words.block);

/** Encrypts the 16 bytes from `at` on, in place. */
export function encryptBytes(bytes: Uint8Array, at: number): void {
  for (let i = 0; i < Words.block; i++) {
    words[i] = readWord(bytes, at + 4 * i);
  }
  encryptBlock(words);
  for (let i = 0; i < Words.block; i++) {
    writeWord(words[i], bytes, at + 4 * i);
  }
}

/** InvShiftRows and InvSubBytes for one column (FIPS 197 5.3.1, 5.3.2): a byte of each word. */
function unshifted(a: number, b: number, c: number, d: number): number {
  const upper = (bytesOfBox[a >>> 24] << 8) | bytesOfBox[(b >>> 16) & 255];
  return (upper << 16) | (bytesOfBox[(c >>> 8) & 255] << 8) | bytesOfBox[d & 255];
}

/** The products of four bytes with x in GF(2^8) (FIPS 197 4.2.1). */
function doubled(word: number): number {
  return ((word << 1) & ~0x01010101) ^ (((word >>> 7) & 0x01010101) * 0x1b);
}

/** InvMixColumns for one column (FIPS 197 5.3.3): 14, 11, 13 and 9 times its bytes. */
function unmixed(word: number): number {
  const two = doubled(word);
  const four = doubled(two);
  const eight = doubled(four);
  const nine = eight ^ word;
  return eight ^ four ^ two ^ rotated(nine ^ two, 24) ^ rotated(nine ^ four, 16) ^ rotated(nine, 8);
}

function decryptBlock(block: Uint8Array, at: number): void {
  let a = readWord(block, at) ^ schedule[Words.lastRound];
  let b = readWord(block, at + 4) ^ schedule[Words.lastRound + 1];
  let c = readWord(block, at + 8) ^ schedule[Words.lastRound + 2];
  let d = readWord(block, at + 12) ^ schedule[Words.lastRound + 3];
  for (let i = Words.lastRound - 4; i >= 0; i -= 4) {
    const nextA = unshifted(a, d, c, b) ^ schedule[i];
    const nextB = unshifted(b, a, d, c) ^ schedule[i + 1];
    const nextC = unshifted(c, b, a, d) ^ schedule[i + 2];
    const nextD = unshifted(d, c, b, a) ^ schedule[i + 3];
    a = i > 0 ? unmixed(nextA) : nextA;
    b = i > 0 ? unmixed(nextB) : nextB;
    c = i > 0 ? unmixed(nextC) : nextC;
    d = i > 0 ? unmixed(nextD) : nextD;
  }
  writeWord(a, block, at);
  writeWord(b, block, at + 4);
  writeWord(c, block, at + 8);
  writeWord(d, block, at + 12);
}

/** Exclusive-or of a block with the one before it. */
function chain(bytes: Uint8Array, at: number): void {
  for (let i = at; i < at + Aes.block; i++) {
    bytes[i] ^= bytes[i - Aes.block];
  }
}

/** Encrypts bytes `start` to `end` - 1, whole blocks. The initialisation vector is the block before them. */
export function encryptCbc(bytes: Uint8Array, start: number, end: number): void {
  for (let at = start; at < end; at += Aes.block) {
    chain(bytes, at);
    encryptBytes(bytes, at);
  }
}

/** Decrypts what `encryptCbc` has encrypted. */
export function decryptCbc(bytes: Uint8Array, start: number, end: number): void {
  for (let at = end - Aes.block; at >= start; at -= Aes.block) {
    decryptBlock(bytes, at);
    chain(bytes, at);
  }
}
