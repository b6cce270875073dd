import { copyBytes, newInt32s, newUint8s } from 'runtime';
import { Config } from 'config';
import { uint16At } from '../bytes/big-endian';
import { putByte, putBytes, putUint16 } from '../bytes/output';
import { constantTimeEqual } from '../crypto/equal';
import { associations, Column, Secret, secrets } from './associations';
import { randoms } from './keys';
import { Alert, Extension, Size, Suite, Version } from './protocol';

/** The messages by which client and server agree on how to talk: ClientHello, HelloVerifyRequest, ServerHello. */

/** What the ServerHello says. */
export const enum Hello {
  cookieSize,
  /** 1: the server goes on with the session that was offered (RFC 5246 F.1.4). */
  isResumed,
  /** 1: the master secret is of the messages, too (RFC 7627). */
  isExtended,
  /** Size of the new session's id, which is in `newSessionId` until both Finished have shown that there is such a session. */
  sessionIdSize,
  columns,
}

export const hello = /* @__PURE__ */ newInt32s(Hello.columns);
export const newSessionId = /* @__PURE__ */ newUint8s(Size.sessionId);
const cookie = /* @__PURE__ */ newUint8s(Size.cookie);

/** Writes the body of a ClientHello (RFC 6347 4.2.1): the same each time, but for the cookie. */
export function putClientHello(link: number): void {
  const row = link * Secret.bytes;
  putByte(Version.major);
  putByte(Version.minor);
  putBytes(randoms, 0, Size.random);
  putByte(secrets[row + Secret.sessionIdSize]);
  putBytes(secrets, row + Secret.sessionId, row + Secret.sessionId + secrets[row + Secret.sessionIdSize]);
  putByte(hello[Hello.cookieSize]);
  putBytes(cookie, 0, hello[Hello.cookieSize]);
  putUint16(4 + 2 * Config.dtlsCcm16 + 2 * Config.dtlsCbc);
  putUint16(Suite.pskAes128Ccm8);
  if (Config.dtlsCcm16 > 0) {
    putUint16(Suite.pskAes128Ccm);
  }
  if (Config.dtlsCbc > 0) {
    putUint16(Suite.pskAes128CbcSha256);
  }
  putUint16(Suite.emptyRenegotiationInfo); // RFC 5746 3.4
  putUint16(0x0100); // one compression method: none
  putUint16(4 + (Config.dtlsCid === 1 ? 5 + Config.dtlsCidBytes : 0));
  putUint16(Extension.extendedMasterSecret);
  putUint16(0);
  if (Config.dtlsCid === 1) {
    putUint16(Extension.connectionId); // RFC 9146 3
    putUint16(1 + Config.dtlsCidBytes);
    putByte(Config.dtlsCidBytes);
    putBytes(secrets, row + Secret.ownCid, row + Secret.ownCid + Config.dtlsCidBytes);
  }
}

/** Takes the cookie of a HelloVerifyRequest (RFC 6347 4.2.1). @returns false when it is malformed. */
export function readHelloVerify(bytes: Uint8Array, start: number, end: number): boolean {
  const size = end - start < 3 ? 0 : bytes[start + 2];
  if (size === 0 || start + 3 + size !== end || bytes[start] !== Version.major) {
    return false;
  }
  copyBytes(bytes, start + 3, end, cookie, 0);
  hello[Hello.cookieSize] = size;
  return true;
}

function isOffered(suite: number): boolean {
  return (
    suite === Suite.pskAes128Ccm8 ||
    (Config.dtlsCcm16 > 0 && suite === Suite.pskAes128Ccm) ||
    (Config.dtlsCbc > 0 && suite === Suite.pskAes128CbcSha256)
  );
}

function isSameSession(row: number, bytes: Uint8Array, at: number, size: number): boolean {
  return size > 0 && size === secrets[row + Secret.sessionIdSize] && constantTimeEqual(secrets, row + Secret.sessionId, bytes, at, size);
}

/**
 * Takes what a ServerHello says (RFC 5246 7.4.1.3): into `hello`, the association and, of a new session, the link's session.
 * @returns `Alert.none`, or what is wrong with it.
 */
export function readServerHello(link: number, bytes: Uint8Array, start: number, end: number): Alert {
  const row = link * Secret.bytes;
  const sessionAt = start + 3 + Size.random;
  const sessionSize = end < sessionAt ? 255 : bytes[sessionAt - 1];
  const at = sessionAt + sessionSize;
  if (sessionSize > Size.sessionId || at + 3 > end) {
    return Alert.decodeError;
  }
  if (bytes[start] !== Version.major || bytes[start + 1] !== Version.minor) {
    return Alert.protocolVersion;
  }
  const suite = uint16At(bytes, at);
  const isResumed = Config.dtlsResumption === 1 && isSameSession(row, bytes, sessionAt, sessionSize);
  if (!isOffered(suite) || bytes[at + 2] !== 0 || (isResumed && secrets[row + Secret.suite] !== (suite & 255))) {
    return Alert.illegalParameter;
  }
  copyBytes(bytes, start + 2, sessionAt - 1, randoms, Size.random);
  secrets[row + Secret.suite] = suite & 255;
  hello[Hello.sessionIdSize] = sessionSize;
  copyBytes(bytes, sessionAt, at, newSessionId, 0);
  hello[Hello.isResumed] = isResumed ? 1 : 0;
  hello[Hello.isExtended] = 0;
  const alert = readExtensions(link, bytes, at + 3, end);
  // RFC 7627 5.3: only sessions that are extended are kept, and they are resumed as such.
  return alert === Alert.none && isResumed && hello[Hello.isExtended] === 0 ? Alert.handshakeFailure : alert;
}

function readExtensions(link: number, bytes: Uint8Array, start: number, end: number): Alert {
  let at = start + 2;
  if (start < end && (at > end || at + uint16At(bytes, start) !== end)) {
    return Alert.decodeError;
  }
  while (at < end) {
    const dataAt = at + 4;
    const dataEnd = dataAt > end ? end + 1 : dataAt + uint16At(bytes, at + 2);
    if (dataEnd > end) {
      return Alert.decodeError;
    }
    const alert = readExtension(link, uint16At(bytes, at), bytes, dataAt, dataEnd);
    if (alert !== Alert.none) {
      return alert;
    }
    at = dataEnd;
  }
  return Alert.none;
}

function readExtension(link: number, extension: number, bytes: Uint8Array, start: number, end: number): Alert {
  const row = link * Column.columns;
  if (extension === Extension.extendedMasterSecret) {
    hello[Hello.isExtended] = 1;
    return start === end ? Alert.none : Alert.decodeError;
  }
  if (extension === Extension.renegotiationInfo) {
    // RFC 5746 3.4: nothing has been negotiated before.
    return end === start + 1 && bytes[start] === 0 ? Alert.none : Alert.handshakeFailure;
  }
  if (Config.dtlsCid === 1 && extension === Extension.connectionId) {
    const size = start < end ? bytes[start] : 255;
    if (start + 1 + size !== end || size > Size.connectionId) {
      return Alert.illegalParameter;
    }
    copyBytes(bytes, start + 1, end, secrets, link * Secret.bytes + Secret.peerCid);
    associations[row + Column.peerCid] = size;
    if (Config.dtlsCidBytes > 0) {
      associations[row + Column.ownCid] = Config.dtlsCidBytes;
    }
    return Alert.none;
  }
  return Alert.unsupportedExtension; // RFC 5246 7.4.1.4: it was not offered
}
