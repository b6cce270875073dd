/** Values of resources and how TLV and plain text carry them (LwM2M 1.1 Core Appendix C). */

/** Names of data types as the object definitions spell them. */
export const TYPES = [
  'String', 'Integer', 'Unsigned Integer', 'Float', 'Boolean', 'Opaque', 'Time', 'Objlnk', 'Corelnk',
] as const;
export type Type = (typeof TYPES)[number];

/**
 * String and Corelnk are strings, and an Objlnk is the string `object:instance`; Integer, Unsigned Integer and Time are
 * numbers, or bigints beyond 2^53; Float is a number, Boolean a boolean, Opaque bytes.
 */
export type Value = string | number | bigint | boolean | Buffer;

/** Bytes or text that are not a value of the type, or not the format they claim to be. */
export class ContentError extends Error {
  override name = 'ContentError';
}

const OBJECT_LINK = /^(\d{1,5}):(\d{1,5})$/;

/** The type a value has when no object definition says. */
export function typeOf(value: Value): Type {
  if (typeof value === 'string') return 'String';
  if (typeof value === 'boolean') return 'Boolean';
  if (typeof value === 'bigint') return 'Integer';
  if (typeof value === 'number') return Number.isInteger(value) ? 'Integer' : 'Float';
  return 'Opaque';
}

/** The value of TLV bytes. @throws ContentError */
export function decodeTlvValue(type: Type, bytes: Buffer): Value {
  switch (type) {
    case 'String':
    case 'Corelnk':
      return decodeUtf8(bytes);
    case 'Integer':
    case 'Time':
      requireLength(type, bytes, [1, 2, 4, 8]);
      return narrow(BigInt.asIntN(8 * bytes.length, unsigned(bytes)));
    case 'Unsigned Integer':
      requireLength(type, bytes, [1, 2, 4, 8]);
      return narrow(unsigned(bytes));
    case 'Float':
      requireLength(type, bytes, [4, 8]);
      return bytes.length === 4 ? bytes.readFloatBE() : bytes.readDoubleBE();
    case 'Boolean':
      requireLength(type, bytes, [1]);
      if (bytes[0] > 1) throw new ContentError(`a Boolean is 0 or 1, not ${bytes[0]}`);
      return bytes[0] === 1;
    case 'Objlnk':
      requireLength(type, bytes, [4]);
      return `${bytes.readUInt16BE(0)}:${bytes.readUInt16BE(2)}`;
    case 'Opaque':
      return bytes;
  }
}

/** TLV bytes of a value, in the fewest bytes the type allows. @throws ContentError when the value is not of the type. */
export function encodeTlvValue(type: Type, value: Value): Buffer {
  switch (type) {
    case 'String':
    case 'Corelnk':
      return Buffer.from(requireValue(type, value, typeof value === 'string' ? value : undefined));
    case 'Integer':
    case 'Time':
      return integerBytes(type, integer(type, value), true);
    case 'Unsigned Integer':
      return integerBytes(type, integer(type, value), false);
    case 'Float': {
      const bytes = Buffer.alloc(8);
      bytes.writeDoubleBE(requireValue(type, value, typeof value === 'number' ? value : undefined));
      return bytes;
    }
    case 'Boolean':
      return Buffer.of(requireValue(type, value, typeof value === 'boolean' ? value : undefined) ? 1 : 0);
    case 'Objlnk': {
      const [object, instance] = objectLink(value);
      return Buffer.of(object >> 8, object & 255, instance >> 8, instance & 255);
    }
    case 'Opaque':
      return requireValue(type, value, Buffer.isBuffer(value) ? value : undefined);
  }
}

