import { addEdge, beginCounting, endCounting, hit, reached } from './coverage';
import { hookNames, instrument } from './instrument';
import { createModules } from './modules';

/** The exports of a module prepared for fuzzing, and how often each of its branches was taken. */
function prepare(text: string, hooks: readonly unknown[]): Record<string, (...args: readonly unknown[]) => unknown> {
  const exports = {};
  new Function('exports', 'require', ...hookNames, instrument(text, 'module.ts', addEdge))(exports, undefined, ...hooks);
  return exports;
}

const identity = (_table: unknown, value: unknown): unknown => value;
const pass = [hit, identity, identity, () => {}];

// Modules are loaded without a limit: some compute tables then.
afterEach(endCounting);

test('each side of a condition is a branch of its own', () => {
  const { run } = prepare(
    `export function run(a: number, b: number): string {
       let text = '';
       if (a > 1) text += 'if'; else if (a === 1 && b === 1) text += 'elif';
       for (let i = 0; i < b; i++) text += a > 3 ? 'x' : 'y';
       switch (b) { case 2: text += '2'; break; default: text += 'd'; }
       while (a > 5) { a--; }
       return text;
     }`,
    pass,
  );
  const runs = [[2, 0], [1, 1], [1, 0], [0, 2], [4, 2], [7, 0]].map(([a, b]) => {
    beginCounting(1000);
    const text = run(a, b);
    return [text, reached().join()];
  });
  expect(runs.map(([text]) => text)).toEqual(['ifd', 'elifyd', 'd', 'yy2', 'ifxx2', 'ifd']);
  expect(new Set(runs.map(([, features]) => features)).size).toBe(runs.length);
});

test('an index and a stored value come by the checks', () => {
  const seen: unknown[] = [];
  const note = (_table: unknown, value: unknown): unknown => (seen.push(value), value);
  const { run } = prepare(
    'const t = [1, 2, 3]; export function run(): number { t[0] = t[1] + 40; t[2] += 1; return t[0] + t[2]; }',
    [hit, note, note, () => {}],
  );
  expect(run()).toBe(46);
  expect(seen).toEqual([0, 1, 42, 2, 0, 2]);
});

test('a module is put back to its state: variables, tables and lists', () => {
  const modules = createModules();
  const { outputTo, outputPosition, putByte } = modules.load<typeof import('../../src/bytes/output')>('src/bytes/output');
  const { message } = modules.load<typeof import('../../src/coap/message')>('src/coap/message');
  const buffer = new Uint8Array(4);
  outputTo(buffer, 1, 4);
  message[0] = 7;
  modules.save();
  putByte(1);
  message[0] = 8;
  modules.restore();
  expect([outputPosition(), message[0]]).toEqual([1, 7]);
});

test('two sets of modules have nothing in common, and sizes are as told', () => {
  const [one, other] = [createModules(), createModules({ messageBytes: 64, dtls: 0 })].map((modules) =>
    modules.load<typeof import('../../src/coap/endpoint')>('src/coap/endpoint'),
  );
  expect(one.incoming).not.toBe(other.incoming);
  expect(other.incoming).toHaveLength(64);
});

/** What src/runtime has to copy bytes, for a list that can hold what no byte can. */
interface Copying {
  copyBytes(from: readonly number[], start: number, end: number, to: Uint8Array, at: number): void;
}

test.each([
  ['index 4 of 4', [4, 0]],
  ['index -1 of 4', [-1, 0]],
  ['256 in a Uint8Array', [0, 256]],
])('%s', (message, [index, value]) => {
  const { copyBytes } = createModules().load<Copying>('src/runtime/js');
  expect(() => copyBytes([value], 0, 1, new Uint8Array(4), index)).toThrow(message);
});
