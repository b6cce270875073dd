import { runInNewContext } from 'node:vm';
import { shorten, unshadow } from '../../build/names';

function renamed(script: string, reserved: readonly string[] = []): string {
  let text = '';
  let from = 0;
  for (const { start, end, name } of shorten(script, reserved)) {
    text += script.slice(from, start) + name;
    from = end;
  }
  return text + script.slice(from);
}

/** What a script says, by calls of `say`. */
function said(script: string): unknown[] {
  const values: unknown[] = [];
  runInNewContext(script, { say: (value: unknown) => values.push(value) });
  return values;
}

test('what is used most has the first name, wherever it is declared', () => {
  expect(renamed('!function(){function once(x){return x}var often=1;say(once(often)+often+often)}()')).toBe(
    '!function(){function b(a){return a}var a=1;say(b(a)+a+a)}()',
  );
});

test.each([
  ['a local has a name that its function does not use otherwise', '!function(){var table=[7];function f(at){var row=table[at];return row+table[0]}say(f(0))}()', 'b(b){var c=a[b];return c+a[0]}'],
  ['a function in a function', '!function(){function f(x){return function(y){return x+y}}say(f(1)(2))}()', 'function(b){return a+b}'],
  ['a function expression that calls itself', '!function(){say(function down(n){return n>0?down(n-1):5}(3))}()', '(function b(a){return a>0?b(a-1):5}(3))'],
  ['properties keep their names', '!function(){var item={size:2};say(item.size)}()', '{size:2};say(a.size)'],
  ['a caught error', '!function(){try{missing()}catch(error){say(typeof error)}}()', 'catch(a){say(typeof a)}'],
  ['a variable that is declared twice', '!function(){for(var i=0;i<2;i++)say(i);for(var i=0;i<1;i++)say(i)}()', 'for(var a=0;a<1;a++)say(a)'],
])('%s', (_, script, part) => {
  const short = renamed(script);
  expect(short).toContain(part);
  expect(said(short)).toEqual(said(script));
  expect(said(short)).not.toEqual([]);
});

test('names of the engine, keywords and reserved names are not given', () => {
  const many = Array.from({ length: 3600 }, (_, i) => `v${i}=${i}`).join(',');
  expect(() => shorten(`!function(){var ${many};say(v7)}()`, [])).toThrow('more names in the image than names of two characters');
  const script = `!function(){var ${many.slice(0, many.indexOf(',v3000='))};say(v7+a)}()`;
  const names = new Set(shorten(script, ['of']).map(({ name }) => name));
  expect(names.size).toBe(3000);
  expect(['a', 'say', 'of', 'do', 'if', 'in'].filter((name) => names.has(name))).toEqual([]);
});

test.each([
  ['a local', '(function(){\nvar size=2;\nfunction f(){var size=3;return size}\nsay(f()+size)})()', 'var size$local=3;return size$local'],
  ['a parameter', '(function(){var size=2;function f(size){return size+1}say(f(size))})()', 'function f(size$local){return size$local+1}say(f(size))'],
  ['a local of a function in a function', '(function(){var size=2;function f(){return function(size){return size}}say(f()(4)+size)})()', 'function(size$local){return size$local}'],
  ['a name that is taken', '(function(){var size=2;function f(size){var size$local=size;return size$local}say(f(size))})()', 'function f(size$local$){var size$local=size$local$'],
  ['a property', '(function(){var size=2;function f(size){return{size:size}.size}say(f(size))})()', '{size:size$local}.size'],
])('%s that is called as something at the top gets another name', (_, script, part) => {
  const apart = unshadow(script);
  expect(apart).toContain(part);
  expect(apart.split('\n')).toHaveLength(script.split('\n').length);
  expect(said(apart)).toEqual(said(script));
  expect(said(apart)).not.toEqual([]);
});
