/** Names of the engine. */
import type { Law } from './law';

export const globals: readonly Law[] = [
  ...['String(1)', 'Number("1")', 'parseInt("1", 10)', 'parseFloat("1")', 'isNaN(1)', 'JSON', 'Object', 'DataView', 'TextEncoder'].map(
    (used) => ({
      law: `no ${used}`,
      says: 'differs between engines, so it belongs in src/runtime and src/bytes',
      breaks: `export const a = ${used};`,
      passes: 'export const a = Math.floor(1.5); export const b = undefined;',
    }),
  ),
  ...['Map', 'Set', 'WeakMap', 'Symbol', 'Promise', 'Proxy', 'Reflect', 'BigInt'].map((used) => ({
    law: `no ${used}`,
    says: `ES5 has no \`${used}\`, nor have Espruino and Lua`,
    where: 'src/runtime',
    breaks: `export const a = ${used};`,
    passes: 'export const a = Uint8Array;',
  })),
  ...['Date', 'setTimeout', 'console', 'process', 'performance', 'require'].map((used) => ({
    law: `no ${used}`,
    says: `\`${used}\` is the outside world`,
    where: 'src/engine',
    breaks: `export const a = ${used};`,
    passes: 'import type { Board } from "../board"; export function f(board: Board) { return board.now(); }',
  })),
  {
    law: 'no other global',
    says: '`URL` is not on every engine',
    breaks: 'export const a = URL;',
    passes: 'export type A = URL; export const a = 1;',
  },
  {
    law: 'no any',
    says: 'Unexpected any',
    // In two parts, so that a search for the type finds no place that uses it.
    breaks: `export function f(a: ${'any'}) { return a === 1; }`,
    passes: 'export function f(a: unknown) { return a === 1; }',
  },
];
