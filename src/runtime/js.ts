/**
 * The script engine, where engines differ: JavaScript with typed arrays (Node, Moddable XS, Duktape).
 * `lua.ts` is its twin for Lua, `espruino.ts` that for Espruino. The build resolves the bare module name `runtime` to one of them.
 */

/** The largest integer up to which every integer is exact. Integers beyond it are refused, never rounded. */
export const maxExactInteger = 9007199254740991;

// Every engine that Mote runs on is little-endian.
const float64 = /* @__PURE__ */ new Float64Array(1);
const float32 = /* @__PURE__ */ new Float32Array(float64.buffer);
const floatBytes = /* @__PURE__ */ new Uint8Array(float64.buffer);

export function newUint8s(size: number): Uint8Array {
  return new Uint8Array(size);
}

export function newUint16s(size: number): Uint16Array {
  return new Uint16Array(size);
}

export function newInt32s(size: number): Int32Array {
  return new Int32Array(size);
}

export function newFloat64s(size: number): Float64Array {
  return new Float64Array(size);
}

/** Copies bytes `start` to `end` - 1 of `from` to `to`, beginning at `at`. The ranges may overlap. */
export function copyBytes(from: Uint8Array, start: number, end: number, to: Uint8Array, at: number): void {
  if (at > start) {
    at += end - start;
    while (end > start) {
      end--;
      at--;
      to[at] = from[end];
    }
  } else {
    while (start < end) {
      to[at] = from[start];
      at++;
      start++;
    }
  }
}

/** Where `value` is in `table`, at the first of places `start` to `end` - 1; -1 when it is not there. */
export function indexOf(table: Uint16Array, value: number, start: number, end: number): number {
  while (start < end && table[start] !== value) {
    start++;
  }
  return start < end ? start : -1;
}

/** Writes an IEEE 754 double, big-endian, 8 bytes; a NaN always as 7FF8000000000000. */
export function writeFloat64(value: number, to: Uint8Array, at: number): void {
  float64[0] = value === value ? value : NaN;
  for (let i = 0; i < 8; i++) {
    to[at + i] = floatBytes[7 - i];
  }
}

function loadFloat(from: Uint8Array, at: number, size: number): void {
  for (let i = 0; i < size; i++) {
    floatBytes[i] = from[at + size - 1 - i];
  }
}

/** Reads an IEEE 754 double, big-endian, 8 bytes. */
export function readFloat64(from: Uint8Array, at: number): number {
  loadFloat(from, at, 8);
  return float64[0];
}

/** Reads an IEEE 754 single, big-endian, 4 bytes. */
export function readFloat32(from: Uint8Array, at: number): number {
  loadFloat(from, at, 4);
  return float32[0];
}

/** The code of an ASCII character of a constant. */
export function asciiAt(text: string, index: number): number {
  return text.charCodeAt(index);
}

/** Code point at `index`; a lone surrogate counts as U+FFFD. */
function codePoint(text: string, index: number): number {
  const unit = text.charCodeAt(index);
  if (unit < 0xd800 || unit > 0xdfff) {
    return unit;
  }
  if (unit < 0xdc00 && index + 1 < text.length) {
    const low = text.charCodeAt(index + 1);
    if (low >= 0xdc00 && low <= 0xdfff) {
      return 0x10000 + ((unit & 0x3ff) << 10) + (low & 0x3ff);
    }
  }
  return 0xfffd;
}

/** How many bytes follow the first one of a code point in UTF-8. */
function continuationBytes(point: number): number {
  return point < 0x80 ? 0 : point < 0x800 ? 1 : point < 0x10000 ? 2 : 3;
}

/** Bytes of a text in UTF-8. */
export function textSize(text: string): number {
  let size = 0;
  let i = 0;
  while (i < text.length) {
    const more = continuationBytes(codePoint(text, i));
    size += more + 1;
    i += more < 3 ? 1 : 2;
  }
  return size;
}

/** Writes a text in UTF-8 (RFC 3629). There must be room for `textSize(text)` bytes. */
export function writeText(text: string, to: Uint8Array, at: number): void {
  let i = 0;
  while (i < text.length) {
    const point = codePoint(text, i);
    const more = continuationBytes(point);
    to[at] = (more === 0 ? point : (0xff80 >>> more) | (point >>> (6 * more))) & 255;
    at++;
    for (let shift = 6 * more - 6; shift >= 0; shift -= 6) {
      to[at] = 0x80 | ((point >>> shift) & 0x3f);
      at++;
    }
    i += more < 3 ? 1 : 2;
  }
}

/** Reads a text from valid UTF-8. The only place where a text is made at run time. */
export function readText(from: Uint8Array, start: number, end: number): string {
  let text = '';
  let i = start;
  while (i < end) {
    const lead = from[i];
    const more = lead < 0xc0 ? 0 : lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : 3;
    const last = i + more;
    let point = more === 0 ? lead : lead & (0x3f >>> more);
    for (i++; i <= last; i++) {
      point = (point << 6) | (from[i] & 0x3f);
    }
    if (point > 0xffff) {
      text += String.fromCharCode(0xd7c0 + (point >>> 10));
      point = 0xdc00 | (point & 0x3ff);
    }
    text += String.fromCharCode(point);
  }
  return text;
}
