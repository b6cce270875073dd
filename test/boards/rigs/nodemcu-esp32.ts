/** Lua 5.3 as Debian has it, with stand-ins for NodeMCU's modules (nodemcu.lua) whose sockets, names and clock are those of peripherals.ts. */
import { randomBytes } from 'node:crypto';
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { seedFiles, slotFile } from '../../../tools/flash/files';
import { outputOf } from '../../engines/process';
import { Output } from '../output';
import { type Machine, startMachine } from './machine';
import { newPeripherals } from './peripherals';
import type { Rig } from './rig';

function boot(stub: string, folder: string, output: Output, restarted: () => void): Machine {
  const child: ChildProcessWithoutNullStreams = spawn('lua5.3', [path.join(__dirname, 'nodemcu.lua'), stub], { cwd: folder });
  const closed = once(child, 'close');
  const started = Date.now();

  function happen(what: string): void {
    if (child.stdin.writable) child.stdin.write(`${Date.now() - started} ${what}\n`);
  }
  const peripherals = newPeripherals(output, happen);

  createInterface(child.stdout).on('line', (line) => peripherals.take(line));
  createInterface(child.stderr).on('line', (line) => output.add(`error: ${line}`));
  child.stdin.on('error', () => undefined); // it has just restarted
  child.on('close', (code) => {
    peripherals.close();
    if (code === 0) restarted();
  });
  return {
    happen,
    hasPrompt: true,
    memoryStatement: 'collectgarbage() collectgarbage() print(string.format("memory in use: %d", 1024 * collectgarbage("count")))',
    async stop() {
      child.kill('SIGKILL');
      await closed;
    },
  };
}

export const nodemcuEsp32: Rig = {
  board: 'nodemcu-esp32',
  changes: { unsignedImages: 1 },
  address: '192.0.2.17',
  broken: ['node.restart()', 'error("it does not start")'],
  engine: outputOf('lua5.3', ['-v'])?.split(' ').slice(0, 2).join(' ') ?? 'Lua',
  isSecurable: true,
  absent: () => (outputOf('lua5.3', ['-v']) === undefined ? 'apt-get install lua5.3' : undefined),
  start(image, { server, endpoint, folder, psk }) {
    const secrets = psk === undefined ? '' : `identity = "${psk.identity}", key = "${psk.key}", `;
    writeFileSync(
      path.join(folder, 'mote.lua'),
      `return { endpoint = "${endpoint}", server = "${server.url()}", ${secrets}wifi = { ssid = "net", pwd = "password" } }\n`,
    );
    writeFileSync(path.join(folder, seedFiles[0]), slotFile(randomBytes(32)));
    copyFileSync(image.slotFile, path.join(folder, 'slot-a'));
    const stub = path.join(folder, 'init.lua');
    copyFileSync(image.bootFile ?? '', stub);
    const output = new Output();
    return Promise.resolve(startMachine(output, (restarted) => boot(stub, folder, output, restarted)));
  },
};
