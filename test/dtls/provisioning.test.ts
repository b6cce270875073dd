/** Bootstrap, downloads and queue mode over coaps. */
import { UpdateResult } from '../../src/board';
import { ClientEvent } from '../../src/engine/events';
import { startDevice, status } from '../objects/firmware';
import { accept, termsOf } from '../stack/bootstrapServer';
import { start } from '../stack/device';
import { serve } from '../stack/files';
import { Format } from '../stack/message';
import { Server } from '../stack/server';
import { hex, instance, resource, tlv, values } from '../stack/tlv';
import { type Guard, guarded, identity, key, settings } from './secure';

const secret = 'f0e1d2c3b4a5968778695a4b3c2d1e0f';

/** The Security instance of a server with a pre-shared key, as TLV. */
function securityWithKey(id: number, name: string, pre: string): Buffer {
  return tlv(
    instance(id, resource(0, hex('coaps://server')), resource(1, 0), resource(2, 0), resource(3, hex(name)), resource(5, pre), resource(10, 101)),
  );
}

/** A client that knows a Bootstrap-Server at coaps alone, and a server that knows one identity. */
function startBootstrap(name: string, options: { settings?: object } = {}) {
  const guards: Guard[] = [];
  const device = start<typeof import('../stack/apps/quiet')>('test/stack/apps/quiet', {
    settings: { endpoint: 'sim', server: '', bootstrap: 'coaps://bs', lifetime: 300, identity, key, ...options.settings },
    serve(simulation) {
      const { network, guard } = guarded(simulation, { psk: (known) => (known === name ? Buffer.from(secret, 'hex') : undefined) });
      guards.push(guard);
      return new Server(network, 'server', 5684);
    },
  });
  const { network, guard } = guarded(device.simulation);
  const bootstrap = new Server(network, 'bs', 5684);
  bootstrap.script = accept;
  return Object.assign(device, { bootstrap, bootstrapGuard: guard, guard: guards[0] });
}

test('a Bootstrap-Server at coaps writes the account of a server at coaps', () => {
  const device = startBootstrap('lamp');
  const { simulation, bootstrap, server } = device;
  expect(simulation.runUntil(() => bootstrap.requests.length === 1, 10_000)).toBe(true);
  simulation.run(10);
  expect(bootstrap.write('/0', securityWithKey(0, 'lamp', secret), Format.tlv)).toBe('2.04');
  expect(bootstrap.write('/1', termsOf(0, 101), Format.tlv)).toBe('2.04');
  expect(bootstrap.ask('POST', '/bs').code).toBe('2.04');
  expect(simulation.runUntil(() => server.registrations.size === 1, 20_000)).toBe(true);
  expect(device.bootstrapGuard.established.map((each) => each.identity)).toEqual(['dev1']);
  expect(device.bootstrapGuard.closed).toBe(1);
  expect(device.guard.established.map((each) => each.identity)).toEqual(['lamp']);
});

test('a Bootstrap-Server that does not know the identity: the event names the cause, and it is tried again', () => {
  const device = startBootstrap('lamp', { settings: { identity: 'stranger' } });
  device.simulation.run(20_000);
  expect(device.app.events.slice(0, 2)).toEqual([ClientEvent.unknownIdentity, ClientEvent.bootstrapFailure]);
  expect(device.bootstrapGuard.failures.length).toBeGreaterThan(1);
});

test('an account whose identity the server does not know: its alert is at /1/x/11', () => {
  const device = startBootstrap('lamp');
  const { simulation, bootstrap } = device;
  simulation.runUntil(() => bootstrap.requests.length === 1, 10_000);
  simulation.run(10);
  bootstrap.write('/0', securityWithKey(0, 'lantern', secret), Format.tlv);
  bootstrap.write('/1', termsOf(0, 101), Format.tlv);
  bootstrap.ask('POST', '/bs');
  const isTold = () => device.app.events.includes(ClientEvent.unknownIdentity);
  expect(simulation.runUntil(isTold, 20_000)).toBe(true);
  // All attempts fail; then the Bootstrap-Server is asked again, and reads.
  simulation.runUntil(() => bootstrap.requests.length === 3, 10_000_000);
  simulation.run(10);
  expect(values(bootstrap.read('/1/0', Format.tlv).payload)).toMatchObject({ 11: '73' });
});

test('a package is downloaded over coaps with the key of the server that asks for it', () => {
  const guards: Guard[] = [];
  const device = startDevice({
    settings,
    serve(simulation) {
      return new Server(guarded(simulation).network, 'server', 5684);
    },
  });
  const { network, guard } = guarded(device.simulation);
  guards.push(guard);
  const files = serve({ simulation: network }, 'files', 5684);
  expect(device.server.write('/5/0/1', 'coaps://files/a')).toBe('2.04');
  device.simulation.run(10_000);
  expect(status(device)).toEqual([2, UpdateResult.initial]);
  expect(Buffer.from(device.simulation.firmware.complete ?? []).equals(files.content)).toBe(true);
  expect(guard.established.map((each) => each.identity)).toEqual(['dev1']);
  expect(guard.closed).toBe(1);
});

test('a file server with another key: connection lost', () => {
  const device = startDevice({
    settings,
    serve: (simulation) => new Server(guarded(simulation).network, 'server', 5684),
  });
  const files = serve({ simulation: guarded(device.simulation, { psk: () => Buffer.from(secret, 'hex') }).network }, 'files', 5684);
  expect(device.server.write('/5/0/1', 'coaps://files/a')).toBe('2.04');
  for (let waited = 0; waited < 2_000_000 && status(device)[0] === 1; waited += 5000) device.simulation.run(5000);
  expect(status(device)).toEqual([0, UpdateResult.connectionLost]);
  expect(files.asked).toEqual([]);
});

test('queue mode: the session outlives the sleep, without a new handshake', () => {
  const guards: Guard[] = [];
  const device = start<typeof import('../stack/apps/reported')>('test/stack/apps/reported', {
    settings: { ...settings, lifetime: 3600, binding: 'UQ' },
    serve(simulation) {
      const { network, guard } = guarded(simulation);
      guards.push(guard);
      return new Server(network, 'server', 5684);
    },
  });
  const { simulation, server, app } = device;
  simulation.run(200_000);
  expect(app.events).toContain(ClientEvent.radioOff);
  const heard = server.heard.length;
  app.measure(25);
  simulation.run(4_000_000);
  expect(server.heard.length).toBeGreaterThan(heard);
  expect(guards[0].established).toHaveLength(1);
});
