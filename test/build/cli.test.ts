import { spawn, spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { buildImage } from '../../build/image';
import { root } from '../../build/paths';
import { bare, echo, scratch, scratchApp } from './scratch';

jest.setTimeout(120_000);

const program = [path.join(root, 'tools/mote.js'), 'build'];

function build(args: readonly string[], cwd: string = root, env: NodeJS.ProcessEnv = {}): SpawnSyncReturns<string> {
  return spawnSync(process.execPath, [...program, ...args], { cwd, encoding: 'utf8', env: { ...process.env, ...env } });
}

test('exit code 0: every image was built, and the size table says where the bytes went', () => {
  const { status, stdout, stderr } = build([echo, '--board', bare, '--dist', scratch({}), '--stats']);
  expect([status, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(/^echo-bare\n\n[\s\S]*\n {2}apps\/echo\/main\.ts +\d+ +\d+\.\d %\n[\s\S]*\nbudget of the board +4096\n[\s\S]*Largest functions\n {2}\w+/);
});

test('a board that is never flashed may have an image all the same: that of the script engines', () => {
  const { status, stdout } = build([echo, '--board', 'replay', '--dist', scratch({})]);
  expect([status, stdout]).toEqual([0, expect.stringMatching(/^echo-replay\n/)]);
});

test('exit code 1: an image was not built; the reason is on standard error, errors of types as tsc has them', () => {
  const app = scratchApp(`import type { Board } from '@/src/board';\nexport function main(board: Board): void { board.utter('x'); }`);
  const { status, stdout, stderr } = build([app, '--board', bare, '--dist', scratch({})]);
  expect([status, stdout]).toEqual([1, '']);
  expect(stderr).toMatch(/^\S+main\.ts\(2,50\): error TS2339: Property 'utter' does not exist on type 'Board'\.\n$/);
});

test.each([[['--language', 'lua52']], [['smart-light', 'linux']]])('exit code 2: %p is not a command line', (args) => {
  const { status, stdout, stderr } = build(args);
  expect([status, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(/^error: /);
});

test.each(['js', 'lua53'] as const)('the same input gives the same bytes, whatever directory and environment it is built in: %s', async (language) => {
  const elsewhere = scratch({});
  const args = [path.relative(elsewhere, echo), '--board', path.relative(elsewhere, bare), '--language', language, '--dist', '.'];
  const { status, stderr } = build(args, elsewhere, { TZ: 'Asia/Tokyo', LANG: 'tr_TR.UTF-8', TMPDIR: elsewhere, NO_COLOR: '1' });
  expect([status, stderr]).toEqual([0, '']);
  const { file, name } = await buildImage({ app: echo, board: bare, language, dist: scratch({}) });
  expect(readFileSync(path.join(elsewhere, name, path.basename(file))).equals(readFileSync(file))).toBe(true);
});

test('--watch builds again when a source has changed, until it is interrupted', async () => {
  const app = scratchApp(readFileSync(path.join(echo, 'main.ts'), 'utf8').replaceAll('../../../../', `${root}/`), readFileSync(path.join(echo, 'config.json'), 'utf8'));
  const child = spawn(process.execPath, [...program, app, '--board', bare, '--dist', scratch({}), '--watch'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const events: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.startsWith('budget of')) events.push('built');
    if (line.endsWith('has changed.')) events.push(line);
    if (line.startsWith('Waiting') && events.length === 1) writeFileSync(path.join(app, 'config.json'), '{ "servers": 2 }');
    else if (line.startsWith('Waiting') && events.length >= 3) child.kill('SIGINT');
  }
  if (child.exitCode === null) await once(child, 'exit');
  expect([events.slice(0, 3), child.exitCode]).toEqual([['built', 'config.json has changed.', 'built'], 0]);
});
