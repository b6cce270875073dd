import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildImage } from '../../../build/image';
import { createTranscript } from '../../../tools/console/transcript';
import { readTraceMap } from '../../../tools/console/trace';
import { scratch, scratchApp } from '../../build/scratch';

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
  '    at ab (slot-a:1:36)', '', '     ^', '    at cd (slot-a:1:67)', '', '    ^', '    at eval (slot-a:1:147)', '    at [raw] (:1:216)', '',
].join('\r\n');

function writeMap(functions: object): void {
  writeFileSync(path.join(folder, 'image.map'), JSON.stringify({ version: 3, sources: [], names: [], mappings: '', x_functions: functions }));
}

test('Node: each line of a trace names the line of the source and the function', async () => {
  const app = scratchApp(`import type { Board } from '@/src/board';
function fall(board: Board, depth: number): void {
  if (depth === 3) {
    throw new Error('fallen');
  }
  fall(board, depth + 1);
  board.log('never');
}
export function main(board: Board): void {
  fall(board, 0);
}`);
  const { file } = await buildImage({ app, board: 'linux', dist: scratch({}) });
  const { stderr } = spawnSync(process.execPath, [file], { encoding: 'utf8' });
  const problems: string[] = [];
  const lines = shown(stderr, readTraceMap(path.dirname(file), (problem) => problems.push(problem))).split('\n');
  const places = lines.filter((line) => line.includes(app)).map((line) => line.trim().replace(app, ''));
  expect(places.slice(0, 4).map((place) => place.replace(/:\d+\)$/, ')'))).toEqual(['at fall (/main.ts:4)', 'at fall (/main.ts:6)', 'at fall (/main.ts:6)', 'at fall (/main.ts:6)']);
  expect(places[4]).toMatch(/main\.ts:10/);
  expect(problems).toEqual([]);
});

test('Espruino: each function is named, and where it begins; a chunk may end anywhere', () => {
  writeMap({ ab: ['readValue', 'src/format/tlv.ts', 40], cd: ['walk', 'src/engine/walk.ts', 7] });
  const problems: string[] = [];
  const trace = readTraceMap(folder, (problem) => problems.push(problem));
  for (const size of [1, 7, 1000]) {
    const lines = shown(ofEspruino, trace, size).split('\n');
    expect([lines[1], lines[4], lines[7], lines[8]]).toEqual(['    at readValue (src/format/tlv.ts:40)', '    at walk (src/engine/walk.ts:7)', '    at eval (slot-a:1:147)', '    at [raw] (:1:216)']);
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
  for (const line of ['at ab', '    at ab (node:events:1:36)', '<inf> light: at ab (slot-a:1:36) on', '']) expect(trace(line)).toBe(line);
});
