/**
 * The script engine, where engines differ: Lua 5.3 and 5.1, by typescript-to-lua. `js.ts` is its twin.
 * A typed array is a table that counts from 0; it does not cut a value to its width, so who stores a byte
 * masks it. A text is a string of UTF-8 bytes.
 */

/** @noSelf */
declare namespace string {
  function byte(text: string, index: number): number;
  /** In truth it takes any number of bytes: one argument can be a call that gives several values. */
  function char(bytes: number): string;
  // Only in Lua 5.3:
  const pack: ((format: string, value: number) => string) | undefined;
  const unpack: ((format: string, packed: string) => number) | undefined;
}
/** @noSelf */
declare namespace math {
  const huge: number;
  // Only in Lua 5.3:
  const maxinteger: number | undefined;
}
/** @noSelf */
declare namespace table {
  // Only in Lua 5.3:
  const move: ((from: Uint8Array, first: number, last: number, at: number, to: Uint8Array) => void) | undefined;
  const unpack: typeof unpackBytes | undefined;
}
/** Lua 5.1's name of `table.unpack`. In truth it gives as many values as there are elements. */
declare const unpack: typeof unpackBytes;

/** The largest integer up to which every integer is exact. Integers beyond it are refused, never rounded. */
export const maxExactInteger: number = math.maxinteger === 2147483647 ? 2147483647 : 9007199254740991;

const move = table.move;
const pack = string.pack;
const unpackFloat = string.unpack;
const unpackBytes: (from: Uint8Array, first: number, last: number) => number =
  table.unpack !== undefined ? table.unpack : unpack;

function zeros(size: number): unknown {
  const elements: Record<number, number> = {};
  for (let i = 0; i < size; i++) {
    elements[i] = 0;
  }
  return elements;
}

export function newUint8s(size: number): Uint8Array {
  return zeros(size) as Uint8Array;
}

export function newUint16s(size: number): Uint16Array {
  return zeros(size) as Uint16Array;
}

export function newInt32s(size: number): Int32Array {
  return zeros(size) as Int32Array;
}

export function newFloat64s(size: number): Float64Array {
  return zeros(size) as Float64Array;
}

/** Copies bytes `start` to `end` - 1 of `from` to `to`, beginning at `at`. The ranges may overlap. */
export function copyBytes(from: Uint8Array, start: number, end: number, to: Uint8Array, at: number): void {
  if (move !== undefined) {
    move(from, start, end - 1, at, to);
    return;
  }
  const size = end - start;
  if (at > start) {
    for (let i = size - 1; i >= 0; i--) {
      to[at + i] = from[start + i];
    }
    return;
  }
  for (let i = 0; i < size; i++) {
    to[at + i] = from[start + i];
  }
}

/** Where `value` is in `table`, at the first of places `start` to `end` - 1; -1 when it is not there. */
export function indexOf(table: Uint16Array, value: number, start: number, end: number): number {
  while (start < end && table[start] !== value) {
    start++;
  }
  return start < end ? start : -1;
}

/** Writes the sign bit, an exponent field of 11 bits, and a significand below 1 of 52 bits. */
function writeFields(sign: number, exponent: number, significand: number, to: Uint8Array, at: number): void {
  let rest = significand * 16;
  let byte = Math.floor(rest);
  to[at] = sign | (exponent >>> 4);
  to[at + 1] = ((exponent & 15) << 4) | byte;
  for (let i = 2; i < 8; i++) {
    rest = (rest - byte) * 256;
    byte = Math.floor(rest);
    to[at + i] = byte;
  }
}

/** `writeFloat64` by arithmetic, every step of which is exact. */
function splitFloat64(value: number, to: Uint8Array, at: number): void {
  const sign = value < 0 || (value === 0 && 1 / value < 0) ? 128 : 0;
  let rest = value < 0 ? -value : value;
  if (rest === math.huge) {
    writeFields(sign, 2047, 0, to, at);
    return;
  }
  let exponent = 1023;
  while (rest >= 2) {
    rest = rest / 2;
    exponent++;
  }
  while (rest < 1 && exponent > 1) {
    rest = rest * 2;
    exponent--;
  }
  if (rest < 1) {
    writeFields(sign, 0, rest, to, at); // zero or subnormal
  } else {
    writeFields(sign, exponent, rest - 1, to, at);
  }
}

/** Writes an IEEE 754 double, big-endian, 8 bytes; a NaN always as 7FF8000000000000. */
export function writeFloat64(value: number, to: Uint8Array, at: number): void {
  if (value !== value) {
    writeFields(0, 2047, 0.5, to, at);
  } else if (pack !== undefined) {
    const packed = pack('>d', value);
    for (let i = 0; i < 8; i++) {
      to[at + i] = string.byte(packed, i + 1);
    }
  } else {
    splitFloat64(value, to, at);
  }
}

/** `significand` below 1 of a value whose exponent field is `exponent`; `most` is its largest, that of infinities. */
function joinFields(byte: number, exponent: number, most: number, significand: number): number {
  const bias = (most - 1) / 2;
  let value = significand;
  if (exponent === most) {
    value = significand === 0 ? math.huge : NaN;
  } else if (exponent > 0) {
    value = value + 1;
  }
  if (exponent !== most) {
    const power = exponent > 0 ? exponent - bias : 1 - bias;
    for (let i = 0; i < power; i++) {
      value = value * 2;
    }
    for (let i = 0; i > power; i--) {
      value = value / 2;
    }
  }
  return byte > 127 ? -value : value;
}

/** Reads an IEEE 754 double, big-endian, 8 bytes. */
export function readFloat64(from: Uint8Array, at: number): number {
  if (unpackFloat !== undefined) {
    const value = unpackFloat('>d', string.char(unpackBytes(from, at, at + 7)));
    return value;
  }
  let significand = 0;
  for (let i = 7; i > 1; i--) {
    significand = (significand + from[at + i]) / 256;
  }
  significand = (significand + (from[at + 1] & 15)) / 16;
  return joinFields(from[at], ((from[at] & 127) << 4) | (from[at + 1] >>> 4), 2047, significand);
}

/** Reads an IEEE 754 single, big-endian, 4 bytes. */
export function readFloat32(from: Uint8Array, at: number): number {
  if (unpackFloat !== undefined) {
    const value = unpackFloat('>f', string.char(unpackBytes(from, at, at + 3)));
    return value;
  }
  const significand = ((from[at + 3] / 256 + from[at + 2]) / 256 + (from[at + 1] & 127)) / 128;
  return joinFields(from[at], ((from[at] & 127) << 1) | (from[at + 1] >>> 7), 255, significand);
}

/** The code of an ASCII character of a constant. */
export function asciiAt(text: string, index: number): number {
  return string.byte(text, index + 1);
}

/** Bytes of a text in UTF-8. */
export function textSize(text: string): number {
  return text.length;
}

/** Writes a text in UTF-8 (RFC 3629). There must be room for `textSize(text)` bytes. */
export function writeText(text: string, to: Uint8Array, at: number): void {
  for (let i = 0; i < text.length; i++) {
    to[at + i] = string.byte(text, i + 1);
  }
}

/** Reads a text from valid UTF-8. The only place where a text is made at run time. */
export function readText(from: Uint8Array, start: number, end: number): string {
  let text = '';
  // Lua allows so many values on its stack, and more pieces would be more garbage.
  for (let i = start; i < end; i += 64) {
    text += string.char(unpackBytes(from, i, i + 64 < end ? i + 63 : end - 1));
  }
  return text;
}
