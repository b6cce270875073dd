/**
 * The image check: what a finished image is refused for, with its place, and twins that pass.
 */
import { checkImage } from '../../build/check';

/** A line of an image, its twin that passes, and part of the refusal. */
const lines: readonly (readonly [law: string, breaks: string, passes: string, says: string])[] = [
  // Not ES5
  ['class', 'class A {}', 'function A() {}', 'Not ES5'],
  ['class field', 'class A { b = 1 }', 'function A() { this.b = 1; }', 'Not ES5'],
  ['arrow', 'var f = () => 1;', 'var f = function () { return 1; };', 'Not ES5'],
  ['const', 'const a = 1;', 'var a = 1;', 'Not ES5'],
  ['spread', 'f(...a);', 'f.apply(0, a);', 'Not ES5'],
  ['rest', 'function f(...a) {}', 'function f(a) {}', 'Not ES5'],
  ['default', 'function f(a = 1) {}', 'function f(a) {}', 'Not ES5'],
  ['destructuring', 'var { a } = b;', 'var a = b.a;', 'Not ES5'],
  ['template', 'var a = `b`;', 'var a = "b";', 'Not ES5'],
  ['**', 'var a = b ** 2;', 'var a = b * b;', 'Not ES5'],
  ['?.', 'var a = b?.c;', 'var a = b && b.c;', 'Not ES5'],
  ['??', 'var a = b ?? 1;', 'var a = b === void 0 ? 1 : b;', 'Not ES5'],
  ['for-of', 'for (var a of b) ;', 'for (var a in b) ;', 'Not ES5'],
  ['generator', 'function* f() {}', 'function f() {}', 'Not ES5'],
  ['computed key', 'var a = { [b]: 1 };', 'var a = {}; a[b] = 1;', 'Not ES5'],

  // ES5, but not on Espruino
  ['label', 'a: for (;;) { break a; }', 'for (;;) { break; }', 'Espruino has no labels'],
  ['default not last', 'switch (a) { default: b(); case 1: c(); }', 'switch (a) { case 1: c(); default: b(); }', 'move it to the end of the switch'],
  ['`in` in a for', 'for (var i = ("a" in b) ? 1 : 2; i < 3; i++) ;', 'var i = "a" in b ? 1 : 2; for (; i < 3; i++) ;', 'compute the value on a line before the loop'],
  ['`in` before a for', 'for (("a" in b); i < 3; i++) ;', 'for (; "a" in b; i++) ;', 'compute the value on a line before the loop'],
  ['length', 'a.length = 0;', 'a.splice(0, a.length);', 'Espruino cannot set `length`'],
  ['length counted', 'a.length--;', 'a.pop();', 'Espruino cannot set `length`'],
  ['Array.prototype', 'Array.prototype.push.apply(a, b);', '[].push.apply(a, b);', 'call the method on the value itself'],
  ['String.prototype', 'String.prototype.trim.call(a);', 'a.trim();', 'call the method on the value itself'],
  ['Math.imul', 'Math.imul(a, b);', 'Math.floor(a * b);', 'does not have this built-in'],
  ['Object.freeze', 'Object.freeze(a);', 'Object.keys(a);', 'does not have this built-in'],
  ['Array.from', 'Array.from(a);', 'Array.isArray(a);', 'does not have this built-in'],
  ['Uint8Array.of', 'Uint8Array.of(1);', 'new Uint8Array([1]);', 'does not have this built-in'],
  ['Number.isInteger', 'Number.isInteger(a);', 'isNaN(a);', 'does not have this built-in'],
  ['lastIndexOf', 'a.lastIndexOf(b);', 'a.indexOf(b);', 'does not have this method'],
  ['copyWithin', 'a.copyWithin(0, 1);', 'a.set(b);', 'does not have this method'],
  ['lazy regex', 'var a = /b+?/;', 'var a = /b+c?/;', 'in a regular expression'],
  ['counted regex', 'var a = /b{2,3}/;', 'var a = /bbb?/;', 'in a regular expression'],
  ['lookahead', 'var a = /b(?=c)/;', 'var a = /b(c)/;', 'in a regular expression'],
  ['Symbol', 'a[Symbol.toStringTag] = 1;', 'a.Symbol = 1;', 'Espruino does not have it'],
  ['Map', 'var a = new Map();', 'var a = {};', 'Espruino does not have it'],
  ['name `of`', 'var of = 1;', 'var a = { of: 1 }.of;', "reserve it in the minifier's options"],
  ['name `let`', 'var let = 1;', 'var lets = 1;', "reserve it in the minifier's options"],
  ['return at the end of a line', 'function f() { return\n1 }', 'function f() { return 1\n}', 'reads on to the next line'],
  ['++ at the start of a line', 'a\n++b', 'a;\n++b', 'reads on to the next line'],

  ['var in a branch', 'function f(a) { if (a) { var b = 1; } b = 2; }', 'function f(a) { var b; if (a) { b = 1; } b = 2; }', 'have the minifier hoist variables'],
  ['var in the other branch', 'function f(a) { if (a) for (var i = 0; i < a; i++) ; else for (i = 1; ;) ; }', 'function f(a) { if (a) for (var i = 0; i < a; i++) ; else a = 1; }', 'have the minifier hoist variables'],
  ['var in another case', 'function f(a) { switch (a) { case 1: var b = 1; break; default: b = 2; } }', 'function f(a) { switch (a) { case 1: var b = 1; b = 2; } }', 'have the minifier hoist variables'],
  ['var further down', 'function f(a) { b = a; var b; }', 'function f(a) { var b; b = a; }', 'have the minifier hoist variables'],

  // Functions that are not there yet
  ['call before', 'f(); function f() {}', 'function f() {} f();', '`f` is used here before line 1 declares it'],
  ['table before', 'var a = [f]; function f() {}', 'function f() {} var a = [f];', '`f` is used here before line 1 declares it'],
  ['call in the IIFE', '!function () { f(); function f() {} }();', '!function () { function f() {} f(); }();', '`f` is used here before'],
  ['call from the IIFE', '(function () { f(); })(); function f() {}', 'function f() {} (function () { f(); })();', '`f` is used here before'],
  ['call through another', 'function f() { g(); } f(); function g() {}', 'function f() { g(); } function g() {} f();', 'this call comes to use `g`'],
  ['call through two others', 'function f() { g(); } function g() { h(); } f(); function h() {}', 'function f() { g(); } function g() { h(); } function h() {} f();', 'this call comes to use `h`'],
  ['call within a function', 'function f() { g(); function g() {} }', 'function f() { function g() {} g(); }', '`g` is used here before'],
  ['functions that call each other', 'function f(n) { n && g(n); } f(1); function g(n) { f(n - 1); }', 'function f(n) { n && g(n); } function g(n) { f(n - 1); } f(1);', 'this call comes to use `g`'],
  ['call later', 'f(); var a = function () { f(); }; function f() {}', 'var a = function () { f(); }; function f() {}', '`f` is used here before'],
];

describe('an image', () => {
  test.each(lines)('%s', (_law, breaks, passes, says) => {
    const messages = checkImage(breaks, 'image').map(({ message }) => message);
    expect(messages).toEqual([expect.stringContaining(says)]);
    expect(checkImage(passes, 'image')).toEqual([]);
  });

  test('each problem names its image and its place, in order', () => {
    const source = 'function f() {\n  a.length = 0;\n}\nf(); g();\nfunction g() {}\n';
    expect(checkImage(source, 'smart-light.js')).toEqual([
      { name: 'smart-light.js', line: 2, column: 3, message: expect.stringContaining('length') },
      { name: 'smart-light.js', line: 4, column: 6, message: expect.stringContaining('`g`') },
    ]);
  });

  test('a comment cannot switch the check off', () => {
    expect(checkImage(`/* ${'eslint'}-disable */ a.length = 0;`, 'image')).toHaveLength(1);
  });

  test('any bytes give an answer', () => {
    expect(checkImage('\u0000(', 'image')).toEqual([
      { name: 'image', line: 1, column: 1, message: expect.stringContaining('Not ES5') },
    ]);
    expect(checkImage('', 'image')).toEqual([]);
  });
});
