const enum Crc30 {
  /** The polynomial of CRC-30/CDMA, without its highest bit. */
  polynomial = 0x2030b9c7,
  highest = 0x20000000,
  mask = 0x3fffffff,
}

/**
 * CRC-30 of bytes `start` to `end` - 1: fits an integer of every engine, and differs for certain when a change is
 * within 30 consecutive bits.
 */
export function checksum(bytes: Uint8Array, start: number, end: number): number {
  let crc: number = Crc30.mask;
  for (let i = start; i < end; i++) {
    crc ^= bytes[i] << 22;
    for (let bit = 0; bit < 8; bit++) {
      const out = crc & Crc30.highest;
      crc = (crc << 1) & Crc30.mask;
      if (out !== 0) {
        crc ^= Crc30.polynomial;
      }
    }
  }
  return crc;
}
