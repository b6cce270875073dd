import { median, percentile, summary } from '../../bench/statistics';

describe('median', () => {
  test('is the middle of an odd number of values, in any order', () => {
    expect(median([9, 1, 5])).toBe(5);
  });
  test('is the mean of the middle two of an even number', () => {
    expect(median([10, 1, 4, 2])).toBe(3);
  });
  test('sorts as numbers and leaves its argument alone', () => {
    const values = [100, 9, 20];
    expect(median(values)).toBe(20);
    expect(values).toEqual([100, 9, 20]);
  });
  test('of nothing is not a number', () => {
    expect(median([])).toBeNaN();
  });
});

describe('percentile', () => {
  const values = [15, 20, 35, 40, 50];
  test.each([
    [0, 15],
    [5, 15],
    [20, 15],
    [30, 20],
    [40, 20],
    [50, 35],
    [100, 50],
  ])('%i %% by nearest rank is %i', (percent, expected) => {
    expect(percentile(values, percent)).toBe(expected);
  });
  test('of nothing is not a number', () => {
    expect(percentile([], 50)).toBeNaN();
  });
});

test('a summary holds median and spread', () => {
  expect(summary([4, 1, 3])).toEqual({ median: 3, min: 1, max: 4 });
});
