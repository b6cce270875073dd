import { runInNewContext } from 'node:vm';
import { inlineBodies, type InlineRules } from '../../build/inline-bodies';

/** A bundle with these lines in it, and what it says. */
const bundle = (lines: string): string => `(function () {\nvar table = [10, 20, 30, 40];\nvar calls = 0;\n${lines}\n})();\n`;

function said(script: string): unknown[] {
  const values: unknown[] = [];
  runInNewContext(script, { say: (value: unknown) => values.push(value) });
  return values;
}

const rules: InlineRules = { hot: new Set(['twice']), locals: 12, nesting: 3, copied: 40 };

/** The lines after inlining, which say the same as before, on as many lines. */
function inlined(lines: string, changed: Partial<InlineRules> = {}): string {
  const before = bundle(lines);
  const after = inlineBodies(before, { ...rules, ...changed });
  expect(said(after)).toEqual(said(before));
  expect(said(after)).not.toEqual([]);
  expect(after.split('\n')).toHaveLength(before.split('\n').length);
  return after.slice(bundle('').length - '\n})();\n'.length, -'\n})();\n'.length);
}

/** A function that is never put anywhere, since it is called twice, and what it calls. */
const main = (body: string, parameter = ''): string => `function main(${parameter}) { ${body} }\n`;
const twice = 'main(1); main(2);';
const count = 'function count(n) { calls = calls + n; say(calls); }\n';
const pick = 'function pick(n) { if (n === 1) { say("one"); return 7; } return n * 2; }\n';

test.each([
  ['a statement', `${count}${main('count(2); say(calls);')}${twice}`, 'calls = calls + 2; say(calls);'],
  ['a value that is returned at once', `${pick}${main('return pick(n);', 'n')}say(main(1)); say(main(2));`, 'if (n === 1) { say("one"); return 7; } return n * 2;'],
  ['a value that a variable gets', `${pick}${main('var x = pick(n); say(x);', 'n')}${twice}`, 'var x; if (n === 1) { say("one"); x = 7; } else { x = n * 2; }'],
  ['a value that a variable is set to', `${pick}${main('var x; x = pick(n); say(x);', 'n')}${twice}`, 'if (n === 1) { say("one"); x = 7; } else { x = n * 2; }'],
  ['a condition', `${pick}${main('if (pick(n) !== 7) { say("other"); }', 'n')}${twice}`, 'if (result$i0 !== 7)'],
  ['a call whose value nobody wants', `${pick}${main('pick(n); say("end");', 'n')}${twice}`, 'if (n === 1) { say("one"); 7; } else { n * 2; }'],
  ['what ends with its only return', `function sum(n) { var s = n; s = s + calls; return s; }\n${main('var x = 1 + sum(n); say(x);', 'n')}${twice}`, 'var s$i0 = n; s$i0 = s$i0 + calls; var x = 1 + (s$i0);'],
  ['an argument that the function changes', `function down(n) { n = n - 1; say(n); }\n${main('down(n); say(n);', 'n')}${twice}`, 'var n$i0 = n; n$i0 = n$i0 - 1;'],
  ['an argument that others change', `function up(n) { calls = calls + 1; say(n); }\n${main('up(calls); say(calls);')}${twice}`, 'var n$i0 = calls; calls = calls + 1; say(n$i0);'],
  ['arguments in their order', `function next() { return calls = calls + 1; }\nfunction pair(a, b) { say(a - b); say(b); }\n${main('pair(next(), next()); say(calls);')}${twice}`, 'var a$i0 = next(); var b$i0 = next(); say(a$i0 - b$i0);'],
  ['a table that is passed on', `function first(from, at) { say(from[at]); }\n${main('first(table, n);', 'n')}${twice}`, '{ say(table[n]); }'],
  ['a variable with a name of the caller', `function own(n) { var x = n + 1; say(x); }\n${main('var x = 5; own(n); say(x);', 'n')}${twice}`, 'var x$i0 = n + 1; say(x$i0); say(x);'],
  ['a loop in a loop', `function inner(n) { for (var i = 0; i < n; i++) { say(i); } }\n${main('for (var i = 0; i < 2; i++) { inner(n); }', 'n')}${twice}`, 'for (var i$i0 = 0; i$i0 < n; i$i0++) { say(i$i0); }'],
  ['a branch without brackets', `${count}${main('if (n === 1) count(3); else say("no");', 'n')}${twice}`, 'if (n === 1) { calls = calls + 3; say(calls); } else say("no");'],
  ['the condition of an else', `${pick}${main('if (n === 3) { say(3); } else if (pick(n) > 5) { say(5); }', 'n')}${twice}`, 'else { var result$i0; if (n === 1)'],
  ['returns of nothing where the caller is over', `function some(n) { if (n === 1) { return; } say(n); }\n${main('say(0); if (n < 9) { some(n); }', 'n')}${twice}`, 'if (n === 1) { return; } say(n);'],
  ['returns of nothing where the caller goes on', `function some(n) { if (n === 1) { return; } say(n); }\n${main('some(n); say("on");', 'n')}${twice}`, 'if (!(n === 1)) { say(n); } say("on");'],
  ['an else with what follows', `function sort(n) { if (n > 1) { say("big"); } else { return 1; } say("more"); return 2; }\n${main('var x = 1 + sort(n); say(x);', 'n')}${twice}`, 'if (n > 1) { { say("big"); } say("more"); result$i0 = 2; } else { result$i0 = 1; }'],
  ['a function with a function in its place', `function last(n) { say(n); say("last"); }\nfunction middle(n) { last(n + 1); say("middle"); }\n${main('middle(n);', 'n')}${twice}`, 'var n$i0$i1 = n + 1;'],
  ['comments', `function f(n) { // one\n say(n); /* two */ say(2); }\n${main('f(n);', 'n')}${twice}`, 'say(n); say(2);'],
])('%s', (_, lines, part) => {
  expect(inlined(lines).split('\n').filter((line) => line.startsWith('function main')).join('')).toContain(part);
});

