import fc from 'fast-check';
import { constantTimeEqual } from '../../src/crypto/equal';
import { wipe } from '../../src/crypto/wipe';

const ranges = fc.record({ bytes: fc.uint8Array({ minLength: 1, maxLength: 40 }), at: fc.nat(5), bit: fc.nat(319) });

test('equal ranges, and ranges that differ in one bit', () => {
  fc.assert(
    fc.property(ranges, ({ bytes, at, bit }) => {
      const size = bytes.length;
      const moved = Uint8Array.of(...new Uint8Array(at), ...bytes, 1);
      expect(constantTimeEqual(bytes, 0, moved, at, size)).toBe(true);
      expect(constantTimeEqual(moved, at, bytes, 0, size)).toBe(true);
      moved[at + ((bit >>> 3) % size)] ^= 1 << (bit & 7);
      expect(constantTimeEqual(bytes, 0, moved, at, size)).toBe(false);
    }),
  );
});

test('wipes its range alone', () => {
  const bytes = Uint8Array.of(1, 2, 3, 4);
  wipe(bytes, 1, 3);
  expect([...bytes]).toEqual([1, 0, 0, 4]);
});
