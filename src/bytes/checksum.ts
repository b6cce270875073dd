const enum Crc30 {
  /** The polynomial of CRC-30/CDMA, without its highest bit. */
  polynomial = 0x2030b9c7,
  highest = 0x20000000,
  mask = 0x3fffffff,
}

export const enum Checksum {
  /** Of no bytes. */
  start = 0x3fffffff,
}

/**
 * Continues a CRC-30 by bytes `start` to `end` - 1: fits an integer of every engine, and differs for certain when a
 * change is within 30 consecutive bits.
 * @param crc `Checksum.start`, or the checksum of the bytes before.
 */
export function checksum(crc: number, bytes: Uint8Array, start: number, end: number): number {
  for (let i = start; i < end; i++) {
    crc = checksumByte(crc, bytes[i]);
  }
  return crc;
}

/** Continues a checksum by one byte. */
export function checksumByte(crc: number, byte: number): number {
  crc ^= byte << 22;
  for (let bit = 0; bit < 8; bit++) {
    const out = crc & Crc30.highest;
    crc = (crc << 1) & Crc30.mask;
    if (out !== 0) {
      crc ^= Crc30.polynomial;
    }
  }
  return crc;
}
