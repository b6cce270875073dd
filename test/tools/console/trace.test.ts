import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildImage } from '../../../build/image';
import { createTranscript } from '../../../tools/console/transcript';
import { readTraceMap } from '../../../tools/console/trace';
import { runLua } from '../../build/lua';
import { bare, scratch, scratchApp } from '../../build/scratch';

jest.setTimeout(120_000);

let folder: string;
beforeAll(() => (folder = mkdtempSync(path.join(tmpdir(), 'mote-trace-'))));
afterAll(() => rmSync(folder, { recursive: true }));

/** What the console shows of some text, which comes in chunks of `size` bytes. */
function shown(text: string, trace: (line: string) => string, size = 7): string {
  const { take, flush } = createTranscript({ now: () => 0, trace });
  const chunks = text.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? [];
  return chunks.map((chunk) => take(Buffer.from(chunk, 'latin1'))).join('') + flush();
}

/** As Espruino 2v29 printed it, of an image in a slot. */
const ofEspruino = [
  "Uncaught Error: Can't read property 'bar' of undefined",
  '    at ab (mote:1:36)', '', '     ^', '    at cd (mote:1:67)', '', '    ^', '    at eval (mote:1:147)', '    at [raw] (:1:216)', '',
].join('\r\n');

function writeMap(functions: object): void {
  writeFileSync(path.join(folder, 'image.map'), JSON.stringify({ version: 3, sources: [], names: [], mappings: '', x_functions: functions }));
}

/** An application that fails three calls deep. */
const falling = `import type { Board } from '@/src/board';
function fall(board: Board, depth: number): void {
  if (depth === 3) {
    throw new Error('fallen');
  }
  fall(board, depth + 1);
  board.log('never');
}
export function main(board: Board): void {
  fall(board, 0);
}`;

test('Node: each line of a trace names the line of the source and the function', async () => {
  const app = scratchApp(falling);
  const { file } = await buildImage({ app, board: 'linux', dist: scratch({}) });
  const { stderr } = spawnSync(process.execPath, [file], { encoding: 'utf8' });
  const problems: string[] = [];
  const lines = shown(stderr, readTraceMap(path.dirname(file), (problem) => problems.push(problem))).split('\n');
  const places = lines.filter((line) => line.includes(app)).map((line) => line.trim().replace(app, ''));
  expect(places.slice(0, 4).map((place) => place.replace(/:\d+\)$/, ')'))).toEqual(['at fall (/main.ts:4)', 'at fall (/main.ts:6)', 'at fall (/main.ts:6)', 'at fall (/main.ts:6)']);
  expect(places[4]).toMatch(/main\.ts:10/);
  expect(problems).toEqual([]);
});

/** What Lua prints of a program that fails, when it is called `image` as the boot stub calls it. */
function luaTrace(program: string, language: 'lua53' | 'lua51'): string {
  const text = `"${Buffer.from(program).toString('hex').replace(/../g, '\\x$&')}"`;
  return runLua(`local _, trace = xpcall(load(${text}, "=image"), debug.traceback) return trace`, language);
}

test.each(['lua53', 'lua51'] as const)('%s: each line of a trace names the function, and the line of the source, or the lines', async (language) => {
  const app = scratchApp(falling);
  const { file } = await buildImage({ app, board: bare, language, dist: scratch({}) });
  const trace = luaTrace(readFileSync(file, 'utf8'), language);
  expect(trace).toMatch(/\timage:\d+: in /);
  const problems: string[] = [];
  const lines = shown(trace, readTraceMap(path.dirname(file), (problem) => problems.push(problem))).replaceAll(app, '').split('\n');
  expect(lines[0]).toBe('fallen');
  expect(lines.filter((line) => line.includes('main.ts'))).toEqual([
    "\t/main.ts:4: in function 'fall'",
    ...[1, 2, 3].map(() => "\t/main.ts:6-7: in function 'fall'"),
    "\t/main.ts:9-10: in function 'main'",
  ]);
  expect(lines).toContain('\tbuild/generated/entry.ts:4: in main chunk');
  expect(problems).toEqual([]);
});

test("Lua: the place in front of a mistake is the source's, too; a line that the image does not have is told", async () => {
  // A board without storage, as one that was declared wrongly.
  const app = scratchApp(`import type { Board } from '@/src/board';
declare const flash: { readonly size: number };
export function main(board: Board): void {
  board.setLed(flash.size, 1);
}`);
  const { file } = await buildImage({ app, board: bare, language: 'lua53', dist: scratch({}) });
  const problems: string[] = [];
  const trace = readTraceMap(path.dirname(file), (problem) => problems.push(problem));
  const [message] = shown(luaTrace(readFileSync(file, 'utf8'), 'lua53'), trace).replaceAll(app, '').split('\n');
  expect(message).toMatch(/^\/main\.ts:3-4: attempt to index a nil value \(global 'flash'\)$/);
  expect([trace('lua: dist/a/image.lua:99999: no'), problems]).toEqual(['lua: dist/a/image.lua:99999: no', [expect.stringMatching(/of another build/)]]);
  expect(trace('<inf> image: 3: on')).toBe('<inf> image: 3: on');
});

test('Espruino: each function is named, and where it begins; a chunk may end anywhere', () => {
  writeMap({ ab: ['readValue', 'src/format/tlv.ts', 40], cd: ['walk', 'src/engine/walk.ts', 7] });
  const problems: string[] = [];
  const trace = readTraceMap(folder, (problem) => problems.push(problem));
  for (const size of [1, 7, 1000]) {
    const lines = shown(ofEspruino, trace, size).split('\n');
    expect([lines[1], lines[4], lines[7], lines[8]]).toEqual(['    at readValue (src/format/tlv.ts:40)', '    at walk (src/engine/walk.ts:7)', '    at eval (mote:1:147)', '    at [raw] (:1:216)']);
  }
  expect(problems).toEqual([]);
});

test.each([
  ['of another build', { zz: ['readValue', 'src/format/tlv.ts', 40] }, /^This trace is of another build than .*: build and flash again\.$/],
  ['absent', undefined, /^There is no map of an image in .*: traces stay as the board prints them\. "npx mote build" makes it\.$/],
])('a map that is %s is told once, and nothing is changed', (_, functions, message) => {
  rmSync(path.join(folder, 'image.map'), { force: true });
  if (functions !== undefined) writeMap(functions);
  const problems: string[] = [];
  const trace = readTraceMap(folder, (problem) => problems.push(problem));
  expect(shown(ofEspruino + ofEspruino, trace)).toBe((ofEspruino + ofEspruino).replaceAll('\r', ''));
  expect(problems).toEqual([expect.stringMatching(message)]);
});

test('what is no trace of the image stays', () => {
  writeMap({ ab: ['readValue', 'src/format/tlv.ts', 40] });
  const trace = readTraceMap(folder, (problem) => expect(problem).toBeUndefined());
  for (const line of ['at ab', '    at ab (node:events:1:36)', '<inf> light: at ab (mote:1:36) on', '']) expect(trace(line)).toBe(line);
});
