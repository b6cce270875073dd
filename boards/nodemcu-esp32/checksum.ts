/** CRC-32 (IEEE 802.3, reflected), of files and of code. */

/** @noSelf */
declare namespace string {
  function byte(text: string, index: number): number;
}

const enum Crc32 {
  polynomial = (0xedb8 << 16) | 0x8320,
}

/** The remainder of each byte; made when it is needed first. */
const table: number[] = [];

function fillTable(): void {
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc & 1) === 0 ? crc >>> 1 : (crc >>> 1) ^ Crc32.polynomial;
    table[byte] = crc;
  }
}

/** @param crc -1 at first, later what this has returned; its complement is the CRC-32. */
export function addToCrc(crc: number, bytes: string): number {
  if (table.length === 0) fillTable();
  for (let i = 1; i <= bytes.length; i++) crc = (crc >>> 8) ^ table[(crc ^ string.byte(bytes, i)) & 255];
  return crc;
}
