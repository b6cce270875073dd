/**
 * Signatures of images: HSS/LMS (RFC 8554), the parameter sets with SHA-256 of 32 bytes. They rest on the hash alone, and
 * are verified with two hash states and without copying the signature, which stays in the slot.
 */
import { asciiAt, copyBytes, newUint8s, textSize } from 'runtime';
import { hashOnce } from 'primitives';
import { uint24At, writeUint16 } from '../bytes/big-endian';
import { constantTimeEqual } from '../crypto/equal';
import { finishHash, newHash, Sha256, startHash, updateHash } from '../crypto/sha256';
import { writeWord } from '../crypto/word';
import type { ImageStorage } from './storage';

/** A public key: the number of levels (RFC 8554 6.1), then the LMS public key (5.3), all in bytes. */
const enum Key {
  levels = 4,
  lmsType = 0,
  otsType = 4,
  id = 8,
  root = 24,
  size = 56,
}

/** What a hash begins with (RFC 8554 4.4, 5.3): the key's id, a number (4), and one that says what is hashed (2). */
const enum Prefix {
  number = 16,
  purpose = 20,
  size = 22,
  /** In a chain: its index and the step in it. */
  index = 20,
  step = 22,
  chain = 23,
  /** With the value before the step behind it. */
  whole = 55,
}

const enum Purpose {
  /** D_PBLK, D_MESG, D_LEAF, D_INTR: this byte twice. */
  keys = 0x80,
  message = 0x81,
  leaf = 0x82,
  inner = 0x83,
}

const enum Limit {
  levels = 8,
  word = 4,
  hash = Sha256.hash,
  /** Of a level: chains of LMOTS_SHA256_N32_W1 and its types 1 to 4; types 5 to 9 of LMS, with heights of 5 to 25. */
  otsTypes = 4,
  firstLmsType = 5,
  lastLmsType = 9,
}

const inner = /* @__PURE__ */ newHash();
const outer = /* @__PURE__ */ newHash();
const prefix = /* @__PURE__ */ newUint8s(Prefix.whole);
const digest = /* @__PURE__ */ newUint8s(Limit.hash + 2);
const node = /* @__PURE__ */ newUint8s(Limit.hash);
const piece = /* @__PURE__ */ newUint8s(Limit.hash);
const key = /* @__PURE__ */ newUint8s(Key.size);
const nextKey = /* @__PURE__ */ newUint8s(Key.size);

let storage: ImageStorage;
let area = 0;

/** An integer of 4 bytes; -1 for those of 2^30 and above, which are no valid number of anything here. */
function uint32At(bytes: Uint8Array, at: number): number {
  return bytes[at] > 63 ? -1 : bytes[at] * 16777216 + uint24At(bytes, at + 1);
}

function readUint32(at: number): number {
  storage.read(area, at, piece, 0, Limit.word);
  return uint32At(piece, 0);
}

/** Bits of a digit (w), by the type of the one-time signature (RFC 8554 4.1). */
function widthOf(otsType: number): number {
  return 1 << (otsType - 1);
}

/** Digits of the checksum, and bits that it is shifted by (ls of RFC 8554 4.1, table 1). */
function checksumShift(width: number): number {
  return width === 1 ? 7 : width === 2 ? 6 : width === 4 ? 4 : 0;
}

/** Chains of a one-time signature (p of RFC 8554 4.1, table 1). */
function chainsOf(width: number): number {
  return Math.floor(256 / width) + (width === 1 ? 9 : width === 2 ? 5 : width === 4 ? 3 : 2);
}

function heightOf(lmsType: number): number {
  return (lmsType - Limit.firstLmsType + 1) * 5;
}

function hasKnownTypes(bytes: Uint8Array): boolean {
  const lmsType = uint32At(bytes, Key.lmsType);
  const otsType = uint32At(bytes, Key.otsType);
  return lmsType >= Limit.firstLmsType && lmsType <= Limit.lastLmsType && otsType >= 1 && otsType <= Limit.otsTypes;
}

/** Bytes of a signature by the present key (RFC 8554 5.4). */
function signatureSize(): number {
  const chains = chainsOf(widthOf(uint32At(key, Key.otsType)));
  return 3 * Limit.word + Limit.hash * (1 + chains + heightOf(uint32At(key, Key.lmsType)));
}

/** Begins a hash by the id of the present key, a number and a purpose. */
function startPurpose(hash: typeof inner, number: number, purpose: Purpose): void {
  writeWord(number, prefix, Prefix.number);
  prefix[Prefix.purpose] = purpose;
  prefix[Prefix.purpose + 1] = purpose;
  startHash(hash);
  updateHash(hash, prefix, 0, Prefix.size);
}

/** coef (RFC 8554 3.1.3). */
function digit(index: number, width: number): number {
  const perByte = Math.floor(8 / width);
  const shift = 8 - width * ((index & (perByte - 1)) + 1);
  return (digest[Math.floor(index / perByte)] >>> shift) & ((1 << width) - 1);
}

/** Puts the checksum behind the message's hash (RFC 8554 4.4). */
function putChecksum(width: number): void {
  let sum = 0;
  for (let i = 0; i < Math.floor(256 / width); i++) {
    sum += (1 << width) - 1 - digit(i, width);
  }
  sum <<= checksumShift(width);
  writeUint16(digest, Limit.hash, sum);
}

