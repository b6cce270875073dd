import { spawn, type ChildProcess } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');
const FAKE_IMAGE = join(__dirname, 'fakeImage.js');

/** `npm start` with the fake image, and what it has printed. */
class Start {
  text = '';
  private readonly child: ChildProcess;
  readonly exit: Promise<[code: number | null, signal: string | null]>;
  private wake: () => void = () => undefined;

  constructor(options: string[], environment: Record<string, string>) {
    this.child = spawn(process.execPath, ['build/run', 'tools/start.ts', '--http', '0', ...options], {
      cwd: ROOT,
      env: { ...process.env, ...environment },
    });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.on('data', (piece) => {
        this.text += String(piece);
        this.wake();
      });
    }
    this.exit = once(this.child, 'close') as Promise<[number | null, string | null]>;
    this.exit.finally(() => this.wake());
  }

  async printed(wanted: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const found = wanted.exec(this.text);
      if (found !== null) return found;
      if (this.child.exitCode !== null) throw new Error(`it ended without ${wanted}:\n${this.text}`);
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
  }

  type(line: string): void {
    this.child.stdin?.write(`${line}\n`);
  }

  kill(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** Process id of the light. */
  async light(): Promise<number> {
    return Number((await this.printed(/The light\s+smart-light, process (\d+)/))[1]);
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

const started: Start[] = [];
function start(options: string[], environment: Record<string, string> = {}): Start {
  const one = new Start(options, environment);
  started.push(one);
  return one;
}

afterEach(() => {
  for (const one of started.splice(0)) one.kill('SIGKILL');
});

jest.setTimeout(20_000);

// Each of these takes a second or more to start, so that each shows several things.

test('says where the page is, tells of the light, and takes commands until quit', async () => {
  const it = start(['--image', FAKE_IMAGE, '--port', '0']);
  const [, url] = await it.printed(/The page\s+(http:\S+)/);
  await it.printed(/write \/3311\/0\/5850 true/);
  await it.printed(/smart-light registered/);
  await it.printed(/light \| registered/);
  expect((await fetch(url)).status).toBe(200);
  it.type('execute /3/0/4');
  await it.printed(/smart-light \/3\/0\/4 2\.04 Changed/);
  it.type('button');
  await it.printed(/light \| typed b/);
  it.type('read 3');
  it.type('quit');
  // A command of this script has failed.
  expect(await it.exit).toEqual([1, null]);
});

test('takes another port when the usual is in use; Ctrl-C has the light de-register, and nothing is left', async () => {
  const busy = createSocket('udp4').bind(0, '127.0.0.1');
  await once(busy, 'listening');
  const { port } = busy.address();
  const it = start(['--image', FAKE_IMAGE, '--port', String(port)]);
  await it.printed(new RegExp(`UDP port ${port} of 127\\.0\\.0\\.1 is in use; taking a free one\\.`));
  await it.printed(/light \| registered/);
  const pid = await it.light();
  it.kill('SIGINT');
  expect(await it.exit).toEqual([0, null]);
  expect(it.text).toContain('smart-light de-registered');
  expect(isRunning(pid)).toBe(false);
  busy.close();
});

test('when the light ends by itself, all ends and says what to do', async () => {
  const it = start(['--image', FAKE_IMAGE, '--port', '0']);
  await it.printed(/light \| registered/);
  process.kill(await it.light(), 'SIGKILL');
  expect(await it.exit).toEqual([1, null]);
  expect(it.text).toContain('The light has ended by itself (signal SIGKILL); what it said last is above. To start all again: npm start.');
});

test('the light ends with npm start, even when that is killed', async () => {
  const watch = createServer();
  watch.listen(0, '127.0.0.1');
  await once(watch, 'listening');
  const { port } = watch.unref().address() as AddressInfo;
  const it = start(['--image', FAKE_IMAGE, '--port', '0'], { FAKE_IMAGE_WATCH: String(port) });
  const [connection] = (await once(watch, 'connection')) as [Socket];
  await it.printed(/light \| registered/);
  const ended = once(connection.resume(), 'close');
  it.kill('SIGKILL');
  await ended;
  watch.close();
});

test('a wrong option', async () => {
  const it = start(['--image', '/nowhere.js']);
  expect(await it.exit).toEqual([2, null]);
  expect(it.text).toContain('There is no such file.');
});
