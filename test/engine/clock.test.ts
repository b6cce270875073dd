import fc from 'fast-check';
import { Tenths } from '../../src/engine/clock';
import { fresh } from '../fresh';
import { createBoard, type FakeBoard } from './board';

type Clock = typeof import('../../src/engine/clock');

const wrap = 2 ** 30;
/** Milliseconds of half a wrap of the board's clock: the engine asks far more often. */
const sixDays = wrap / 2;

function start(board: FakeBoard): Clock {
  const clock = fresh(() => jest.requireActual<Clock>('../../src/engine/clock'));
  clock.startClock(board);
  return clock;
}

/** Lets so many tenths of a second pass, asking the clock on the way. */
function passTenths(board: FakeBoard, clock: Clock, tenths: number): void {
  for (let rest = 100 * tenths; rest > 0; rest -= sixDays) {
    board.time += Math.min(rest, sixDays);
    clock.uptime();
  }
}

test('counts tenths of a second from the start, however odd the moments at which it is asked', () => {
  fc.assert(
    fc.property(fc.nat(wrap - 1), fc.array(fc.oneof(fc.nat(500), fc.nat(wrap - 1)), { maxLength: 50 }), (now, pauses) => {
      const board = createBoard(now);
      const clock = start(board);
      expect(clock.uptime()).toBe(0);
      const seen = pauses.map((pause) => {
        board.time += pause;
        return [clock.uptime(), Math.floor(board.time / 100) % wrap];
      });
      expect(seen.map(([tenths]) => tenths)).toEqual(seen.map(([, tenths]) => tenths));
    }),
    { numRuns: 100 },
  );
});

test('a clock that is started anew begins anew', () => {
  const board = createBoard();
  const clock = start(board);
  clock.setCurrentTime(1_900_000_000);
  board.time = 12_345;
  clock.uptime();
  clock.startClock(board);
  expect([clock.uptime(), clock.currentTime()]).toEqual([0, 0]);
  board.time += 99;
  expect(clock.uptime()).toBe(0);
  board.time += 1;
  expect(clock.uptime()).toBe(1);
});

test('wraps at 2^30 tenths of a second, 3.4 years', () => {
  const board = createBoard();
  const clock = start(board);
  passTenths(board, clock, wrap - 1);
  expect(clock.uptime()).toBe(wrap - 1);
  board.time += 100;
  expect(clock.uptime()).toBe(0);
});

test('moments are compared across the wrap', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(0, wrap - 1000, wrap - 1, wrap / 2),
      fc.oneof(fc.nat(2000), fc.nat(Tenths.longest)),
      fc.oneof(fc.nat(2000), fc.nat(Tenths.longest)),
      (uptime, delay, passed) => {
        const board = createBoard(77);
        const clock = start(board);
        passTenths(board, clock, uptime);
        const now = clock.uptime();
        const moment = clock.momentIn(delay);
        expect([clock.remaining(moment), clock.elapsed(now)]).toEqual([delay, 0]);
        passTenths(board, clock, passed);
        expect(clock.remaining(moment)).toBe(Math.max(0, delay - passed));
        expect(clock.elapsed(now)).toBe(passed);
      },
    ),
    { numRuns: 60 },
  );
});

test('the longest delay there is comes, and not before', () => {
  const board = createBoard();
  const clock = start(board);
  const moment = clock.momentIn(Tenths.longest);
  expect(clock.remaining(moment)).toBe(Tenths.longest);
  passTenths(board, clock, Tenths.longest - 1);
  expect(clock.remaining(moment)).toBe(1);
  passTenths(board, clock, 1);
  expect(clock.remaining(moment)).toBe(0);
});

test.each([
  [0, 0],
  [0.05, 0],
  [0.1, 1],
  [1, 10],
  [1.29, 12],
  [86400, Tenths.day],
  [53_687_091, 536_870_910],
  [53_687_091.1, Tenths.longest],
  [53_687_092, Tenths.longest],
  [Number.MAX_SAFE_INTEGER, Tenths.longest],
  [Infinity, Tenths.longest],
])('%d seconds are %d tenths, bounded by the longest delay', (seconds, tenths) => {
  expect(start(createBoard()).tenthsOf(seconds)).toBe(tenths);
});

describe('the time of day', () => {
  test('is 0 while nobody knows it, and that of the board when the board does', () => {
    const board = createBoard();
    const clock = start(board);
    expect(clock.currentTime()).toBe(0);
    board.seconds = 1_900_000_000;
    expect(clock.currentTime()).toBe(1_900_000_000);
  });

  // 2^31 is in 2038, 2^32 in 2106.
  test.each([1_900_000_000, 2 ** 31 - 1, 2 ** 31, 2 ** 32, 253_402_300_799, -1])('goes on from %d when it is set', (seconds) => {
    const board = createBoard();
    board.seconds = 5;
    const clock = start(board);
    board.time = 1999;
    clock.setCurrentTime(seconds);
    expect(clock.currentTime()).toBe(seconds);
    board.time += 1000;
    expect(clock.currentTime()).toBe(seconds + 1);
    passTenths(board, clock, 10 * 86400 * 365);
    expect(clock.currentTime()).toBe(seconds + 1 + 86400 * 365);
  });

  test('is right for decades, however long nobody asks for it', () => {
    const board = createBoard();
    const clock = start(board);
    clock.setCurrentTime(1_900_000_000);
    const year = 86400 * 365;
    for (let years = 1; years <= 12; years++) {
      passTenths(board, clock, 10 * year);
      if (years % 4 === 0) expect(clock.currentTime()).toBe(1_900_000_000 + years * year);
    }
  });

  test('can be set again', () => {
    const board = createBoard();
    const clock = start(board);
    clock.setCurrentTime(1_900_000_000);
    board.time += 10_000;
    clock.setCurrentTime(1_800_000_000);
    board.time += 2000;
    expect(clock.currentTime()).toBe(1_800_000_002);
  });
});
