import { maxExactInteger } from 'runtime';
import { putByte } from './output';

/** Integers as big-endian bytes: signed in two's complement, or unsigned. */

const enum Integer {
  /** What the upper 4 of 8 bytes count. */
  upper = 4294967296,
}

/** Bytes that any integer up to `maxExactInteger` fits, and the largest first one of these. */
const exactBytes = maxExactInteger > Integer.upper ? 7 : 4;
const exactLead = maxExactInteger > Integer.upper ? 31 : 127;

/** Whether the value is an integer that the engine's numbers hold exactly. */
export function isExactInteger(value: number): boolean {
  return value <= maxExactInteger && value >= -maxExactInteger && Math.floor(value) === value;
}

/** The fewest of 1, 2, 4 and 8 bytes that hold an exact integer. */
export function integerSize(value: number, isUnsigned: boolean): number {
  const magnitude = value < 0 ? -1 - value : value;
  const scale = isUnsigned ? 2 : 1;
  return magnitude < 128 * scale ? 1 : magnitude < 32768 * scale ? 2 : magnitude < 2147483648 * scale ? 4 : 8;
}

/** Writes an exact integer in 1, 2, 4 or 8 bytes, of which the lowest are written if it needs more. */
export function putIntegerBytes(value: number, size: number): void {
  if (size === 8) {
    const upper = Math.floor(value / Integer.upper);
    for (let shift = 24; shift >= 0; shift -= 8) {
      putByte(upper >>> shift);
    }
    value -= upper * Integer.upper;
    size = 4;
  }
  for (let shift = size * 8 - 8; shift >= 0; shift -= 8) {
    putByte(value >>> shift);
  }
}

/**
 * Reads an integer of 1 to 8 bytes from `start` on into index 0 of `into`.
 * @returns false when it is beyond `maxExactInteger`.
 */
export function readIntegerBytes(
  from: Uint8Array,
  start: number,
  size: number,
  isUnsigned: boolean,
  into: Float64Array,
): boolean {
  const end = start + size;
  // A negative value is read as its complement, which is not negative.
  const sign = !isUnsigned && from[start] > 127 ? 255 : 0;
  let at = start;
  while (at < end && from[at] === sign) {
    at++;
  }
  if (end - at > exactBytes || (end - at === exactBytes && (from[at] ^ sign) > exactLead)) {
    return false;
  }
  let value = 0;
  while (at < end) {
    value = value * 256 + (from[at] ^ sign);
    at++;
  }
  into[0] = sign === 0 ? value : -1 - value;
  return sign === 0 || value < maxExactInteger;
}
