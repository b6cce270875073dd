import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ExitCode, ToolFailure } from '../../../tools/exitCodes';
import { openOperator, OwnServer } from '../../../tools/ota/operator';
import { readStatus, update } from '../../../tools/ota/update';
import { startServer } from '../../../tools/server/server';
import { contentFormat, FakeClient } from '../server/fakeClient';

/** A Leshan with one device, which takes its package and updates itself. */
function startLeshan(): { server: Server; asked: string[] } {
  const values: Record<string, string> = { '/5/0/3': '0', '/5/0/5': '0', '/3/0/3': '1.0.0' };
  const asked: string[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (piece) => (body += String(piece)));
    request.on('end', () => {
      const path = (request.url ?? '').replace(/^\/api\/clients\/lamp/, '').replace(/\?.*/, '');
      if (request.method !== 'GET') asked.push(`${request.method} ${path} ${body}`.trim());
      if (request.method === 'PUT' && request.headers['content-type'] !== 'application/json') response.statusCode = 400;
      if (path === '/5/0/0') values['/5/0/3'] = '2';
      if (path === '/5/0/2') Object.assign(values, { '/5/0/3': '0', '/5/0/5': '1', '/3/0/3': '1.1.0' });
      const isRead = request.method === 'GET' && path !== '';
      response.end(JSON.stringify(isRead ? { status: 'CONTENT(205)', content: { id: 3, value: values[path] } } : { status: 'CHANGED(204)' }));
    });
  });
  return { server, asked };
}

const quiet = (): void => undefined;

let leshan: Server | undefined;
afterEach(() => {
  leshan?.close();
  leshan?.closeAllConnections();
});

test('an update through the HTTP API of a Leshan', async () => {
  const { server, asked } = startLeshan();
  leshan = server;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const operator = await openOperator({ endpoint: 'lamp', host: '127.0.0.1', port: 0, leshan: `http://127.0.0.1:${port}/`, wait: 5 }, quiet);
  const lines: string[] = [];
  const status = await update(operator, { source: Buffer.from('cafe', 'hex'), install: true, limit: 5, tell: (line) => lines.push(line) });
  expect(status).toEqual({ state: 0, result: 1, version: '1.1.0' });
  expect(asked).toEqual(['PUT /5/0/0 {"kind":"singleResource","id":0,"type":"opaque","value":"cafe"}', 'POST /5/0/2']);
  expect(lines[0]).toBe('State 0 (idle), Update Result 0 (initial), version 1.0.0');
});

test('a Leshan that is not there, and a device that does not come, are told', async () => {
  const options = { endpoint: 'lamp', host: '127.0.0.1', port: 0, wait: 0 };
  await expect(openOperator({ ...options, leshan: 'http://127.0.0.1:1', wait: 5 }, quiet)).rejects.toThrow("Is it the address of Leshan's page?");
  await expect(openOperator(options, quiet)).rejects.toThrow('lamp has not registered at port 0');
});

test('a device without object 5, and one that does not answer any more, are told with what to do', async () => {
  const server = await startServer({ port: 0 });
  const device = await FakeClient.open(server.port());
  await device.register('lamp');
  const operator = new OwnServer(server, 'lamp');
  await expect(readStatus(operator)).rejects.toThrow(new ToolFailure(ExitCode.Failed, 'reading /5/0/3 was answered 4.04. Has its image "firmware": 1 in config.json, and was it started by the boot stub?'));
  await operator.close(); // nothing comes any more
  const writing = operator.write('/5/0/0', Buffer.alloc(8));
  await expect(writing).rejects.toThrow(/^lamp was asked for \/5\/0\/0: .* Start again when it is there/);
  await expect(writing).rejects.toMatchObject({ exitCode: ExitCode.NoAnswer });
  device.close();
});

test('a package that the device answers with an error, and keeps no result of, is not waited for', async () => {
  const server = await startServer({ port: 0 });
  const device = await FakeClient.open(server.port());
  let answer = '4.01';
  device.script = ({ code }) => (code === '0.01' ? { code: '2.05', options: [contentFormat(0)], payload: Buffer.from('0') } : { code: answer });
  await device.register('lamp');
  const operator = new OwnServer(server, 'lamp');
  await expect(update(operator, { source: Buffer.alloc(8), install: true, limit: 5, tell: quiet })).rejects.toThrow(new ToolFailure(ExitCode.Failed, 'the package was answered 4.01'));
  answer = '4.05';
  await expect(update(operator, { source: 'coap://files/a', install: true, limit: 5, tell: quiet })).rejects.toThrow(/^the device takes no package URI \(4\.05\)\. Has its image "firmwarePull": 1/);
  await operator.close();
  device.close();
});

test('who waits for a device says for which, and where it has to register', async () => {
  const lines: string[] = [];
  const waiting = openOperator({ endpoint: 'lamp', host: '127.0.0.1', port: 0, wait: 0 }, (line) => lines.push(line));
  await expect(waiting).rejects.toThrow('lamp has not registered');
  expect(lines).toEqual([expect.stringMatching(/^Waiting for lamp to register at coap:\/\/127\.0\.0\.1:\d+, 0 s at most$/)]);
});
