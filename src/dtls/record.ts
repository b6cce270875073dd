import { openCcm, sealCcm, startCcm } from 'primitives';
import { copyBytes, newInt32s, newUint8s } from 'runtime';
import { Config } from 'config';
import { uint16At, uint24At, writeUint16, writeUint24 } from '../bytes/big-endian';
import { constantTimeEqual } from '../crypto/equal';
import { wipe } from '../crypto/wipe';
import { associations, Column, Secret, secrets } from './associations';
import { openCbc, sealCbc } from './cbc';
import { ContentType, Size, Suite, Version } from './protocol';
import { isFresh, noteReceived } from './replay';

/**
 * The record layer (RFC 6347 4.1): epoch 0 in the clear, epoch 1 protected by AES-CCM (RFC 6655), with a Connection ID
 * where one was agreed on (RFC 9146). There is no other epoch, since renegotiation is refused.
 */

/** The record that was opened last. */
export const enum Received {
  type,
  epoch,
  /** Its content. */
  start,
  end,
  /** Where the next record of the datagram begins. */
  next,
  columns,
}

const enum Bytes {
  /** The part of the nonce that is sent, 8, and the part that is not (RFC 6655 3). */
  explicitNonce = 8,
  implicitNonce = 4,
  nonce = 12,
  /** RFC 5246 6.2.3.2 */
  iv = 16,
  /** RFC 9146 5.3 */
  additionalData = 23 + Size.connectionId,
}

export const received = /* @__PURE__ */ newInt32s(Received.columns);
const nonce = /* @__PURE__ */ newUint8s(Bytes.nonce);
const additionalData = /* @__PURE__ */ newUint8s(Bytes.additionalData);

function isCbc(link: number): boolean {
  return secrets[link * Secret.bytes + Secret.suite] === (Suite.pskAes128CbcSha256 & 255);
}

/** Bytes before the content: the part of the nonce that is sent, or an initialisation vector. */
function nonceSize(link: number): number {
  return Config.dtlsCbc > 0 && isCbc(link) ? Bytes.iv : Bytes.explicitNonce;
}

/** Bytes of the tag in records of the association. */
function tagSize(link: number): number {
  return Config.dtlsCcm16 > 0 && secrets[link * Secret.bytes + Secret.suite] === (Suite.pskAes128Ccm & 255) ? 16 : 8;
}

function startCipher(link: number, key: Secret, iv: Secret, explicit: Uint8Array, at: number): void {
  const row = link * Secret.bytes;
  copyBytes(secrets, row + iv, row + iv + Bytes.implicitNonce, nonce, 0);
  copyBytes(explicit, at, at + Bytes.explicitNonce, nonce, Bytes.implicitNonce);
  startCcm(secrets, row + key, nonce, Bytes.nonce);
}

/** What a record's tag covers beside its content. @returns Its size. */
function putAdditionalData(buffer: Uint8Array, at: number, cidSize: number, contentSize: number): number {
  let size = 11;
  if (cidSize > 0) {
    // RFC 9146 5.3: eight bytes FF, the type, the size of the Connection ID, then the header up to the length.
    for (let i = 0; i < 8; i++) {
      additionalData[i] = 255;
    }
    additionalData[8] = ContentType.tls12Cid;
    additionalData[9] = cidSize & 255;
    copyBytes(buffer, at, at + 11 + cidSize, additionalData, 10);
    size = 21 + cidSize;
  } else {
    // RFC 5246 6.2.3.3: epoch and sequence number, type, version.
    copyBytes(buffer, at + 3, at + 11, additionalData, 0);
    copyBytes(buffer, at, at + 3, additionalData, 8);
  }
  writeUint16(additionalData, size, contentSize);
  return size + 2;
}

/**
 * Makes a record of bytes `at` to `end` - 1, at the same place; there must be room for `Links.protection` more.
 * @param sequence Its sequence number in epoch 0; -1 for epoch 1, which counts by itself.
 * @returns Where it ends.
 */
