/** Statements. */
import type { Law } from './law';

export const statements: readonly Law[] = [
  {
    law: 'no for-of',
    says: 'count with an index',
    breaks: 'export function f(it: number[]) { let n = 0; for (const a of it) n += a; return n; }',
    passes: 'export function f(it: number[]) { let n = 0; for (let i = 0; i < it.length; i++) n += it[i]; return n; }',
  },
  {
    law: 'no for-in',
    says: 'count with an index',
    breaks: 'export function f(it: { a: number }) { let n = 0; for (const a in it) { n++; if (a === "a") n++; } return n; }',
    passes: 'export function f(it: number[]) { let n = 0; for (let i = 0; i < it.length; i++) n++; return n; }',
  },
  {
    law: 'no variable without a value',
    says: 'give it a value where it is declared',
    breaks: 'export function f(n: number) { let a: number | undefined; if (n > 0) a = n; return a; }',
    passes: 'let a: number | undefined; export function f(n: number) { let b = n; b++; if (b > 0) a = b; return a; }',
  },
  {
    law: 'no continue',
    says: 'turn the condition around',
    breaks: 'export function f(n: number) { for (let i = 0; i < n; i++) { if (i === 2) continue; n--; } }',
    passes: 'export function f(n: number) { for (let i = 0; i < n; i++) { if (i !== 2) n--; } }',
  },
  {
    law: 'no name that Espruino takes for a keyword',
    says: 'choose another one',
    breaks: 'export function f(of: number) { return of; }',
    passes: 'export function f(it: { of: number }) { return it.of; }',
  },
  {
    law: 'no label',
    says: 'put them in a function and return',
    breaks: 'export function f() { out: while (true) { break out; } }',
    passes: 'export function f() { while (true) { break; } }',
  },
  {
    law: 'default comes last in a switch',
    says: 'move it to the end of the switch',
    breaks: 'export function f(a: number) { switch (a) { default: return 1; case 2: return 2; } }',
    passes: 'export function f(a: number) { switch (a) { case 2: return 2; default: return 1; } }',
  },
  {
    law: 'no `in` in the head of a for',
    says: 'compute the value on a line before the loop',
    breaks: 'export function f(it: object, n: number) { for (let i = ("a" in it) ? 1 : 0; i < n; i++) n--; }',
    passes: 'export function f(it: object, n: number) { const first = "a" in it ? 1 : 0; for (let i = first; i < n; i++) n--; }',
  },
  {
    law: 'no catch',
    says: 'return an error code',
    breaks: 'export function f(g: () => void) { try { g(); } catch { return 1; } return 0; }',
    passes: 'export function f(g: () => number) { return g() === 0 ? 0 : 1; }',
  },
  {
    law: 'only a programming mistake throws',
    says: 'Only a programming mistake throws',
    breaks: 'export function f() { throw 1; }',
    passes: "export function f(row: number) { throw new Error('no row ' + row); }",
  },
  {
    law: 'no new',
    says: "import a maker from 'runtime'",
    breaks: 'export function f(Table: new () => object) { return new Table(); }',
    passes: 'export function f(newTable: () => object) { return newTable(); }',
  },
  {
    law: 'no object made by a function',
    says: 'make the table at the top of the module',
    breaks: 'export function f(a: number) { return { a: a }; }',
    passes: 'const it = { a: 0 }; export function f(a: number) { it.a = a; return it; } export function startF() { return { a: 0 }; }',
  },
  {
    law: 'no array made by a function',
    says: 'make the table at the top of the module',
    breaks: 'export function f(a: number) { return [a]; }',
    passes: 'const it = [0]; export function f(a: number) { it[0] = a; return it; }',
  },
  {
    law: 'no enum but const enum',
    says: 'write `const enum`',
    breaks: 'export enum Code { content = 69 }',
    passes: 'export const enum Code { content = 69, valid = 69 }',
  },
  {
    law: 'no namespace',
    says: 'a file is a module',
    breaks: 'export namespace coap { export const version = 1; }',
    passes: 'export const version = 1;',
  },
  {
    law: 'no export of a variable',
    says: 'Lua copies `count` where it is imported',
    breaks: 'export let count = 0; export function add() { count++; }',
    passes: 'let count = 0; export function add() { count++; return count; }',
  },
  {
    law: 'no export of a variable by its name',
    says: 'Lua copies `count` where it is imported',
    breaks: 'let count = 0; count++; export { count };',
    passes: 'const count = 0; export { count };',
  },
];
