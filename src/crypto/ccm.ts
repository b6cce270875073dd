/** AES-128-CCM (RFC 3610, NIST SP 800-38C), in place. One message is sealed or opened at a time. */
import { newInt32s } from 'runtime';
import { Aes, encryptBlock, startAes, Words } from './aes';
import { wipe } from './wipe';
import { readWord, rotated, writeWord } from './word';

const enum Ccm {
  /** In the flags of the first block, that there is additional data (RFC 3610 2.2). */
  hasAad = 64,
}

/** Flags, nonce and counter 0: A_0 (RFC 3610 2.3). Blocks are four words. */
const zeroth = /* @__PURE__ */ newInt32s(Words.block);
const mac = /* @__PURE__ */ newInt32s(Words.block);
/** A block of the key stream. */
const stream = /* @__PURE__ */ newInt32s(Words.block);

/** Exclusive-or of a block's byte. */
function addByte(block: Int32Array, at: number, byte: number): void {
  block[at >>> 2] ^= byte << (24 - 8 * (at & 3));
}

/**
 * Sets the key and the nonce of what is sealed or opened next.
 * @param key 16 bytes from `keyAt` on.
 * @param nonce Never the same twice with a key.
 * @param size Its bytes, 7 to 13; in TLS 12 (RFC 6655 3). What is sealed is shorter than 65536 bytes, whatever the size.
 */
export function startCcm(key: Uint8Array, keyAt: number, nonce: Uint8Array, size: number): void {
  startAes(key, keyAt);
  for (let i = 0; i < Words.block; i++) {
    zeroth[i] = 0;
  }
  zeroth[0] = rotated(14 - size, 8);
  for (let i = 0; i < size; i++) {
    addByte(zeroth, i + 1, nonce[i]);
  }
}

/** Makes `block` the zeroth, with other flags and another number in the place of its counter, and encrypts it. */
function encryptNumber(block: Int32Array, flags: number, number: number): void {
  block[0] = zeroth[0] | rotated(flags, 8);
  block[1] = zeroth[1];
  block[2] = zeroth[2];
  block[3] = zeroth[3] | number;
  encryptBlock(block);
}

/** Begins the MAC: the first block, and the additional data (RFC 3610 2.2). */
function startTag(aad: Uint8Array, aadSize: number, size: number, tagSize: number): void {
  encryptNumber(mac, (tagSize * 4 - 8) | (aadSize > 0 ? Ccm.hasAad : 0), size);
  mac[0] ^= aadSize << 16;
  let at = 2;
  for (let i = 0; i < aadSize; i++) {
    addByte(mac, at, aad[i]);
    at++;
    if (at === Aes.block || i + 1 === aadSize) {
      encryptBlock(mac);
      at = 0;
    }
  }
}

/** Encrypts or decrypts bytes `start` to `end` - 1, and continues the MAC by what they are in the clear (RFC 3610 2.2, 2.3). */
function crypt(bytes: Uint8Array, start: number, end: number, isSealing: boolean): void {
  let at = start;
  for (let count = 1; at < end; count++) {
    encryptNumber(stream, 0, count);
    for (let i = 0; i < Words.block; i++) {
      const key = stream[i];
      let clear = 0;
      for (let shift = 24; shift >= 0 && at < end; shift -= 8) {
        const before = bytes[at];
        const after = before ^ ((key >>> shift) & 255);
        clear |= (isSealing ? before : after) << shift;
        bytes[at] = after;
        at++;
      }
      mac[i] ^= clear;
    }
    encryptBlock(mac);
  }
  encryptNumber(stream, 0, 0);
}

/**
 * Encrypts bytes `start` to `end` - 1 in place, and writes the tag behind them.
 * @param aad Additional data, `aadSize` bytes from its beginning.
 * @param tagSize 8 (CCM_8) or 16.
 */
export function sealCcm(
  aad: Uint8Array,
  aadSize: number,
  bytes: Uint8Array,
  start: number,
  end: number,
  tagSize: number,
): void {
  startTag(aad, aadSize, end - start, tagSize);
  crypt(bytes, start, end, true);
  for (let i = 0; i < tagSize >>> 2; i++) {
    writeWord(mac[i] ^ stream[i], bytes, end + 4 * i);
  }
}

/**
 * Decrypts what `sealCcm` made, in place; its tag begins at `end`.
 * @returns false when it is not authentic: then its bytes are overwritten with zeros.
 */
export function openCcm(
  aad: Uint8Array,
  aadSize: number,
  bytes: Uint8Array,
  start: number,
  end: number,
  tagSize: number,
): boolean {
  startTag(aad, aadSize, end - start, tagSize);
  crypt(bytes, start, end, false);
  let difference = 0; // it takes as long wherever it is
  for (let i = 0; i < tagSize >>> 2; i++) {
    difference |= mac[i] ^ stream[i] ^ readWord(bytes, end + 4 * i);
  }
  const isAuthentic = ((difference >>> 16) | (difference & 0xffff)) === 0; // what is above the word does not count
  if (!isAuthentic) {
    wipe(bytes, start, end); // RFC 3610 2.5: nothing of it is revealed
  }
  return isAuthentic;
}