/** The value of a plain-text payload. @throws ContentError */
export function decodeText(type: Type, bytes: Buffer): Value {
  const text = decodeUtf8(bytes);
  const wrong = () => new ContentError(`"${text}" is not the text of ${article(type)} ${type}`);
  switch (type) {
    case 'String':
    case 'Corelnk':
      return text;
    case 'Integer':
    case 'Time':
      if (!/^-?\d+$/.test(text)) throw wrong();
      return narrow(BigInt(text));
    case 'Unsigned Integer':
      if (!/^\d+$/.test(text)) throw wrong();
      return narrow(BigInt(text));
    case 'Float':
      if (!/^-?\d+(\.\d*)?([eE][+-]?\d+)?$/.test(text)) throw wrong();
      return Number(text);
    case 'Boolean':
      if (text !== '0' && text !== '1') throw wrong();
      return text === '1';
    case 'Objlnk':
      if (!OBJECT_LINK.test(text)) throw wrong();
      return text;
    case 'Opaque':
      if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text) || text.length % 4 !== 0) throw wrong();
      return Buffer.from(text, 'base64');
  }
}

/** The plain-text payload of a value. @throws ContentError when the value is not of the type. */
export function encodeText(type: Type, value: Value): Buffer {
  // What TLV refuses, text refuses.
  const bytes = encodeTlvValue(type, value);
  switch (type) {
    case 'Boolean':
      return Buffer.from(value === true ? '1' : '0');
    case 'Float':
      return Buffer.from(decimal(Number(value)));
    case 'Opaque':
      return Buffer.from(bytes.toString('base64'));
    default:
      return Buffer.from(String(value));
  }
}

/** "an" or "a", as English wants it before a type's name. */
export function article(type: Type): string {
  return /^[AEIOU]/.test(type) ? 'an' : 'a';
}

/** A float without exponent, since some clients read only that form. @throws ContentError for NaN and infinities. */
function decimal(value: number): string {
  if (!Number.isFinite(value)) throw new ContentError(`${value} has no plain-text form`);
  const shortest = String(value);
  if (!shortest.includes('e')) return shortest;
  const [digits, exponent] = shortest.split('e');
  const [whole, fraction = ''] = digits.replace('-', '').split('.');
  const all = whole + fraction;
  const point = whole.length + Number(exponent);
  const padded = point <= 0 ? '0'.repeat(1 - point) + all : all.padEnd(point, '0');
  const at = Math.max(point, 1);
  const text = padded.slice(0, at) + (padded.length > at ? '.' + padded.slice(at) : '');
  return value < 0 ? '-' + text : text;
}

function decodeUtf8(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new ContentError(`${bytes.toString('hex')} is not UTF-8`);
  }
}

function requireLength(type: Type, bytes: Buffer, lengths: readonly number[]): void {
  if (!lengths.includes(bytes.length)) {
    throw new ContentError(`${article(type)} ${type} has ${lengths.join(', ')} bytes, not ${bytes.length}`);
  }
}

function requireValue<T>(type: Type, value: Value, wanted: T | undefined): T {
  if (wanted === undefined) throw new ContentError(`${String(value)} is not ${article(type)} ${type}`);
  return wanted;
}

function unsigned(bytes: Buffer): bigint {
  return BigInt('0x' + bytes.toString('hex'));
}

/** A number where that is exact. */
function narrow(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

function integer(type: Type, value: Value): bigint {
  if (typeof value === 'bigint') return value;
  return BigInt(requireValue(type, value, typeof value === 'number' && Number.isSafeInteger(value) ? value : undefined));
}

function integerBytes(type: Type, value: bigint, signed: boolean): Buffer {
  for (const bits of [8, 16, 32, 64]) {
    const fitted = signed ? BigInt.asIntN(bits, value) : BigInt.asUintN(bits, value);
    if (fitted === value) {
      return Buffer.from(BigInt.asUintN(bits, value).toString(16).padStart(bits / 4, '0'), 'hex');
    }
  }
  throw new ContentError(`${value} is not ${article(type)} ${type} of 64 bits`);
}

function objectLink(value: Value): [object: number, instance: number] {
  const match = typeof value === 'string' ? OBJECT_LINK.exec(value) : null;
  if (match === null || Number(match[1]) > 65535 || Number(match[2]) > 65535) {
    throw new ContentError(`${String(value)} is not an Objlnk, which is object:instance, as in 3:0`);
  }
  return [Number(match[1]), Number(match[2])];
}
