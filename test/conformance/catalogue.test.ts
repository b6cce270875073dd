import { cases } from './cases';
import { catalogue } from './catalogue';
import { exceptions, headings } from './exceptions';

const numbers = catalogue.map(({ id }) => id);
const tested = cases.map(({ id }) => id);
const excepted = exceptions.map(({ id }) => id);

const sorted = (ids: readonly number[]): number[] => [...ids].sort((a, b) => a - b);

test('each case with a procedure has one test, or a reason why it has none', () => {
  expect(sorted([...tested, ...excepted])).toEqual(sorted(numbers));
});

test('a case that the specification only names has none', () => {
  const named = headings.map(({ id }) => id);
  expect(named.filter((id) => numbers.includes(id))).toEqual([]);
  expect(new Set(named).size).toBe(named.length);
});
