import fc from 'fast-check';
import { wipeKeys } from '../../src/dtls/associations';
import { isFresh, noteReceived } from '../../src/dtls/replay';

const half = 2 ** 24;

function fresh(sequence: number): boolean {
  return isFresh(0, Math.floor(sequence / half), sequence % half);
}

/** Receives a record, if it may be new. */
function receive(sequence: number): boolean {
  const isNew = fresh(sequence);
  if (isNew) noteReceived(0, Math.floor(sequence / half), sequence % half);
  return isNew;
}

beforeEach(() => wipeKeys(0));

/** Sequence numbers near each other, on both sides of where the lower half overflows. */
const near = fc.integer({ min: 3 * half - 150, max: 3 * half + 150 });

test('a record is taken once, and one behind the window never', () => {
  fc.assert(
    fc.property(fc.array(near, { maxLength: 60 }), (sequences) => {
      wipeKeys(0);
      const taken = new Set<number>();
      for (const sequence of sequences) {
        const newest = Math.max(0, ...taken);
        expect(receive(sequence)).toBe(!taken.has(sequence) && (taken.size === 0 || sequence > newest - 64));
        if (taken.size === 0 || sequence > newest - 64) taken.add(sequence);
      }
    }),
  );
});

test.each([0, 1, 63, 64, half - 1, half, 2 ** 48 - 1])('the first record may have number %d', (sequence) => {
  expect([receive(sequence), receive(sequence)]).toEqual([true, false]);
});

test('numbers that are as far from each other as can be', () => {
  expect([receive(2 ** 48 - 1), receive(0), receive(2 ** 48 - 64), receive(2 ** 48 - 65)]).toEqual([true, false, true, false]);
});

test('what is only asked for is not noted', () => {
  expect([fresh(5), fresh(5), receive(5), fresh(5)]).toEqual([true, true, true, false]);
});
