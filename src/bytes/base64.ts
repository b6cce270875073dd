import { putByte } from './output';

/** Base64 (RFC 4648 4), padded. */

const enum Ascii {
  padding = 61,
}

function putSextet(value: number): void {
  putByte(value < 26 ? value + 65 : value < 52 ? value + 71 : value < 62 ? value - 4 : value === 62 ? 43 : 47);
}

/** Writes bytes `start` to `end` - 1 of `from` as Base64. */
export function putBase64(from: Uint8Array, start: number, end: number): void {
  let bits = 0;
  let pending = 0;
  for (let i = start; i < end; i++) {
    pending = ((pending << 8) | from[i]) & 4095;
    for (bits += 8; bits > 5; bits -= 6) {
      putSextet((pending >>> (bits - 6)) & 63);
    }
  }
  if (bits > 0) {
    putSextet((pending << (6 - bits)) & 63);
    putByte(Ascii.padding);
    if (bits === 2) {
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
 * Decodes Base64 text, and stores the bytes from `at` on of `to`; with a negative `at` it only counts them.
 * @returns The number of bytes; -1 when the text is not what `putBase64` writes for any bytes: characters outside
 *   the alphabet (line ends too), missing padding, or bits set that belong to no byte.
 */
export function readBase64(from: Uint8Array, start: number, end: number, to: Uint8Array, at: number): number {
  let last = end;
  while (last > start && last > end - 2 && from[last - 1] === Ascii.padding) {
    last--;
  }
  let size = 0;
  let bits = 0;
  let pending = 0;
  for (let i = start; i < last; i++) {
    const value = sextet(from[i]);
    if (value < 0) {
      return -1;
    }
    pending = ((pending << 6) | value) & 4095;
    bits += 6;
    if (bits > 7) {
      bits -= 8;
      if (at >= 0) {
        to[at + size] = (pending >>> bits) & 255;
      }
      size++;
    }
  }
  return ((end - start) & 3) === 0 && (pending & ((1 << bits) - 1)) === 0 ? size : -1;
}
