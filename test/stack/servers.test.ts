/** Several servers: each its own registration, in the order of their priorities (LwM2M 1.1 Core 6.2.1.1, 6.2.1.2). */
import type { Packet } from 'coap-packet';
import type { Account } from './apps/servers';
import { start } from './device';
import { Format } from './message';
import { Server } from './server';

/** A client with these accounts, and the servers they are of; those in `refusing` answer 4.03 to all. */
function startServers(accounts: Account[], refusing: string[] = []) {
  const settings = { endpoint: 'sim', server: JSON.stringify(accounts), lifetime: 300 };
  const { simulation, app } = start<typeof import('./apps/servers')>('test/stack/apps/servers', { settings });
  const servers = new Map(accounts.map(({ host }) => [host, new Server(simulation, host === 'server' ? 'unused' : host)]));
  for (const host of refusing) servers.get(host)!.script = (): Partial<Packet> => ({ code: '4.03' });
  return { simulation, app, of: (host: string) => servers.get(host)! };
}

/** Seconds at which a server was asked to register. */
function times(server: Server): number[] {
  return server.requests.filter(({ path }) => path === '/rd').map(({ time }) => Math.round(time / 1000));
}

test('each server has its own registration, observations and attributes', () => {
  const { simulation, of } = startServers([{ host: 'a' }, { host: 'b' }, { host: 'c' }, { host: 'd' }]);
  simulation.run(100);
  for (const host of ['a', 'b', 'c', 'd']) expect(of(host).registrations.size).toBe(1);
  expect(of('a').write('/1/0/1', '60')).toBe('2.04');
  simulation.run(100);
  expect([of('a').registration.lifetime, of('b').registration.lifetime]).toEqual([60, 300]);
  expect(of('a').writeAttributes('/3/0/13', 'pmin=7')).toBe('2.04');
  expect([of('a').discover('/3/0/13'), of('b').discover('/3/0/13')]).toEqual(['</3/0/13>;pmin=7', '</3/0/13>']);
});

test('one that de-registers the client does not touch the others', () => {
  const { simulation, of } = startServers([{ host: 'a' }, { host: 'b' }]);
  simulation.run(100);
  of('a').write('/1/0/5', '50', Format.text);
  expect(of('a').execute('/1/0/4')).toBe('2.04');
  simulation.run(1000);
  expect([of('a').registrations.size, of('b').registrations.size]).toEqual([0, 1]);
  simulation.run(50_000);
  expect(of('a').registrations.size).toBe(1);
});

test('priorities: the lowest first, each after the one before and its own delay; those without do not wait', () => {
  const { simulation, of } = startServers([
    { host: 'third', priority: 30, delay: 5 },
    { host: 'free', delay: 100 },
    { host: 'first', priority: 1, delay: 10 },
    { host: 'second', priority: 2 },
  ]);
  simulation.run(60_000);
  expect(['free', 'first', 'second', 'third'].map((host) => times(of(host)))).toEqual([[0], [10], [10], [15]]);
});

test('a server that fails does not keep the next one waiting after its last attempt', () => {
  const { simulation, of } = startServers([{ host: 'a', priority: 1, retries: 3, timer: 10 }, { host: 'b', priority: 2 }], ['a']);
  simulation.run(100_000);
  expect([times(of('a')), times(of('b'))]).toEqual([[0, 10, 30], [30]]);
});

test('Registration Failure Block: the servers behind it are not tried until it has registered', () => {
  const accounts = [{ host: 'a', priority: 1, retries: 2, timer: 10, pause: 1000, block: true }, { host: 'b', priority: 2 }];
  const { simulation, of } = startServers(accounts, ['a']);
  simulation.run(900_000);
  expect([times(of('a')), times(of('b'))]).toEqual([[0, 10], []]);
  of('a').script = () => ({ code: '2.01', options: [{ name: 'Location-Path', value: Buffer.from('x') }] });
  simulation.run(200_000);
  expect([times(of('a')), times(of('b'))]).toEqual([[0, 10, 1010], [1010]]);
});

test('sequences: as many as Communication Sequence Retry Count, the delay timer between them', () => {
  const { simulation, of } = startServers([{ host: 'a', priority: 1, retries: 2, timer: 5, sequences: 2, pause: 100 }, { host: 'b', priority: 2 }], ['a']);
  simulation.run(120_000);
  expect([times(of('a')), times(of('b'))]).toEqual([[0, 5, 105, 110], [110]]);
});
