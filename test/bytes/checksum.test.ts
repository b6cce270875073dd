import fc from 'fast-check';
import { Checksum, checksum, checksumByte } from '../../src/bytes/checksum';

/** Division by x^30 + x^6 + x^4 + x + 1, one bit after the other. */
function divided(crc: number, bytes: Uint8Array): number {
  let rest = crc;
  for (const byte of bytes) {
    for (let bit = 7; bit >= 0; bit--) {
      const out = (rest >>> 29) ^ ((byte >>> bit) & 1);
      rest = ((rest << 1) & 0x3fffffff) ^ (out === 1 ? 0x53 : 0);
    }
  }
  return rest;
}

test('is the rest of a division, as a whole or in parts', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), fc.nat(40), (bytes, part) => {
      const middle = Math.min(part, bytes.length);
      const crc = checksum(Checksum.start, bytes, 0, bytes.length);
      expect(crc).toBe(divided(Checksum.start, bytes));
      expect(checksum(checksum(Checksum.start, bytes, 0, middle), bytes, middle, bytes.length)).toBe(crc);
      expect(crc).toBeLessThan(2 ** 30);
    }),
  );
});

test('differs when a change is within 30 bits', () => {
  const change = { bytes: fc.uint8Array({ minLength: 12, maxLength: 12 }), at: fc.nat(8), by: fc.integer({ min: 1, max: 2 ** 30 - 1 }) };
  fc.assert(
    fc.property(fc.record(change), ({ bytes, at, by }) => {
      const changed = Uint8Array.from(bytes);
      for (let i = 0; i < 4; i++) changed[at + i] ^= by >>> (24 - 8 * i);
      expect(checksum(Checksum.start, changed, 0, 12)).not.toBe(checksum(Checksum.start, bytes, 0, 12));
    }),
  );
});

test('a byte at a time gives the same', () => {
  expect([1, 2, 255].reduce(checksumByte, Checksum.start)).toBe(checksum(Checksum.start, Uint8Array.from([1, 2, 255]), 0, 3));
});
