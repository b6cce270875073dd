import { Ascii } from './ascii';
import { putByte } from './output';

/** Base64 (RFC 4648): padded (section 4), and with the URL and filename safe alphabet (section 5). */

function putSextet(value: number, isUrl: boolean): void {
  if (value > 61) {
    putByte(value === 62 ? (isUrl ? Ascii.minus : Ascii.plus) : isUrl ? Ascii.underscore : Ascii.slash);
  } else {
    putByte(value < 26 ? value + 65 : value < 52 ? value + 71 : value - 4);
  }
}

function put(from: Uint8Array, start: number, end: number, isUrl: boolean): void {
  let bits = 0;
  let pending = 0;
  for (let i = start; i < end; i++) {
    pending = ((pending << 8) | from[i]) & 4095;
    for (bits += 8; bits > 5; bits -= 6) {
      putSextet((pending >>> (bits - 6)) & 63, isUrl);
    }
  }
  if (bits > 0) {
    putSextet((pending << (6 - bits)) & 63, isUrl);
    // Two bits each: those of the last character that belong to no byte.
    for (; bits < 6 && !isUrl; bits += 2) {
      putByte(Ascii.equals);
    }
  }
}

/** Writes bytes `start` to `end` - 1 of `from` as Base64, padded. */
export function putBase64(from: Uint8Array, start: number, end: number): void {
  put(from, start, end, false);
}

/** Writes bytes `start` to `end` - 1 of `from` in the URL alphabet, without padding (RFC 8428 5). */
export function putBase64Url(from: Uint8Array, start: number, end: number): void {
  put(from, start, end, true);
}

/** The value of a character, of either alphabet if `isAny`; or -1. */
export function sextet(character: number, isAny: boolean): number {
  if (character >= 97) {
    return character <= 122 ? character - 71 : -1;
  }
  if (character >= 65) {
    return character <= 90 ? character - 65 : isAny && character === Ascii.underscore ? 63 : -1;
  }
  if (character >= 48) {
    return character <= 57 ? character + 4 : -1;
  }
  if (character === Ascii.slash) {
    return 63;
  }
  return character === Ascii.plus || (isAny && character === Ascii.minus) ? 62 : -1;
}

function read(from: Uint8Array, start: number, end: number, to: Uint8Array, at: number, isAny: boolean): number {
  let last = end;
  while (last > start && last > end - 2 && from[last - 1] === Ascii.equals) {
    last--;
  }
  let size = 0;
  let bits = 0;
  let pending = 0;
  for (let i = start; i < last; i++) {
    const value = sextet(from[i], isAny);
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
  const isWhole = ((end - start) & 3) === 0 || (isAny && last === end && bits < 6);
  return isWhole && (pending & ((1 << bits) - 1)) === 0 ? size : -1;
}

/**
 * Decodes Base64 text, and stores the bytes from `at` on of `to`; with a negative `at` it only counts them.
 * @returns The number of bytes; -1 when the text is not what `putBase64` writes for any bytes: characters outside
 *   the alphabet (line ends too), missing padding, or bits set that belong to no byte.
 */
export function readBase64(from: Uint8Array, start: number, end: number, to: Uint8Array, at: number): number {
  return read(from, start, end, to, at, false);
}

/** As `readBase64`, but of either alphabet, and with or without padding. */
export function readAnyBase64(from: Uint8Array, start: number, end: number, to: Uint8Array, at: number): number {
  return read(from, start, end, to, at, true);
}
