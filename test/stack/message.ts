/** CoAP messages as the scripted server says and hears them: npm coap-packet, and what tests ask of a message. */
import { generate, parse, type Option, type ParsedPacket } from 'coap-packet';

/** Content-Formats (LwM2M 1.1 Core 7.4, IANA). */
export const enum Format {
  text = 0,
  link = 40,
  opaque = 42,
  cbor = 60,
  senmlCbor = 112,
  tlv = 11542,
}

/** What a request carries beside its method and path. */
export interface Parts {
  /** `pmin=1&pmax=2`: a Uri-Query option each. */
  query?: string;
  format?: number;
  accept?: number;
  observe?: number;
  payload?: Buffer | string;
  /** Options beside those above. */
  options?: Option[];
  token?: Buffer;
  messageId?: number;
  /** True unless told. */
  confirmable?: boolean;
}

/** One message that the client has sent. */
export interface Message {
  /** Virtual time of arrival, in milliseconds. */
  readonly time: number;
  readonly bytes: Buffer;
  readonly packet: ParsedPacket;
  /** `2.05`, `GET`. */
  readonly code: string;
  readonly format: number | undefined;
  /** The value of the Observe option (RFC 7641 2). */
  readonly observe: number | undefined;
  /** `/3/0`, from Uri-Path. */
  readonly path: string;
  readonly query: readonly string[];
  /** `/3311/1`, from Location-Path; `/` without. */
  readonly location: string;
  readonly payload: Buffer;
  readonly text: string;
}

/** A CoAP uint: no leading zeros, 0 is empty (RFC 7252 3.2). */
export function uint(value: number): Buffer {
  const bytes: number[] = [];
  for (let rest = value; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  return Buffer.from(bytes);
}

/** The bytes of a request. An empty segment at the end of the path becomes an empty Uri-Path. */
export function writeRequest(method: string, path: string, parts: Parts & { messageId: number; token: Buffer }): Buffer {
  const { query, format, accept, observe, payload = '', options = [], token, messageId, confirmable = true } = parts;
  const number = (name: string, value: number | undefined): Option[] => (value === undefined ? [] : [{ name, value: uint(value) }]);
  const texts = (name: string, values: string[]): Option[] => values.map((value) => ({ name, value: Buffer.from(value) }));
  return generate(
    {
      code: method,
      confirmable,
      messageId,
      token,
      payload: Buffer.from(payload),
      options: [
        ...number('Observe', observe),
        ...texts('Uri-Path', path === '/' ? [] : path.split('/').slice(1)),
        ...number('Content-Format', format),
        ...texts('Uri-Query', query === undefined ? [] : query.split('&')),
        ...number('Accept', accept),
        ...options,
      ],
    },
    70_000,
  );
}

/**
 * Reads a message of the client.
 * @throws Error when it is not a CoAP message, or not the one way to write it: options in another order, a length or
 *   number in more bytes than it needs (RFC 7252 3.1, 3.2), a payload marker without payload.
 */
export function readMessage(bytes: Uint8Array, time: number): Message {
  const packet = parse(Buffer.from(bytes));
  if (!generate(packet, bytes.length).equals(bytes)) throw new Error(`not as RFC 7252 writes it: ${Buffer.from(bytes).toString('hex')}`);
  const values = (name: string): Buffer[] => packet.options.filter((option) => option.name === name).map(({ value }) => value);
  const path = (name: string): string => `/${values(name).join('/')}`;
  return {
    time,
    bytes: Buffer.from(bytes),
    packet,
    code: METHODS[packet.code] ?? packet.code,
    format: readUint(values('Content-Format')),
    observe: readUint(values('Observe')),
    path: path('Uri-Path'),
    query: values('Uri-Query').map(String),
    location: path('Location-Path'),
    payload: packet.payload,
    text: packet.payload.toString(),
  };
}

const METHODS: Record<string, string> = { '0.01': 'GET', '0.02': 'POST', '0.03': 'PUT', '0.04': 'DELETE' };

function readUint(values: readonly Buffer[]): number | undefined {
  if (values.length === 0) return undefined;
  if (values.length > 1) throw new Error('an option that may stand once stands twice');
  if (values[0][0] === 0) throw new Error('a uint with a leading zero');
  return [...values[0]].reduce((sum, byte) => 256 * sum + byte, 0);
}

/** Whether the message is a request: classes 0 but for Empty. */
export function isRequest({ packet }: Message): boolean {
  return packet.code.startsWith('0.') && packet.code !== '0.00';
}
