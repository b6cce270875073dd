/** `mote ota push --leshan`: an update of the linux board through the HTTP API of Leshan's demo server. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { buildImage } from '../../build/image';
import { root } from '../../build/paths';
import { application } from '../ota/images';
import { freePort } from '../ota/linux';

const exec = promisify(execFile);

/** An endpoint that a URL has to escape. Leshan's API has none with a slash. */
const endpoint = 'interop lamp';
const pollMilliseconds = 200;

/** @throws Error with what it printed, when it fails. */
async function mote(...args: string[]): Promise<string> {
  const { stdout } = await exec(process.execPath, [path.join(root, 'tools/mote.js'), ...args]);
  return stdout;
}

/** Why there is no demo server, to be read by whoever can get it. */
export function demoAbsent(): string | undefined {
  const jar = process.env.LESHAN_DEMO;
  if (jar === undefined || jar === '') return "it is not on Maven Central: name Leshan's leshan-demo-server.jar in LESHAN_DEMO";
  return existsSync(jar) ? undefined : `there is no ${jar}, which LESHAN_DEMO names`;
}

/** Settles when something listens there. @throws Error when the demo server ends before. */
async function listening(demo: ChildProcess, port: number): Promise<void> {
  for (;;) {
    const socket = connect(port, '127.0.0.1');
    const isOpen = await new Promise<boolean>((resolve) => socket.once('connect', () => resolve(true)).once('error', () => resolve(false)));
    socket.destroy();
    if (isOpen) return;
    if (demo.exitCode !== null) throw new Error(`the demo server has ended with exit code ${demo.exitCode}`);
    await setTimeout(pollMilliseconds);
  }
}

/** Builds two versions of a lamp, and has the first updated to the second. @throws Error when it does not come about. */
export async function updateThroughDemo(): Promise<void> {
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
    const [coap, coaps, http] = [await freePort(), await freePort(), await freePort()];
    const ports = ['--coap-port', coap, '--coaps-port', coaps, '--web-host', '127.0.0.1', '--web-port', http].map(String);
    const demo = start('java', ['-jar', process.env.LESHAN_DEMO ?? '', ...ports], process.env);
    demo.stdout?.resume();
    await listening(demo, http);
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
