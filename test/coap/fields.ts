import { Decoded, decodeMessage, Field, Limit, message, pathSegments, queries } from '../../src/coap/message';

/** What the decoder noted of a message. Text is as its bytes, a character each; token and payload are hex. */
export interface Fields {
  readonly type: number;
  readonly code: number;
  readonly messageId: number;
  readonly token: string;
  readonly path: readonly string[];
  readonly queries: readonly string[];
  /** -1 when the option is absent. */
  readonly observe: number;
  readonly contentFormat: number;
  readonly accept: number;
  readonly block1: number;
  readonly block2: number;
  readonly badOption: boolean;
  readonly payload: string;
}

export type Outcome = Fields | 'ignored' | 'format error';

/** The fields of a message that has nothing but a type, a code and a message id. */
export const bare = {
  token: '',
  path: [],
  queries: [],
  observe: -1,
  contentFormat: -1,
  accept: -1,
  block1: -1,
  block2: -1,
  badOption: false,
  payload: '',
} as const;

const buffer = Buffer.alloc(2048);

/** The type and message id of the message decoded last; a format error has these too. */
export function decodedHead(): { type: number; messageId: number } {
  return { type: message[Field.type], messageId: message[Field.messageId] };
}

/** Decodes bytes that lie at the start of a larger buffer, whose rest is filled with `filling`. */
export function decode(bytes: Uint8Array, filling = 0xff): Outcome {
  buffer.fill(filling).set(bytes);
  const decoded = decodeMessage(buffer, bytes.length);
  if (decoded !== Decoded.message) {
    return decoded === Decoded.ignore ? 'ignored' : 'format error';
  }
  const part = (start: number, end: number): Buffer => {
    // A part outside the message would be read from what lies behind it.
    if (!(start >= 4 && start <= end && end <= bytes.length)) throw new Error(`${start} to ${end} of ${bytes.length}`);
    return buffer.subarray(start, end);
  };
  const texts = (places: Uint16Array, count: number): string[] =>
    Array.from({ length: Math.min(count, Limit.segments) }, (_, i) =>
      part(places[2 * i], places[2 * i + 1]).toString('latin1'),
    );
  return {
    ...decodedHead(),
    code: message[Field.code],
    token: part(message[Field.tokenStart], message[Field.tokenEnd]).toString('hex'),
    path: texts(pathSegments, message[Field.pathCount]),
    queries: texts(queries, message[Field.queryCount]),
    observe: message[Field.observe],
    contentFormat: message[Field.contentFormat],
    accept: message[Field.accept],
    block1: message[Field.block1],
    block2: message[Field.block2],
    badOption: message[Field.badOption] === 1,
    payload: part(message[Field.payloadStart], message[Field.payloadEnd]).toString('hex'),
  };
}
