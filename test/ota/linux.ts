/**
 * Updates of the linux board with real processes: `mote ota` builds keys and packages, pushes and serves them; the lamp is
 * started by its boot stub, and by a supervisor again when it ends, as a watchdog does on hardware.
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { buildImage } from '../../build/image';
import { packImage } from '../../build/package';
import { root } from '../../build/paths';
import { application } from './images';

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const exec = promisify(execFile);

async function mote(...args: string[]): Promise<Ended> {
  try {
    return { code: 0, ...(await exec(process.execPath, [path.join(root, 'tools/mote.js'), ...args])) };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, stdout, stderr };
  }
}

/** A UDP port that is free now. */
export async function freePort(): Promise<number> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  socket.close();
  return port;
}

/** The lamp as a process that is started again whenever it ends. */
class Supervised {
  starts = 0;
  private process: ChildProcess | undefined;
  private isStopped = false;

  constructor(
    private readonly file: string,
    private readonly settings: Readonly<Record<string, string>>,
  ) {
    this.start();
  }

  private start(): void {
    this.starts++;
    this.process = spawn(process.execPath, [this.file], { env: { PATH: process.env.PATH, ...this.settings }, stdio: 'ignore' });
    this.process.once('exit', () => {
      if (!this.isStopped) this.start();
    });
  }

  /** Pulls the plug. */
  cut(): void {
    this.process?.kill('SIGKILL');
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    const ended = this.process === undefined ? undefined : once(this.process, 'exit');
    this.cut();
    await ended;
  }
}

/** Prints a line for each thing that was done. @returns How many came out otherwise than they should. */
export async function updateLinux(print: (line: string) => void): Promise<number> {
  const folder = mkdtempSync(path.join(tmpdir(), 'mote-ota-'));
  const key = path.join(folder, 'key');
  let failed = 0;
  const check = (what: string, ended: Ended, code: number, expected: string): void => {
    const isRight = ended.code === code && (ended.stdout + ended.stderr).includes(expected);
    print(`linux: ${what}: ${isRight ? expected : `exit code ${ended.code}\n${ended.stdout}${ended.stderr}`}`);
    failed += isRight ? 0 : 1;
  };
  check('keygen', await mote('ota', 'keygen', key, '--height', '5'), 0, 'signs 32 images');
  const images = new Map<string, string>();
  for (const version of ['1.0.0', '1.1.0', '1.2.0']) {
    const { file } = await buildImage({ app: application, board: 'linux', dist: path.join(folder, version), settings: { imageVersion: version }, key: `${key}.pub` });
    images.set(version, path.dirname(file));
  }
  const imageOf = (version: string): string => images.get(version) ?? '';
  check('pack', await mote('ota', 'pack', imageOf('1.2.0'), '--key', key), 0, 'app 1.2.0 for linux');
  check('pack --from', await mote('ota', 'pack', imageOf('1.1.0'), '--key', key, '--from', imageOf('1.0.0')), 0, 'a patch of');
  const broken = path.join(folder, 'broken.bin');
  writeFileSync(broken, packImage(Buffer.from('process.exit(1);'), { board: 'linux', app: 'app', version: '1.3.0' }));
  check('pack what is broken', await mote('ota', 'pack', broken, '--key', key), 0, 'app 1.3.0 for linux');

  const board = path.join(folder, 'board');
  const port = await freePort();
  copyBoard(imageOf('1.0.0'), board);
  const lamp = new Supervised(path.join(board, 'boot.js'), {
    MOTE_ENDPOINT: 'lamp', MOTE_SERVER: `coap://127.0.0.1:${port}`, MOTE_LIFETIME: '20', MOTE_STORAGE: path.join(folder, 'state/lamp'), // not there yet
  });
  const device = ['--endpoint', 'lamp', '--port', String(port), '--wait', '60', '--limit', '60'];
  try {
    check('status', await mote('ota', 'status', ...device.slice(0, 6)), 0, 'State 0 (idle), Update Result 0 (initial), version 1.0.0');
    check('push a patch', await mote('ota', 'push', path.join(imageOf('1.1.0'), 'patch.pkg'), ...device), 0, 'Update Result 1 (updated), version 1.1.0');
    check('serve', await mote('ota', 'serve', path.join(imageOf('1.2.0'), 'update.pkg'), '--file-port', '0', ...device), 0, 'Update Result 1 (updated), version 1.2.0');
    check('push an older one', await mote('ota', 'push', path.join(imageOf('1.1.0'), 'patch.pkg'), ...device), 1, 'Update Result 6');
    lamp.cut();
    check('after the plug was pulled', await mote('ota', 'status', ...device.slice(0, 6)), 0, 'version 1.2.0');
    const { starts } = lamp;
    check('push a broken one', await mote('ota', 'push', path.join(folder, 'update.pkg'), ...device), 1, 'the device runs 1.2.0: the update failed');
    print(`linux: ${lamp.starts - starts} starts until it was rolled back`);
  } finally {
    await lamp.stop();
    rmSync(folder, { recursive: true });
  }
  return failed;
}

/** A board that was just flashed: the files of an image directory that go onto one. */
function copyBoard(from: string, to: string): void {
  mkdirSync(to);
  for (const name of ['boot.js', 'image.bin', 'key.pub']) copyFileSync(path.join(from, name), path.join(to, name));
}
