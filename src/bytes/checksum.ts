export const enum Checksum {
  /** Of no bytes. */
  start = 0x3fffffff,
}

/**
 * Continues a CRC of 30 bits by bytes `start` to `end` - 1: fits an integer of every engine, and differs for certain when a
 * change is within 30 consecutive bits.
 * @param crc `Checksum.start`, or the checksum of the bytes before.
 */
export function checksum(crc: number, bytes: Uint8Array, start: number, end: number): number {
  for (let i = start; i < end; i++) {
    crc = checksumByte(crc, bytes[i]);
  }
  return crc;
}

/**
 * Continues a checksum by one byte. The polynomial, which is primitive, is x^30 + x^6 + x^4 + x + 1: what a byte pushes out
 * comes back within the lowest 14 bits, so that all 8 bits can be divided at once, without a table.
 */
export function checksumByte(crc: number, byte: number): number {
  const out = (crc >>> 22) ^ byte;
  return ((crc & 0x3fffff) << 8) ^ (out << 6) ^ (out << 4) ^ (out << 1) ^ out;
}
