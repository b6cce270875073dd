/**
 * `npm run test:tools`: `npx mote` with real programs: Espruino behind a pseudo-terminal, and tshark.
 *
 * Exit codes: 0 everything works, 1 something does not, 3 what works could not all be tried, since programs are absent.
 */
import { ok, strictEqual } from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Route, encodeUdp, readAddress, UdpBytes, writePort } from '../../src/net/udp';
import { slipLine } from '../../tools/bridge/slipLine';
import { ExitCode } from '../../tools/exitCodes';
import { outputOf } from '../engines/process';
import { appear, mote, start, startEspruino, startMote } from './programs';

interface Case {
  readonly name: string;
  readonly needs: readonly ('espruino' | 'lua' | 'socat' | 'tshark')[];
  run(folder: string): Promise<void>;
}

const espruino = process.env.ESPRUINO ?? '';

/** What is absent, and where it is to be had. */
const absences: Readonly<Record<Case['needs'][number], () => string | undefined>> = {
  espruino: () => (espruino !== '' && outputOf(espruino, ['-e', '1']) !== undefined ? undefined : 'Espruino: build it for Linux and name the program in ESPRUINO'),
  lua: () => (outputOf('lua5.3', ['-v']) === undefined ? 'Lua: apt-get install lua5.3' : undefined),
  socat: () => (outputOf('socat', ['-V']) === undefined ? 'socat: apt-get install socat' : undefined),
  tshark: () => (outputOf('tshark', ['--version']) === undefined ? 'tshark: apt-get install tshark' : undefined),
};

/** An image that says that it runs. */
const image = 'var count=0;setInterval(function(){print("running "+count++)},200);';

/** The folder of a built image, so that nothing has to be built. */
function writeImage(folder: string): string[] {
  const built = path.join(folder, 'dist/smart-light-espruino-esp32');
  mkdirSync(built, { recursive: true });
  writeFileSync(path.join(built, 'image.js'), image);
  writeFileSync(path.join(folder, 'settings.json'), '{ "endpoint": "desk-lamp" }');
  return ['--no-build', '--dist', path.join(folder, 'dist'), '--settings', path.join(folder, 'settings.json')];
}

