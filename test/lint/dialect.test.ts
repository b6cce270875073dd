/**
 * The dialect of device code. The laws, with the shortest file that breaks each, are in laws/.
 */
import { plugin } from '../../build/lint/plugin';
import { syntaxLaws } from '../../build/lint/dialect';
import { createJudge } from './judge';
import { conditions } from './laws/conditions';
import { functions } from './laws/functions';
import { globals } from './laws/globals';
import { numbers } from './laws/numbers';
import { statements } from './laws/statements';
import { values } from './laws/values';

const cases = [...functions, ...statements, ...conditions, ...numbers, ...values, ...globals];

/** What one part of the device may do and the others may not. */
const exceptions: readonly { readonly where: string; readonly may: string; readonly code: string }[] = [
  { where: 'boards/linux', may: 'hand functions to the platform', code: 'export function f(on: (g: () => void) => void) { on(() => {}); }' },
  { where: 'boards/linux', may: 'catch what the platform throws', code: 'export function f(g: () => void) { try { g(); } catch (error) { throw error; } }' },
  { where: 'boards/linux', may: 'compare with null', code: 'export function f(a: object | null) { return a === null; }' },
  { where: 'boards/linux', may: 'use time, files and console', code: 'export function f() { console.log(Date.now() + " ms"); }' },
  { where: 'boards/sim', may: 'be host code', code: 'export class Wire { async send() { for (const a of [1]) await new Promise((f) => f(a ?? 2)); } }' },
  { where: 'src/runtime', may: 'make typed arrays', code: 'export const a = new Uint8Array(new Float64Array(1).buffer);' },
  { where: 'src/runtime', may: 'look inside texts', code: 'export function f(a: string) { return a.length > 0 ? a.charCodeAt(0) : parseInt(a, 10); }' },
  { where: 'src/runtime', may: 'mask 32 bits', code: 'export function f(a: number) { return a & 0xffffffff; }' },
  { where: 'src/bytes', may: 'look inside texts', code: 'export function f(a: string, b: number) { return a.length + String(b).length; }' },
  { where: 'src/bytes', may: 'name large integers', code: 'export const two32 = 4294967296;' },
];

const files: Record<string, string> = {};
cases.forEach(({ where = 'src/engine', breaks, passes }, index) => {
  files[`${where}/breaks-${index}.ts`] = breaks;
  files[`${where}/passes-${index}.ts`] = passes;
});
exceptions.forEach(({ where, code }, index) => {
  files[`${where}/excepted-${index}.ts`] = code;
});
const judge = createJudge(files);

/** Rules, and messages of `no-restricted-syntax`, that refused something in this file. */
const seen = new Set<string>();

describe('the dialect of device code', () => {
  cases.forEach(({ law, says, where = 'src/engine' }, index) => {
    test(law, () => {
      const refusals = judge(`${where}/breaks-${index}.ts`);
      for (const { rule, message } of refusals) {
        seen.add(rule);
        seen.add(message);
      }
      expect([...new Set(refusals.map(({ message }) => message))]).toEqual([expect.stringContaining(says)]);
      expect(judge(`${where}/passes-${index}.ts`)).toEqual([]);
    });
  });

  test.each(exceptions.map((it, index) => ({ ...it, index })))('$where may $may', ({ where, index }) => {
    expect(judge(`${where}/excepted-${index}.ts`)).toEqual([]);
  });

  test('every law has been broken above', () => {
    const missing = syntaxLaws('core').filter(({ message }) => !seen.has(message));
    expect(missing.map(({ message }) => message)).toEqual([]);
    const { imports, names, ...rules } = plugin.rules as Record<string, { meta: { messages: object } }>;
    expect(imports).toBeDefined(); // these two have tests of their own
    expect(names).toBeDefined();
    const messages = Object.entries(rules).flatMap(([rule, { meta }]) =>
      Object.keys(meta.messages).map((message) => `mote/${rule}/${message}`),
    );
    expect(messages.filter((message) => !seen.has(message))).toEqual([]);
  });
});
