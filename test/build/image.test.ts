import { readFileSync } from 'node:fs';
import { createContext, runInContext } from 'node:vm';
import { buildImage, type BuiltImage } from '../../build/image';
import { sizeTable } from '../../build/size';
import type { BoardEvents } from '../../src/board';
import { describe as packed } from '../../src/model/describe';
import { runLua } from './lua';
import { bare, echo, scratch, scratchApp } from './scratch';

jest.setTimeout(60_000); // A build is half a second of work, but all tests share the machine.

const dist = scratch({});

function build(app: string, language: 'js' | 'lua53' | 'lua51' = 'js', board = bare): Promise<BuiltImage> {
  return buildImage({ app, board, language, dist });
}

/** What the image of `echo` sends when it gets the bytes 1, 2, 3; each datagram as text. */
function echoed(image: string): string[] {
  const sent: string[] = [];
  let events: BoardEvents | undefined;
  const board = {
    onAttached: (attached: BoardEvents) => (events = attached),
    onLogged: () => undefined,
    onSent: (bytes: Uint8Array, length: number) => sent.push(Array.from(bytes.slice(0, length)).join(' ')),
  };
  runInContext(image, createContext(board));
  events?.buffer.set([1, 2, 3]);
  events?.received(0, 3);
  return sent;
}

const echoedInLua = `
local sent = {}
local events
function onAttached(attached) events = attached end
function onSent(bytes, length)
  local text = {}
  for i = 0, length - 1 do text[#text + 1] = string.format("%d", bytes[i]) end
  sent[#sent + 1] = table.concat(text, " ")
end
IMAGE
for i = 0, 2 do events.buffer[i] = i + 1 end
events.received(0, 3)
return table.concat(sent, "\\n")`;

test('an image runs as a script that needs its board only, and config.json decides what is in it', async () => {
  const image = await build(echo);
  const text = readFileSync(image.file, 'utf8');
  expect(echoed(text)).toEqual(['51 51 49 49', '1 2 3']); // 3311, since `discover` is on; then the echo
  expect(text).toContain('new Uint8Array');
  expect(text).not.toMatch(/\bConfig\b|messageBytes/);

  const without = await build(scratchApp(readFileSync(`${echo}/main.ts`, 'utf8').replaceAll('../../../../', '@/'), '{ "discover": 0 }'));
  const less = readFileSync(without.file, 'utf8');
  expect(echoed(less)).toEqual(['1 2 3']);
  expect(less).not.toContain('charCodeAt'); // objectId, which only `discover` uses
  expect(without.modules.map(({ module }) => module)).not.toContain('src/model/description.ts');
  expect(without.bytes).toBeLessThan(image.bytes - 350);
});

test('the Lua images do the same, and leave out the same', async () => {
  for (const language of ['lua53', 'lua51'] as const) {
    const text = readFileSync((await build(echo, language)).file, 'utf8');
    expect(runLua(echoedInLua.replace('IMAGE', () => text), language)).toBe('51 51 49 49\n1 2 3');
  }
  const without = await build(scratchApp(readFileSync(`${echo}/main.ts`, 'utf8').replaceAll('../../../../', '@/'), '{ "discover": 0 }'), 'lua53');
  expect(readFileSync(without.file, 'utf8')).not.toContain('string.byte');
  expect(without.modules.map(({ module }) => module)).not.toContain('src/model/description.ts');
});

test('object definitions are packed by the build', async () => {
  const app = scratchApp(`
    import type { Board } from '@/src/board';
    import { Type } from '@/src/format/type';
    import { describe } from '@/src/model/describe';
    import { Operations } from '@/src/model/description';
    const shared = { 4000: { type: Type.opaque, operations: Operations.read } } as const;
    const enum Own { level = 10 + 16 }
    const table = describe({ id: 33000, version: '1.2', resources: { ...shared, [Own.level]: { type: Type.integer, operations: Operations.readWrite, range: [-5, 2 * 50] } } });
    export function main(board: Board): void { board.log(table); }
  `);
  const resources = { 4000: { type: 6, operations: 1 }, 26: { type: 2, operations: 3, range: [-5, 100] as const } };
  const text = packed({ id: 33000, version: '1.2', resources });
  expect(readFileSync((await build(app)).file, 'utf8')).toContain(JSON.stringify(text));
  expect(readFileSync((await build(app, 'lua53')).file, 'utf8')).toContain(JSON.stringify(text));
});

