/** Values of the formats that say little of types: SenML, CBOR and the JSON of LwM2M 1.0. */
import { CborFloat, CborTag, type Cbor } from './cbor';
import { article, ContentError, encodeTlvValue, typeOf, type Type, type Value } from './value';

/** What a format holds: an integer is a number or a bigint, a float a CborFloat where the format tells them apart. */
export type Untyped = number | bigint | string | boolean | Buffer | CborFloat;

export interface Typed {
  type: Type;
  value: Value;
}

/** Gives a value the type its resource has; without a definition, the one it looks like. @throws ContentError */
export function toTyped(type: Type | undefined, untyped: Untyped): Typed {
  const plain = untyped instanceof CborFloat ? untyped.value : untyped;
  if (type === undefined) return { type: untyped instanceof CborFloat ? 'Float' : typeOf(plain), value: plain };
  const value = convert(type, plain);
  // What TLV refuses, such as an integer of more than 64 bits, every format refuses.
  encodeTlvValue(type, value);
  return { type, value };
}

function convert(type: Type, plain: Value): Value {
  switch (type) {
    case 'Float':
      return typeof plain === 'bigint' ? Number(plain) : plain;
    case 'Time':
      // CBOR may carry a time with fractions of a second (RFC 8949 3.4.2).
      return typeof plain === 'number' ? Math.trunc(plain) : plain;
    case 'Objlnk':
      // Two spellings of clients in the field: a trailing NUL, and the null link in hexadecimal.
      if (plain === 'FFFF:FFFF') return '65535:65535';
      return typeof plain === 'string' ? plain.replace(/\0$/, '') : plain;
    default:
      return plain;
  }
}

/** The value of a CBOR item (LwM2M 1.1 Core 7.4.3 and Appendix C). @throws ContentError */
export function fromCbor(type: Type | undefined, item: Cbor): Typed {
  return toTyped(type, untag(type, item));
}

/** The CBOR item of a value. @throws ContentError when the value is not of the type. */
export function toCbor(type: Type, value: Value): Cbor {
  encodeTlvValue(type, value);
  return type === 'Float' ? new CborFloat(Number(value)) : value;
}

/** The value under its tags; 0 and 1 mark times (RFC 8949 3.4), 4 a decimal fraction. */
export function untag(type: Type | undefined, item: Cbor): Untyped {
  if (item instanceof CborTag) {
    if (item.tag === 4) return decimalFraction(item.item);
    const inside = untag(type, item.item);
    if (item.tag !== 0) return inside;
    const time = typeof inside === 'string' ? Date.parse(inside) : NaN;
    if (Number.isNaN(time)) throw new ContentError(`tag 0 marks "${String(inside)}", which is no date`);
    return Math.floor(time / 1000);
  }
  if (item === null || typeof item === 'object' && !Buffer.isBuffer(item) && !(item instanceof CborFloat)) {
    throw new ContentError(`${describe(item)} is not the value of ${type === undefined ? 'a resource' : `${article(type)} ${type}`}`);
  }
  return item;
}

function decimalFraction(item: Cbor): CborFloat {
  if (!Array.isArray(item) || item.length !== 2 || typeof item[0] !== 'number' || (typeof item[1] !== 'number' && typeof item[1] !== 'bigint')) {
    throw new ContentError('tag 4 marks what is no pair of exponent and mantissa');
  }
  // As text, since multiplying by a power of ten would round.
  return new CborFloat(Number(`${item[1]}e${item[0]}`));
}

function describe(item: Cbor): string {
  if (item === null) return 'null';
  return Array.isArray(item) ? 'an array' : 'a map';
}
