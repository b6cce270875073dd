import { joinTables } from '../../build/join';
import { minify } from '../../build/minify';
import { bundleOf } from './bundles';
import { runImage } from './runImage';

const script = `
function newUint8s(size) {
  return new Uint8Array(size);
}
function newInt32s(size) {
  return new Int32Array(size);
}
function newInt32s$1(size) {
  return new Int32Array(size);
}
var row = /* @__PURE__ */ newInt32s(3);
var rows = /* @__PURE__ */ newInt32s$1(4 * (2 + 0));
var bytes = /* @__PURE__ */ newUint8s(4);
var flags = /* @__PURE__ */ newUint8s(6);
var given = /* @__PURE__ */ newUint8s(5);
var counted = /* @__PURE__ */ newInt32s(bytes[0] + 2);
var at = 1;
function set(place, value) {
  row[2 /* Column.last */] = value;
  rows[4 * place + 3 /* Column.last */] = value + 1;
  rows[4 * place] = place;
  flags[place > 0 ? 2 : 4] = value;
  flags[at++ & 3]++;
  bytes[3] += value;
  counted[1] = value;
}
function local(row) {
  return row[1];
}
function read(place) {
  return [row[2], rows[4 * place + 3], rows[place + place * 3], flags[2 * place], flags[-place + 4], bytes[3], counted[1], local([5, 6])].join();
}
set(0, 300);
set(1, 7);
given.set([9], 1);
say(read(0), read(1), given.join());
`;

const image = (lazy: number) => minify(bundleOf({ 'src/a.ts': script }), { hot: ['src/a.ts row'], isOpen: true, lazy });

test('joined tables hold what they did', async () => {
  const { said } = runImage(await image(0));
  expect(said).toEqual([['7,301,0,0,44,51,7,6', '7,8,1,8,0,51,7,6', '0,9,0,0,0']]);
  for (const lazy of [1, 50, 100]) expect(runImage(await image(lazy)).said).toEqual(said);
});

test('tables of which elements alone are used are joined by kinds', async () => {
  const { names } = await image(1);
  expect(Object.values(names ?? {})).toEqual(expect.arrayContaining(['$int32s', '$uint8s', 'src/a.ts given', 'src/a.ts counted']));
  for (const name of ['row', 'rows', 'bytes', 'flags']) expect(Object.values(names ?? {})).not.toContain(`src/a.ts ${name}`);
});

test('every line stays where it was, and what is in a comment or a parameter as it was', () => {
  const [{ code }] = [bundleOf({ 'src/a.ts': script })];
  const joined = joinTables(code);
  expect(joined.split('\n')).toHaveLength(code.split('\n').length);
  expect(joined).toMatch(/\$int32s\[4 \* place \+ \d+ \/\* Column\.last \*\/\] = value \+ 1;/);
  expect(joined).toContain('return row[1];');
  expect(joined).toMatch(/\$uint8s\[\(?place > 0 \? 2 : 4\)?( \+ \d+)?\] = value;/);
});

test('a script without such tables stays as it is', () => {
  const { code } = bundleOf({ 'src/a.ts': 'var a = [1]; say(a[0]);' });
  expect(joinTables(code)).toBe(code);
});