const cases: readonly Case[] = [
  {
    name: 'flash: Espruino at a pseudo-terminal; read back, started, and not written twice',
    needs: ['espruino', 'socat'],
    async run(folder) {
      const terminal = path.join(folder, 'board');
      const board = await startEspruino(espruino, `pty,raw,echo=0,link=${terminal}`, folder);
      try {
        await appear(terminal);
        const flash = ['flash', 'espruino-esp32', 'smart-light', terminal, '--json', ...writeImage(folder)];
        for (const unchanged of [false, true]) {
          const { code, lines } = await mote(flash, folder);
          strictEqual(code, ExitCode.Ok, lines.join('\n'));
          const told = JSON.parse(lines.find((line) => line.startsWith('{')) ?? '') as { files: { name: string; bytes: number; unchanged: boolean }[]; seeded: boolean };
          strictEqual(told.seeded, !unchanged);
          strictEqual(JSON.stringify(told.files.map((file) => [file.name, file.bytes, file.unchanged])), JSON.stringify([['.bootcde', image.length, unchanged], ['mote.json', 24, unchanged]]));
        }
        const asked = await mote(['console', terminal, '-e', 'print(require("Storage").read("mote.json"))'], folder);
        ok(asked.lines.includes('{"endpoint":"desk-lamp"}'), asked.lines.join('\n'));
        const found = await mote(['doctor', terminal], folder);
        ok(found.lines.some((line) => /^ok {3}\S+board: Espruino 2v\d+\S* on LINUX$/.test(line)), found.lines.join('\n'));
      } finally {
        await board.kill();
      }
    },
  },
  {
    name: "flash: Lua's prompt at a pseudo-terminal; read back, started, and not written twice",
    needs: ['lua', 'socat'],
    async run(folder) {
      const terminal = path.join(folder, 'board');
      const built = path.join(folder, 'dist/smart-light-nodemcu-esp32');
      const bytes = Buffer.from(Array.from({ length: 5000 }, (_, i) => (i * i + (i >> 4)) & 255));
      mkdirSync(built, { recursive: true });
      const stub = 'print("the boot stub")';
      writeFileSync(path.join(built, 'image.bin'), bytes);
      writeFileSync(path.join(built, 'boot.lua'), stub);
      writeFileSync(path.join(built, 'key.pub'), 'c0ffee\n');
      writeFileSync(path.join(folder, 'journal-ab'), 'of the image before');
      const seeds = new Set<string>();
      for (const state of ['written and read back', 'there already']) {
        // A restart ends it.
        const board = start('socat', [`pty,raw,echo=0,link=${terminal}`, `EXEC:lua5.3 -i ${path.join(__dirname, '../boards/rigs/nodemcu.lua')},pty,raw,echo=0`], folder);
        try {
          await appear(terminal);
          const { code, lines } = await mote(['flash', 'nodemcu-esp32', 'smart-light', terminal, '--no-build', '--dist', path.join(folder, 'dist')], folder);
          strictEqual(code, ExitCode.Ok, lines.join('\n'));
          ok(lines.some((line) => line.startsWith(`slot-a  5000 bytes on the board, ${state}`)), lines.join('\n'));
          await board.code;
          // Then no key is told: that of the device stays.
          rmSync(path.join(built, 'key.pub'), { force: true });
          seeds.add(readFileSync(path.join(folder, 'mote2a'), 'hex'));
        } finally {
          await board.kill();
        }
      }
      ok(seeds.size === 1 && [...seeds][0].length === 74);
      ok(readFileSync(path.join(folder, 'slot-a')).equals(bytes));
      strictEqual(readFileSync(path.join(folder, 'init.lua'), 'utf8'), stub);
      strictEqual(readFileSync(path.join(folder, 'mote.key'), 'utf8'), 'c0ffee');
      ok(!existsSync(path.join(folder, 'journal-ab')));
    },
  },
  {
    name: "flash: NodeMCU's device keeps its key; another one is refused before anything is written, and taken with --replace-key",
    needs: ['lua', 'socat'],
    async run(folder) {
      const terminal = path.join(folder, 'board');
      const built = path.join(folder, 'dist/smart-light-nodemcu-esp32');
      mkdirSync(built, { recursive: true });
      writeFileSync(path.join(built, 'image.bin'), 'an image');
      writeFileSync(path.join(built, 'boot.lua'), 'print("the boot stub")');
      writeFileSync(path.join(built, 'key.pub'), 'new\n');
      writeFileSync(path.join(folder, 'mote.key'), 'old');
      const flash = ['flash', 'nodemcu-esp32', 'smart-light', terminal, '--no-build', '--dist', path.join(folder, 'dist')];
      const board = start('socat', [`pty,raw,echo=0,link=${terminal}`, `EXEC:lua5.3 -i ${path.join(__dirname, '../boards/rigs/nodemcu.lua')},pty,raw,echo=0`], folder);
      try {
        await appear(terminal);
        const refused = await mote(flash, folder);
        strictEqual(refused.code, ExitCode.Failed, refused.lines.join('\n'));
        ok(refused.lines.some((line) => line.startsWith('The device has another key: ') && line.endsWith('--replace-key.')), refused.lines.join('\n'));
        strictEqual(readFileSync(path.join(folder, 'mote.key'), 'utf8'), 'old');
        ok(!existsSync(path.join(folder, 'slot-a')));
        const taken = await mote([...flash, '--replace-key'], folder);
        strictEqual(taken.code, ExitCode.Ok, taken.lines.join('\n'));
        strictEqual(readFileSync(path.join(folder, 'mote.key'), 'utf8'), 'new');
      } finally {
        await board.kill();
      }
    },
  },
  {
    name: 'flash --console: shows what the image prints that was started, until Ctrl-C',
    needs: ['espruino', 'socat'],
    async run(folder) {
      const terminal = path.join(folder, 'board');
      const board = await startEspruino(espruino, `pty,raw,echo=0,link=${terminal}`, folder);
      await appear(terminal);
      const flashing = startMote(['flash', 'espruino-esp32', 'smart-light', terminal, '--console', ...writeImage(folder)], folder);
      try {
        const started = await Promise.race([flashing.output.waitFor('line of the image', (line) => /^running \d+$/.test(line)), flashing.code]);
        ok(typeof started === 'string', flashing.output.lines.join('\n'));
        strictEqual(await flashing.stop(), ExitCode.Ok);
      } finally {
        await flashing.kill();
        await board.kill();
      }
    },
  },
  {
    name: 'console: shows what the board prints, and comes back with it; a port in use is told',
    needs: ['espruino', 'socat'],
    async run(folder) {
      const terminal = path.join(folder, 'board');
      const address = `pty,raw,echo=0,link=${terminal}`;
      let board = await startEspruino(espruino, address, folder);
      await appear(terminal);
      strictEqual((await mote(['flash', 'espruino-esp32', 'smart-light', terminal, ...writeImage(folder)], folder)).code, ExitCode.Ok);
      const log = path.join(folder, 'log');
      const shown = startMote(['console', terminal, '--timestamps', '--log', log], folder);
      try {
        await shown.output.waitFor('line of the image', (line) => /^\d\d:\d\d:\d\d\.\d{3} {2}running \d+$/.test(line));
        const busy = await mote(['console', terminal], folder);
        strictEqual(busy.code, ExitCode.PortBusy, busy.lines.join('\n'));
        await board.kill();
        await shown.output.waitFor('word that it is gone', (line) => line.endsWith('waiting for it to come back'));
        board = await startEspruino(espruino, address, folder);
        await shown.output.waitFor('line of the image started anew', (line) => /running \d+$/.test(line), shown.output.lines.length);
        strictEqual(await shown.stop(), 0);
        const logged = readFileSync(log, 'utf8').split('\n').filter((line) => line.includes('running'));
        strictEqual(logged.join('\n'), shown.output.lines.filter((line) => line.includes('running')).join('\n'));
      } finally {
        await shown.kill();
        await board.kill();
      }
    },
  },
  {
    name: 'bridge --pcap: tshark finds CoAP, a name, and every checksum good',
    needs: ['tshark'],
    async run(folder) {
      const server = createSocket('udp4').on('message', (message, from) => server.send(Buffer.concat([Buffer.from([0x60, 0x45]), message.subarray(2, 4)]), from.port, from.address));
      server.bind(0, '127.0.0.1');
      await once(server, 'listening');
      const { port } = server.address();
      const listener = createServer().listen(0, '127.0.0.1');
      await once(listener, 'listening');
      const connected = once(listener, 'connection') as Promise<[Socket]>;
      const capture = path.join(folder, 'capture.pcap');
      const bridge = startMote(['bridge', `tcp://127.0.0.1:${(listener.address() as AddressInfo).port}`, '--pcap', capture, '--json'], folder);
      const [line] = await connected;
      let replies = 0;
      const replied = new Promise<void>((resolve) => {
        const { send } = slipLine(line, () => ++replies === 2 && resolve());
        send(packet(port, Buffer.from('40010001b161', 'hex')));
        send(packet(53, Buffer.from('00070100000100000000000009' + Buffer.from('localhost').toString('hex') + '0000010001', 'hex')));
      });
      await replied;
      strictEqual(await bridge.stop(), 0);
      listener.close();
      line.destroy();
      server.close();
      const counters = JSON.parse(bridge.output.lines.find((text) => text.startsWith('{')) ?? '') as Record<string, number>;
      strictEqual(JSON.stringify([counters.fromBoards, counters.toBoards, counters.names]), '[2,2,1]');
      const fields = ['_ws.col.Protocol', 'ip.checksum.status', 'udp.checksum.status', '_ws.col.Info'].flatMap((field) => ['-e', field]);
      const tshark = spawnSync('tshark', ['-r', capture, '-d', `udp.port==${port},coap`, '-o', 'ip.check_checksum:TRUE', '-o', 'udp.check_checksum:TRUE', '-T', 'fields', ...fields], { encoding: 'utf8' });
      const lines = tshark.stdout.trim().split('\n').sort();
      strictEqual(lines.length, 4, tshark.stdout);
      ok(lines.every((text) => /^(CoAP|DNS)\t1\t1\t/.test(text)), tshark.stdout);
      ok(/CON, MID:1, GET, \/a/.test(tshark.stdout) && /ACK, MID:1, 2\.05 Content/.test(tshark.stdout) && /A localhost A 10\.0\.0\.1/.test(tshark.stdout), tshark.stdout);
    },
  },
];

