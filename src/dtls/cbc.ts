import { finishHmac, restartHmac, startHmac, updateHmac } from 'primitives';
import { newUint8s } from 'runtime';
import { writeUint16 } from '../bytes/big-endian';
import { Aes, startAes } from '../crypto/aes';
import { decryptCbc, encryptBytes, encryptCbc } from '../crypto/cbc';
import { constantTimeEqual } from '../crypto/equal';
import { Secret, secrets } from './associations';
import { Size } from './protocol';

/** Records of TLS_PSK_WITH_AES_128_CBC_SHA256 (RFC 5246 6.2.3.2, RFC 5487 3.2): content, MAC and padding, encrypted together. */
const mac = /* @__PURE__ */ newUint8s(Size.hash);

/** Computes the MAC of the additional data and bytes `start` to `end` - 1. */
function computeMac(link: number, key: Secret, additional: Uint8Array, size: number, bytes: Uint8Array, start: number, end: number): void {
  startHmac(secrets, link * Secret.bytes + key, link * Secret.bytes + key + Size.hash);
  updateHmac(additional, 0, size);
  updateHmac(bytes, start, end);
  finishHmac(mac, 0);
}

/**
 * Seals bytes `start` to `end` - 1 in place.
 * @param size Bytes of the additional data.
 * @param buffer The block before `start` is one that never comes again under the key; encrypted, it is the initialisation
 *   vector (NIST SP 800-38A C). There is room for 48 bytes behind `end`.
 * @returns Where it ends.
 */
export function sealCbc(link: number, additional: Uint8Array, size: number, buffer: Uint8Array, start: number, end: number): number {
  computeMac(link, Secret.clientMac, additional, size, buffer, start, end);
  let sealedEnd = end;
  for (let i = 0; i < Size.hash; i++) {
    buffer[sealedEnd] = mac[i];
    sealedEnd++;
  }
  const padding = (Aes.block - 1 - ((sealedEnd - start) & (Aes.block - 1))) & 255;
  for (let i = 0; i <= padding; i++) {
    buffer[sealedEnd] = padding;
    sealedEnd++;
  }
  startAes(secrets, link * Secret.bytes + Secret.clientCbcKey);
  encryptBytes(buffer, start - Aes.block);
  encryptCbc(buffer, start, sealedEnd);
  return sealedEnd;
}

/** 1 for a number below 0, and 0 for others, without a branch. @param value From -65536 to 65535. */
function signOf(value: number): number {
  return (value & 65536) >>> 16;
}

/** Blocks that HMAC hashes for a text of a size. */
function blocksOf(size: number): number {
  return (size + 72) >>> 6;
}

/**
 * Opens bytes `start` to `end` - 1 in place. How long it takes says little of the padding (RFC 5246 6.2.3.2): all of it that can be
 * there is looked at, a MAC is computed in any case, and as many blocks are hashed whatever the size of the content.
 * @param additional The additional data, whose last two bytes become the size of the content.
 * @returns Where the content ends; -1 when it is not genuine.
 */
export function openCbc(link: number, additional: Uint8Array, size: number, buffer: Uint8Array, start: number, end: number): number {
  const all = end - start;
  if (all < Size.hash + Aes.block || (all & (Aes.block - 1)) !== 0) {
    return -1;
  }
  startAes(secrets, link * Secret.bytes + Secret.serverCbcKey);
  decryptCbc(buffer, start, end);
  const padding = buffer[end - 1];
  let wrong = signOf(all - Size.hash - 1 - padding);
  for (let i = 1; i <= 256 && i <= all; i++) {
    wrong |= (buffer[end - i] ^ padding) * ((i - padding - 2) & 256); // 256 for i up to padding + 1
  }
  const contentSize = all - Size.hash - 1 - padding * signOf(wrong - 1); // RFC 5246 6.2.3.2: wrong padding counts as none
  writeUint16(additional, size - 2, contentSize);
  computeMac(link, Secret.serverMac, additional, size, buffer, start, start + contentSize);
  restartHmac();
  for (let i = blocksOf(size + contentSize); i < blocksOf(size + all - Size.hash - 1); i++) {
    updateHmac(buffer, 0, 64);
  }
  const isGenuine = constantTimeEqual(mac, 0, buffer, start + contentSize, Size.hash);
  return isGenuine && wrong === 0 ? start + contentSize : -1;
}
