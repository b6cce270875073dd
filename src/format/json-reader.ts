import { asciiAt, newInt32s } from 'runtime';
import { Ascii } from '../bytes/ascii';
import { utf8Valid } from '../bytes/utf8';

/**
 * JSON (RFC 8259), read where it lies: a walk from value to value that checks the grammar on its way. Strings are valid
 * UTF-8 without NUL, escaped or not.
 */

/** What the walk has come upon: a value, by its first character; what is none by itself is negative. */
export const enum Json {
  malformed = 0,
  string = 34,
  number = 48,
  false = 102,
  null = 110,
  true = 116,
  openArray = -91,
  closeArray = -93,
  openObject = -123,
  closeObject = -125,
}

/** Columns of `json`. */
export const enum At {
  /**
   * The bytes of a string between its quotes, or of a number, and the first behind them. Of a container the first behind
   * its bracket; once it is skipped, the first behind it all.
   */
  start = 0,
  end = 1,
  /** Bytes the string takes in UTF-8 once its escapes are decoded. */
  size = 2,
  /** The key of the value: `Key`. */
  key = 3,
  /** Behind the last token. */
  position = 4,
  columns = 5,
}

/** A key of up to 4 small letters is a number, with 5 bits for each. */
export const enum Key {
  unknown = -1,
  /** One that must not be left out: it ends in `_`; or it has escapes, which are not decoded, so it may be any. */
  mandatory = -2,
}

/** The upper bits of a UTF-16 unit that is half a pair: its upper 5, or 6. */
const enum Surrogate {
  any = 0x1b,
  high = 0x36,
  low = 0x37,
}

const enum Stack {
  /** At the root, values follow as in an array. */
  root = 2,
  /** With ten containers within each other it is larger. */
  most = 2047,
}

/** The value that the walk has come upon. */
export const json: Int32Array = /* @__PURE__ */ newInt32s(At.columns);

let input: Uint8Array;
let inputEnd = 0;
/** The containers that the walk is in, the innermost in the lowest bit: 1 for an object. */
let stack: number = Stack.root;
/** Whether nothing has come yet in the innermost container. */
let isFirst = true;

/** Begins a walk over bytes `start` to `end` - 1 of `from`. */
export function startJson(from: Uint8Array, start: number, end: number): void {
  input = from;
  inputEnd = end;
  json[At.position] = start;
  stack = Stack.root;
  isFirst = true;
}

/** Takes a byte; 0 behind the end. */
function take(): number {
  const at = json[At.position];
  json[At.position] = at + 1;
  return at < inputEnd ? input[at] : 0;
}

/** Takes 4 hexadecimal digits. @returns -1 when they are not. */
function takeHex(): number {
  let value = 0;
  for (let i = 0; i < 4; i++) {
    const character = take();
    const letter = (character | 32) - 87;
    const digit = character <= Ascii.nine ? character - Ascii.zero : letter > 9 ? letter : -1;
    if (digit < 0 || digit > 15) {
      return -1;
    }
    value = value * 16 + digit;
  }
  return value;
}

/** Takes an escape, behind its backslash. @returns The code point, not 0; -1 when it is none, or half a surrogate pair. */
function takeEscape(): number {
  const character = take();
  for (let i = 0; i < 8; i++) {
    if (character === asciiAt('"\\/bfnrt', i)) {
      return asciiAt('"\\/\b\f\n\r\t', i);
    }
  }
  const unit = character === Ascii.u ? takeHex() : -1;
  if (unit >>> 11 !== Surrogate.any) {
    return unit === 0 ? -1 : unit;
  }
  const low = unit >>> 10 === Surrogate.high && take() === Ascii.backslash && take() === Ascii.u ? takeHex() : -1;
  return low >>> 10 === Surrogate.low ? 0x10000 + ((unit & 1023) << 10) + (low & 1023) : -1;
}

/**
 * Takes a string, behind its first quote, and stores it from `at` on of `to`; with a negative `at` it only counts.
 * @returns Its bytes in UTF-8, which are not checked but for escapes; -1 when it is malformed.
 */
function takeString(to: Uint8Array, at: number): number {
  let size = 0;
  for (let point = take(); point !== Ascii.quote; point = take()) {
    let more = 0;
    let mark = 0;
    if (point < Ascii.space) {
      return -1;
    }
    if (point === Ascii.backslash) {
      point = takeEscape();
      more = point < 0x80 ? 0 : point < 0x800 ? 1 : point < 0x10000 ? 2 : 3;
      mark = more === 0 ? 0 : 0xff80 >>> more;
    }
    if (point < 0) {
      return -1;
    }
    for (; more >= 0; more--) {
      const bits = point >>> (6 * more);
      if (at >= 0) {
        to[at + size] = (mark === 0x80 ? mark | (bits & 63) : mark | bits) & 255;
      }
      mark = 0x80;
      size++;
    }
  }
  return size;
}

