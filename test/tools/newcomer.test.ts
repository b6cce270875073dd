/** The way of somebody who has an application of their own, in a folder outside of this repository, with `npx mote` alone. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { root } from '../../build/paths';
import { start, type Running } from './programs';

jest.setTimeout(240_000);

let folder: string;
const running: Running[] = [];

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'mote-newcomer-'));
  // As `npm link` does.
  mkdirSync(path.join(folder, 'node_modules/.bin'), { recursive: true });
  symlinkSync(path.join(root, 'tools/mote.js'), path.join(folder, 'node_modules/.bin/mote'));
});
afterAll(async () => {
  for (const each of running) await each.kill();
  rmSync(folder, { recursive: true });
});

function begin(command: string, ...args: string[]): Running {
  const one = start(command, args, folder);
  running.push(one);
  return one;
}

/** Changes the application. */
function edit(from: string, to: string): void {
  const file = path.join(folder, 'my-app/main.ts');
  const text = readFileSync(file, 'utf8');
  expect(text).toContain(from);
  writeFileSync(file, text.replace(from, to));
}

test('init, build, run with a server, change, build again', async () => {
  const made = begin('npx', 'mote', 'init', 'my-app');
  expect([await made.code, made.output.lines]).toEqual([0, expect.arrayContaining(['my-app is an application now. Next:', '  npx mote build my-app --board linux'])]);
  // The editor sees what the build sees.
  const checked = spawnSync(path.join(root, 'node_modules/.bin/tsc'), ['-p', path.join(folder, 'my-app')], { encoding: 'utf8' });
  expect([checked.status, checked.stdout]).toEqual([0, '']);

  const build = begin('node_modules/.bin/mote', 'build', 'my-app', '--board', 'linux', '--watch');
  const waiting = (line: string): boolean => line.startsWith('Waiting for a source');
  await build.output.waitFor('image', waiting, 0, 120);
  expect(build.output.lines).toContain('dist/my-app-linux/image.js');

  const server = begin('node_modules/.bin/mote', 'server', '--port', '0', '--no-page');
  const url = /coap:\S+/.exec(await server.output.waitFor('server', (line) => line.includes('Clients register at')))?.[0] ?? '';
  const image = begin(process.execPath, 'dist/my-app-linux/image.js', '--endpoint', 'mine', '--server', url);
  await server.output.waitFor('registration', (line) => line.includes('mine registered'));
  server.child.stdin?.write('read /3/0/1\n');
  await server.output.waitFor('model number', (line) => line.includes('my-app'));
  await image.stop();
  await server.output.waitFor('farewell', (line) => line.includes('mine de-registered'));

  let built = build.output.lines.length;
  edit("Device.modelNumber, 'my-app'", 'Device.modelNumber, 42');
  await build.output.waitFor('mistake', (line) => /^my-app\/main\.ts\(\d+,\d+\): error TS2345/.test(line), built, 120);
  built = build.output.lines.length;
  edit('Device.modelNumber, 42', "Device.modelNumber, 'better'");
  await build.output.waitFor('image', (line) => line === 'dist/my-app-linux/image.js', built, 120);
  expect(await build.stop()).toBe(0);
  expect(readFileSync(path.join(folder, 'dist/my-app-linux/image.js'), 'utf8')).toContain('better');
  server.child.stdin?.write('quit\n');
  expect(await server.code).toBe(0);
});
