/** Numbers: what every engine computes alike. */
import type { Law } from './law';

export const numbers: readonly Law[] = [
  {
    law: 'no >>',
    says: '`>>` differs between engines (Lua has no arithmetic shift): write `>>>`',
    breaks: 'export function f(a: number) { return a >> 8; }',
    passes: 'export function f(a: number) { return a >>> 8; }',
  },
  {
    law: 'no >>=',
    says: '`>>` differs between engines',
    breaks: 'export function f(a: number) { a >>= 8; return a; }',
    passes: 'export function f(a: number) { a >>>= 8; return a; }',
  },
  {
    law: 'no shift into the sign bit',
    says: 'keep two 16-bit halves',
    breaks: 'export function f(a: number) { return a << 24; }',
    passes: 'export function f(a: number) { return a << 8; }',
  },
  {
    law: 'no bit operation on a quotient',
    says: 'take Math.floor first',
    breaks: 'export function f(a: number) { return (a / 10) | 0; }',
    passes: 'export function f(a: number) { return Math.floor(a / 10) & 255; }',
  },
  {
    law: 'no bit operation on a fraction',
    says: 'take Math.floor first',
    breaks: 'export function f(a: number) { return ~2.5 + a; }',
    passes: 'export function f(a: number) { return ~2 + a; }',
  },
  {
    law: 'no bit assignment of a quotient',
    says: 'take Math.floor first',
    breaks: 'export function f(a: number) { a |= a / 2; return a; }',
    passes: 'export function f(a: number) { a |= a >>> 1; return a; }',
  },
  {
    law: 'no **',
    says: 'multiply, or shift 1',
    breaks: 'export function f(a: number) { return a ** 2; }',
    passes: 'export function f(a: number) { return a * a; }',
  },
  {
    law: 'no integer beyond 2^30',
    says: 'keep two 16-bit halves',
    breaks: 'export const limit = 1073741825;',
    passes: 'export const limit = 1073741824;',
  },
  {
    law: 'no mask of 32 bits',
    says: 'keep two 16-bit halves',
    breaks: 'export const mask = 0xffffffff;',
    passes: 'export const mask = 0xffff;',
  },
  {
    law: 'no BigInt',
    says: 'keep the value in two halves',
    breaks: 'export const limit = 1n;',
    passes: 'export const limit = 1;',
  },
  {
    law: 'no part of Math that an engine lacks',
    says: 'Espruino does not have this built-in',
    where: 'src/runtime',
    breaks: 'export function f(a: number) { return Math.imul(a, 2); }',
    passes: 'export function f(a: number) { return Math.abs(a) * 2; }',
  },
  {
    law: 'no part of Math that differs',
    says: 'missing or different on some engine: use Math.floor',
    breaks: 'export function f(a: number) { return Math.round(a); }',
    passes: 'export function f(a: number) { return Math.floor(a + 0.5); }',
  },
  {
    law: 'no negative index',
    says: 'Espruino throws at an index that is negative or a fraction',
    breaks: 'export function f(it: number[]) { return it[-1]; }',
    passes: 'export function f(it: number[], count: number) { return it[count - 1]; }',
  },
  {
    law: 'no quotient as an index',
    says: 'Espruino throws at an index that is negative or a fraction',
    breaks: 'export function f(it: number[], at: number) { return it[at / 2]; }',
    passes: 'export function f(it: number[], at: number) { return it[at >>> 1]; }',
  },
];
