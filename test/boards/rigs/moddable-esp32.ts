/** XS as npm's @agoric/xsnap builds it, with stand-ins for Moddable's modules (moddable.js). */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { outputOf } from '../../engines/process';
import { netstring, xsWorker } from '../../engines/xs';
import { Output } from '../output';
import { type Machine, startMachine } from './machine';
import { newPeripherals } from './peripherals';
import type { Rig } from './rig';

/** Bytes of a command that brings the flash memory back. */
const pieceBytes = 1024;

/** What a board keeps over a restart: the areas for images, and preferences in hexadecimal. */
interface Kept {
  readonly flash: readonly Buffer[];
  readonly preferences: Map<string, string>;
}

function boot(stub: string, { flash, preferences }: Kept, settings: string, output: Output, restarted: () => void): Machine {
  const child = spawn(xsWorker() ?? '', [], { stdio: ['ignore', 'ignore', 'inherit', 'pipe', 'pipe'] });
  const [, , , commands, replies] = child.stdio;
  for (const pipe of [commands, replies]) pipe?.on('error', () => undefined); // it has just restarted
  const started = Date.now();
  let isOver = false;
  const give = (command: string): void => {
    if (!isOver && commands !== null && commands !== undefined && 'write' in commands) commands.write(netstring(command));
  };
  const happen = (what: string): void => give(`?${Date.now() - started} ${randomInt(1, 2147483647)} ${what}`);
  const peripherals = newPeripherals(output, happen);

  async function stop(): Promise<void> {
    if (isOver) return;
    isOver = true;
    peripherals.close();
    const closed = once(child, 'close');
    child.kill('SIGKILL');
    await closed;
  }
  /** A reply is `.` and what the command cost, then what the board did; `!` and the reason when it threw. */
  function takeReply(reply: string): void {
    if (reply.startsWith('!')) output.add(`error: ${reply.slice(0, 200)}`);
    const lines = reply.slice(reply.indexOf('\u0001') + 1).split('\n').filter((line) => reply.includes('\u0001') && line !== '');
    for (const line of lines) {
      const [doing, what, ...rest] = line.split(' ');
      if (doing === '@restart') void stop().then(restarted);
      else if (doing === '@erase') flash[Number(what)].fill(255);
      else if (doing === '@write') flash[Number(what)].write(rest[1], Number(rest[0]), 'hex');
      else if (doing === '@store') preferences.set(what, rest[0]);
      else if (doing === '@forget') preferences.delete(what);
      else if (!isOver) peripherals.take(line);
    }
  }
  let rest = '';
  replies?.on('data', (data: Buffer) => {
    rest += data.toString('latin1');
    for (;;) {
      const colon = rest.indexOf(':');
      const end = colon + 1 + Number(rest.slice(0, colon));
      if (colon < 0 || rest.length <= end) return;
      takeReply(rest.slice(colon + 1, end));
      rest = rest.slice(end + 1);
    }
  });
  give(`s${path.join(__dirname, 'moddable.js')}`);
  happen(`start ${settings}`);
  flash.forEach((bytes, area) => {
    const end = bytes.length - [...bytes].reverse().findIndex((byte) => byte !== 255);
    for (let at = 0; at < end && end <= bytes.length; at += pieceBytes) happen(`flash ${area} ${at} ${bytes.toString('hex', at, Math.min(end, at + pieceBytes))}`);
  });
  preferences.forEach((hex, key) => happen(`preference ${key} ${hex}`));
  give(`s${stub}`);
  happen('look');
  return { happen, hasPrompt: false, stop };
}

export const moddableEsp32: Rig = {
  board: 'moddable-esp32',
  changes: { unsignedImages: 1 },
  address: '192.0.2.17',
  broken: ['moteHost.restart()'],
  isSecurable: true,
  engine: `XS ${outputOf(xsWorker() ?? 'xsnap-worker', ['-v'])?.split(' ')[1] ?? ''}`.trim(),
  absent: () => (xsWorker() === undefined ? 'npm ci --prefix test/engines (compiles C for a minute)' : undefined),
  start(image, { server, endpoint, psk }) {
    const flash = [262144, 262144, 64, 64].map((size) => Buffer.alloc(size, 255));
    readFileSync(image.slotFile).copy(flash[0]);
    const kept = { flash, preferences: new Map<string, string>() };
    const settings = [endpoint, server.url(), ...(psk === undefined ? [] : [psk.identity, psk.key])].join(' ');
    const output = new Output();
    return Promise.resolve(startMachine(output, (restarted) => boot(image.bootFile ?? '', kept, settings, output, restarted)));
  },
};
