import { copyBytes, newInt32s, readFloat32, readFloat64 } from 'runtime';
import { readIntegerBytes } from '../bytes/integer';
import { utf8Valid } from '../bytes/utf8';
import { Next, numberRead } from './format';
import { startPaths } from './path-text';

/**
 * Data items of CBOR (RFC 8949), read where they lie: what the three formats have in common that are made of them. It
 * checks that items are well-formed; containers are walked through without recursion, to a bounded depth.
 */

/** Major types (RFC 8949 3.1). */
export const enum Major {
  unsigned = 0,
  negative = 1,
  bytes = 2,
  text = 3,
  array = 4,
  map = 5,
  tag = 6,
  simple = 7,
  /** No item: what stands there is not well-formed, or nested too deep. */
  malformed = 8,
}

/** Additional information (RFC 8949 3) of a head, and of the simple values. */
export const enum Info {
  uint8 = 24,
  uint64 = 27,
  indefinite = 31,
  false = 20,
  half = 25,
  single = 26,
  double = 27,
}

/** Initial bytes. */
export const enum Initial {
  false = 244,
  null = 246,
  break = 255,
}

/** Containers within each other: LwM2M has no more than five: four maps and a key. */
const enum Depth {
  most = 8,
  levels = 9,
}

/** What is left in a container of indefinite length: always more; in a map, before a key or before a value. */
const enum Left {
  items = -1,
  keys = -2,
  values = -3,
}

/** Columns of `item`. */
export const enum Item {
  /** Where the next item begins, and where the payload ends. */
  next = 0,
  end = 1,
  /** Of a string: its size, and where its last chunk lies. The latter is the whole string unless it has more chunks. */
  size = 2,
  textStart = 3,
  textEnd = 4,
  /** Where the record's value begins, for the functions of `cbor-value.ts`. */
  value = 5,
  /** How many ids the request path has. */
  level = 6,
  columns = 7,
}

/** What the reader has come upon. Arguments (RFC 8949 3) are in `numberRead`. */
export const item: Int32Array = /* @__PURE__ */ newInt32s(Item.columns);

let input: Uint8Array;
let major: Major = Major.malformed;
let info = 0;
/** The head of the item behind its tags; and what lies behind the head, or behind the string. */
let head = 0;
let behind = 0;
let depth = 0;
/** How many items are left in each container: a map of two pairs has four. */
const left = /* @__PURE__ */ newInt32s(Depth.levels);

/** The buffer of the payload that is being read. */
export function itemInput(): Uint8Array {
  return input;
}

/** `Reader.start`, whatever the level: what cannot be read at it is malformed. */
export function startItems(from: Uint8Array, start: number, end: number, ids: Int32Array, at: number): boolean {
  input = from;
  item[Item.end] = end;
  item[Item.level] = startPaths(ids, at);
  restartItems(start);
  return true;
}

/** Goes back to the beginning of the payload. */
export function restartItems(start: number): void {
  item[Item.next] = start;
  depth = 0;
  left[0] = 1;
}

/** Whether nothing of the payload has been read. */
export function isFresh(): boolean {
  return left[0] === 1;
}

/** What comes when the payload's item is over: it is the only one. */
export function nextIsEnd(): Next {
  return item[Item.next] === item[Item.end] ? Next.end : Next.malformed;
}

/**
 * Reads the head at `at`. Its argument goes to `numberRead`: -1 when the length is indefinite or the argument beyond
 * `maxExactInteger`.
 */
function readHead(at: number): boolean {
  const initial = at < item[Item.end] ? input[at] : Initial.break;
  info = initial & 31;
  const size = info < Info.uint8 || info > Info.uint64 ? 0 : 1 << (info - Info.uint8);
  major = initial >>> 5;
  head = at;
  behind = at + 1 + size;
  if (behind > item[Item.end] || (info > Info.uint64 && info < Info.indefinite)) {
    return false;
  }
  if (info < Info.uint8) {
    numberRead[0] = info;
  } else if (size === 0 || !readIntegerBytes(input, at + 1, size, true, numberRead)) {
    numberRead[0] = -1;
  }
  return true;
}

/**
 * Goes over the string at `head`; over its chunks, when the length is indefinite (RFC 8949 3.2.3).
 * @param isChecked Whether each chunk has to be UTF-8.
 * @param at Where it is copied to; nowhere when that is negative.
 */
