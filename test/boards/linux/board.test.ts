import { spawnSync } from 'child_process';
import { once } from 'events';
import { bundleFixture, removeDirectory, runImage, type RunningImage } from './image';

let directory: string;
let file: string;
let image: RunningImage;

beforeAll(async () => {
  ({ directory, file } = await bundleFixture());
});

afterAll(() => removeDirectory(directory));

afterEach(() => image.stop());

test('a bundled image opens its link, sends and receives', async () => {
  image = await runImage(file, directory);
  image.command('a command it does not know');
  await image.printed.waitFor('received 0 a command it does not know');
  expect(image.printed.all).toEqual(['opened 0 0', 'received 0 a command it does not know']);
});

test('LEDs are drawn as one line a change', async () => {
  image = await runImage(file, directory);
  for (const command of ['led 0 60', 'led 0 60', 'led 0 0', 'led 9 50', 'led 1 1']) image.command(command);
  await image.printed.waitFor('received 0 led 1 1');
  await image.printed.waitFor('LED 1  ●○○○○○○○○○   1 %');
  expect(image.printed.all.filter((line) => line.startsWith('LED'))).toEqual([
    'LED 0  ●●●●●●○○○○  60 %',
    'LED 0  ○○○○○○○○○○   0 %',
    'LED 1  ●○○○○○○○○○   1 %',
  ]);
});

test('the key b presses the button and lets it go', async () => {
  image = await runImage(file, directory);
  image.process.stdin.write('x\nb\n');
  await image.printed.waitFor('button 0 0');
  expect(image.printed.all).toEqual(['opened 0 0', 'button 0 1', 'button 0 0']);
});

test('a reboot starts the image anew in the same process, and nothing of the old one goes on', async () => {
  image = await runImage(file, directory);
  const pid = await image.ask('pid', 'pid');
  image.command('led 0 60');
  const ports: number[] = [];
  image.peer.on('message', (_, { port }) => ports.push(port));
  image.command('reboot');
  await image.said.waitFor('hello from fixture', 2);
  const [rebootedPort] = ports;

  // The old link is closed: only the new image hears, once, and on a port of its own.
  expect(await image.ask('pid', 'pid')).toBe(pid);
  image.process.stdin.write('b\n');
  await image.printed.waitFor('button 0 0');
  expect(await image.ask('load 9', 'loaded')).toBe('loaded -1');
  image.command('timer 10'); // those of the old image were to come after 1 ms
  await image.printed.waitFor('timer');
  expect(new Set(ports)).toEqual(new Set([rebootedPort]));
  expect(image.printed.all).toEqual([
    'opened 0 0',
    'received 0 pid',
    'received 0 led 0 60',
    'LED 0  ●●●●●●○○○○  60 %',
    'received 0 reboot',
    'LED 1  ●●●●●○○○○○  50 %',
    'LED 0  ○○○○○○○○○○   0 %',
    'LED 1  ○○○○○○○○○○   0 %',
    'opened 0 0',
    'received 0 pid',
    'button 0 1',
    'button 0 0',
    'received 0 load 9',
    'received 0 timer 10',
    'timer',
  ]);
  expect(image.said.all).not.toContain('ghost');
});

test('reboots add up to nothing: after many, still one image answers', async () => {
  image = await runImage(file, directory);
  for (let boots = 2; boots <= 50; boots++) {
    image.command('reboot');
    await image.said.waitFor('hello from fixture', boots);
  }
  await image.ask('pid', 'pid');
  image.process.stdin.write('b');
  await image.printed.waitFor('button 0 0');
  expect(image.printed.all.filter((line) => line === 'received 0 pid')).toHaveLength(1);
  expect(image.printed.all.filter((line) => line === 'button 0 1')).toHaveLength(1);
  expect(image.printed.all).not.toContainEqual(expect.stringContaining('MaxListeners'));
});

test('storage survives reboot and process', async () => {
  image = await runImage(file, directory);
  expect(await image.ask('store 3 kept', 'stored')).toBe('stored true');
  image.command('reboot');
  await image.said.waitFor('hello from fixture', 2);
  expect(await image.ask('load 3', 'loaded')).toBe('loaded 4');
  await image.stop();
  image = await runImage(file, directory);
  expect(await image.ask('load 3', 'loaded')).toBe('loaded 4');
});

test('two boots do not draw the same random numbers', async () => {
  image = await runImage(file, directory);
  const first = await image.ask('random', 'random');
  image.command('reboot');
  await image.said.waitFor('hello from fixture', 2);
  const second = await image.ask('random', 'random');
  expect(second).not.toBe(first);
  expect([...first.split(' '), ...second.split(' ')].slice(1).map(Number).filter((n) => n > 65535)).toEqual([]);
});