export function putRecord(link: number, type: ContentType, sequence: number, buffer: Uint8Array, at: number, end: number): number {
  const row = link * Column.columns;
  const isSealed = sequence < 0;
  const cidSize = isSealed ? associations[row + Column.peerCid] : 0;
  const bodyAt = at + Size.recordHeader + cidSize;
  const contentAt = isSealed ? bodyAt + nonceSize(link) : bodyAt;
  let bodyEnd = contentAt + end - at;
  copyBytes(buffer, at, end, buffer, contentAt);
  buffer[at] = type;
  if (cidSize > 0) {
    buffer[at] = ContentType.tls12Cid; // RFC 9146 4: the type itself is behind the content
    buffer[bodyEnd] = type;
    bodyEnd++;
    copyBytes(secrets, link * Secret.bytes + Secret.peerCid, link * Secret.bytes + Secret.peerCid + cidSize, buffer, at + 11);
  }
  buffer[at + 1] = Version.major;
  buffer[at + 2] = Version.minor;
  buffer[at + 3] = 0;
  buffer[at + 4] = isSealed ? 1 : 0;
  writeUint24(buffer, at + 5, isSealed ? associations[row + Column.sequenceHigh] : 0);
  writeUint24(buffer, at + 8, isSealed ? associations[row + Column.sequenceLow] : sequence);
  if (isSealed) {
    copyBytes(buffer, at + 3, at + 11, buffer, bodyAt);
    const size = putAdditionalData(buffer, at, cidSize, bodyEnd - contentAt);
    if (Config.dtlsCbc > 0 && isCbc(link)) {
      wipe(buffer, bodyAt + Bytes.explicitNonce, contentAt);
      bodyEnd = sealCbc(link, additionalData, size, buffer, contentAt, bodyEnd);
    } else {
      startCipher(link, Secret.clientKey, Secret.clientIv, buffer, bodyAt);
      sealCcm(additionalData, size, buffer, contentAt, bodyEnd, tagSize(link));
      bodyEnd += tagSize(link);
    }
    // 2^48 records are more than a device sends in its life.
    associations[row + Column.sequenceLow] = (associations[row + Column.sequenceLow] + 1) & 0xffffff;
    associations[row + Column.sequenceHigh] += associations[row + Column.sequenceLow] === 0 ? 1 : 0;
  }
  writeUint16(buffer, bodyAt - 2, bodyEnd - bodyAt);
  return bodyEnd;
}

/**
 * Opens the record at `at` of a datagram, in place; `received` tells of it afterwards.
 * @param end End of the datagram.
 * @param hasKeys Whether records of epoch 1 can be opened.
 * @returns false when it is to be dropped (RFC 6347 4.1.2.7): malformed, seen before, not genuine. The next one may be good.
 */
export function openRecord(link: number, buffer: Uint8Array, at: number, end: number, hasKeys: boolean): boolean {
  const type = buffer[at];
  const hasCid = type === ContentType.tls12Cid;
  const ownCid = Config.dtlsCidBytes > 0 ? associations[link * Column.columns + Column.ownCid] : 0;
  const cidSize = Config.dtlsCidBytes > 0 && hasCid ? ownCid : 0;
  const bodyAt = at + Size.recordHeader + cidSize;
  received[Received.next] = end;
  if (bodyAt > end) {
    return false;
  }
  const bodyEnd = bodyAt + uint16At(buffer, bodyAt - 2);
  const epoch = uint16At(buffer, at + 3);
  if (bodyEnd > end || buffer[at + 1] !== Version.major) {
    return false;
  }
  received[Received.next] = bodyEnd;
  received[Received.type] = type;
  received[Received.epoch] = epoch;
  received[Received.start] = bodyAt;
  received[Received.end] = bodyEnd;
  if (epoch === 0) {
    return !hasCid && (buffer[at + 2] === Version.minor || buffer[at + 2] === Version.minor10);
  }
  // RFC 9146 4: a peer that has been given a Connection ID uses it in all that it protects.
  const isFromPeer = Config.dtlsCidBytes > 0 ? hasCid === ownCid > 0 && constantTimeEqual(secrets, link * Secret.bytes + Secret.ownCid, buffer, at + 11, cidSize) : !hasCid;
  return epoch === 1 && hasKeys && isFromPeer && buffer[at + 2] === Version.minor && unseal(link, buffer, at, cidSize);
}

/** @returns Where the content ends that begins at `start`; -1 when it is not genuine. */
function decrypt(link: number, buffer: Uint8Array, at: number, cidSize: number, start: number): number {
  if (Config.dtlsCbc > 0 && isCbc(link)) {
    return openCbc(link, additionalData, putAdditionalData(buffer, at, cidSize, 0), buffer, start, received[Received.end]);
  }
  const end = received[Received.end] - tagSize(link);
  if (end < start) {
    return -1;
  }
  startCipher(link, Secret.serverKey, Secret.serverIv, buffer, received[Received.start]);
  const size = putAdditionalData(buffer, at, cidSize, end - start);
  return openCcm(additionalData, size, buffer, start, end, tagSize(link)) ? end : -1;
}

function unseal(link: number, buffer: Uint8Array, at: number, cidSize: number): boolean {
  const high = uint24At(buffer, at + 5);
  const low = uint24At(buffer, at + 8);
  const start = received[Received.start] + nonceSize(link);
  let end = isFresh(link, high, low) ? decrypt(link, buffer, at, cidSize, start) : -1;
  if (end < 0) {
    return false;
  }
  noteReceived(link, high, low);
  if (Config.dtlsCidBytes > 0 && cidSize > 0) {
    // RFC 9146 4: behind the content its type, then zeros.
    while (end > start && buffer[end - 1] === 0) {
      end--;
    }
    if (end === start) {
      return false;
    }
    end--;
    received[Received.type] = buffer[end];
  }
  received[Received.start] = start;
  received[Received.end] = end;
  return true;
}
