/** Handshake messages and their fragments (RFC 6347 4.2.2 and 4.2.3). */
import { Alert, type HandshakeType } from '../../../src/dtls/protocol';
import { DtlsError } from './alerts';
import { Reader, uint } from './reader';

/** A whole handshake message. */
export interface HandshakeMessage {
  type: number;
  /** Its message_seq. */
  sequence: number;
  body: Buffer;
}

export interface Fragment {
  type: number;
  sequence: number;
  /** Bytes of the whole message. */
  length: number;
  offset: number;
  body: Buffer;
}

export const HANDSHAKE_HEADER = 12;
/** Bytes of the longest message that is put together. */
const LONGEST_MESSAGE = 4096;
/** How far ahead of the next message one may be that is kept. */
const KEPT_AHEAD = 4;

/** The fragments of a record. @throws DtlsError */
export function parseFragments(content: Buffer): Fragment[] {
  const reader = new Reader(content);
  const fragments: Fragment[] = [];
  do {
    const type = reader.uint(1);
    const length = reader.uint(3);
    const sequence = reader.uint(2);
    const offset = reader.uint(3);
    const body = reader.vector(3);
    if (offset + body.length > length) throw new DtlsError(Alert.decodeError, 'a fragment reaches beyond its message');
    fragments.push({ type, sequence, length, offset, body });
  } while (reader.left() > 0);
  return fragments;
}

function headed({ type, sequence, body }: HandshakeMessage, offset: number, end: number): Buffer {
  return Buffer.concat([uint(type, 1), uint(body.length, 3), uint(sequence, 2), uint(offset, 3), uint(end - offset, 3), body.subarray(offset, end)]);
}

/** A message in one piece, as the transcript has it (RFC 6347 4.2.6). */
export function whole(message: HandshakeMessage): Buffer {
  return headed(message, 0, message.body.length);
}

/** A message in fragments whose bodies are no longer than `room`. */
export function split(message: HandshakeMessage, room: number): Buffer[] {
  const fragments: Buffer[] = [];
  let offset = 0;
  do {
    const end = Math.min(offset + room, message.body.length);
    fragments.push(headed(message, offset, end));
    offset = end;
  } while (offset < message.body.length);
  return fragments;
}

/** Messages that are being put together. */
export class Reassembly {
  private readonly parts = new Map<number, { type: HandshakeType; body: Buffer; has: Uint8Array }>();

  /** @param next The message_seq that is handed out next. */
  constructor(public next: number) {}

  /** Takes a fragment; one that is far ahead, or of a message handed out before, is dropped. @throws DtlsError */
  take({ type, sequence, length, offset, body }: Fragment): void {
    if (sequence < this.next || sequence >= this.next + KEPT_AHEAD) return;
    if (length > LONGEST_MESSAGE) throw new DtlsError(Alert.handshakeFailure, `a message of ${length} bytes is too long`);
    const part = this.parts.get(sequence) ?? { type, body: Buffer.alloc(length), has: new Uint8Array(length) };
    if (part.type !== type || part.body.length !== length) throw new DtlsError(Alert.illegalParameter, 'fragments of a message differ');
    this.parts.set(sequence, part);
    body.copy(part.body, offset);
    part.has.fill(1, offset, offset + body.length);
  }

  /** Hands out the next message, once it is whole. */
  message(): HandshakeMessage | undefined {
    const part = this.parts.get(this.next);
    if (part === undefined || part.has.includes(0)) return undefined;
    this.parts.delete(this.next);
    return { type: part.type, sequence: this.next++, body: part.body };
  }
}