test('size.json says what the result says, and the modules add up', async () => {
  const image = await build(echo);
  const saved = JSON.parse(readFileSync(image.file.replace('image.js', 'size.json'), 'utf8')) as BuiltImage;
  expect(saved.name).toBe('echo-bare');
  expect(saved.bytes).toBe(readFileSync(image.file).length);
  expect(saved.modules).toEqual(image.modules);
  expect(saved.modules.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(saved.bytes);
});

const head = `import type { Board } from '@/src/board';\n`;
const main = 'export function main(board: Board): void';

test.each([
  ['a type error', `${head}${main} { board.send(0, 1, 2); }`, /main\.ts\(2,\d+\): error TS2345: Argument of type 'number'/],
  ['an unknown import', `${head}import { x } from './x';\n${main} { board.log(x); }`, /main\.ts\(2,\d+\): error TS2307/],
  ['a helper', `${head}${main} { const a = [1]; board.setLed(0, [...a, 2].length); }`, /main\.ts needs the compiler's helper __spreadArray.*without spread/],
  ['a description that is not constant', `${head}import { describe } from '@/src/model/describe';\n${main} { board.log(describe({ id: board.utc(), version: '1.0', resources: {} })); }`, /main\.ts\(3\): describe: `board\.utc\(\)` is not a constant/],
  ['a description that does not fit', `${head}import { describe } from '@/src/model/describe';\n${main} { board.log(describe({ id: 1000000, version: '1.0', resources: {} })); }`, /main\.ts\(3\): describe: 1000000 is not an id/],
  ['describe passed on', `${head}import { describe } from '@/src/model/describe';\nconst d = describe;\n${main} { board.log(d({ id: board.utc(), version: '1.0', resources: {} })); }`, /main\.ts\(3\): describe: it is not there when the image runs/],
  ['Node on a board without it', `${head}${main} { board.log(process.title); }`, /main\.ts\(2,\d+\): error TS2591/],
  ['what Espruino lacks', `${head}${main} { board.log(String(Math.imul(2, 3))); }`, /holds what some engine refuses:\n {2}1:\d+ .*built-in/],
])('refuses %s in JavaScript', async (_, text, message) => {
  await expect(build(scratchApp(text))).rejects.toThrow(message);
});

test.each([
  ['the library of typescript-to-lua', `${head}${main} { board.log([1, 2].indexOf(2) === 1 ? 'a' : 'b'); }`, /main\.ts: in Lua it needs __TS__\w+ of typescript-to-lua's library/],
  ['a method with a table', `${head}interface Thing { call(x: number): void }\nlet thing: Thing | undefined;\n${main} { if (thing !== undefined) { thing.call(board.now()); } }`, /main\.ts: in Lua `call` is called with its table.*@noSelf/],
  ['continue', `${head}${main} { for (let i = 0; i < 3; i++) { if (i === 1) { continue; } board.setLed(i, 0); } }`, /main\.ts: in Lua `continue`/],
])('refuses %s in Lua', async (_, text, message) => {
  await expect(build(scratchApp(text), 'lua53')).rejects.toThrow(message);
});

test('modules that import each other in a circle are refused in both', async () => {
  const app = scratch({
    'main.ts': `${head}import { b } from './b';\nexport function a(): number { return 1; }\n${main} { board.setLed(0, b()); }`,
    'b.ts': `import { a } from './main';\nexport function b(): number { return a(); }`,
    'config.json': '{}',
  });
  await expect(build(app)).rejects.toThrow(/Circular dependency: .*main\.ts -> .*b\.ts -> .*main\.ts/);
  await expect(build(app, 'lua53')).rejects.toThrow(/in a circle: .*main\.ts -> .*b\.ts -> .*main\.ts/);
});

test('an image over its budget is refused, naming by how much and what is largest', async () => {
  const board = scratch({ 'board.ts': readFileSync(`${bare}/board.ts`, 'utf8').replaceAll('../../../../', '@/'), 'board.json': '{ "engine": "any", "flash": 500 }' });
  const { bytes, modules } = await build(echo);
  const largest = modules.find(({ module }) => module.startsWith('src/'));
  await expect(build(echo, 'js', board)).rejects.toThrow(`has ${bytes} bytes, ${bytes - 500} more than its budget of 500`);
  await expect(build(echo, 'js', board)).rejects.toThrow(`${largest?.bytes} ${largest?.module}`);
});

test.each([
  ['an application', { app: 'smart-lihgt', board: 'linux' }, 'there is no firmware/smart-lihgt; did you mean "smart-light"?'],
  ['a board', { app: 'smart-light', board: 'linus' }, 'there is no boards/linus; did you mean "linux"?'],
  ['a board like none', { app: 'smart-light', board: 'nosuch' }, /^there is no boards\/nosuch\nThere are: .*\blinux\b/],
  ['a board of the host', { app: 'smart-light', board: 'sim' }, 'the board sim runs no image'],
  ['a language', { app: 'smart-light', board: 'linux', language: 'lua53' as const }, 'the board linux runs only js'],
])('refuses %s that is not there', async (_, request, message) => {
  await expect(buildImage(request)).rejects.toThrow(message);
});

test('an application that asks Espruino for what the build does not know, or does not register by itself, is built, not counted', async () => {
  const main = (text: string): string =>
    `import type { Board } from '@/src/board';\ndeclare const I2C1: { setup(): void };\nexport function main(board: Board): void {\n  ${text}\n}\n`;
  const buildFor = (text: string): Promise<BuiltImage> => build(scratchApp(main(text)), 'js', 'espruino-esp32');
  expect(await buildFor("board.log('I wait for the button');")).toMatchObject({ notCounted: expect.stringContaining('does not register by itself') });
  const asking = await buildFor("I2C1.setup();\n  board.log('ready');");
  expect(asking).toMatchObject({ notCounted: expect.stringContaining('I2C1 is not defined') });
  expect(sizeTable('x', asking)).toContain('I2C1 is not defined.');
});
