/** Conditions: comparisons, and nothing else. */
import type { Law } from './law';

const parameters = 'a: number, b: number';

export const conditions: readonly Law[] = [
  {
    law: 'a number is no condition',
    says: 'Compare explicitly',
    breaks: 'export function f(a: number) { if (a) return 1; return 0; }',
    passes: 'export function f(a: number) { if (a !== 0) return 1; return 0; }',
  },
  {
    law: 'a bit is no condition',
    says: 'Compare explicitly',
    breaks: 'export function f(a: number) { return !(a & 1); }',
    passes: 'export function f(a: number) { return (a & 1) === 0; }',
  },
  {
    law: 'what may be undefined is no condition',
    says: 'Compare explicitly',
    breaks: 'export function f(a: object | undefined) { return a ? 1 : 0; }',
    passes: 'export function f(a: object | undefined) { return a !== undefined ? 1 : 0; }',
  },
  {
    law: 'a loop ends by a comparison',
    says: 'Compare explicitly',
    breaks: 'export function f(n: number) { while (n--); }',
    passes: 'export function f(n: number) { while (n > 0) n--; do n++; while (n < 9); for (;;) return; }',
  },
  {
    law: 'a call is a condition only when it gives a boolean',
    says: 'Compare explicitly',
    breaks: 'export function f(g: () => number) { return g() ? 1 : 0; }',
    passes: 'export function f(g: () => boolean) { return g() ? 1 : 0; }',
  },
  {
    law: 'no default by ||',
    says: '`||` goes between comparisons only',
    breaks: 'export function f(a: number) { return a || 1; }',
    passes: `export function f(${parameters}) { return a === 0 || b === 0; }`,
  },
  {
    law: 'no choice by &&',
    says: '`&&` goes between comparisons only',
    breaks: `export function f(${parameters}) { return a > 0 && b; }`,
    passes: `export function f(${parameters}) { return a > 0 ? b : 0; }`,
  },
  {
    law: 'no default by ??',
    says: 'compare with undefined and use `?:`',
    breaks: 'export function f(a: number | undefined) { return a ?? 1; }',
    passes: 'export function f(a: number | undefined) { return a !== undefined ? a : 1; }',
  },
  {
    law: 'no assignment of a default',
    says: 'compare with undefined and use `?:`',
    breaks: 'export function f(it: { a?: number }) { it.a ??= 1; }',
    passes: 'export function f(it: { a?: number }) { if (it.a === undefined) it.a = 1; }',
  },
  {
    law: 'no optional chaining',
    says: 'compare with undefined first',
    breaks: 'export function f(it: { a: number } | undefined) { return it?.a; }',
    passes: 'export function f(it: { a: number } | undefined) { return it === undefined ? 0 : it.a; }',
  },
  {
    law: 'no ==',
    says: 'write `===` or `!==`',
    breaks: `export function f(${parameters}) { return a == b; }`,
    passes: `export function f(${parameters}) { return a === b; }`,
  },
  {
    law: 'no null',
    says: 'write undefined',
    breaks: 'export function f(a: object | null) { return a === null; }',
    passes: 'export function f(a: object | undefined) { return a === undefined; }',
  },
];
