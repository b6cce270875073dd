import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { startServer, type LwM2mServer } from '../../../tools/server/server';
import { startWebServer, type WebServer } from '../../../tools/server/web/webServer';
import { refusal } from '../../../tools/server/web/guard';
import type { PageEvent, PageRequest, PageResponse } from '../../../tools/server/web/views';
import { FakeClock } from './fakeClock';
import { FakeLight } from './fakeLight';

let clock: FakeClock;
let server: LwM2mServer;
let web: WebServer;
let light: FakeLight;
let close: (() => void)[];

beforeEach(async () => {
  clock = new FakeClock();
  close = [];
  server = await startServer({ port: 0, clock });
  web = await startWebServer({ server, host: '127.0.0.1', port: 0 });
  light = await FakeLight.register(server.port());
});

afterEach(async () => {
  for (const one of close) one();
  light.close();
  await web.close();
  await server.close();
});

async function post(operation: string, path: string, text?: string): Promise<{ status: number } & PageResponse> {
  const body: PageRequest = { endpoint: 'smart-light', path, text };
  const response = await fetch(`${web.url}api/${operation}`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
  return { status: response.status, ...((await response.json()) as PageResponse) };
}

/** Opens the stream of events; `next` gives them one by one. */
async function openEvents(): Promise<() => Promise<PageEvent>> {
  const abort = new AbortController();
  close.push(() => abort.abort());
  const response = await fetch(`${web.url}events`, { signal: abort.signal });
  expect(response.headers.get('content-type')).toBe('text/event-stream');
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  return async () => {
    while (!text.includes('\n\n')) text += (await reader?.read())?.value ?? '';
    const end = text.indexOf('\n\n');
    const event = JSON.parse(text.slice('data: '.length, end)) as PageEvent;
    text = text.slice(end + 2);
    return event;
  };
}

describe('operations', () => {
  test('discover names the resources', async () => {
    const { resources = [] } = await post('discover', '/3311/0');
    expect(resources.map(({ id, name, operations, type, range, units }) => [id, name, operations, type, range, units])).toEqual([
      [5706, 'Colour', 'RW', 'String', '', ''],
      [5750, 'Application Type', 'RW', 'String', '', ''],
      [5850, 'On/Off', 'RW', 'Boolean', '', ''],
      [5851, 'Dimmer', 'RW', 'Integer', '0..100', '/100'],
      [5852, 'On time', 'RW', 'Integer', '', 's'],
    ]);
  });

  test('write types the text', async () => {
    expect(await post('write', '/3311/0/5850', 'on')).toEqual({ status: 200 });
    expect(light.values.get('/3311/0/5850')).toBe(true);
  });

  test('create gives the mandatory resources their first values', async () => {
    light.client.script = () => ({ code: '2.01', options: ['3311', '1'].map((segment) => ({ name: 'Location-Path', value: Buffer.from(segment) })) });
    expect(await post('create', '/3311')).toEqual({ status: 200, location: '/3311/1' });
    expect(light.client.requests().slice(-1)[0].payload.toString('hex')).toBe('e116da00');
  });

  test('execute', async () => {
    expect(await post('execute', '/3/0/4')).toEqual({ status: 200 });
    expect(light.executed).toEqual(['/3/0/4']);
  });

  test.each<[string, string, string | undefined, number, string]>([
    ['write', '/3311/0/5850', 'maybe', 200, '"maybe" is not a Boolean: write true or false.'],
    ['write', '/3311/0/5851', '150', 200, '4.00 Bad Request. 5851 Dimmer takes an Integer, 0..100.'],
    ['write', '/3303/0/5700', '20', 200, '4.05 Method Not Allowed. 5700 Sensor Value is for read only.'],
    ['execute', '/3/0/4', 'now', 200, `"now" is not an argument: write a digit, or a digit with a value without spaces and quotes, as in 0='text',1.`],
    ['read', '/9/9', undefined, 200, '4.04 Not Found. The client has no /9/9; discover /9 shows what it has.'],
    ['read', '9', undefined, 200, '"9" is not a path. Write /object, /object/instance, /object/instance/resource or one more, as in /3/0/0.'],
    ['create', '/3311', undefined, 200, '4.05 Method Not Allowed. The client does not let instances of this object be created.'],
    ['reboot', '/3', undefined, 404, 'There is no operation "reboot".'],
    ['constructor', '/3', undefined, 404, 'There is no operation "constructor".'],
  ])('%s %s %s is answered with %i', async (operation, path, text, status, error) => {
    expect(await post(operation, path, text)).toEqual({ status, error });
  });

  test('a device that does not answer', async () => {
    light.client.script = () => undefined;
    const reading = post('read', '/3/0');
    await light.client.packet(({ code }) => code === '0.01');
    clock.advance(30_000);
    expect(await reading).toEqual({ status: 200, error: 'No answer within 30 s. The device may be off or out of reach.' });
  });

  test.each(['', '{', '[]', '{"endpoint":"x"}', '{"endpoint":"x","path":5}'])('the body %s is refused', async (body) => {
    const response = await fetch(`${web.url}api/read`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body });
    expect(response.status).toBe(400);
  });

  test('a body that is too long is refused', async () => {
    const response = await fetch(`${web.url}api/read`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: ' '.repeat(65_537) });
    expect(response.status).toBe(413);
  });
});

