/**
 * Words of 32 bits. A word is whatever integer has the right low 32 bits: signed in JavaScript, with further bits above in
 * Lua. Sums and bit operations never carry downwards, and `>>>` drops what is above, so no engine has to mask.
 */

/** Rotated to the right (ROTR, FIPS 180-4 3.2). */
export function rotated(word: number, bits: number): number {
  return (word >>> bits) | (word << (32 - bits));
}

/** The word of 4 bytes, the highest first. */
export function readWord(from: Uint8Array, at: number): number {
  return (((from[at] << 16) | (from[at + 1] << 8) | from[at + 2]) << 8) | from[at + 3];
}

export function writeWord(word: number, to: Uint8Array, at: number): void {
  to[at] = (word >>> 24) & 255;
  to[at + 1] = (word >>> 16) & 255;
  to[at + 2] = (word >>> 8) & 255;
  to[at + 3] = word & 255;
}
