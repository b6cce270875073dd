/** Functions and modules: plain, made once, there before they are used. */
import type { Law } from './law';

/** Declares v0 to v(count - 1). */
function declare(count: number): string {
  return Array.from({ length: count }, (_, i) => `let v${i} = 0;`).join(' ') + ` export function set() { ${assign(0, 40)} } export function reset() { ${assign(40, count)} }`;
}

function assign(from: number, to: number): string {
  return Array.from({ length: to - from }, (_, i) => `v${from + i} = 1;`).join(' ');
}

function sum(from: number, to: number): string {
  return Array.from({ length: to - from }, (_, i) => `v${from + i}`).join(' + ');
}

const parameters = 'a: number, b: number';

export const functions: readonly Law[] = [
  {
    law: 'no function within a function',
    says: 'made anew at every call: move it to the module',
    breaks: 'export function f() { return () => 1; }',
    passes: 'function one() { return 1; } export function f() { return one; }',
  },
  {
    law: 'no callback made where it is passed',
    says: 'made anew at every call',
    breaks: 'export function f(each: (g: (n: number) => void) => void) { each(function (n) { return n; }); }',
    passes: 'function keep(n: number) { return n; } export function f(each: (g: (n: number) => void) => void) { each(keep); }',
  },
  {
    law: 'no closure over a loop variable',
    says: 'shares one loop variable',
    where: 'boards/linux',
    breaks: 'export const f: (() => number)[] = []; for (let i = 0; i < 3; i++) f[i] = () => i;',
    passes: 'function zero() { return 0; } export const f: (() => number)[] = []; for (let i = 0; i < 3; i++) f[i] = zero;',
  },
  {
    law: 'no function within a block',
    says: 'another scope on each engine',
    breaks: 'export const on = 1; if (on === 1) { function f() {} f(); }',
    passes: 'function f() {} export const on = 1; if (on === 1) { f(); }',
  },
  {
    law: 'no class',
    says: 'write functions over a module-level table',
    breaks: 'export class Table {}',
    passes: 'export const table = { rows: 0 };',
  },
  {
    law: 'no private name',
    says: 'write functions over a module-level table',
    breaks: 'export class Table { #rows = 0; }',
    passes: 'let rows = 0; export function addRow() { rows++; return rows; }',
  },
  {
    law: 'no this',
    says: 'name the table',
    breaks: 'export const table = { rows: 0, add() { this.rows = 1; } };',
    passes: 'export const table = { rows: 0, add() { table.rows = 1; } };',
  },
  {
    law: 'no getter',
    says: 'write a function',
    breaks: 'export const table = { get rows() { return 1; } };',
    passes: 'export const table = { rows() { return 1; } };',
  },
  {
    law: 'no setter',
    says: 'write a function',
    breaks: 'let n = 0; export function f() { return n; } export const table = { set rows(value: number) { n = value; } };',
    passes: 'let n = 0; export function f() { return n; } export function setRows(value: number) { n = value; }',
  },
  {
    law: 'no async function',
    says: 'go on at the next event',
    breaks: 'export async function f() {}',
    passes: 'export function f() {}',
  },
  {
    law: 'no generator',
    says: 'go on at the next event',
    breaks: 'export function* f() { yield 1; }',
    passes: 'export function f() { return 1; }',
  },
  {
    law: 'no import at run time',
    says: 'go on at the next event',
    breaks: "export const module = import('./other');",
    passes: "export * from './other';",
  },
  {
    law: 'no spread',
    says: 'pass the values one by one',
    breaks: 'export const a = [1]; export const b = [...a];',
    passes: 'export const a = [1]; export const b = [1];',
  },
  {
    law: 'no rest parameter',
    says: 'pass the values one by one',
    breaks: 'export function f(...all: number[]) { return all; }',
    passes: `export function f(${parameters}) { return a + b; }`,
  },
  {
    law: 'no arguments object',
    says: 'pass the values one by one',
    breaks: 'export function f() { return arguments; }',
    passes: 'export function f(a: number) { return a; }',
  },
  {
    law: 'no default parameter',
    says: 'pass the value where the function is called',
    breaks: 'export function f(a = 1) { return a; }',
    passes: 'export function f(a: number) { return a; }',
  },
  {
    law: 'no destructuring of an object',
    says: 'read the fields one by one',
    breaks: 'export function f({ a }: { a: number }) { return a; }',
    passes: 'export function f(it: { a: number }) { return it.a; }',
  },
  {
    law: 'no destructuring of an array',
    says: 'read the fields one by one',
    breaks: 'export function f(it: number[]) { const [a] = it; return a; }',
    passes: 'export function f(it: number[]) { const a = it[0]; return a; }',
  },
  {
    law: 'a function is declared before the module calls it',
    says: '`f` is used here before line 2 declares it; move it up',
    breaks: 'export const a = f();\nfunction f() { return 1; }',
    passes: 'function f() { return 1; }\nexport const a = f();',
  },
  {
    law: 'a function is declared before a table of the module names it',
    says: '`f` is used here before line 2 declares it; move it up',
    breaks: 'export const table = [f];\nfunction f() {}',
    passes: 'function f() {}\nexport const table = [f];',
  },
  {
    law: 'what the module calls has all its functions declared',
    says: 'this call comes to use `g` before line 3 declares it; move the call down',
    breaks: 'function f() { return g(); }\nexport const a = f();\nfunction g() { return 1; }',
    passes: 'function f() { return g(); }\nfunction g() { return 1; }\nexport const a = f();',
  },
  {
    law: 'at most 60 upvalues a function in Lua 5.1',
    says: 'uses 61 names of its module: split the function',
    breaks: `${declare(61)} export function f() { return ${sum(0, 61)}; }`,
    passes: `${declare(61)} export function f() { return ${sum(0, 31)}; } export function g() { return ${sum(31, 61)}; }`,
  },
  {
    law: 'fewer than 200 locals a module in Lua',
    says: 'this has 200: split the file',
    breaks: Array.from({ length: 200 }, (_, i) => `export const v${i} = ${i};`).join(' '),
    passes: Array.from({ length: 199 }, (_, i) => `export const v${i} = ${i};`).join(' ') + ' export type V = 1; export const enum E { a }',
  },
];
