import fc from 'fast-check';
import { readWord, rotated, writeWord } from '../../src/crypto/word';

const bytes4 = fc.uint8Array({ minLength: 4, maxLength: 4 });

test('reads and writes any word, with whatever bits above', () => {
  fc.assert(
    fc.property(bytes4, fc.nat(3), fc.nat(1000), (bytes, at, above) => {
      const word = readWord(Uint8Array.of(...new Uint8Array(at), ...bytes), at);
      expect(word).toBe(Buffer.from(bytes).readInt32BE());
      const out = new Uint8Array(at + 5);
      writeWord(word + above * 2 ** 32, out, at);
      expect([...out]).toEqual([...new Uint8Array(at), ...bytes, 0]);
    }),
  );
});

test('rotates to the right', () => {
  fc.assert(
    fc.property(bytes4, fc.integer({ min: 1, max: 31 }), (bytes, bits) => {
      const digits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
      const expected = Number.parseInt(digits.slice(32 - bits) + digits.slice(0, 32 - bits), 2) | 0;
      expect(rotated(readWord(bytes, 0), bits)).toBe(expected);
    }),
  );
});
