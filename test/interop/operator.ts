/** `mote ota push --leshan`: an update of the linux board through the HTTP API of Leshan's demo server. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { buildImage } from '../../build/image';
import { root } from '../../build/paths';
import { application } from '../ota/images';
import { buildDemo, commandOf } from './leshan';

const exec = promisify(execFile);

/** An endpoint that a URL has to escape. Leshan's API has none with a slash. */
const endpoint = 'interop lamp';

/** @throws Error with what it printed, when it fails. */
async function mote(...args: string[]): Promise<string> {
  const { stdout } = await exec(process.execPath, [path.join(root, 'tools/mote.js'), ...args]);
  return stdout;
}

interface Ports {
  readonly coap: number;
  readonly http: number;
}

async function portsOf(demo: ChildProcess): Promise<Ports> {
  if (demo.stdout === null) throw new Error('the demo server has no output');
  const lines = createInterface(demo.stdout);
  const [line] = (await Promise.race([once(lines, 'line'), once(demo, 'exit').then(() => [undefined])])) as [string | undefined];
  if (line === undefined) throw new Error('the demo server has ended');
  return JSON.parse(line) as Ports;
}

/** Builds two versions of a lamp, and has the first updated to the second. @throws Error when it does not come about. */
export async function updateThroughDemo(): Promise<void> {
  buildDemo();
  const folder = mkdtempSync(path.join(tmpdir(), 'mote-leshan-'));
  const build = async (version: string): Promise<string> => {
    const { file } = await buildImage({ app: application, board: 'linux', dist: path.join(folder, version), settings: { imageVersion: version, unsignedImages: 1 } });
    return path.dirname(file);
  };
  const running: ChildProcess[] = [];
  const start = (program: string, args: readonly string[], env: NodeJS.ProcessEnv): ChildProcess => {
    const child = spawn(program, args, { env, stdio: ['pipe', 'pipe', 'ignore'] });
    running.push(child);
    return child;
  };
  try {
    const [old, next] = [await build('1.0.0'), await build('1.1.0')];
    const file = path.join(folder, 'update.pkg');
    await mote('ota', 'pack', next, '--unsigned', '--out', file);
    const [java, ...args] = commandOf('demo');
    const { coap, http } = await portsOf(start(java, args, process.env));
    const settings = { MOTE_ENDPOINT: endpoint, MOTE_SERVER: `coap://127.0.0.1:${coap}`, MOTE_STORAGE: folder };
    start(process.execPath, [path.join(old, 'boot.js')], { PATH: process.env.PATH, ...settings }).stdout?.resume();
    const said = await mote('ota', 'push', file, '--endpoint', endpoint, '--leshan', `http://127.0.0.1:${http}`, '--wait', '60', '--limit', '60', '--json');
    const { state, result, version } = JSON.parse(said) as Readonly<Record<string, unknown>>;
    if (state !== 0 || result !== 1 || version !== '1.1.0') throw new Error(`the device says ${said.trim()}`);
  } finally {
    for (const child of running) child.kill('SIGKILL');
    rmSync(folder, { recursive: true });
  }
}
