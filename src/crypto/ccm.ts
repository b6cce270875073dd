/** AES-128-CCM (RFC 3610, NIST SP 800-38C), in place. One message is sealed or opened at a time. */
import { copyBytes, newUint8s } from 'runtime';
import { Aes, encryptBlock, startAes } from './aes';
import { constantTimeEqual } from './equal';
import { wipe } from './wipe';

const enum Ccm {
  /** In the flags of the first block, that there is additional data (RFC 3610 2.2). */
  hasAad = 64,
}

/** Flags, nonce and counter 0: A_0 (RFC 3610 2.3). */
const zeroth = /* @__PURE__ */ newUint8s(Aes.block);
const mac = /* @__PURE__ */ newUint8s(Aes.block);
/** A block of the key stream. */
const stream = /* @__PURE__ */ newUint8s(Aes.block);

/**
 * Sets the key and the nonce of what is sealed or opened next.
 * @param key 16 bytes from `keyAt` on.
 * @param nonce Never the same twice with a key.
 * @param size Its bytes, 7 to 13; in TLS 12 (RFC 6655 3). What is sealed is shorter than 65536 bytes, whatever the size.
 */
export function startCcm(key: Uint8Array, keyAt: number, nonce: Uint8Array, size: number): void {
  startAes(key, keyAt);
  wipe(zeroth, 0, Aes.block);
  zeroth[0] = (14 - size) & 255;
  copyBytes(nonce, 0, size, zeroth, 1);
}

/** Makes `block` the zeroth, with another number in the place of its counter. */
function fill(block: Uint8Array, number: number): void {
  copyBytes(zeroth, 0, Aes.block, block, 0);
  block[14] = (number >>> 8) & 255;
  block[15] = number & 255;
}

/** Continues the MAC by bytes `start` to `end` - 1, padded with zeros, which begin at byte `at` of a block. */
function authenticate(bytes: Uint8Array, start: number, end: number, at: number): void {
  for (let i = start; i < end; i++) {
    mac[at] ^= bytes[i];
    at++;
    if (at === Aes.block || i + 1 === end) {
      encryptBlock(mac, 0);
      at = 0;
    }
  }
}

/** Computes the tag of the additional data and bytes `start` to `end` - 1 into `mac` (RFC 3610 2.2). */
function computeTag(
  aad: Uint8Array,
  aadSize: number,
  bytes: Uint8Array,
  start: number,
  end: number,
  tagSize: number,
): void {
  fill(mac, end - start);
  mac[0] |= ((tagSize * 4 - 8) | (aadSize > 0 ? Ccm.hasAad : 0)) & 255;
  encryptBlock(mac, 0);
  mac[0] ^= (aadSize >>> 8) & 255;
  mac[1] ^= aadSize & 255;
  authenticate(aad, 0, aadSize, 2);
  authenticate(bytes, start, end, 0);
  fill(stream, 0);
  encryptBlock(stream, 0);
  for (let i = 0; i < tagSize; i++) {
    mac[i] ^= stream[i];
  }
}

/** Encrypts or decrypts (RFC 3610 2.3). */
function crypt(bytes: Uint8Array, start: number, end: number): void {
  let at = Aes.block as number;
  let count = 0;
  for (let i = start; i < end; i++) {
    if (at === Aes.block) {
      count++;
      fill(stream, count);
      encryptBlock(stream, 0);
      at = 0;
    }
    bytes[i] ^= stream[at];
    at++;
  }
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
  computeTag(aad, aadSize, bytes, start, end, tagSize);
  crypt(bytes, start, end);
  copyBytes(mac, 0, tagSize, bytes, end);
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
  crypt(bytes, start, end);
  computeTag(aad, aadSize, bytes, start, end, tagSize);
  const isAuthentic = constantTimeEqual(mac, 0, bytes, end, tagSize);
  if (!isAuthentic) {
    wipe(bytes, start, end); // RFC 3610 2.5: nothing of it is revealed
  }
  return isAuthentic;
}
