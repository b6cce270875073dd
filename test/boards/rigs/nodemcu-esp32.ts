/** Lua 5.3 as Debian has it, with stand-ins for NodeMCU's modules (nodemcu.lua) whose sockets, names and clock are here. */
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { createSocket, type Socket } from 'node:dgram';
import { lookup } from 'node:dns';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { outputOf } from '../../engines/process';
import { Output } from '../output';
import type { Rig } from './rig';

/** One boot of the board. */
interface Machine {
  happen(what: string): void;
  stop(): Promise<void>;
}

/** @param restarted Told when the board has restarted itself, and is gone. */
function boot(image: string, folder: string, output: Output, restarted: () => void): Machine {
  const child: ChildProcessWithoutNullStreams = spawn('lua5.3', [path.join(__dirname, 'nodemcu.lua'), image], { cwd: folder });
  const sockets = new Map<string, Socket>();
  const timers = new Map<string, NodeJS.Timeout>();
  const started = Date.now();

  function happen(what: string): void {
    if (child.stdin.writable) child.stdin.write(`${Date.now() - started} ${what}\n`);
  }
  function tidy(): void {
    for (const timer of timers.values()) clearTimeout(timer);
    for (const socket of sockets.values()) socket.close();
  }
  function listen(id: string): void {
    const socket = createSocket('udp4');
    sockets.set(id, socket);
    socket.bind(0);
    socket.on('message', (datagram, { address, port }) => happen(`udp ${id} ${port} ${address} ${datagram.toString('hex')}`));
  }
  const doings: Readonly<Record<string, (...words: string[]) => void>> = {
    timer(id, delay) {
      clearTimeout(timers.get(id));
      timers.delete(id);
      if (Number(delay) >= 0) timers.set(id, setTimeout(() => happen(`timer ${id}`), Number(delay)));
    },
    listen,
    send: (id, port, address, hex) => sockets.get(id)?.send(Buffer.from(hex, 'hex'), Number(port), address),
    close(id) {
      sockets.get(id)?.close();
      sockets.delete(id);
    },
    resolve: (id, host) => lookup(host, { family: 4 }, (error, address) => happen(`resolved ${id} ${error === null ? address : ''}`)),
    connect: () => happen('wifi got_ip'),
    led: (pin, duty) => output.add(`led ${pin} ${duty}`),
    restart: () => undefined,
  };

  createInterface(child.stdout).on('line', (line) => {
    const [verb, ...words] = line.slice(1).split(' ');
    if (line.startsWith('@')) doings[verb](...words);
    else output.add(line);
  });
  createInterface(child.stderr).on('line', (line) => output.add(`error: ${line}`));
  child.stdin.on('error', () => undefined); // it has just restarted
  child.on('close', (code) => {
    tidy();
    if (code === 0) restarted();
  });
  return {
    happen,
    async stop() {
      const closed = once(child, 'close');
      child.kill('SIGKILL');
      await closed;
    },
  };
}

export const nodemcuEsp32: Rig = {
  board: 'nodemcu-esp32',
  engine: outputOf('lua5.3', ['-v'])?.split(' ').slice(0, 2).join(' ') ?? 'Lua',
  absent: () => (outputOf('lua5.3', ['-v']) === undefined ? 'apt-get install lua5.3' : undefined),
  start(image, server, endpoint, folder) {
    writeFileSync(
      path.join(folder, 'mote.lua'),
      `return { endpoint = "${endpoint}", server = "${server.url()}", wifi = { ssid = "net", pwd = "password" } }\n`,
    );
    const output = new Output();
    let machine: Machine;
    const start = (): void => {
      machine = boot(image.file, folder, output, start);
    };
    start();
    return Promise.resolve({
      output,
      press() {
        machine.happen('button 0');
        machine.happen('button 1');
      },
      brightness(line) {
        const duty = /^led 2 (\d+)$/.exec(line)?.[1];
        return duty === undefined ? undefined : Math.round((100 * Number(duty)) / 1023);
      },
      stop: () => machine.stop(),
    });
  },
};
