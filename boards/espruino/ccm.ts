/**
 * AES-128-CCM by Espruino's own AES, in two calls: CBC computes the tag, ECB the key stream (RFC 3610 2.2, 2.3). Does what
 * src/crypto/ccm.ts does, where each function is described. Espruino's own CCM takes no additional data, its CTR no counter.
 */
import { newUint8s } from 'runtime';
import { Config } from 'config';
import { constantTimeEqual } from '../../src/crypto/equal';
import { encrypted, type Mode, wordsOf } from './natives';

const enum Size {
  block = 16,
  /** Whole blocks, for additional data of up to 62 bytes. */
  aad = 64,
  /** Whole blocks, for the content of the largest record: a message, and what DTLS may add to it. */
  text = (Config.messageBytes + 127) & -16,
}

const enum Flag {
  /** In the flags of the first block, that there is additional data (RFC 3610 2.2). */
  hasAad = 64,
}

const ecb: Mode = { mode: 'ECB' };
const cbc: Mode = { mode: 'CBC', iv: /* @__PURE__ */ newUint8s(Size.block) };
const key = /* @__PURE__ */ newUint8s(Size.block);
/** Flags, nonce and counter 0. */
const zeroth = /* @__PURE__ */ newUint8s(Size.block);
const counters = /* @__PURE__ */ newUint8s(Size.block + Size.text);
/** What the tag is computed of: the first block, the additional data, the text. */
const authenticated = /* @__PURE__ */ newUint8s(Size.block + Size.aad + Size.text);
const text = /* @__PURE__ */ newUint8s(Size.text);
const textWords = /* @__PURE__ */ wordsOf(text);

export function startCcm(from: Uint8Array, keyAt: number, nonce: Uint8Array, size: number): void {
  key.set(from.subarray(keyAt, keyAt + Size.block));
  zeroth.fill(0);
  zeroth[0] = 14 - size;
  zeroth.set(nonce.subarray(0, size), 1);
}

/** The key stream: that of the tag first, then as much as the text has; undefined when memory is too short. */
function keyStream(size: number): Uint8Array | undefined {
  const end = (size + 2 * Size.block - 1) & -Size.block;
  for (let at = 0; at < end; at += Size.block) {
    counters.set(zeroth, at);
    counters[at + 14] = at >>> 12;
    counters[at + 15] = (at >>> 4) & 255;
  }
  return encrypted(counters.subarray(0, end), key, ecb);
}

/** Encrypts or decrypts `text`. */
function crypt(stream: Uint8Array, size: number): void {
  const words = wordsOf(stream);
  for (let i = 0; i < size; i += 4) textWords[i >>> 2] ^= words[(i >>> 2) + 4];
}

/** The tag of the additional data and `text`; undefined when memory is too short. */
function tagOf(stream: Uint8Array, aad: Uint8Array, aadSize: number, size: number, tagSize: number): Uint8Array | undefined {
  const textAt = aadSize > 0 ? (aadSize + 2 + 2 * Size.block - 1) & -Size.block : Size.block;
  const end = textAt + ((size + Size.block - 1) & -Size.block);
  authenticated.fill(0, 0, end);
  authenticated.set(zeroth);
  authenticated[0] |= (4 * tagSize - 8) | (aadSize > 0 ? Flag.hasAad : 0);
  authenticated[14] = size >>> 8;
  authenticated[15] = size & 255;
  if (aadSize > 0) {
    authenticated[17] = aadSize;
    authenticated.set(aad.subarray(0, aadSize), 18);
  }
  authenticated.set(text.subarray(0, size), textAt);
  const blocks = encrypted(authenticated.subarray(0, end), key, cbc);
  if (blocks === undefined) return undefined;
  const tag = blocks.subarray(end - Size.block, end - Size.block + tagSize);
  for (let i = 0; i < tagSize; i++) tag[i] ^= stream[i];
  return tag;
}

/** When memory is too short, what is sent is zeros, which the peer drops as not genuine: a record that was lost. */
export function sealCcm(aad: Uint8Array, aadSize: number, bytes: Uint8Array, start: number, end: number, tagSize: number): void {
  const size = end - start;
  const stream = keyStream(size);
  text.set(bytes.subarray(start, end));
  bytes.fill(0, start, end + tagSize);
  if (stream === undefined) return;
  const tag = tagOf(stream, aad, aadSize, size, tagSize);
  if (tag === undefined) return;
  bytes.set(tag, end);
  crypt(stream, size);
  bytes.set(text.subarray(0, size), start);
}

export function openCcm(aad: Uint8Array, aadSize: number, bytes: Uint8Array, start: number, end: number, tagSize: number): boolean {
  const size = end - start;
  const stream = keyStream(size);
  text.set(bytes.subarray(start, end));
  bytes.fill(0, start, end); // RFC 3610 2.5: nothing of it is revealed
  if (stream === undefined) return false;
  crypt(stream, size);
  const tag = tagOf(stream, aad, aadSize, size, tagSize);
  if (tag === undefined || !constantTimeEqual(tag, 0, bytes, end, tagSize)) return false;
  bytes.set(text.subarray(0, size), start);
  return true;
}
