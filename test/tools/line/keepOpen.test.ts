import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { ExitCode } from '../../../tools/exitCodes';
import { keepOpen } from '../../../tools/line/keepOpen';
import { openLine } from '../../../tools/line/line';

test('a line that breaks is opened again, until it is closed', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const connected = (): Promise<Socket> => once(server, 'connection').then(([socket]) => socket as Socket);
  const happened: string[] = [];
  const lines: Duplex[] = [];
  let board = connected();
  const { over, close } = await keepOpen(`tcp://127.0.0.1:${(server.address() as AddressInfo).port}`, {}, {
    opened: (line) => (happened.push('opened'), lines.push(line)),
    lost: () => happened.push('lost'),
  });
  (await board).on('error', () => undefined).destroy();
  board = connected();
  const second = await board;
  second.write('back');
  while (lines.length < 2) await new Promise(setImmediate);
  expect(String((await once(lines[1], 'data'))[0])).toBe('back');
  expect(happened).toEqual(['opened', 'lost', 'opened']);
  close();
  await over;
  expect(happened).toEqual(['opened', 'lost', 'opened']);
  second.destroy();
  server.close();
});

test('a line that is not there yet is waited for', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  const opened = new Promise<Duplex>((resolve, reject) => {
    keepOpen(`tcp://127.0.0.1:${port}`, { within: 30_000 }, { opened: resolve }).then(({ close }) => server.once('close', close), reject);
  });
  server.once('connection', (board: Socket) => board.end('here'));
  setImmediate(() => setImmediate(() => server.listen(port, '127.0.0.1')));
  expect(String((await once(await opened, 'data'))[0])).toBe('here');
  await new Promise((resolve) => server.close(resolve));
});

test.each([
  ['/dev/there-is-none', ExitCode.NoPort, /^\/dev\/there-is-none cannot be opened: .*\n(Ports:\n|No serial port is there\.)/],
  ['tcp://127.0.0.1:1', ExitCode.NoPort, /Is a program listening there\?$/],
  ['tcp://127.0.0.1', ExitCode.Usage, /type tcp:\/\/HOST:PORT/],
  ['tcp://127.0.0.1:65536', ExitCode.Usage, /type tcp:\/\/HOST:PORT/],
])('%s: exit code %d, and what to do', async (name, exitCode, message) => {
  await expect(openLine(name)).rejects.toMatchObject({ exitCode, message: expect.stringMatching(message) as string });
});
