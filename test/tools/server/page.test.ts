import fc from 'fast-check';
import { place, roundValues, scaleOf } from '../../../tools/server/page/scale';
import { duration, shortNumber, stopwatch, transports, unit } from '../../../tools/server/page/words';

describe('axes', () => {
  test('round values', () => {
    expect(roundValues(19.4, 23.1)).toEqual([20, 22]);
    expect(roundValues(0, 100)).toEqual([0, 50, 100]);
    expect(roundValues(-0.25, 0.31)).toEqual([-0.2, 0, 0.2]);
  });

  test('there are one to five of them, within the axis', () => {
    fc.assert(
      fc.property(fc.double({ min: -1e6, max: 1e6, noNaN: true }), fc.double({ min: 0.01, max: 1e6, noNaN: true }), (low, span) => {
        const values = roundValues(low, low + span);
        expect(values.length).toBeGreaterThanOrEqual(1);
        expect(values.length).toBeLessThanOrEqual(5);
        for (const value of values) expect(value).toBeGreaterThanOrEqual(low - 1e-6);
        for (const value of values) expect(value).toBeLessThanOrEqual(low + span + 1e-6);
      }),
    );
  });

  test('a value that does not move lies in the middle', () => {
    const { low, high } = scaleOf([[0, 21.5]], 1000);
    expect(place(21.5, low, high)).toBeCloseTo(0.5);
  });

  test('a minute is the shortest time shown', () => {
    expect(scaleOf([[100_000, 1]], 101_000)).toMatchObject({ from: 41_000, to: 101_000 });
    expect(scaleOf([[0, 1]], 101_000)).toMatchObject({ from: 0, to: 101_000 });
  });
});

test('words', () => {
  expect([0, 99_000, 100_000, 5_940_000, 7_200_000, 200_000_000].map(duration)).toEqual(['0 s', '99 s', '2 min', '99 min', '2 h', '2 days']);
  expect([0, 61, 3671].map(stopwatch)).toEqual(['0:00:00', '0:01:01', '1:01:11']);
  expect(['/100', 'Cel', 's', ''].map(unit)).toEqual(['%', '°C', 's', '']);
  expect([20.65335, 20, -0.004].map(shortNumber)).toEqual(['20.65', '20', '0']);
  expect(transports('UTX')).toBe('UDP and TCP and X');
});
