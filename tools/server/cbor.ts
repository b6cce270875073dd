/**
 * CBOR (RFC 8949), as far as LwM2M has it. Written here, since npm cbor-js loses integers beyond 2^53 and the types of
 * map keys, which LwM2M CBOR is made of.
 */
import { ContentError } from './value';

/** A float; plain numbers and bigints are integers. */
export class CborFloat {
  constructor(readonly value: number) {}
}

export class CborTag {
  constructor(
    readonly tag: number,
    readonly item: Cbor,
  ) {}
}

/** Integers are numbers, or bigints beyond 2^53. A map is a list of its pairs, so that what stands twice can be seen. */
export type Cbor = number | bigint | string | boolean | null | Buffer | CborFloat | CborTag | Cbor[] | CborMap;

export class CborMap {
  constructor(readonly pairs: readonly (readonly [key: Cbor, value: Cbor])[]) {}
}

/** Containers inside containers; LwM2M needs five. */
const DEEPEST = 16;
const BREAK = Symbol('break');

/** Reads one data item, which is all of `bytes`. @throws ContentError */
export function decodeCbor(bytes: Buffer): Cbor {
  const reader = new Reader(bytes);
  const item = reader.item(0);
  if (item === BREAK) throw new ContentError('the CBOR starts with a break');
  if (reader.at < bytes.length) throw new ContentError(`after the CBOR item stand ${bytes.length - reader.at} bytes`);
  return item;
}

class Reader {
  at = 0;

  constructor(private readonly bytes: Buffer) {}

  item(depth: number): Cbor | typeof BREAK {
    if (depth > DEEPEST) throw new ContentError(`the CBOR nests deeper than ${DEEPEST} levels`);
    const [initial] = this.take(1);
    const major = initial >> 5;
    const info = initial & 31;
    if (major === 7) return this.simple(info);
    if (info === 31) return this.indefinite(major, depth);
    const argument = this.argument(info);
    switch (major) {
      case 0:
        return narrow(argument);
      case 1:
        return narrow(-1n - argument);
      case 2:
        return this.take(Number(argument));
      case 3:
        return utf8(this.take(Number(argument)));
      case 4:
        return Array.from({ length: this.count(argument, 1) }, () => this.whole(depth + 1));
      case 5:
        return new CborMap(Array.from({ length: this.count(argument, 2) }, () => [this.whole(depth + 1), this.whole(depth + 1)] as const));
      default:
        return new CborTag(Number(argument), this.whole(depth + 1));
    }
  }

  private take(count: number): Buffer {
    if (this.at + count > this.bytes.length) throw new ContentError(`the CBOR ends inside an item, at byte ${this.bytes.length}`);
    this.at += count;
    return this.bytes.subarray(this.at - count, this.at);
  }

  private argument(info: number): bigint {
    if (info < 24) return BigInt(info);
    if (info > 27) throw new ContentError(`the CBOR has the reserved additional information ${info}`);
    return BigInt('0x' + this.take(1 << (info - 24)).toString('hex'));
  }

  /** Items that fit in what is left: a length from outside must not become an array of its size. */
  private count(argument: bigint, bytesEach: number): number {
    if (argument * BigInt(bytesEach) > BigInt(this.bytes.length - this.at)) throw new ContentError('the CBOR ends inside a container');
    return Number(argument);
  }

  private whole(depth: number): Cbor {
    const item = this.item(depth);
    if (item === BREAK) throw new ContentError('the CBOR has a break where an item should stand');
    return item;
  }

  private indefinite(major: number, depth: number): Cbor | typeof BREAK {
    const items: Cbor[] = [];
    for (let item = this.item(depth + 1); item !== BREAK; item = this.item(depth + 1)) items.push(item);
    switch (major) {
      case 2:
        return Buffer.concat(items.map((item) => (Buffer.isBuffer(item) ? item : chunkProblem())));
      case 3:
        return items.map((item) => (typeof item === 'string' ? item : chunkProblem())).join('');
      case 4:
        return items;
      case 5:
        if (items.length % 2 === 1) throw new ContentError('the CBOR has a map whose last key has no value');
        return new CborMap(Array.from({ length: items.length / 2 }, (_, index) => [items[2 * index], items[2 * index + 1]] as const));
      default:
        throw new ContentError(`the CBOR has an indefinite item of major type ${major}`);
    }
  }

  private simple(info: number): Cbor | typeof BREAK {
    switch (info) {
      case 20:
      case 21:
        return info === 21;
      case 22:
        return null;
      case 25:
        return new CborFloat(half(this.take(2).readUInt16BE()));
      case 26:
        return new CborFloat(this.take(4).readFloatBE());
      case 27:
        return new CborFloat(this.take(8).readDoubleBE());
      case 31:
        return BREAK;
      default:
        throw new ContentError(`the CBOR has the simple value ${info}, which is no value of LwM2M`);
    }
  }
}

/** Writes an item: integers in the fewest bytes, floats in four when that is exact, containers with their lengths. */
export function encodeCbor(item: Cbor): Buffer {
  if (item === null) return Buffer.of(0xf6);
  if (typeof item === 'boolean') return Buffer.of(item ? 0xf5 : 0xf4);
  if (typeof item === 'number' || typeof item === 'bigint') {
    const integer = BigInt(item);
    return integer < 0n ? head(1, -1n - integer) : head(0, integer);
  }
  if (typeof item === 'string') return Buffer.concat([head(3, BigInt(Buffer.byteLength(item))), Buffer.from(item)]);
  if (Buffer.isBuffer(item)) return Buffer.concat([head(2, BigInt(item.length)), item]);
  if (Array.isArray(item)) return Buffer.concat([head(4, BigInt(item.length)), ...item.map(encodeCbor)]);
  if (item instanceof CborFloat) return float(item.value);
  if (item instanceof CborTag) return Buffer.concat([head(6, BigInt(item.tag)), encodeCbor(item.item)]);
  return Buffer.concat([head(5, BigInt(item.pairs.length)), ...item.pairs.flat().map(encodeCbor)]);
}

function head(major: number, argument: bigint): Buffer {
  if (argument < 24n) return Buffer.of((major << 5) | Number(argument));
  const size = [1, 2, 4, 8].find((bytes) => argument < 1n << BigInt(8 * bytes));
  if (size === undefined) throw new ContentError('an integer is longer than 64 bits');
  const bytes = Buffer.from(argument.toString(16).padStart(2 * size, '0'), 'hex');
  return Buffer.concat([Buffer.of((major << 5) | (24 + Math.log2(size))), bytes]);
}

function float(value: number): Buffer {
  const single = Buffer.alloc(5, 0xfa);
  single.writeFloatBE(value, 1);
  if (Object.is(single.readFloatBE(1), value)) return single;
  const double = Buffer.alloc(9, 0xfb);
  double.writeDoubleBE(value, 1);
  return double;
}

/** RFC 8949 Appendix D. */
function half(bits: number): number {
  const exponent = (bits >> 10) & 31;
  const mantissa = bits & 1023;
  const sign = bits & 0x8000 ? -1 : 1;
  if (exponent === 0) return sign * mantissa * 2 ** -24;
  if (exponent === 31) return mantissa === 0 ? sign * Infinity : NaN;
  return sign * (mantissa + 1024) * 2 ** (exponent - 25);
}

function narrow(value: bigint): number | bigint {
  return Number.isSafeInteger(Number(value)) ? Number(value) : value;
}


function chunkProblem(): never {
  throw new ContentError('the CBOR has a string in pieces of another type');
}

function utf8(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new ContentError(`the CBOR holds text that is not UTF-8: ${bytes.toString('hex')}`);
  }
}