/** Copies the string whose first byte is at `start` to `to`, beginning at `at`; the walk stays where it is. */
export function copyString(start: number, to: Uint8Array, at: number): void {
  const position = json[At.position];
  json[At.position] = start;
  takeString(to, at);
  json[At.position] = position;
}

/** Takes digits. @returns The byte behind them; -1 when there are none. */
function takeDigits(): number {
  let digit = take();
  const first = digit;
  while (digit >= Ascii.zero && digit <= Ascii.nine) {
    digit = take();
  }
  return first >= Ascii.zero && first <= Ascii.nine ? digit : -1;
}

/** Takes what follows the first character of a number, and the byte behind it. */
function takeNumber(first: number): boolean {
  const digit = first === Ascii.minus ? take() : first;
  let behind = take();
  if (digit !== Ascii.zero) {
    json[At.position] -= 2;
    behind = takeDigits();
  }
  if (behind === Ascii.dot) {
    behind = takeDigits();
  }
  if ((behind | 32) === Ascii.e) {
    const sign = take();
    if (sign !== Ascii.plus && sign !== Ascii.minus) {
      json[At.position] -= 1;
    }
    behind = takeDigits();
  }
  json[At.position] -= 1;
  return behind >= 0;
}

/** Takes what follows the first letter of a word. */
function takeWord(first: number, word: string): number {
  for (let i = 1; i < 5; i++) {
    // The longest word has five letters, the others four.
    if ((i < 4 || first === Ascii.f) && take() !== asciiAt(word, i)) {
      return Json.malformed;
    }
  }
  return first;
}

/** Takes a token. @returns A value of `Json`; any other character negative; 0 when it is malformed, or at the end. */
function takeToken(): number {
  let first = take();
  while (first === Ascii.space || first === Ascii.lineFeed || first === Ascii.return || first === Ascii.tab) {
    first = take();
  }
  const start = json[At.position];
  let kind = 0 - first;
  json[At.start] = start;
  if (first === Ascii.quote) {
    json[At.size] = takeString(input, -1);
    json[At.end] = json[At.position] - 1;
    return json[At.size] >= 0 && utf8Valid(input, start, json[At.end]) ? Json.string : Json.malformed;
  }
  if (first === Ascii.minus || (first >= Ascii.zero && first <= Ascii.nine)) {
    json[At.start] = start - 1;
    kind = takeNumber(first) ? Json.number : Json.malformed;
  } else if (first === Ascii.n || first === Ascii.t || first === Ascii.f) {
    kind = takeWord(first, first === Ascii.n ? 'null' : first === Ascii.t ? 'true' : 'false');
  }
  json[At.end] = json[At.position];
  return kind;
}

/** Whether the string come upon has no escapes. */
export function isPlain(): boolean {
  return json[At.size] === json[At.end] - json[At.start];
}

function readKey(): number {
  const end = json[At.end];
  let key = 0;
  for (let i = json[At.start]; i < end; i++) {
    const letter = input[i] - 96;
    key = letter > 0 && letter < 27 && key >= 0 && key < 32768 ? key * 32 + letter : Key.unknown;
  }
  return input[end - 1] === Ascii.underscore || !isPlain() ? Key.mandatory : key;
}

/**
 * Walks to the next value, or end of a container. Containers may lie ten deep within each other.
 * @returns Which it is; `Json.malformed` at the end of the bytes too.
 */
export function nextValue(): Json {
  const isObject = (stack & 1) === 1;
  let kind = takeToken();
  if (kind === (isObject ? Json.closeObject : Json.closeArray)) {
    stack = stack >>> 1;
    isFirst = false;
    return kind;
  }
  if (!isFirst) {
    if (kind !== 0 - Ascii.comma) {
      return Json.malformed;
    }
    kind = takeToken();
  }
  if (isObject) {
    if (kind !== Json.string) {
      return Json.malformed;
    }
    json[At.key] = readKey();
    if (takeToken() !== 0 - Ascii.colon) {
      return Json.malformed;
    }
    kind = takeToken();
  }
  isFirst = kind === Json.openArray || kind === Json.openObject;
  if (isFirst) {
    if (stack > Stack.most) {
      return Json.malformed;
    }
    stack = stack * 2 + (kind === Json.openObject ? 1 : 0);
  }
  return isFirst || kind > 0 ? kind : Json.malformed;
}

/** Walks to the end of the value come upon, when it is a container. @returns false when that is malformed. */
export function skipValue(): boolean {
  // Only a container that was just entered has had nothing in it.
  if (!isFirst) {
    return true;
  }
  const inside = stack;
  let kind: number = Json.openArray;
  while (kind !== Json.malformed && stack >= inside) {
    kind = nextValue();
  }
  return kind !== Json.malformed;
}

/** Whether nothing but space is left. */
export function isOver(): boolean {
  takeToken();
  return json[At.start] > inputEnd;
}