/** Goes a chain to its end, from where the signature is (RFC 8554 4.6, algorithm 4b step 3). */
function endChain(leaf: number, index: number, width: number): void {
  writeWord(leaf, prefix, Prefix.number);
  writeUint16(prefix, Prefix.index, index);
  copyBytes(piece, 0, Limit.hash, prefix, Prefix.chain);
  for (let step = digit(index, width); step < (1 << width) - 1; step++) {
    prefix[Prefix.step] = step & 255;
    hashOnce(inner, prefix, Prefix.whole, prefix, Prefix.chain);
  }
  copyBytes(prefix, Prefix.chain, Prefix.whole, piece, 0);
}

/** The one-time public key that the signature at `at` leads to: into `node`, hashed as leaf `leaf` of `2 ** height`. */
function hashLeaf(at: number, leaf: number, height: number, message: Uint8Array, messageSize: number): void {
  const width = widthOf(uint32At(key, Key.otsType));
  storage.read(area, at, piece, 0, Limit.hash); // C
  startPurpose(inner, leaf, Purpose.message);
  updateHash(inner, piece, 0, Limit.hash);
  updateHash(inner, message, 0, messageSize);
  finishHash(inner, digest, 0);
  putChecksum(width);
  startPurpose(outer, leaf, Purpose.keys);
  for (let i = 0; i < chainsOf(width); i++) {
    storage.read(area, at + Limit.hash * (i + 1), piece, 0, Limit.hash);
    endChain(leaf, i, width);
    updateHash(outer, piece, 0, Limit.hash);
  }
  finishHash(outer, node, 0);
  startPurpose(inner, (1 << height) + leaf, Purpose.leaf);
  updateHash(inner, node, 0, Limit.hash);
  finishHash(inner, node, 0);
}

/** Climbs from the leaf in `node` to the root by the path at `at` (RFC 8554 5.4.2, algorithm 6a step 4). */
function climb(at: number, leaf: number, height: number): void {
  let number = (1 << height) + leaf;
  for (let i = 0; i < height; i++) {
    storage.read(area, at + Limit.hash * i, piece, 0, Limit.hash);
    startPurpose(inner, number >>> 1, Purpose.inner);
    updateHash(inner, (number & 1) === 1 ? piece : node, 0, Limit.hash);
    updateHash(inner, (number & 1) === 1 ? node : piece, 0, Limit.hash);
    finishHash(inner, node, 0);
    number >>>= 1;
  }
}

/** Whether the signature at `at` is the present key's, of this message (RFC 8554 5.4.2). */
function verifyLevel(at: number, message: Uint8Array, messageSize: number): boolean {
  const height = heightOf(uint32At(key, Key.lmsType));
  const pathAt = at + signatureSize() - Limit.hash * height;
  const leaf = readUint32(at);
  if (
    leaf < 0 || leaf >= 1 << height ||
    readUint32(at + Limit.word) !== uint32At(key, Key.otsType) ||
    readUint32(pathAt - Limit.word) !== uint32At(key, Key.lmsType)
  ) {
    return false;
  }
  for (let i = 0; i < Prefix.number; i++) {
    prefix[i] = key[Key.id + i];
  }
  hashLeaf(at + 2 * Limit.word, leaf, height, message, messageSize);
  climb(pathAt, leaf, height);
  return constantTimeEqual(node, 0, key, Key.root, Limit.hash);
}

function hexDigit(text: string, index: number): number {
  const character = asciiAt(text, index);
  return character < 58 ? character - 48 : (character & 95) - 55;
}

/** Reads a public key in hexadecimal. @returns Its levels; 0 when it is none. */
function readKey(text: string): number {
  if (textSize(text) !== 2 * (Key.levels + Key.size)) {
    return 0;
  }
  for (let i = 0; i < Key.size; i++) {
    const at = 2 * (Key.levels + i);
    key[i] = (hexDigit(text, at) * 16 + hexDigit(text, at + 1)) & 255;
  }
  const levels = hexDigit(text, 2 * Key.levels - 1);
  return levels <= Limit.levels && hasKnownTypes(key) ? levels : 0;
}

/**
 * Verifies a signature (RFC 8554 6.3) that lies in bytes `at` to `end` - 1 of an area.
 * @param message The first `messageSize` bytes of it are what is signed.
 * @param publicKey An HSS public key in hexadecimal: 120 digits.
 * @returns Whether it is that key's. Any bytes give an answer.
 */
export function verifySignature(on: ImageStorage, where: number, at: number, end: number, message: Uint8Array, messageSize: number, publicKey: string): boolean {
  storage = on;
  area = where;
  const levels = readKey(publicKey);
  if (levels === 0 || readUint32(at) !== levels - 1) {
    return false;
  }
  at += Limit.word;
  for (let level = 1; level < levels; level++) {
    const size = signatureSize();
    if (at + size + Key.size > end) {
      return false;
    }
    storage.read(area, at + size, nextKey, 0, Key.size);
    if (!hasKnownTypes(nextKey) || !verifyLevel(at, nextKey, Key.size)) {
      return false;
    }
    for (let i = 0; i < Key.size; i++) {
      key[i] = nextKey[i];
    }
    at += size + Key.size;
  }
  return at + signatureSize() === end && verifyLevel(at, message, messageSize);
}
