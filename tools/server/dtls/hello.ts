/** ClientHello as it is read, and the hellos that are sent (RFC 5246 7.4.1, RFC 6347 4.2.1). */
import { Alert, Extension, Suite } from '../../../src/dtls/protocol';
import { DtlsError } from './alerts';
import { DTLS_1_0, DTLS_1_2 } from './records';
import { Reader, uint, vector } from './reader';

/** What a cookie stands for. */
export interface HelloStart {
  version: number;
  random: Buffer;
  sessionId: Buffer;
  cookie: Buffer;
}

export interface ClientHello extends HelloStart {
  suites: readonly number[];
  extendedMasterSecret: boolean;
  /** What the client wants in records that it gets; undefined when it does not know Connection IDs. */
  cid: Buffer | undefined;
  secureRenegotiation: boolean;
}

const RANDOM = 32;
const LONGEST_SESSION_ID = 32;

/** Reads a ClientHello, or its first fragment, up to the cookie. @throws DtlsError */
export function readHelloStart(reader: Reader): HelloStart {
  const start = { version: reader.uint(2), random: reader.take(RANDOM), sessionId: reader.vector(1), cookie: reader.vector(1) };
  if (start.sessionId.length > LONGEST_SESSION_ID) throw new DtlsError(Alert.decodeError, 'its session id is too long');
  return start;
}

/** @throws DtlsError */
export function parseClientHello(body: Buffer): ClientHello {
  const reader = new Reader(body);
  const start = readHelloStart(reader);
  const suites = readSuites(reader.vector(2));
  const compressions = reader.vector(1);
  if (!compressions.includes(0)) throw new DtlsError(Alert.illegalParameter, 'it wants compression');
  const extensions = reader.left() > 0 ? readExtensions(reader.vector(2)) : new Map<number, Buffer>();
  reader.end();
  const renegotiation = extensions.get(Extension.renegotiationInfo);
  // RFC 5746 3.6: in a first handshake it is empty.
  if (renegotiation !== undefined && !renegotiation.equals(vector(1))) throw new DtlsError(Alert.handshakeFailure, 'it wants to renegotiate');
  const extendedMasterSecret = extensions.get(Extension.extendedMasterSecret);
  if (extendedMasterSecret !== undefined && extendedMasterSecret.length > 0) throw new DtlsError(Alert.decodeError, 'its extended_master_secret is not empty');
  return {
    ...start,
    suites,
    extendedMasterSecret: extendedMasterSecret !== undefined,
    cid: readCid(extensions.get(Extension.connectionId)),
    secureRenegotiation: renegotiation !== undefined || suites.includes(Suite.emptyRenegotiationInfo),
  };
}

function readSuites(bytes: Buffer): number[] {
  if (bytes.length === 0 || bytes.length % 2 !== 0) throw new DtlsError(Alert.decodeError, 'its cipher suites are malformed');
  return Array.from({ length: bytes.length / 2 }, (_, index) => bytes.readUInt16BE(2 * index));
}

function readExtensions(bytes: Buffer): Map<number, Buffer> {
  const extensions = new Map<number, Buffer>();
  for (const reader = new Reader(bytes); reader.left() > 0; ) {
    const type = reader.uint(2);
    // RFC 5246 7.4.1.4
    if (extensions.has(type)) throw new DtlsError(Alert.illegalParameter, `extension ${type} is there twice`);
    extensions.set(type, reader.vector(2));
  }
  return extensions;
}

function readCid(extension: Buffer | undefined): Buffer | undefined {
  if (extension === undefined) return undefined;
  const reader = new Reader(extension);
  const cid = reader.vector(1);
  reader.end();
  return cid;
}

export function helloVerifyRequest(cookie: Buffer): Buffer {
  return Buffer.concat([uint(DTLS_1_0, 2), vector(1, cookie)]);
}

export interface ServerHello {
  random: Buffer;
  sessionId: Buffer;
  suite: number;
  extendedMasterSecret: boolean;
  secureRenegotiation: boolean;
  /** What this server wants in records that it gets; undefined when Connection IDs are not used. */
  cid: Buffer | undefined;
}

export function serverHello({ random, sessionId, suite, extendedMasterSecret, secureRenegotiation, cid }: ServerHello): Buffer {
  const extensions = [
    ...(secureRenegotiation ? [extension(Extension.renegotiationInfo, vector(1))] : []),
    ...(extendedMasterSecret ? [extension(Extension.extendedMasterSecret, Buffer.alloc(0))] : []),
    ...(cid !== undefined ? [extension(Extension.connectionId, vector(1, cid))] : []),
  ];
  const all = extensions.length > 0 ? [vector(2, ...extensions)] : [];
  return Buffer.concat([uint(DTLS_1_2, 2), random, vector(1, sessionId), uint(suite, 2), uint(0, 1), ...all]);
}

function extension(type: Extension, content: Buffer): Buffer {
  return Buffer.concat([uint(type, 2), vector(2, content)]);
}
