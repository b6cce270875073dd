import fc from 'fast-check';
import { integerSize, isExactInteger, putIntegerBytes, readIntegerBytes } from '../../src/bytes/integer';
import { written } from './written';

const into = new Float64Array(1);

function read(hex: string, isUnsigned: boolean): number | undefined {
  const bytes = Buffer.from(`ff${hex}ff`, 'hex');
  return readIntegerBytes(bytes, 1, bytes.length - 2, isUnsigned, into) ? into[0] : undefined;
}

test.each([
  [0, true],
  [-1, true],
  [Number.MAX_SAFE_INTEGER, true],
  [Number.MIN_SAFE_INTEGER, true],
  [2 ** 53, false],
  [-(2 ** 53), false],
  [0.5, false],
  [NaN, false],
  [Infinity, false],
  [-Infinity, false],
])('%d is an exact integer: %s', (value, exact) => {
  expect(isExactInteger(value)).toBe(exact);
});

test('any bytes are what BigInt reads, or refused where a number is not exact', () => {
  fc.assert(
    fc.property(fc.constantFrom(1, 2, 4, 8), fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), fc.nat(64), fc.boolean(), (size, any, shift, isUnsigned) => {
      const raw = BigInt.asUintN(8 * size, any >> BigInt(shift));
      const value = isUnsigned ? raw : BigInt.asIntN(8 * size, raw);
      const exact = isExactInteger(Number(value)) ? Number(value) : undefined;
      expect(read(raw.toString(16).padStart(2 * size, '0'), isUnsigned)).toBe(exact);
    }),
    { numRuns: 3000 },
  );
});

test('integers are written as BigInt has them, in the fewest bytes', () => {
  const values = fc.oneof(fc.maxSafeInteger(), fc.integer(), fc.integer({ min: -70000, max: 70000 }), fc.nat(52).map((power) => 2 ** power));
  fc.assert(
    fc.property(values, fc.integer({ min: -1, max: 1 }), fc.boolean(), (value, step, isUnsigned) => {
      const near = isUnsigned ? Math.abs(value + step) : value + step;
      fc.pre(isExactInteger(near));
      const size = integerSize(near, isUnsigned);
      const hex = written(() => putIntegerBytes(near, size)).toString('hex');
      expect(hex).toBe(BigInt.asUintN(8 * size, BigInt(near)).toString(16).padStart(2 * size, '0'));
      expect(read(hex, isUnsigned)).toBe(near);
      const fits = (bytes: number): boolean =>
        (isUnsigned ? BigInt.asUintN(8 * bytes, BigInt(near)) : BigInt.asIntN(8 * bytes, BigInt(near))) === BigInt(near);
      expect(size).toBe([1, 2, 4, 8].find(fits));
    }),
    { numRuns: 3000 },
  );
});
