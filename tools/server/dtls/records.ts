/** Records: their headers, and their protection in each direction (RFC 6347 4.1, RFC 9146 4 and 5). */
import { ContentType } from '../../../src/dtls/protocol';
import { uint } from './reader';
import { ReplayWindow } from './replayWindow';
import type { RecordCipher } from './suites';

/** As on the wire: the ones' complement of 1.2. */
export const DTLS_1_2 = 0xfefd;
/** RFC 6347 4.2.1: a HelloVerifyRequest says 1.0, whatever will be negotiated. */
export const DTLS_1_0 = 0xfeff;

/** A record as it came. */
export interface DtlsRecord {
  type: number;
  version: number;
  epoch: number;
  sequence: number;
  /** Empty unless the type is tls12_cid. */
  cid: Buffer;
  fragment: Buffer;
}

/** What a record held. */
export interface Opened {
  type: number;
  content: Buffer;
  /** No record of the epoch with a greater number came before. */
  newest: boolean;
}

/** Bytes of the header up to the Connection ID. */
const HEADER_START = 11;
const LENGTH = 2;
const NO_CID = Buffer.alloc(0);

/** The records of a datagram, up to the first that is not one. @param cidLength Of the Connection IDs that this side gives. */
export function parseRecords(datagram: Buffer, cidLength: number): DtlsRecord[] {
  const records: DtlsRecord[] = [];
  for (let at = 0; at + HEADER_START + LENGTH <= datagram.length; ) {
    const type = datagram[at];
    const cidAt = at + HEADER_START;
    const lengthAt = cidAt + (type === ContentType.tls12Cid ? cidLength : 0);
    if (lengthAt + LENGTH > datagram.length) break;
    const end = lengthAt + LENGTH + datagram.readUInt16BE(lengthAt);
    if (end > datagram.length) break;
    records.push({
      type,
      version: datagram.readUInt16BE(at + 1),
      epoch: datagram.readUInt16BE(at + 3),
      sequence: datagram.readUIntBE(at + 5, 6),
      cid: datagram.subarray(cidAt, lengthAt),
      fragment: datagram.subarray(lengthAt + LENGTH, end),
    });
    at = end;
  }
  return records;
}

/** The additional data of a record, but for the length of its plaintext. */
function additionalData(type: number, nonce: Buffer, cid: Buffer): (length: number) => Buffer {
  const version = uint(DTLS_1_2, 2);
  if (type !== ContentType.tls12Cid) return (length) => Buffer.concat([nonce, uint(type, 1), version, uint(length, 2)]);
  // RFC 9146 5.1 and 5.3
  const start = Buffer.from([...Buffer.alloc(8, 0xff), type, cid.length, type]);
  return (length) => Buffer.concat([start, version, nonce, cid, uint(length, 2)]);
}

function nonceOf(epoch: number, sequence: number): Buffer {
  return Buffer.concat([uint(epoch, 2), uint(sequence, 6)]);
}

/** What is sent under one epoch. */
export class Writer {
  /** @param cid What the peer wants in the records that it gets; empty for none. */
  constructor(
    private readonly epoch: number,
    /** Of the next record. */
    private sequence: number,
    private readonly cipher?: RecordCipher,
    private readonly cid: Buffer = NO_CID,
  ) {}

  /** Bytes of a record beyond its content, at most. */
  overhead(): number {
    const inner = this.cid.length > 0 ? this.cid.length + 1 : 0;
    return HEADER_START + LENGTH + inner + (this.cipher?.expansion ?? 0);
  }

  seal(type: ContentType, content: Buffer, version = DTLS_1_2): Buffer {
    const nonce = nonceOf(this.epoch, this.sequence++);
    const outer = this.cipher !== undefined && this.cid.length > 0 ? ContentType.tls12Cid : type;
    // RFC 9146 4: DTLSInnerPlaintext, without padding
    const plaintext = outer === type ? content : Buffer.concat([content, uint(type, 1)]);
    const cid = outer === type ? NO_CID : this.cid;
    const fragment = this.cipher === undefined ? plaintext : this.cipher.seal(nonce, additionalData(outer, nonce, cid), plaintext);
    return Buffer.concat([uint(outer, 1), uint(version, 2), nonce, cid, uint(fragment.length, 2), fragment]);
  }
}

/** What is received under one epoch. */
export class Receiver {
  private readonly window = new ReplayWindow();

  /** @param cid What this side asked the peer to put into its records; empty for none. */
  constructor(
    private readonly cipher?: RecordCipher,
    private readonly cid: Buffer = NO_CID,
  ) {}

  /** @returns undefined for what is not authentic, was seen before or is too old (RFC 6347 4.1.2.7: it is dropped). */
  open(record: DtlsRecord): Opened | undefined {
    const { type, epoch, sequence, cid, fragment } = record;
    if (!this.window.isNew(sequence)) return undefined;
    if (this.cipher === undefined) return { type, content: fragment, newest: this.window.note(sequence) };
    // RFC 9146 3: once negotiated, every protected record has it.
    const wantsCid = this.cid.length > 0;
    if (wantsCid !== (type === ContentType.tls12Cid) || !cid.equals(this.cid)) return undefined;
    const plaintext = this.cipher.open(additionalData(type, nonceOf(epoch, sequence), cid), fragment);
    if (plaintext === undefined) return undefined;
    const newest = this.window.note(sequence);
    return wantsCid ? innerOf(plaintext, newest) : { type, content: plaintext, newest };
  }
}

/** RFC 9146 4: content, its type, and zeros. */
function innerOf(plaintext: Buffer, newest: boolean): Opened | undefined {
  let at = plaintext.length - 1;
  while (at >= 0 && plaintext[at] === 0) at--;
  return at < 0 ? undefined : { type: plaintext[at], content: plaintext.subarray(0, at), newest };
}
