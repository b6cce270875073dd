/** Bytes and texts: what lies in them is seen in src/runtime and src/bytes only. */
import type { Law } from './law';

const parameters = 'a: number, b: number';
const bytes = 'bytes: Uint8Array, at: number, value: number';

export const values: readonly Law[] = [
  {
    law: 'a byte is stored masked',
    says: 'Store a byte as `value & 255`',
    breaks: `export function f(${bytes}) { bytes[at] = value; }`,
    passes: `export function f(${bytes}) { bytes[at] = value & 255; }`,
  },
  {
    law: 'a constant of a byte needs no mask, a larger one does',
    says: 'Store a byte as `value & 255`',
    breaks: `const enum Code { large = 256 } export function f(${bytes}) { bytes[at] = Code.large + value; }`,
    passes: `const enum Code { content = 69 } export function f(${bytes}) { bytes[at] = Code.content; const low = value & 15; bytes[at] = low; bytes[at] = 0x40 | low; bytes[at] = bytes[0]; bytes[at] = value > 0 ? 1 : 0; }`,
  },
  {
    law: 'a byte is not counted in its place',
    says: 'Store a byte as `value & 255`',
    breaks: `export function f(${bytes}) { bytes[at]++; return value; }`,
    passes: `export function f(${bytes}) { bytes[at] = (bytes[at] + value) & 255; }`,
  },
  {
    law: 'no method of a buffer',
    says: "`slice` of a buffer differs between engines (`slice` gives a plain Array on Espruino, Lua has none): use 'runtime'",
    breaks: `export function f(${bytes}) { return bytes.slice(at, value); }`,
    passes: `export function f(copy: (${bytes}) => void, ${bytes}) { copy(bytes, at, value); }`,
  },
  {
    law: 'no fill',
    says: 'MicroQuickJS and Duktape have no `fill`',
    where: 'src/runtime',
    breaks: `export function f(${bytes}) { bytes.fill(value, at); }`,
    passes: `export function f(${bytes}) { for (let i = at; i < bytes.length; i++) bytes[i] = value; }`,
  },
  {
    law: 'buffers are not compared',
    says: '`===` compares the contents of buffers on Espruino',
    breaks: 'export function f(a: Uint8Array, b: Uint8Array) { return a === b; }',
    passes: `export function f(${parameters}) { return a === b; }`,
  },
  {
    law: 'no typed array made outside of src/runtime',
    says: '`Uint8Array` differs between engines, so it belongs in src/runtime',
    where: 'boards/linux',
    breaks: 'export const bytes = new Uint8Array(4);',
    passes: 'declare function newUint8s(size: number): Uint8Array; export const bytes = newUint8s(4);',
  },
  {
    law: 'no setting of a length',
    says: 'keep a count beside the table',
    breaks: 'export function f(it: number[]) { it.length = 0; }',
    passes: 'export function f(it: { count: number }) { it.count = 0; }',
  },
  {
    law: 'no Array.prototype',
    says: 'call the method on the value itself',
    where: 'src/runtime',
    breaks: 'export function f(it: number[]) { return Array.prototype.indexOf.call(it, 1); }',
    passes: 'export function f(it: number[]) { return it.indexOf(1); }',
  },
  {
    law: 'no method that Espruino lacks',
    says: 'Espruino does not have this method: write a loop',
    breaks: 'export function f(it: number[]) { return it.lastIndexOf(1); }',
    passes: 'export function f(it: number[]) { return it.indexOf(1); }',
  },

  {
    law: 'no look inside a text',
    says: 'Only src/runtime and src/bytes look inside a text (`charCodeAt`)',
    breaks: 'export function f(text: string) { return text.charCodeAt(0); }',
    passes: 'export function f(codeAt: (text: string, index: number) => number) { return codeAt("a", 0); }',
  },
  {
    law: 'no length of a text',
    says: 'Only src/runtime and src/bytes look inside a text (`length`)',
    breaks: 'export function f(text: string | undefined) { return text === undefined ? 0 : text.length; }',
    passes: 'const scheme = "coap://"; export function f(sizeOf: (text: string) => number) { return scheme.length + sizeOf("a"); }',
  },
  {
    law: 'no number joined to a text',
    says: 'write its digits with src/bytes',
    breaks: 'export function f(a: number) { return "at " + a; }',
    passes: 'export function f(a: string) { return "at " + a; }',
  },
  {
    law: 'no number added to a text',
    says: 'write its digits with src/bytes',
    breaks: 'export function f(text: string, a: number) { text += a; return text; }',
    passes: 'export function f(text: string, a: string) { text += a; return text; }',
  },
  {
    law: 'no template with values',
    says: 'write the text and the digits with src/bytes',
    breaks: 'export function f(a: string) { return `at ${a}`; }',
    passes: 'export function f() { return `at`; }',
  },
  {
    law: 'no regular expression',
    says: 'scan the bytes',
    breaks: 'export const digits = /[0-9]/;',
    passes: 'export const zero = 48;',
  },
];
