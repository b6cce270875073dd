import { hoistLate } from '../../build/hoist';
import { shorten } from '../../build/names';

function hoist(script: string): string {
  let text = '';
  let from = 0;
  for (const { start, end, name } of hoistLate(script, shorten(script, []))) {
    text += script.slice(from, start) + name;
    from = end;
  }
  return text + script.slice(from);
}

test('variables that stand behind what uses them are moved to the start of their function', () => {
  expect(hoist('function f(q){return one=q,two=one+1;var one,two}')).toBe('function a(b){var a,c;return a=b,c=a+1;}');
});

test('what stands in front stays, and what has a value', () => {
  const script = 'function a(){var a=1;var b=a;return b}';
  expect(hoist(script)).toBe(script);
});

test('each function keeps its own', () => {
  expect(hoist('function f(){function g(){return x=1;var x}return y=g();var y}')).toBe('function a(){var b;function a(){var a;return a=1;}return b=a();}');
});
