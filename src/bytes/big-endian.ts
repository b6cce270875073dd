/** Unsigned integers of 2 and 3 bytes in network byte order, where they lie. */

/** 0 to 65,535. Both bytes have to be there. */
export function uint16At(bytes: Uint8Array, at: number): number {
  return (bytes[at] << 8) | bytes[at + 1];
}

/** 0 to 16,777,215. The three bytes have to be there. */
export function uint24At(bytes: Uint8Array, at: number): number {
  return (bytes[at] << 16) | (bytes[at + 1] << 8) | bytes[at + 2];
}

/** Writes the lowest 16 bits of an integer. */
export function writeUint16(to: Uint8Array, at: number, value: number): void {
  to[at] = (value >>> 8) & 255;
  to[at + 1] = value & 255;
}

/** Writes the lowest 24 bits of an integer. */
export function writeUint24(to: Uint8Array, at: number, value: number): void {
  to[at] = (value >>> 16) & 255;
  to[at + 1] = (value >>> 8) & 255;
  to[at + 2] = value & 255;
}
