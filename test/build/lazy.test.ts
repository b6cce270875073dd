import { createContext, runInContext } from 'node:vm';
import { minify, type Minified } from '../../build/minify';
import { bundleOf } from './bundles';

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
function ofFive(a, b, c, d, e) {
  table[3]++;
  return a + b + c + d + e + table[3];
}
function accepts(text) {
  table[0] = text.length;
  return text === '*/*';
}
say(down(2), once(0, 1), nested(3).join(), [1].map(asValue)[0], ofFive(1, 2, 3, 4, 5), hot(1), accepts('*/*'), asValue(once(2, 3) + down(0)));
say(accepts('*/'), ofFive(5, 4, 3, 2, 1));
`;

function build(lazy: number, hot = ['table', 'once']): Promise<Minified> {
  return minify(bundleOf({ 'src/a.ts': script }), { hot, isOpen: true, lazy });
}

/** Up to the bracket that is one too many, which Espruino takes for the end of a function's text. */
function upToEnd(text: string): string {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    depth += text[at] === '{' ? 1 : text[at] === '}' ? -1 : 0;
    if (depth < 0) return text.slice(0, at);
  }
  throw new Error(`a function's text does not end: ${text}`);
}

/** What an image says, and the texts of the functions that it made. */
function run(image: string): { said: unknown[]; made: string[] } {
  const said: unknown[] = [];
  const made: string[] = [];
  const context = createContext({ bootImage: image, say: (...values: unknown[]) => said.push(...values) });
  const make = runInContext('Function', context) as FunctionConstructor;
  Object.assign(context, {
    Function: (...texts: string[]): unknown => {
      made.push(upToEnd(texts[texts.length - 1]));
      return make(...texts.slice(0, -1), made[made.length - 1]);
    },
  });
  runInContext(image, context);
  return { said, made };
}

test('an image does the same, however many functions are left in flash', async () => {
  const expected = run((await build(0)).code).said;
  expect(expected).toHaveLength(10);
  for (let share = 7; share <= 100; share += 7) {
    expect(run((await build(share)).code).said).toEqual(expected);
  }
});

test('the least used functions are made when they are called, and only they', async () => {
  expect(run((await build(0)).code).made).toEqual([]);
  const { code, names } = await build(20);
  expect(new Set(run(code).made).size).toBe(1); // of 5: terser has inlined `nested` and `hot`
  expect(Object.values(names ?? {})).toEqual(expect.arrayContaining(['table', 'once']));
});

test('what is a value, has too many parameters, or would end the comment is declared', async () => {
  const { code, declared, names } = await build(100);
  expect(Object.values(names ?? {}).sort()).toEqual(['accepts', 'asValue', 'ofFive', 'table']);
  const [comment] = code.split('*/', 1);
  expect(comment).toMatch(/^\/\*[^]*\}$/);
  expect(comment).not.toContain('function h(');
  expect(declared).toMatch(/function/);
  expect(declared?.startsWith('/*')).toBe(false);
});

test('a place in an image counts bytes', async () => {
  const { code } = await minify(bundleOf({ 'src/a.ts': script.replaceAll('*/', '\u00e9') }), { hot: ['table'], isOpen: true, lazy: 100 });
  const { said, made } = run(Buffer.from(code).toString('latin1'));
  expect(made.length).toBeGreaterThan(5);
  expect(said.slice(0, 6)).toEqual(run((await build(0)).code).said.slice(0, 6));
});

test('bytes are shared out among all functions, in flash or not', async () => {
  const { code, functions } = await build(100);
  const sum = [...functions.values()].reduce((total, bytes) => total + bytes, 0);
  expect(functions.get('once')).toBeGreaterThan(30);
  expect(sum).toBeGreaterThan(code.length / 3);
  expect(sum).toBeLessThan(code.length);
});
