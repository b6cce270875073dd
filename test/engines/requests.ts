/** Requests of servers, as transcripts write them. */
import type { OptionName, Packet } from 'coap-packet';
import type { Session } from './session';

type Method = 'GET' | 'PUT' | 'POST' | 'DELETE' | 'FETCH' | 'iPATCH';

interface Extras {
  readonly accept?: number;
  readonly format?: number;
  readonly observe?: number;
  /** Block1 and Block2: number, whether more follow, and SZX. */
  readonly block1?: readonly [number, boolean, number];
  readonly block2?: readonly [number, boolean, number];
  readonly queries?: readonly string[];
  /** A text, or bytes. */
  readonly payload?: string | Buffer;
  readonly packet?: Packet;
}

/** Content-Formats. */
export const format = {
  text: 0,
  link: 40,
  opaque: 42,
  cbor: 60,
  senmlJson: 110,
  senmlCbor: 112,
  etchJson: 320,
  etchCbor: 322,
  tlv: 11542,
  json: 11543,
  lwm2mCbor: 11544,
} as const;

/** The value of an option that is a number. */
export function uint(value: number): Buffer {
  return value === 0 ? Buffer.alloc(0) : value < 256 ? Buffer.of(value) : Buffer.of(value >>> 8, value & 255);
}

function block([number, more, szx]: readonly [number, boolean, number]): Buffer {
  return uint(number * 16 + (more ? 8 : 0) + szx);
}

/** Has the session send a request. Returns its bytes, for sending it again. */
export function request(session: Session, method: Method, path: string, extras: Extras = {}): Buffer {
  const { accept, format: contentFormat, observe, block1, block2, queries = [], payload = '', packet } = extras;
  const options: { name: OptionName; value: Buffer }[] = [];
  if (observe !== undefined) options.push({ name: 'Observe', value: uint(observe) });
  for (const segment of path.split('/').slice(1)) options.push({ name: 'Uri-Path', value: Buffer.from(segment) });
  if (contentFormat !== undefined) options.push({ name: 'Content-Format', value: uint(contentFormat) });
  for (const query of queries) options.push({ name: 'Uri-Query', value: Buffer.from(query) });
  if (accept !== undefined) options.push({ name: 'Accept', value: uint(accept) });
  if (block2 !== undefined) options.push({ name: 'Block2', value: block(block2) });
  if (block1 !== undefined) options.push({ name: 'Block1', value: block(block1) });
  const title = [method, path, ...queries, accept ?? '', contentFormat ?? ''].join(' ');
  return session.request(title, { code: method, options, payload: Buffer.from(payload), ...packet });
}

/** Bytes in hexadecimal, with spaces as one likes. */
export const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');

/** A head of CBOR: major type and argument (RFC 8949 3). */
function head(major: number, argument: number): Buffer {
  const first = major << 5;
  return argument < 24 ? Buffer.of(first | argument) : argument < 256 ? Buffer.of(first | 24, argument) : Buffer.of(first | 25, argument >>> 8, argument & 255);
}

function cborOf(value: number | boolean | string | Buffer): Buffer {
  if (typeof value === 'string') return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);
  if (Buffer.isBuffer(value)) return Buffer.concat([head(2, value.length), value]);
  if (typeof value === 'boolean') return Buffer.of(value ? 0xf5 : 0xf4);
  if (Number.isInteger(value) && value >= 0 && value < 65536) return head(0, value);
  const bytes = Buffer.alloc(9, 0xfb);
  bytes.writeDoubleBE(value, 1);
  return bytes;
}

/** A pack of SenML in CBOR (RFC 8428 6): values by path, or paths alone where they are null. */
export function senmlCbor(values: Readonly<Record<string, number | boolean | string | Buffer | null>>): Buffer {
  const records = Object.entries(values).map(([path, value]) => {
    const name = Buffer.concat([head(0, 0), cborOf(path)]);
    if (value === null) return Buffer.concat([head(5, 1), name]);
    const label = typeof value === 'number' ? 2 : typeof value === 'string' ? 3 : typeof value === 'boolean' ? 4 : 8;
    return Buffer.concat([head(5, 2), name, head(0, label), cborOf(value)]);
  });
  return Buffer.concat([head(4, records.length), ...records]);
}