export function readString(isChecked: boolean, to: Uint8Array, at: number): boolean {
  const start = head;
  const kind = major;
  const isChunked = (input[start] & 31) === Info.indefinite;
  let next = isChunked ? start + 1 : start;
  item[Item.size] = 0;
  item[Item.textStart] = next;
  item[Item.textEnd] = next;
  while (!isChunked || next === item[Item.end] || input[next] !== Initial.break) {
    if (!readHead(next) || major !== kind || numberRead[0] < 0 || numberRead[0] > item[Item.end] - behind) {
      return false;
    }
    next = behind + numberRead[0];
    if (isChecked && !utf8Valid(input, behind, next)) {
      return false;
    }
    if (at >= 0) {
      copyBytes(input, behind, next, to, at + item[Item.size]);
    }
    item[Item.textStart] = behind;
    item[Item.textEnd] = next;
    item[Item.size] += next - behind;
    if (!isChunked) {
      break;
    }
  }
  head = start;
  behind = isChunked ? next + 1 : next;
  return true;
}

/** Whether the string just read lies in one piece: as the names, links and dates do that anybody sends. */
export function isWhole(): boolean {
  return item[Item.textEnd] - item[Item.textStart] === item[Item.size];
}

/** Reads the head or the string at `at`. Tags before it are passed over: a value is what the data model says. */
export function readItem(at: number): Major {
  let isRead = readHead(at);
  while (isRead && major === Major.tag) {
    isRead = numberRead[0] >= 0 && readHead(behind);
  }
  major = isRead && isWellFormed() ? major : Major.malformed;
  return major;
}

/** Whether the head just read begins an item; if that is a string, goes over it. */
function isWellFormed(): boolean {
  if (major === Major.bytes || major === Major.text) {
    return readString(false, input, -1);
  }
  if (major === Major.array || major === Major.map) {
    // Each item takes a byte, so the count is no more than what follows.
    return info === Info.indefinite || (numberRead[0] >= 0 && numberRead[0] <= item[Item.end] - behind);
  }
  // RFC 8949 3.3: two bytes are for simple values from 32 on
  return info !== Info.indefinite && (major !== Major.simple || info !== Info.uint8 || numberRead[0] > 31);
}

/** Reads the next item, and goes behind it; into it when it is an array or a map. */
export function nextItem(): Major {
  const kind = readItem(item[Item.next]);
  const more = left[depth];
  left[depth] = more > 0 ? more - 1 : more < Left.items ? Left.keys + Left.values - more : more;
  item[Item.next] = behind;
  if (kind !== Major.array && kind !== Major.map) {
    return kind;
  }
  if (depth === Depth.most) {
    return Major.malformed;
  }
  depth++;
  left[depth] = kind === Major.map ? 2 * numberRead[0] : numberRead[0]; // indefinite: -1 times that
  return kind;
}

/** Whether the array or map that the reader is in is over. Then it is left. */
export function isOver(): boolean {
  const next = item[Item.next];
  if (left[depth] < 0 && left[depth] !== Left.values && next < item[Item.end] && input[next] === Initial.break) {
    item[Item.next]++;
    left[depth] = 0;
  }
  if (left[depth] !== 0) {
    return false;
  }
  depth = depth > 0 ? depth - 1 : 0;
  return true;
}

/** Goes behind the next item, whatever it is. @returns false when it is not well-formed. */
export function skipItem(): boolean {
  const outer = depth;
  do {
    if (nextItem() === Major.malformed) {
      return false;
    }
    while (depth > outer && isOver()) {
      // and so may be what it is in
    }
  } while (depth > outer);
  return true;
}

/** The initial byte of the record's value. */
export function valueByte(): number {
  return input[item[Item.value]];
}

/** A half float (RFC 8949 Appendix D). */
function readHalf(at: number): number {
  const exponent = (input[at] >>> 2) & 31;
  let value = ((input[at] & 3) << 8) | input[at + 1];
  if (exponent === 31) {
    value = value === 0 ? Infinity : NaN;
  } else {
    // The quotient first: the product would not fit 32 bits.
    value = exponent === 0 ? value / 16777216 : ((1 << exponent) / 33554432) * (value + 1024);
  }
  return input[at] < 128 ? value : -value;
}

/** The number just read, into `numberRead`. @returns false when it is none, or an integer beyond `maxExactInteger`. */
export function readNumber(): boolean {
  if (major === Major.negative) {
    numberRead[0] = -1 - numberRead[0];
    return numberRead[0] < 0;
  }
  if (major !== Major.simple) {
    return major === Major.unsigned && numberRead[0] >= 0;
  }
  if (info === Info.half) {
    numberRead[0] = readHalf(behind - 2);
  } else if (info === Info.single) {
    numberRead[0] = readFloat32(input, behind - 4);
  } else if (info === Info.double) {
    numberRead[0] = readFloat64(input, behind - 8);
  }
  return info >= Info.half;
}
