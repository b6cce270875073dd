/** The board's own main.js on Moddable's runtime for Linux, built by mcconfig; in place of pins, flash and NVS are the modules in moddable-sdk/. */
import { execFile } from 'node:child_process';
import { createSocket, type RemoteInfo } from 'node:dgram';
import { once } from 'node:events';
import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Settings } from '../../../src/board';
import { spawnGroup } from '../../engines/process';
import { Output } from '../output';
import { type Machine, startMachine } from './machine';
import type { Rig } from './rig';

const sdk = process.env.MODDABLE ?? '';
const tools = path.join(sdk, 'build/bin/lin/release');
const partitions: Readonly<Record<string, number>> = { 'slot-a': 262144, 'slot-b': 262144, 'journal-a': 4096, 'journal-b': 4096 };

/** Has mcconfig build the program with the boot stub of an image. XS itself is compiled the first time only, which takes a minute. */
async function buildProgram(bootFile: string, folder: string): Promise<string> {
  const env = { ...process.env, PATH: `${process.env.PATH ?? ''}:${tools}`, MOTE_BOOT: path.dirname(bootFile) };
  await promisify(execFile)('mcconfig', ['-m', '-p', 'x-cli-lin', path.join(__dirname, 'moddable-sdk/manifest.json')], { env });
  const program = path.join(folder, 'mote-board');
  copyFileSync(path.join(tools, 'mote-board'), program);
  return program;
}

function boot(program: string, folder: string, output: Output, setLevel: (level: string) => void, restarted: () => void): Machine {
  const child = spawnGroup(program, [], folder);
  const closed = once(child, 'close');
  output.follow(child.stdout);
  output.follow(child.stderr);
  child.on('close', (code) => {
    if (code === 0) restarted();
  });
  return {
    happen: (what) => setLevel(what.split(' ')[1]),
    hasPrompt: false,
    async stop() {
      child.kill('SIGKILL');
      await closed;
    },
  };
}

/** As `Net.get('IP')` of the SDK has it. */
function ownAddress(): string {
  const addresses = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
  return addresses.find(({ family, internal }) => family === 'IPv4' && !internal)?.address ?? '127.0.0.1';
}

function version(): string {
  const file = path.join(sdk, 'tools/VERSION');
  return sdk !== '' && existsSync(file) ? readFileSync(file, 'utf8').trim() : '';
}

export const moddableSdk: Rig = {
  board: 'moddable-esp32',
  engine: `Moddable SDK ${version()}`.trim(),
  changes: { unsignedImages: 1 },
  address: ownAddress(),
  broken: ['moteHost.restart()'],
  isSecurable: true,
  absent() {
    if (sdk !== '' && existsSync(path.join(tools, 'mcconfig'))) return undefined;
    return "name Moddable's SDK in MODDABLE, with its tools built: test/boards/rigs/moddable-sdk/README.md";
  },
  async start(image, { server, endpoint, folder, psk }) {
    const program = await buildProgram(image.bootFile ?? '', folder);
    const button = createSocket('udp4');
    button.bind(0, '127.0.0.1');
    await once(button, 'listening');
    let input: RemoteInfo | undefined;
    button.on('message', (_hello, from) => {
      input = from;
    });
    const mote: Partial<Settings> = { endpoint, server: server.url(), ...psk };
    writeFileSync(path.join(folder, 'config.json'), JSON.stringify({ mote, rig: { port: button.address().port } }));
    for (const [name, size] of Object.entries(partitions)) {
      const bytes = Buffer.alloc(size, 255);
      if (name === 'slot-a') readFileSync(image.slotFile).copy(bytes);
      writeFileSync(path.join(folder, name), bytes);
    }
    const output = new Output();
    const board = startMachine(output, (restarted) => boot(program, folder, output, (level) => button.send(level, input?.port, input?.address), restarted));
    return {
      ...board,
      async stop() {
        await board.stop();
        button.close();
      },
    };
  },
};
