/**
 * The script engine, where engines differ: JavaScript with typed arrays (Node, Moddable XS, Duktape, Espruino).
 * `lua.ts` is its twin for Lua. The build resolves the bare module name `runtime` to one of the two.
 */

/** The largest integer up to which every integer is exact. Integers beyond it are refused, never rounded. */
export const maxExactInteger = 9007199254740991;

// Every engine that Mote runs on is little-endian.
const float64 = new Float64Array(1);
const float32 = new Float32Array(1);
const float64Bytes = new Uint8Array(float64.buffer);
const float32Bytes = new Uint8Array(float32.buffer);

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

/** Writes an IEEE 754 double, big-endian, 8 bytes; a NaN always as 7FF8000000000000. */
export function writeFloat64(value: number, to: Uint8Array, at: number): void {
  float64[0] = value === value ? value : NaN;
  for (let i = 0; i < 8; i++) {
    to[at + i] = float64Bytes[7 - i];
  }
}

/** Reads an IEEE 754 double, big-endian, 8 bytes. */
export function readFloat64(from: Uint8Array, at: number): number {
  for (let i = 0; i < 8; i++) {
    float64Bytes[7 - i] = from[at + i];
  }
  return float64[0];
}

/** Reads an IEEE 754 single, big-endian, 4 bytes. */
export function readFloat32(from: Uint8Array, at: number): number {
  for (let i = 0; i < 4; i++) {
    float32Bytes[3 - i] = from[at + i];
  }
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

/** Bytes of a text in UTF-8. */
export function textSize(text: string): number {
  let size = 0;
  let i = 0;
  while (i < text.length) {
    const point = codePoint(text, i);
    size += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    i += point < 0x10000 ? 1 : 2;
  }
  return size;
}

/** Writes a text in UTF-8 (RFC 3629). There must be room for `textSize(text)` bytes. */
export function writeText(text: string, to: Uint8Array, at: number): void {
  let i = 0;
  while (i < text.length) {
    const point = codePoint(text, i);
    if (point < 0x80) {
      to[at++] = point;
    } else if (point < 0x800) {
      to[at++] = 0xc0 | (point >>> 6);
      to[at++] = 0x80 | (point & 0x3f);
    } else if (point < 0x10000) {
      to[at++] = 0xe0 | (point >>> 12);
      to[at++] = 0x80 | ((point >>> 6) & 0x3f);
      to[at++] = 0x80 | (point & 0x3f);
    } else {
      to[at++] = 0xf0 | (point >>> 18);
      to[at++] = 0x80 | ((point >>> 12) & 0x3f);
      to[at++] = 0x80 | ((point >>> 6) & 0x3f);
      to[at++] = 0x80 | (point & 0x3f);
    }
    i += point < 0x10000 ? 1 : 2;
  }
}

/** Reads a text from valid UTF-8. The only place where a text is made at run time. */
export function readText(from: Uint8Array, start: number, end: number): string {
  let text = '';
  let i = start;
  while (i < end) {
    const byte = from[i++];
    if (byte < 0x80) {
      text += String.fromCharCode(byte);
    } else if (byte < 0xe0) {
      text += String.fromCharCode(((byte & 0x1f) << 6) | (from[i++] & 0x3f));
    } else if (byte < 0xf0) {
      const middle = (from[i++] & 0x3f) << 6;
      text += String.fromCharCode(((byte & 0x0f) << 12) | middle | (from[i++] & 0x3f));
    } else {
      const upper = (from[i++] & 0x3f) << 12;
      const middle = (from[i++] & 0x3f) << 6;
      const point = (((byte & 0x07) << 18) | upper | middle | (from[i++] & 0x3f)) - 0x10000;
      text += String.fromCharCode(0xd800 | (point >>> 10)) + String.fromCharCode(0xdc00 | (point & 0x3ff));
    }
  }
  return text;
}
