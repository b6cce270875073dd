import ts from 'typescript';
import { minify, type Minified } from '../../build/minify';
import { sharedTables } from '../../build/tables';
import { bundleOf } from './bundles';
import { runImage } from './runImage';
import { readTokens } from '../../build/untokenise';

const script = `
function newUint8s(size) {
  return new Uint8Array(size);
}
function newUint16s(size) {
  return new Uint16Array(size);
}
function newInt32s(size) {
  return new Int32Array(size);
}
var bytes = newUint8s(3);
var words = newInt32s(2);
var halves = newUint16s(3);
var word = newInt32s(1);
var none = newUint8s(0);
var large = newUint8s(129);
var others = bytes.length > 2 ? newUint16s(4) : undefined;
function fill(table, from) {
  for (var i = 0; i < table.length; i++) {
    table[i] = from - i;
  }
  return newUint8s(2);
}
function sum() {
  return bytes[0] + words[0] + halves[0] + word[0] + none.length + large[0];
}
var made = [bytes, words, halves, word, none, large, others];
for (var i = 0; i < made.length; i++) {
  fill(made[i], 100 * i - 50);
}
say(fill(bytes, 9).buffer.byteLength, sum());
for (var j = 0; j < made.length; j++) {
  say(made[j].constructor.name, made[j].join(), made[j].buffer.byteLength);
}
`;

/** What the tables hold, with their kinds; and the bytes of their buffers, after those of what was made by a call. */
function run(image: Minified): { tables: unknown[]; buffers: unknown[] } {
  const [[ofCall], ...tables] = runImage(image).said;
  return { tables: tables.map(([kind, values]) => [kind, values]), buffers: [ofCall, ...tables.map(([, , size]) => size)] };
}

function build(lazy: number): Promise<Minified> {
  return minify(bundleOf({ 'src/a.ts': script }), { hot: ['bytes'], isOpen: true, lazy });
}

test.each([0, 50, 100])('with %s of 100 functions left in flash, tables share one buffer and hold what they did', async (lazy) => {
  const { tables, buffers } = run(await build(lazy));
  expect(tables).toEqual([
    ['Uint8Array', '9,8,7'],
    ['Int32Array', '50,49'],
    ['Uint16Array', '150,149,148'],
    ['Int32Array', '250'],
    ['Uint8Array', ''],
    ['Uint8Array', Array.from({ length: 129 }, (_, i) => (450 - i) & 255).join()],
    ['Uint16Array', '550,549,548,547'],
  ]);
  // Of a call at run time; of those that share (3 bytes, 8 from the 4th on, 6, 4 from the 20th on); of none, of a large one, of one that is made on a condition.
  expect(buffers).toEqual([2, 24, 24, 24, 24, 0, 129, 8]);
});

test('what makes them is gone once they are made, and so are the functions that nothing calls any more', async () => {
  const { bytes = Buffer.from('') } = await build(0);
  const text = readTokens(bytes).join('');
  expect(text).toMatch(/n=p=o=\$\$=0$/);
  expect(text.match(/newInt32Array/g)).toHaveLength(1); // the maker's
});

test('a script without tables stays as it is', () => {
  const source = ts.createSourceFile('a.js', '!function(){var a=new Uint8Array(2);say(a)}()', ts.ScriptTarget.ES5, true, ts.ScriptKind.JS);
  expect(sharedTables(source)).toMatchObject({ opening: '', ending: '', renamings: [] });
});
