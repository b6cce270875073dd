import { runInNewContext } from 'node:vm';
import ts from 'typescript';
import { order } from '../../build/order';

function ordered(script: string, hot: readonly string[], isOpen = false): string {
  const source = ts.createSourceFile('bundle.js', script, ts.ScriptTarget.ES5, true, ts.ScriptKind.JS);
  return order(source, hot, isOpen)
    .map((each) => (typeof each === 'string' ? each : script.slice(each.start, each.end)))
    .join('');
}

/** What a script says, by calls of `say`. */
function said(script: string): unknown[] {
  const values: unknown[] = [];
  runInNewContext(script, { say: (value: unknown) => values.push(value) });
  return values;
}

const script = '!function(){function cold(){return 1}function hot$1(){return table[1]}var size=cold(),table=new Uint8Array(2),last,row=size+1;table[1]=5,say(hot$1()+row+cold()),last=say(size)}();';

test('what is hot comes first, variables before functions, and what depends on the moment is computed where it was', () => {
  expect(ordered(script, ['hot$1', 'row', 'table'])).toBe(
    '!function(){var row,table=new Uint8Array(2),last;function hot$1(){return table[1]}function cold(){return 1}var size=cold(),row=size+1;table[1]=5,say(hot$1()+row+cold()),last=say(size);}();',
  );
});

test.each([[[]], [['table', 'hot', 'size', 'cold', 'row']], [['cold', 'last', 'nobody']]])('the script does the same with %j first', (hot) => {
  expect(said(ordered(script, hot))).toEqual([8, 1]);
  expect(said(script)).toEqual([8, 1]);
});

test('left open, it is the same without the function around it', () => {
  const text = ordered(script, ['hot$1'], true);
  expect(text).toMatch(/^var hot\$1=function\(\).*last=say\(size\);$/);
  expect(said(text)).toEqual([8, 1]);
});

test('left open, all that can move is in the order of its use, and no function is declared as one', () => {
  expect(ordered(script, ['hot$1', 'row', 'table'], true)).toBe(
    'var hot$1=function(){return table[1]},row,table=new Uint8Array(2),cold=function(){return 1},last;var size=cold(),row=size+1;table[1]=5,say(hot$1()+row+cold()),last=say(size);',
  );
});

test.each([
  [['hot$1', 'row'], /^var hot\$1=function\(\).*,row,opened=1,cold=/],
  [['hot$1', 'row', 'cold', 'table', 'last', 'size'], /,opened=1;/],
  [[], /^var opened=1,/],
])('with %j hot, what is opened stands behind that', (hot, beginning) => {
  const source = ts.createSourceFile('bundle.js', script, ts.ScriptTarget.ES5, true, ts.ScriptKind.JS);
  const text = order(source, hot, true, new Set(), 'opened=1')
    .map((each) => (typeof each === 'string' ? each : script.slice(each.start, each.end)))
    .join('');
  expect(text).toMatch(beginning);
  expect(said(text)).toEqual([8, 1]);
});

test('of many, the hot functions come before the tables that are not', () => {
  const many = Array.from({ length: 40 }, (_, i) => `function f${i}(){return ${i}}`).join('');
  const text = ordered(`!function(){${many}var a=1,b=2;say(a+b+f0()+f39())}()`, ['f39', 'b']);
  expect(text.indexOf('b=2')).toBeLessThan(text.indexOf('f39'));
  expect(text.indexOf('f39')).toBeLessThan(text.indexOf('f7('));
  expect(said(text)).toEqual([42]);
});

test('left open, a script has the names of what is built in behind its hottest names, and before the others', () => {
  const many = Array.from({ length: 40 }, (_, i) => `function f${i}(){return ${i}}`).join('');
  const text = ordered(`!function(){${many}say(f0()+f39())}()`, ['f39', 'f0'], true);
  expect(text).toContain('};Math;"".a;new Uint8Array(1).a;');
  expect(text.indexOf('f0=')).toBeLessThan(text.indexOf('Math'));
  expect(text.indexOf('Math')).toBeLessThan(text.indexOf('f38='));
  expect(said(text)).toEqual([39]);
});
