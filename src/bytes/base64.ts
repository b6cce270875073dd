import { asciiAt } from 'runtime';
import { putByte } from './output';

/** Base64 (RFC 4648 4), padded. */

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

const enum Ascii {
  padding = 61,
}

function putSextet(value: number): void {
  putByte(asciiAt(alphabet, value & 63));
}

/** Writes bytes `start` to `end` - 1 of `from` as Base64. */
export function putBase64(from: Uint8Array, start: number, end: number): void {
  for (let i = start; i < end; i += 3) {
    const second = i + 1 < end ? from[i + 1] : 0;
    const third = i + 2 < end ? from[i + 2] : 0;
    putSextet(from[i] >>> 2);
    putSextet((from[i] << 4) | (second >>> 4));
    if (i + 1 < end) {
      putSextet((second << 2) | (third >>> 6));
    } else {
      putByte(Ascii.padding);
    }
    if (i + 2 < end) {
      putSextet(third);
    } else {
      putByte(Ascii.padding);
    }
  }
}

/** The value of a character, or -1. */
function sextet(character: number): number {
  if (character >= 97) {
    return character <= 122 ? character - 71 : -1;
  }
  if (character >= 65) {
    return character <= 90 ? character - 65 : -1;
  }
  if (character >= 48) {
    return character <= 57 ? character + 4 : -1;
  }
  return character === 43 ? 62 : character === 47 ? 63 : -1;
}

/**
 * The number of bytes that Base64 text stands for; -1 when it is not what `putBase64` writes for any bytes:
 * characters outside the alphabet (line ends too), missing padding, or bits set that belong to no byte.
 */
export function base64Size(from: Uint8Array, start: number, end: number): number {
  const size = end - start;
  if (size === 0) {
    return 0;
  }
  if ((size & 3) !== 0) {
    return -1;
  }
  const padding = from[end - 1] !== Ascii.padding ? 0 : from[end - 2] !== Ascii.padding ? 1 : 2;
  const digits = end - padding;
  for (let i = start; i < digits; i++) {
    if (sextet(from[i]) < 0) {
      return -1;
    }
  }
  const unused = padding === 0 ? 0 : padding === 1 ? 3 : 15;
  if ((sextet(from[digits - 1]) & unused) !== 0) {
    return -1;
  }
  return (size >>> 2) * 3 - padding;
}

/** Writes the bytes that valid Base64 text (`base64Size` was not negative) stands for to `to`, beginning at `at`. */
export function copyBase64(from: Uint8Array, start: number, end: number, to: Uint8Array, at: number): void {
  let bits = 0;
  let pending = 0;
  for (let i = start; i < end && from[i] !== Ascii.padding; i++) {
    pending = ((pending << 6) | sextet(from[i])) & 4095;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      to[at] = (pending >>> bits) & 255;
      at++;
    }
  }
}