test('two functions with variables of one name, one in the other, keep their variables', () => {
  const inner = 'function inner(n) { var x = n * 2; for (var i = 0; i < 2; i++) { x = x + i; } return x; }\n';
  const outer = 'function outer(n) { var x = 1; for (var i = 0; i < 3; i++) { var y = inner(i); x = x + y; } return x + n; }\n';
  expect(inlined(`${inner}${outer}${main('var x = outer(n); say(x);', 'n')}${twice}`)).not.toContain('function outer');
});

test('of two functions that call each other, one is put in the other', () => {
  expect(inlined('function a(n) { say(n); if (n > 0) { b(n - 1); } }\nfunction b(n) { say(-n); a(n); }\na(1); a(2);')).not.toContain('function b');
});

test('a hot function is put in the place of each of its calls, the others stay', () => {
  const lines = (name: string): string => `function ${name}(n) { say(n); say(n + 1); }\n${main(`${name}(n); say(0); ${name}(2);`, 'n')}${twice}`;
  expect(inlined(lines('twice'), { hot: new Set(['twice', 'main']) })).not.toContain('twice');
  expect(inlined(lines('thrice'))).toBe(lines('thrice'));
});

const f = 'function f(n) { say(n); calls = calls + 1; return calls; }\n';

test.each([
  ['a call behind what may change', `${f}${main('say(calls + f(n));', 'n')}${twice}`],
  ['a call that is not always made', `${f}${main('say(n > 1 && f(n));', 'n')}${twice}`],
  ['a call in the condition of a loop', `${f}${main('while (f(n) < 3) { say("loop"); }', 'n')}${twice}`],
  ['a call behind another', `${f}${main('say(main2()); ', 'n')}function main2() { return calls + f(1); }\n${twice}say(main2());`],
  ['a return within a loop', `function find(n) { for (var i = 0; i < 4; i++) { if (table[i] > n) { return i; } } return -1; }\n${main('var x = find(n * 10); say(x);', 'n')}${twice}`],
  ['a function that calls itself', `function down(n) { if (n > 0) { say(n); down(n - 1); } }\n${twice.replaceAll('main', 'down')}`],
  ['a function that is a value', `${f}${main('say(typeof f); say([1].map(f)[0]);', 'n')}${twice}`],
  ['a function with a function in it', `function f(n) { var g = function () { return n; }; say(g()); }\n${main('f(n);', 'n')}${twice}`],
  ['another number of arguments', `function f(n, m) { say(n); say(m); }\n${main('f(n);', 'n')}${twice}`],
  ['a part of it that would be written twice', `function f(n) { if (n > 0) { if (n > 1) { return 1; } say(0); } say(2); return 3; }\n${main('var x = f(n); say(x);', 'n')}${twice}`],
  ['a call at the top', `${f}say(f(1));`],
])('%s is left alone', (_, lines) => {
  expect(inlined(lines)).toBe(lines);
});

const seldom = `function seldom(n) { say(n); say(2); }\n${main('if (n === 1) { seldom(n); }', 'n')}${twice}`;

test.each<[string, Partial<InlineRules>, string]>([
  ['a function that is called seldom, in one that is called often', { hot: new Set(['main']) }, seldom],
  ['more variables than there may be', { locals: 2 }, `function f(n) { var x = n * 2; say(x); say(n + x); }\n${main('var y = n; f(n + y);', 'n')}${twice}`],
  ['more depth than there may be', { nesting: 0 }, `${pick}${main('var x = pick(n); say(x);', 'n')}${twice}`],
])('%s: it is left alone', (_, changed, lines) => {
  expect(inlined(lines, changed)).toBe(lines);
  expect(inlined(lines)).not.toBe(lines);
});