describe('events', () => {
  test('begin with everything there is', async () => {
    await post('read', '/3311/0');
    await post('observe', '/3303/0/5700');
    const next = await openEvents();
    const welcome = await next();
    expect(welcome).toMatchObject({ event: 'welcome', url: server.url(), time: clock.now() });
    if (welcome.event !== 'welcome') return;
    expect(welcome.clients).toMatchObject([
      { endpoint: 'smart-light', state: 'registered', lifetime: 300, expiresAt: clock.now() + 300_000, observed: ['/3303/0/5700'] },
    ]);
    expect(welcome.clients[0].objects.map(({ id, name, instances }) => [id, name, instances])).toEqual([
      [1, 'LwM2M Server', [0]],
      [3, 'Device', [0]],
      [3303, 'Temperature', [0]],
      [3311, 'Light Control', [0]],
    ]);
    expect(welcome.values['smart-light'].find(({ path }) => path === '/3311/0/5850')).toEqual({
      path: '/3311/0/5850', type: 'Boolean', text: 'false', input: 'false', number: 0, time: clock.now(),
    });
    expect(welcome.history['smart-light']['/3303/0/5700']).toEqual([[clock.now(), 21.5]]);
  });

  test('tell of values, observations and the end of a registration', async () => {
    const next = await openEvents();
    await next();
    await post('observe', '/3303/0/5700');
    expect(await next()).toMatchObject({ event: 'client', client: { observed: ['/3303/0/5700'] } });
    expect(await next()).toMatchObject({ event: 'values', values: [{ path: '/3303/0/5700', number: 21.5 }] });
    const notified = once(server, 'notification');
    light.set('/3303/0/5700', 22);
    await notified;
    expect(await next()).toMatchObject({ event: 'values', endpoint: 'smart-light', values: [{ number: 22, text: '22' }] });
    await post('cancel', '/3303/0/5700');
    expect(await next()).toMatchObject({ event: 'client', client: { observed: [] } });
    clock.advance(300_000);
    expect(await next()).toMatchObject({ event: 'client', client: { state: 'expired', expiresAt: null } });
  });
});

describe('files', () => {
  test.each([
    ['', 'text/html; charset=utf-8', '<!doctype html>'],
    ['style.css', 'text/css; charset=utf-8', ':root'],
    ['main.js', 'text/javascript; charset=utf-8', 'listen(update)'],
    ['icon.svg', 'image/svg+xml', '<svg'],
  ])('/%s', async (name, mediaType, part) => {
    const response = await fetch(web.url + name);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe(mediaType);
    expect(response.headers.get('content-security-policy')).toContain("default-src 'self'");
    expect(await response.text()).toContain(part);
  });

  test('scripts have lost their types', async () => {
    expect(await (await fetch(`${web.url}store.js`)).text()).not.toContain('interface');
  });

  test.each(['main.ts', 'tsconfig.json', '../server.ts', '%2e%2e/server.js', 'nothing.js', 'a/b.js'])('/%s is not served', async (name) => {
    expect((await fetch(web.url + name)).status).toBe(404);
  });
});

describe('the guard', () => {
  const json = { host: '127.0.0.1:8080', 'content-type': 'application/json' };

  test.each([
    ['GET', { host: '127.0.0.1:8080' }],
    ['GET', { host: 'localhost:8080' }],
    ['GET', { host: '[::1]:8080' }],
    ['GET', { host: 'box.lan:8080' }],
    ['POST', json],
    ['POST', { ...json, origin: 'http://127.0.0.1:8080' }],
  ])('lets %s with %p through', (method, headers) => {
    expect(refusal(method, headers, 'box.lan')).toBeUndefined();
  });

  test.each([
    ['a name that was pointed here', 'GET', { host: 'evil.example:8080' }],
    ['no host', 'GET', {}],
    ['another site', 'POST', { ...json, origin: 'http://evil.example' }],
    ['another port of this machine', 'POST', { ...json, origin: 'http://127.0.0.1:3000' }],
    ['a page without origin', 'POST', { ...json, origin: 'null' }],
    ['a form', 'POST', { host: '127.0.0.1:8080', 'content-type': 'text/plain' }],
    ['another method', 'DELETE', json],
  ])('refuses %s', (_, method, headers) => {
    expect(refusal(method, headers, '127.0.0.1')).toMatch(/\.$/);
  });

  test('stands before everything', async () => {
    const { port } = new URL(web.url);
    for (const [method, path] of [['GET', '/'], ['GET', '/events'], ['POST', '/api/read']]) {
      const asked = httpRequest({ host: '127.0.0.1', port, method, path, headers: { Host: 'evil.example' } }).end();
      const [response] = await once(asked, 'response');
      expect(response.statusCode).toBe(403);
      response.resume();
    }
  });

  test('a busy port is an error', async () => {
    const port = Number(new URL(web.url).port);
    await expect(startWebServer({ server, host: '127.0.0.1', port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });
});
