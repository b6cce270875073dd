import { ledLine } from '../../../boards/linux/terminal';

test.each([
  [0, 'LED 0  ○○○○○○○○○○   0 %'],
  [1, 'LED 0  ●○○○○○○○○○   1 %'],
  [60, 'LED 0  ●●●●●●○○○○  60 %'],
  [61, 'LED 0  ●●●●●●●○○○  61 %'],
  [100, 'LED 0  ●●●●●●●●●● 100 %'],
])('%i %% of brightness', (percent, line) => {
  expect(ledLine(0, percent, false)).toBe(line);
});

test('in colour the lit part is yellow', () => {
  expect(ledLine(2, 20, true)).toBe('LED 2  \u001b[33m●●\u001b[0m○○○○○○○○  20 %');
});