test('neither a name without address nor a port nobody listens on ends the image', async () => {
  image = await runImage(file, directory);
  image.command('open no-such-host.invalid 5683');
  await image.printed.waitFor('opened 1 1');
  image.command('open 127.0.0.1 1');
  await image.printed.waitFor('opened 1 0');
  image.command('send 1 first');
  image.command('send 1 second');
  await image.ask('pid', 'pid');
  image.command('timer 5'); // by its end the ICMP messages have come
  await image.printed.waitFor('timer');
  expect(await image.ask('pid', 'pid')).toBe(`pid ${image.process.pid}`);
});

test('an error that nobody catches is told without the text of the image, which is one line', async () => {
  image = await runImage(file, directory);
  image.command('throw a-table-is-full');
  expect(await once(image.process, 'close')).toEqual([1, null]);
  expect(image.printed.all.slice(0, 3)).toEqual(['opened 0 0', 'received 0 throw a-table-is-full', 'Error: a-table-is-full']);
  expect(image.printed.all.filter((line) => line.includes('throw new Error'))).toEqual([]);
});

test('so is one before the image has attached itself', async () => {
  image = await runImage(file, directory);
  const { status, stderr } = spawnSync(process.execPath, [file], { encoding: 'utf8', env: { ...process.env, FIXTURE_FAILS: 'an-object-is-there-twice' } });
  expect(status).toBe(1);
  expect(stderr).toMatch(/^Error: an-object-is-there-twice\n    at /);
});

test('--help shows the options', async () => {
  image = await runImage(file, directory);
  const { status, stdout } = spawnSync(process.execPath, [file, '--help'], { encoding: 'utf8' });
  expect([status, stdout]).toEqual([0, expect.stringMatching(/^Options: --endpoint NAME .+\n$/)]);
});

test('bad settings end the process with exit code 2, a line that says why, and the options', async () => {
  image = await runImage(file, directory);
  const { status, stderr } = spawnSync(process.execPath, [file, '--lifetime', 'soon'], { encoding: 'utf8' });
  expect(status).toBe(2);
  expect(stderr).toMatch(/^mote: lifetime "soon" is not a number of seconds from 0 to 1073741823\nOptions: --endpoint NAME .+\n$/);
  image.command('exit');
  expect(await once(image.process, 'exit')).toEqual([0, null]);
});

describe('switching off', () => {
  /** Sends the signal and waits for the image to hear of it. */
  async function signal(name: 'SIGTERM' | 'SIGINT'): Promise<void> {
    const heard = image.said.next('stopping');
    image.process.kill(name);
    await heard;
  }

  test.each(['SIGTERM', 'SIGINT'] as const)('%s: the image may say good-bye, and the process ends with its links', async (name) => {
    image = await runImage(file, directory);
    const exit = once(image.process, 'close');
    await signal(name);
    expect(await exit).toEqual([0, null]);
    expect(image.printed.all).toEqual(['opened 0 0', 'stopping']);
  });

  test('an image that keeps a link open is ended after two seconds', async () => {
    image = await runImage(file, directory);
    image.command('stay');
    await image.ask('pid', 'pid');
    const exit = once(image.process, 'close');
    const start = performance.now();
    await signal('SIGTERM');
    expect(await exit).toEqual([0, null]);
    expect(performance.now() - start).toBeGreaterThan(1990);
    expect(image.printed.all.filter((line) => line === 'stopping')).toHaveLength(1);
  });

  test('the links may be closed later: the process ends then', async () => {
    image = await runImage(file, directory);
    image.command('stay');
    await image.ask('pid', 'pid');
    const exit = once(image.process, 'close');
    await signal('SIGTERM');
    image.command('close');
    expect(await exit).toEqual([0, null]);
    expect(image.printed.all.at(-1)).toBe('received 0 close');
  });

  test('the second signal ends the process at once', async () => {
    image = await runImage(file, directory);
    image.command('stay');
    await image.ask('pid', 'pid');
    const exit = once(image.process, 'close');
    await signal('SIGTERM');
    const start = performance.now();
    image.process.kill('SIGINT');
    expect(await exit).toEqual([0, null]);
    expect(performance.now() - start).toBeLessThan(1500);
    expect(image.printed.all.filter((line) => line === 'stopping')).toHaveLength(1);
  });

  test('an image without links has nobody to take leave of', async () => {
    image = await runImage(file, directory);
    image.command('close');
    await image.printed.waitFor('received 0 close');
    const exit = once(image.process, 'close');
    image.process.kill('SIGTERM');
    expect(await exit).toEqual([0, null]);
    expect(image.printed.all).not.toContain('stopping');
  });
});