/** A packet of a board at 10.0.0.2:40000 to a port of the bridge's machine. */
function packet(port: number, payload: Buffer): Buffer {
  const bytes = Buffer.concat([Buffer.alloc(UdpBytes.headers), payload]);
  const route = new Uint8Array(Route.bytes);
  readAddress('10.0.0.2', route, Route.source);
  readAddress('10.0.0.1', route, Route.destination);
  writePort(route, Route.sourcePort, 40000);
  writePort(route, Route.destinationPort, port);
  encodeUdp(bytes, payload.length, route, 0);
  return bytes;
}

async function run(): Promise<number> {
  const absent = new Set<string>();
  let failed = 0;
  for (const { name, needs, run: carryOut } of cases) {
    const missing = needs.map((need) => absences[need]()).filter((absence) => absence !== undefined);
    if (missing.length > 0) {
      console.log(`ABSENT  ${name}`);
      for (const each of missing) absent.add(each);
      continue;
    }
    const folder = mkdtempSync(path.join(tmpdir(), 'mote-tools-'));
    try {
      await carryOut(folder);
      console.log(`ok      ${name}`);
    } catch (error) {
      failed++;
      console.log(`FAILED  ${name}\n${(error as Error).message}`);
    } finally {
      rmSync(folder, { recursive: true });
    }
  }
  for (const each of absent) console.log(`absent: ${each}`);
  return failed > 0 ? 1 : absent.size > 0 ? 3 : 0;
}

void run().then((code) => process.exit(code));
