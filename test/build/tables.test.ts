import ts from 'typescript';
import { shareBuffer } from '../../build/tables';

/** The script with its tables in one buffer. */
function shared(script: string): string {
  const { declaration, edits } = shareBuffer(ts.createSourceFile('bundle.js', script, ts.ScriptTarget.ES5, true, ts.ScriptKind.JS));
  const text = [...edits].reverse().reduce((done, { start, end, name }) => done.slice(0, start) + name + done.slice(end), script);
  return declaration + text;
}

test('tables of a fixed size are views of one buffer, each at a multiple of its elements', () => {
  expect(shared('!function(){var a=new Uint8Array(3),b=new Uint16Array(2),c=new Int32Array(1),d=new Float64Array(1),e=new Uint8Array(1)}()')).toBe(
    'var p=new ArrayBuffer(25);!function(){var a=new Uint8Array(p,0,3),b=new Uint16Array(p,4,2),c=new Int32Array(p,8,1),d=new Float64Array(p,16,1),e=new Uint8Array(p,24,1)}()',
  );
});

test.each([
  ['in a function', '!function(){function f(){return new Uint8Array(4)}f()}()'],
  ['of a size that is computed', '!function(){var n=f(),a=new Uint8Array(n)}()'],
  ['that shares its buffer already', '!function(){var a=new Float64Array(1),b=new Uint8Array(a.buffer);f(a,b)}()'],
  ['that is no table', '!function(){var a=new Date(4)}()'],
])('not one %s', (_, script) => {
  expect(shared(script)).toBe(script);
});

test('what the buffer has no room for stays by itself', () => {
  expect(shared('!function(){var a=new Uint8Array(6),b=new Int32Array(16384),c=new Uint8Array(5)}()')).toBe(
    'var p=new ArrayBuffer(11);!function(){var a=new Uint8Array(p,0,6),b=new Int32Array(16384),c=new Uint8Array(p,6,5)}()',
  );
});
