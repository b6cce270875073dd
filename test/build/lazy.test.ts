import { minify, type Minified } from '../../build/minify';
import { bundleOf } from './bundles';
import { runImage } from './runImage';

const script = `
var table = new Uint8Array(4);
function hot(row) {
  return table[row] + 1;
}
function once(row, value) {
  table[row] = value;
  if (value > 6) {
    return hot(row);
  }
  for (var i = 0; i < 3; i++) {
    table[i] = hot(i) + 1;
  }
  return 0;
}
function down(count) {
  return count > 0 ? down(count - 1) + 2 : once(1, 7) + hot(2);
}
function nested(base) {
  return [1, 2].map(function (each) {
    return each + base + hot(0);
  });
}
function asValue(a) {
  table[1] = a;
  return hot(1) * 2;
}
function ofSeven(a, b, c, d, e, f, g) {
  table[3]++;
  return a + b + c + d + e + f + g + table[3];
}
function accepts(text) {
  table[0] = text.length;
  return text === 'it}';
}
say(down(2), once(0, 1), nested(3).join(), [1].map(asValue)[0], ofSeven(1, 2, 3, 4, 5, 6, 7), hot(1), accepts('it}'), asValue(once(2, 3) + down(0)));
say(accepts('it'), ofSeven(7, 6, 5, 4, 3, 2, 1));
`;

function build(lazy: number, hot = ['src/a.ts table', 'src/a.ts once']): Promise<Minified> {
  return minify(bundleOf({ 'src/a.ts': script }), { hot, isOpen: true, lazy });
}

test('an image does the same, however many functions are left in flash', async () => {
  const expected = runImage(await build(0)).said;
  expect(expected.flat()).toHaveLength(10);
  for (let share = 7; share <= 100; share += 7) {
    expect(runImage(await build(share)).said).toEqual(expected);
  }
});

test('the least used functions are made when they are called, and only they', async () => {
  expect(runImage(await build(0)).made).toEqual([]);
  const image = await build(20);
  expect(new Set(runImage(image).made).size).toBe(1); // of 5: terser has inlined `nested` and `hot`
  expect(Object.values(image.names ?? {})).toEqual(expect.arrayContaining(['src/a.ts table', 'src/a.ts once']));
});

test('what is a value, or has too many parameters, is declared', async () => {
  const { names, code } = await build(100);
  expect(Object.values(names ?? {}).sort()).toEqual(['src/a.ts asValue', 'src/a.ts ofSeven', 'src/a.ts table']);
  expect(code.match(/function/g)?.length).toBeGreaterThan(5); // what is checked has them all
});

test('bytes are shared out among all functions, in flash or not', async () => {
  const { bytes, functions } = await build(100);
  const sum = [...functions.values()].reduce((total, each) => total + each, 0);
  expect(functions.get('once')).toBeGreaterThan(20);
  expect(sum).toBeGreaterThan((bytes?.length ?? 0) / 3);
  expect(sum).toBeLessThan(bytes?.length ?? 0);
});

const marked = `
var table = new Uint8Array(4);
var callbacks = [];
var keep;
function add(a, b) {
  var c, d = table[0] + a + b;
  if (d > 3) {
    c = d;
  }
  return c;
}
function none() {
  return table[1];
}
function both(a) {
  return a + table[2];
}
function real(a) {
  table[3] = 4;
  return a + table[3] + 1;
}
function runAll(first) {
  return callbacks.map(function (each) {
    return $callee(each)(first, 4, 5);
  });
}
table[0] = 1; table[1] = 2; table[2] = 3; table[3] = 4;
callbacks.push($value(add), $value(none), $value(both), real);
keep = { then: $value(both) };
say(runAll(7).join(), $callee(keep.then)(1), both(2), $callee(callbacks[0])(0, 0), callbacks[2] === keep.then, real(2));
`;

test('functions that are marked values are left in flash, too', async () => {
  const images = await Promise.all([0, 40, 80, 100].map((lazy) => minify(bundleOf({ 'src/a.ts': marked }), { hot: ['table'], isOpen: true, lazy })));
  const [{ said }, ...lazy] = images.map(runImage);
  expect(said).toEqual([['12,2,10,12', 4, 5, undefined, true, 7]]);
  lazy.forEach((each) => expect(each.said).toEqual(said));
  // `real` is a value without a mark.
  expect(Object.values(images[3].names ?? {}).filter((name) => ['add', 'none', 'both', 'real', 'runAll'].some((each) => name.endsWith(` ${each}`)))).toEqual(['src/a.ts real']);
});
