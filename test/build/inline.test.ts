import { runInNewContext } from 'node:vm';
import { inlineAccessors } from '../../build/inline';

/** A bundle with these lines in it, and what it says. */
const bundle = (lines: string): string => `(function () {\nvar table = [10, 20, 30, 40];\nvar calls = 0;\n${lines}\n})();\n`;

function said(script: string): unknown[] {
  const values: unknown[] = [];
  runInNewContext(script, { say: (value: unknown) => values.push(value) });
  return values;
}

/** The lines after inlining, which say the same as before. */
function inlined(lines: string, hot?: ReadonlySet<string>): string {
  const after = inlineAccessors(bundle(lines), hot);
  expect(said(after)).toEqual(said(bundle(lines)));
  expect(said(after)).not.toEqual([]);
  return after.slice(bundle('').length - '\n})();\n'.length, -'\n})();\n'.length);
}

test.each([
  ['an accessor', 'function at(row) { return table[row + 1]; }\nsay(at(2));', 'say((table[2 + 1]));'],
  ['an argument that is an expression', 'function twice(x) { return x * 2; }\nvar a = 3; say(twice(a + 1));', 'say(((a + 1) * 2));'],
  ['an accessor of an accessor', 'function one(x) { return table[x]; }\nfunction two(x) { return one(x) - 1; }\nsay(two(1));', 'say(((table[1]) - 1));'],
  ['the first column of a table', 'function cell(row, column) { return table[row * 2 + column]; }\nsay(cell(1, 0));', 'say((table[1 * 2]));'],
  ['0 added to what may be text', 'function add(a, b) { return a + b; }\nsay(add("1", 0));', 'say((("1") + 0));'],
  ['a call in a call', 'function f(x) { return x + 1; }\nsay(f(f(f(1))));', 'say((((((1 + 1)) + 1)) + 1));'],
  ['a parameter that is used twice, for a name', 'function square(x) { return x * x; }\nvar n = 3; say(square(n));', 'say((n * n));'],
  ['a parameter that is not used', 'function always(x) { return 7; }\nsay(always(1));', 'say((7));'],
  ['a property with the name of a parameter', 'function size(length) { return table.length + length; }\nsay(size(2));', 'say((table.length + 2));'],
  ['known built-in functions', 'function code(text) { return Math.floor(text.charCodeAt(0) / 2); }\nsay(code("a"));', 'say((Math.floor(("a").charCodeAt(0) / 2)));'],
])('%s', (_, lines, last) => {
  expect(inlined(lines).split('\n').at(-1)).toContain(last);
});

const at = 'function at(row) { return table[row]; }\n';
const count = 'function next() { calls = calls + 1; return calls; }\n';

test.each([
  ['a function that does something', `${count}say(next() + next());`],
  ['an argument that does something', `${at}${count}say(at(next()));`],
  ['an argument that is used twice and costs something', 'function square(x) { return x * x; }\nvar n = 3; say(square(n + 1));'],
  ['a local that has the name of a table', `${at}function f(table) { return at(table) + table; }\nsay(f(1) === 21 && (calls = 1));`],
  ['a local further down that has the name of a table', `${at}function f() { var x = at(1); for (var table = 0; table < 1; table++) x++; return x; }\nsay(f());`],
  ['a local that has the name of the accessor', `${at}function f(at) { return at(2); }\nsay(f(function (x) { return x; }));`],
  ['another number of arguments', `${at}say(at(1, 2));`],
  ['a function that is passed on', `${at}say([2].map(at)[0]);`],
  ['a function that calls itself', 'function f(n) { return n > 0 ? f(n - 1) : n; }\nsay(f(3));'],
  ['a large expression', 'function f(a) { return table[0] + table[1] * table[2] - table[3] + table[a] * 2 + table[a + 1] * 3; }\nsay(f(1));'],
  ['a comment to the end of the line', 'function f(a) { return a + // one\n 1; }\nsay(f(1));'],
  ['an assignment', 'function f(a) { return (calls = a); }\nsay(f(1) + calls);'],
])('%s is left alone', (_, lines) => {
  expect(inlined(lines)).toBe(lines);
});

test('a larger expression is put in the place of calls where the function is hot', () => {
  const lines = 'function f(a) { return table[0] + table[1] * table[2] - table[a + 1]; }\nsay(f(1));';
  expect(inlined(lines)).toBe(lines);
  expect(inlined(lines, new Set(['f']))).toContain('say((table[0] + table[1] * table[2] - table[1 + 1]));');
});

test('lines stay where they were', () => {
  const after = inlined('function f(a, b) {\n    return a +\n        b;\n}\nsay(f(\n  1,\n  2\n));\nsay("last");');
  expect(after.split('\n')).toHaveLength(9);
  expect(after.split('\n')[8]).toBe('say("last");');
});
