import fc from 'fast-check';
import { createStorage, PowerCut } from '../../boards/sim/storage';
import { type Board, StorageSlot } from '../../src/board';
import { createBoard } from '../engine/board';
import { fresh } from '../fresh';

type Random = typeof import('../../src/crypto/random');

/** A board whose own randomness is always the same. */
function deviceWith(seed: Uint8Array | undefined): { board: Board; storage: ReturnType<typeof createStorage>['storage'] } {
  const { storage, methods } = createStorage(() => undefined);
  if (seed !== undefined) storage.slots.set(StorageSlot.seed, seed);
  return { board: { ...createBoard(), ...methods }, storage };
}

const boot = (): Random => fresh(() => jest.requireActual<Random>('../../src/crypto/random'));
const someSeed = Uint8Array.from({ length: 32 }, (_, i) => i);
const numbers = ({ random }: Random, board: Board, count: number): number[] => Array.from({ length: count }, () => random(board));

test.each([
  ['no seed', undefined],
  ['a seed that is too short', someSeed.subarray(0, 31)],
  ['a seed that is too long', Uint8Array.of(...someSeed, 1)],
])('%s: it does not start, and numbers are the board’s', (_what, seed) => {
  const { board, storage } = deviceWith(seed);
  const random = boot();
  expect(random.startRandom(board)).toBe(false);
  expect(random.hasRandom()).toBe(false);
  expect(numbers(random, board, 2)).toEqual([0x1234, 0x1234]);
  expect(storage.writes).toBe(0);
});

test('storage that fails: it does not start, since the next boot would give the same', () => {
  const { board, storage } = deviceWith(someSeed);
  storage.failing = true;
  const random = boot();
  expect(random.startRandom(board)).toBe(false);
  expect(random.hasRandom()).toBe(false);
  expect(random.random(board)).toBe(0x1234);
});

test('another sequence at each boot, of a board that always gives the same noise; power cuts change nothing', () => {
  const events = fc.array(fc.constantFrom('boot', 'cut before', 'cut after'), { minLength: 2, maxLength: 8 });
  fc.assert(
    fc.property(events, (boots) => {
      const { board, storage } = deviceWith(someSeed);
      const seen = new Set<string>();
      const started = boots.filter((event) => {
        const random = boot();
        if (event !== 'boot') {
          storage.cutPower(1, event === 'cut before' ? 'old' : 'new');
          expect(() => random.startRandom(board)).toThrow(PowerCut);
          return false; // what it was about to give out, nobody has seen
        }
        expect(random.startRandom(board)).toBe(true);
        seen.add(numbers(random, board, 20).join());
        return true;
      });
      expect(seen.size).toBe(started.length);
    }),
  );
});

test('the stored seed does not tell what was given out before, nor what is given out now', () => {
  const { board, storage } = deviceWith(someSeed);
  const random = boot();
  random.startRandom(board);
  const given = numbers(random, board, 16);
  const stored = storage.slots.get(StorageSlot.seed)!;
  expect(stored.length).toBe(32);
  expect(given).not.toEqual(Array.from({ length: 16 }, (_, i) => stored[2 * i] * 256 + stored[2 * i + 1]));
  expect(Buffer.from(stored).equals(Buffer.from(someSeed))).toBe(false);
});

test('the noise of the board makes a difference', () => {
  const sequences = [1, 2].map((noise) => {
    const { board } = deviceWith(someSeed);
    board.random = () => noise;
    const random = boot();
    random.startRandom(board);
    return numbers(random, board, 16).join();
  });
  expect(sequences[0]).not.toBe(sequences[1]);
});

test('numbers are spread from 0 to 65535', () => {
  const { board } = deviceWith(someSeed);
  const random = boot();
  random.startRandom(board);
  const drawn = numbers(random, board, 4096);
  expect(drawn.every((number) => Number.isInteger(number) && number >= 0 && number <= 65535)).toBe(true);
  const [low, high] = [drawn.filter((number) => (number & 1) === 0), drawn.filter((number) => number < 32768)].map((half) => half.length);
  expect(Math.abs(low - 2048)).toBeLessThan(250); // eight standard deviations
  expect(Math.abs(high - 2048)).toBeLessThan(250);
});
