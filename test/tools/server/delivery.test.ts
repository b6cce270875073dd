/** Queue mode: requests wait until the client is heard from (LwM2M 1.1 Core 6.2.1.1). */
import { startServer, type LwM2mServer } from '../../../tools/server/server';
import { emitted } from './emitted';
import { FakeClient, LIGHT, pathOf, tlv } from './fakeClient';
import { FakeClock } from './fakeClock';

let clock: FakeClock;
let server: LwM2mServer;
let client: FakeClient;
let location: string;
let held: number[];

beforeEach(async () => {
  clock = new FakeClock();
  server = await startServer({ port: 0, clock });
  held = [];
  server.on('held', (sleeper) => held.push(sleeper.held));
  client = await FakeClient.open(server.port());
  location = await client.register('sleeper', ['lt=86400', 'lwm2m=1.1', 'b=U', 'Q']);
  client.script = tlv('');
});

afterEach(async () => {
  client.close();
  await server.close();
  expect(clock.timers()).toBe(0);
});

const sleep = (): void => clock.advance(93_000);

test('a client that is awake is asked at once', async () => {
  clock.advance(92_999);
  expect((await server.read('sleeper', '/3/0')).code).toBe('2.05');
  expect(held).toEqual([]);
});

test('an answer keeps it awake', async () => {
  clock.advance(92_999);
  await server.read('sleeper', '/3/0');
  clock.advance(92_999);
  await server.read('sleeper', '/3/0');
  expect(held).toEqual([]);
});

test('a client that sleeps is asked after its Update, one request at a time, in order', async () => {
  sleep();
  const reading = ['/3/0', '/1/0', '/3303/0'].map((path) => server.read('sleeper', path));
  await Promise.resolve();
  expect([held, client.requests(), server.clients()[0].held]).toEqual([[1, 2, 3], [], 3]);
  await client.ask('POST', location);
  expect((await Promise.all(reading)).map(({ code }) => code)).toEqual(['2.05', '2.05', '2.05']);
  expect(client.requests().map(pathOf)).toEqual(['/3/0', '/1/0', '/3303/0']);
  expect(server.clients()[0].held).toBe(0);
});

test('a Send wakes it as well', async () => {
  sleep();
  const reading = server.read('sleeper', '/3/0');
  await client.ask('POST', '/dp', { format: 110, payload: '[]' });
  expect((await reading).code).toBe('2.05');
});

test('a new registration takes over what waits', async () => {
  sleep();
  const reading = server.read('sleeper', '/3/0');
  await client.register('sleeper', ['lt=86400', 'lwm2m=1.1', 'b=U', 'Q']);
  expect((await reading).code).toBe('2.05');
});

test('silence means sleep: the next request waits', async () => {
  client.script = () => undefined;
  const first = expect(server.read('sleeper', '/3/0')).rejects.toThrow('No answer within 30 s.');
  const second = server.read('sleeper', '/1/0');
  await client.packet(({ code }) => code === '0.01');
  await emitted(server, 'held', async () => {
    clock.advance(30_000);
    await first;
  });
  client.script = tlv('');
  await client.ask('POST', location);
  expect((await second).code).toBe('2.05');
});

test('what waits fails when the client leaves', async () => {
  sleep();
  const leaving = expect(server.read('sleeper', '/3/0')).rejects.toThrow('sleeper left before it could be asked.');
  await client.ask('DELETE', location);
  await leaving;
});

test('what waits fails when the lifetime ends, and when the server closes', async () => {
  sleep();
  const expiring = expect(server.read('sleeper', '/3/0')).rejects.toThrow('left before');
  // The read joins its line first.
  await Promise.resolve();
  await Promise.resolve();
  clock.advance(86_400_000);
  await expiring;
  const other = await startServer({ port: 0, clock });
  const lamp = await FakeClient.open(other.port());
  await lamp.ask('POST', '/rd', { query: ['ep=lamp', 'lt=0', 'lwm2m=1.0', 'b=UQ'], format: 40, payload: LIGHT });
  sleep();
  const closing = expect(other.read('lamp', '/3/0')).rejects.toThrow('The server was closed.');
  await Promise.resolve();
  await Promise.resolve();
  await other.close();
  await closing;
  lamp.close();
});

test('a client without queue mode is asked however long it was silent', async () => {
  await client.register('awake', ['lt=86400', 'lwm2m=1.1', 'b=U']);
  sleep();
  expect((await server.read('awake', '/3/0')).code).toBe('2.05');
});
