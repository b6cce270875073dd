import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildImage } from '../../build/image';
import { packImage } from '../../build/package';
import { root } from '../../build/paths';
import { node, packages } from '../../tools/doctor';
import { ExitCode } from '../../tools/exitCodes';
import { run, verbNames } from '../../tools/verbs';
import { createJudge } from '../lint/judge';
import { startMote } from './programs';

jest.setTimeout(240_000);

interface Ended {
  readonly status: ExitCode;
  readonly stdout: string;
  readonly stderr: string;
}

async function mote(...args: string[]): Promise<Ended> {
  const said = { stdout: '', stderr: '' };
  const spies = [
    ...(['stdout', 'stderr'] as const).map((stream) =>
      jest.spyOn(process[stream], 'write').mockImplementation((text) => ((said[stream] += String(text)), true)),
    ),
    jest.spyOn(console, 'log').mockImplementation((text) => void (said.stdout += `${String(text)}\n`)),
    jest.spyOn(console, 'error').mockImplementation((text) => void (said.stderr += `${String(text)}\n`)),
  ];
  const status = await run(args);
  for (const spy of spies) spy.mockRestore();
  return { status, ...said };
}

let folder: string;
beforeAll(() => {
  mkdirSync(path.join(root, 'dist'), { recursive: true });
  folder = mkdtempSync(path.join(root, 'dist/test-mote-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

test('boards lists every folder with a board.json', async () => {
  const { status, stdout } = await mote('boards', '--json');
  const boards = JSON.parse(stdout) as { name: string; engine: string; flashing: string }[];
  expect(status).toBe(0);
  expect(boards).toContainEqual({ name: 'linux', engine: 'node', flash: 131072, ram: 67108864, flashing: 'run' });
  expect(boards.length).toBe(readdirSync(path.join(root, 'boards'), { recursive: true }).filter((file) => path.basename(String(file)) === 'board.json').length);
  expect((await mote('boards')).stdout.split('\n').length).toBe(boards.length + 2);
});

test('init makes an application that keeps the laws and builds; a name that is taken, or none, is refused', async () => {
  const { status, stdout } = await mote('init', 'my-sensor', '--firmware', path.join(folder, '..'));
  const app = path.join(root, 'dist/my-sensor');
  try {
    expect([status, stdout]).toEqual([0, expect.stringContaining(`npx mote build ${path.relative('', app)} --board linux\n`)]);
    const main = readFileSync(path.join(app, 'main.ts'), 'utf8');
    expect(main).not.toContain('NAME');
    expect(createJudge({ 'firmware/my-sensor/main.ts': main })('firmware/my-sensor/main.ts')).toEqual([]);
    const { bytes } = await buildImage({ app, board: 'linux', dist: folder });
    expect(bytes).toBeGreaterThan(10_000);
    expect(await mote('init', 'my-sensor', '--firmware', path.join(folder, '..'))).toMatchObject({ status: 1, stderr: expect.stringMatching(/is there already\. Choose another name/) as string });
  } finally {
    rmSync(app, { recursive: true, force: true });
  }
  expect(await mote('init', 'My Sensor', '--firmware', folder)).toMatchObject({ status: 2, stderr: expect.stringMatching(/such as my-sensor/) as string });
});

test('doctor says what is amiss, and what to do', async () => {
  for (const version of ['20.15.0', '20.20.1', '22.1.0', '100.0.0']) expect(node(version)).toMatchObject({ ok: true });
  for (const version of ['18.20.0', '20.1.0', '20.9.9', '20.14.1']) expect(node(version)).toMatchObject({ ok: false, found: expect.stringMatching(/Mote needs 20\.15 or later/) as string });
  expect(packages(root)).toMatchObject({ ok: true });
  const other = mkdtempSync(path.join(tmpdir(), 'mote-'));
  mkdirSync(path.join(other, 'node_modules/old'), { recursive: true });
  writeFileSync(path.join(other, 'node_modules/old/package.json'), '{"version":"1.0.0"}');
  writeFileSync(path.join(other, 'package.json'), '{"devDependencies":{"old":"1.0.1","none":"2.0.0"}}');
  expect(packages(other)).toEqual({ what: 'packages', ok: false, found: 'old 1.0.1, none 2.0.0 missing: npm ci' });
  rmSync(other, { recursive: true });
  expect((await mote('doctor', '/dev/there-is-none')).status).toBe(3);
});

test.each([
  [[], 2, /Usage: mote/],
  [['fly'], 2, /unknown command 'fly'\nType: npx mote --help/],
  [['bridge'], 2, /Type: npx mote bridge \/dev\/ttyUSB0/],
  [['bridge', '-', '--loss', '101'], 2, /It is a number from 0 to 100/],
  [['bridge', '-', '--address', 'here'], 2, /It is an IPv4 address such as 10\.0\.0\.1/],
  [['bridge', '-', '--pcap', '/nowhere/a.pcap'], 1, /^\/nowhere\/a\.pcap cannot be written: .*--pcap FILE/],
  [['bridge', '-', '--delay', 'long'], 2, /It is a whole number/],
  [['bridge', 'tcp://127.0.0.1'], 2, /type tcp:\/\/HOST:PORT/],
  [['console', '/dev/there-is-none'], 3, /cannot be opened/],
  [['console', '/dev/there-is-none', '--log', '/nowhere/log'], 1, /^\/nowhere\/log cannot be written: .*--log FILE/],
  [['flash', 'linux', 'smart-light', '--no-build', '--dist', '/nowhere'], 1, /^There is no .*nowhere\/smart-light-linux\/image\.js: npx mote build smart-light --board linux/],
  [['flash', 'moddable-esp32', 'smart-light'], 1, /^This board is flashed by the tools of the Moddable SDK: .* in MODDABLE\.\n$/],
  [['flash', 'espruino-esp32', 'smart-light', 'tcp://x'], 2, /^"tcp:\/\/x" is no line/],
  [['flash', 'espruino-esp32', 'smart-light', 'tcp://127.0.0.1:1', '--settings', '/nowhere.json'], 2, /^There is no \/nowhere\.json\./],
  [['flash', 'espruino-esp32', 'smart-light', 'tcp://127.0.0.1:1', '--settings', 'README.md'], 2, /^README\.md is no file of settings: /],
  [['flash', 'nodemcu-esp32', 'smart-light', 'tcp://127.0.0.1:1', '--settings', 'package.json'], 2, /^package\.json is no file of settings: for NodeMCU it returns a table\./],
  [['flash', 'linux', 'smart-light', '--settings', 'package.json'], 2, /leave out --settings/],
  [['server', '--host', '192.0.2.1'], 4, /^UDP port 5683 of 192\.0\.2\.1 is not of this machine\. Name an address that it has: --host ADDRESS\n$/],
  [['ota', 'status', '--endpoint', 'a', '--host', '192.0.2.1'], 4, /^port 5683 of 192\.0\.2\.1 is not of this machine\. Name an address that it has: --host ADDRESS\n$/],
  [['bridge', '-', '--stats', '0'], 2, /It is 1 or more/],
  [['build', '--board', 'sim'], 2, /^The board sim serves tests: it has no image\.\nboards: /],
  [['init', 'my-sensor', '--firmware', '/proc'], 1, /^\/proc\/my-sensor cannot be made: ENOENT.* Name another place: --firmware FOLDER\n$/],
  [['object', '..'], 2, /It is a folder: name the XML file of one object\./],
  [['object', 'tools/registry/3304.xml', '--out', '/nowhere/3304.ts'], 1, /^[./]*\/nowhere\/3304\.ts cannot be written: ENOENT.*: --out FILE\n$/],
  [['object', 'tools/registry/3304.xml', '--out', 'src'], 1, /^src cannot be written: EISDIR.*: --out FILE\n$/],
  [['ota', 'push', 'README.md', '--endpoint', 'a'], 1, /^README\.md is no package: "npx mote ota pack dist\/APP-BOARD --key KEY" makes one/],
  [['ota', 'serve', 'package.json'], 1, /^package\.json is no package: /],
  [['ota', 'keygen', '/nowhere/key'], 1, /^\/nowhere\/key cannot be made: .*Choose another place\.\n$/],
  [['console', '--level', 'all'], 2, /Allowed choices are err, wrn, inf, dbg/],
  [['console', '--baud', 'fast'], 2, /It is a rate such as 115200/],
])('mote %j: exit code %d, and what to type', async (args, status, message) => {
  expect(await mote(...args)).toMatchObject({ status, stdout: '', stderr: expect.stringMatching(message) as string });
});

test('init, object, build, ota keygen: what was made, as JSON', async () => {
  const json = async (...args: string[]): Promise<unknown> => {
    const { status, stdout, stderr } = await mote(...args, '--json');
    expect([status, stderr]).toEqual([0, '']);
    return JSON.parse(stdout);
  };
  const app = path.join(folder, 'told');
  expect(await json('init', 'told', '--firmware', folder)).toEqual({ app: 'told', folder: app, files: ['main.ts', 'config.json'] });
  const built = await json('build', app, '--board', 'linux', '--dist', folder, '--stats');
  expect(built).toMatchObject({ name: 'told-linux', language: 'js', file: path.relative('', path.join(folder, 'told-linux/image.js')), budget: 131072 });
  const { bytes, modules, functions } = built as { bytes: number; modules: { bytes: number }[]; functions: unknown[] };
  expect([modules.reduce((sum, module) => sum + module.bytes, 0), functions.length > 100]).toEqual([bytes, true]);
  const file = path.join(folder, '3304.ts');
  const humidity = { file, id: 3304, title: 'Humidity', version: '1.1', constant: 'humidity', resources: 12 };
  expect(await json('object', path.join(root, 'tools/registry/3304.xml'), '--out', file)).toEqual(humidity);
  const key = path.join(folder, 'told.key');
  expect(await json('ota', 'keygen', key, '--height', '5')).toEqual({ file: key, publicKey: `${key}.pub`, signatures: 32 });
});

test.each([
  [['doctor', '/dev/there-is-none'], 3, /there-is-none/],
  [['bridge', '-'], 2, /leave out --json/],
  [['flash', 'nowhere', 'smart-light'], 2, /^There is no board "nowhere"\nboards: /],
  [['init', 'My Sensor'], 2, /such as my-sensor/],
  [['object', '/nowhere.xml'], 2, /nowhere\.xml/],
  [['boards', '--tall'], 2, /^unknown option '--tall'/],
])('mote %j --json: what failed, as JSON', async (args, exitCode, error) => {
  const { status, stdout, stderr } = await mote(...args, '--json');
  expect(JSON.parse(stdout)).toEqual({ error: expect.stringMatching(error) as string, exitCode });
  expect([status, stderr]).toEqual([exitCode, expect.stringMatching(/./)]);
});

/** The cells of the rows of README.md's tables, the heads left out. */
const rows = readFileSync(path.join(root, 'tools/README.md'), 'utf8').split('\n').filter((line) => /^\| [`\d]/.test(line)).map((line) => line.split('|').map((cell) => cell.trim()).slice(1, -1));

test('README.md has a row for every verb and every exit code', () => {
  expect(rows.map(([first]) => /^`(\w+)/.exec(first)?.[1]).filter((verb) => verb !== undefined)).toEqual(verbNames);
});

test('mote --version: that of package.json', async () => {
  const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { version: string };
  expect(await mote('--version')).toEqual({ status: 0, stdout: `${version}\n`, stderr: '' });
});

test.each(verbNames)('mote %s --help: exit code 0; what README.md says is there', async (verb) => {
  const { status, stdout, stderr } = await mote(verb, '--help');
  expect([status, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(new RegExp(`^Usage: mote ${verb} `));
  const listed = stdout.split('Exit codes:\n')[1].trimEnd().split('\n');
  expect(listed).toEqual(rows.filter(([first]) => /^\d$/.test(first)).map(([code, meaning]) => `  ${code}  ${meaning}`));
  const options = rows.filter(([first]) => first.startsWith(`\`${verb}`)).flatMap((cells) => cells.join(' ').match(/--[a-z-]+/g) ?? []);
  for (const option of options) expect(stdout).toMatch(new RegExp(`${option}\\b`));
});

test('what the system refuses is told without a stack: exit code 1', async () => {
  const image = path.join(folder, 'image.bin');
  writeFileSync(image, packImage(Buffer.from('print(1)'), { board: 'linux', app: 'a', version: '1.0.0' }));
  const refused = /^E[A-Z]+: .*\. Is it named right, and may you use it\?\n$/;
  expect(await mote('ota', 'pack', image, '--unsigned', '--out', '/nowhere/a.pkg')).toMatchObject({ status: 1, stderr: expect.stringMatching(refused) as string });
  expect(await mote('ota', 'pack', image, '--unsigned', '--out', folder)).toMatchObject({ status: 1, stderr: expect.stringMatching(refused) as string });
});

test('whoever has read enough of the output, and closes it, makes no failure', async () => {
  const server = startMote(['server', '--port', '0', '--no-page'], root);
  server.child.stdout?.destroy();
  expect([await server.code, server.output.lines]).toEqual([0, []]);
});

test('npx mote: the launcher gives the exit code on', () => {
  const { status, stderr } = spawnSync(process.execPath, [path.join(root, 'tools/mote.js'), 'fly'], { encoding: 'utf8', cwd: '/' });
  expect([status, stderr]).toEqual([ExitCode.Usage, "error: unknown command 'fly'\nType: npx mote --help\n"]);
});
