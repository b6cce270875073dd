/** The console of an image on the linux board: over pipes, as test suites drive it, and on a terminal. */
import { spawn, spawnSync, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { generate, parse } from 'coap-packet';
import { buildImage } from '../../build/image';
import { scratch } from '../build/scratch';

jest.setTimeout(60_000); // A build takes seconds, and all tests share the machine.

let file: string;
let server: Socket;
let running: ChildProcessWithoutNullStreams | undefined;
/** The requests that the server has had: method and path. */
const requests: string[] = [];

beforeAll(async () => {
  ({ file } = await buildImage({ app: join(__dirname, 'apps/light'), board: 'linux', dist: scratch({}) }));
  server = createSocket('udp4');
  server.on('message', (bytes, { port, address }) => {
    const { code, messageId, token, options } = parse(bytes);
    if (code !== '0.02' && code !== '0.04') return;
    const path = options.filter(({ name }) => name === 'Uri-Path').map(({ value }) => String(value));
    requests.push(`${code} ${path.join('/')}`);
    const isNew = path.length === 1;
    const answer = code === '0.04' ? '2.02' : isNew ? '2.01' : '2.04';
    server.send(generate({ code: answer, messageId, token, ack: true, options: isNew ? ['rd', '1'].map((value) => ({ name: 'Location-Path' as const, value: Buffer.from(value) })) : [] }), port, address);
  });
  server.bind(0, '127.0.0.1');
  await once(server, 'listening');
});

afterAll(() => void server.close());

afterEach(async () => {
  const child = running;
  running = undefined;
  if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
});

/** What a program has printed, and a promise of more. */
class Screen {
  text = '';
  private wake: () => void = () => undefined;

  constructor(child: ChildProcessWithoutNullStreams) {
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (bytes: Buffer) => {
        this.text += bytes.toString();
        this.wake();
      });
    }
  }

  /** Waits until `text` stands in what was printed since `from`. @returns The place behind it. */
  async waitFor(text: string, from = 0): Promise<number> {
    while (this.text.indexOf(text, from) < 0) await new Promise<void>((resolve) => (this.wake = resolve));
    return this.text.indexOf(text, from) + text.length;
  }
}

function run(command: string, args: string[], environment: NodeJS.ProcessEnv = {}): { child: ChildProcessWithoutNullStreams; screen: Screen } {
  const settings = { MOTE_SERVER: `coap://127.0.0.1:${server.address().port}`, MOTE_ENDPOINT: 'typed', MOTE_STORAGE: scratch({}), NO_COLOR: '1', TERM: 'xterm' };
  const child = spawn(command, args, { env: { PATH: process.env.PATH, ...settings, ...environment } });
  running = child;
  return { child, screen: new Screen(child) };
}

test('over pipes: the prompt, the line typed as an echo, and what it prints; the prompt again', async () => {
  const { child, screen } = run(process.execPath, [file, '--shell']);
  await screen.waitFor('registered\nmote> ');
  const from = screen.text.length;
  child.stdin.write('lwm2m read 3/0/0 -s\n\n');
  await screen.waitFor('mote> \nmote> ', from);
  expect(screen.text.slice(from)).toBe('lwm2m read 3/0/0 -s\nMote\nmote> \nmote> ');
});

test("another prompt, and the exchange of Zephyr's test harness", async () => {
  const { child, screen } = run(process.execPath, [file, '--shell', '--prompt', 'uart:~$ ']);
  await screen.waitFor('registered');
  child.stdin.write('lwm2m log inf\n');
  const from = requests.length;
  child.stdin.write('lwm2m update\n');
  await screen.waitFor('net_lwm2m_rd_client: Update Done');
  expect(requests.slice(from)).toEqual(['0.02 rd/1']);
  expect(screen.text).not.toContain('mote> ');
  child.stdin.write('lwm2m read 1/0/1 -u32\n');
  await screen.waitFor('uart:~$ lwm2m read 1/0/1 -u32\n300\nuart:~$ ');
});

test('the environment has a prompt too; b alone is the button still', async () => {
  const { child, screen } = run(process.execPath, [file, '--shell'], { MOTE_PROMPT: '# ' });
  await screen.waitFor('# ');
  child.stdin.write('b\n');
  await screen.waitFor('LED 0  ●●●●●●●●●● 100 %');
  child.stdin.write('lwm2m obs\n');
  await screen.waitFor('# lwm2m obs\nno server observes anything\n# ');
});

test('without a terminal and without --shell there is no prompt, and each b is the button', async () => {
  const { child, screen } = run(process.execPath, [file]);
  await screen.waitFor('registered');
  child.stdin.write('lwm2m obs\n'); // has one
  await screen.waitFor('LED 0  ●●●●●●●●●● 100 %');
  expect(screen.text).not.toContain('mote');
});

test('the end of the input ends the prompt and not the process; a signal de-registers', async () => {
  const { child, screen } = run(process.execPath, [file, '--shell']);
  await screen.waitFor('registered');
  child.stdin.end('lwm2m status\n');
  await screen.waitFor('registered for');
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
  expect(requests.at(-1)).toBe('0.04 rd/1');
});

test('on a terminal: a prompt, and Ctrl-C ends the process as it does without', async () => {
  if (!existsSync('/usr/bin/script')) {
    console.log('skipped: there is no /usr/bin/script to make a terminal (Debian: bsdutils)');
    return;
  }
  const { child, screen } = run('/usr/bin/script', ['-qfec', `exec ${process.execPath} ${file}`, '/dev/null']);
  await screen.waitFor('mote> ');
  await screen.waitFor('registered');
  child.stdin.write('lwm2m read 3/0/1\r');
  await screen.waitFor('smart-light\r\n');
  const ended = once(child, 'exit');
  child.stdin.write('\u0003');
  expect(await ended).toEqual([0, null]);
  expect(requests.at(-1)).toBe('0.04 rd/1');
});

test('a wrong option is refused as before', () => {
  const { status, stderr } = spawnSync(process.execPath, [file, '--promt', 'x'], { encoding: 'utf8' });
  expect([status, stderr]).toEqual([2, expect.stringContaining("Unknown option '--promt'")]);
});
