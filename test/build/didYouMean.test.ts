import { didYouMean } from '../../build/didYouMean';

const boards = ['espruino-esp32', 'linux', 'sim'];

test.each([
  ['linus', '; did you mean "linux"?'],
  ['LINUX', '; did you mean "linux"?'],
  ['espruino', '; did you mean "espruino-esp32"?'],
  ['sin', '; did you mean "sim"?'],
  ['nosuch', ''],
  ['x', ''],
  ['', ''],
])('for "%s"', (name, expected) => {
  expect(didYouMean(name, boards)).toBe(expected);
});

test('where there is nothing, nothing can have been meant', () => {
  expect(didYouMean('linux', [])).toBe('');
});
