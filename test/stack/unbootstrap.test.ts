/** A Bootstrap-Server takes a server away: what that has left goes, too (LwM2M 1.1 Core 6.1.7.6, 8.1). */
import { accept, securityOf, termsOf } from './bootstrapServer';
import { type Device, type DeviceOptions, start } from './device';
import { Format } from './message';
import { Server } from './server';

type App = typeof import('./apps/unbootstrapped');

const OBJECT = 32770;
const [READ, WRITE] = [1, 2];

interface Shared extends Device<App> {
  readonly second: Server;
  readonly bootstrap: Server;
}

/** A client with servers 101 and 102, both registered; 101 owns /32770/0, which 102 may read and write. */
function startShared(options: DeviceOptions = {}): Shared {
  const settings = { endpoint: 'sim', server: 'coap://server', lifetime: 300, bootstrap: 'coap://bs' };
  const device = start<App>('test/stack/apps/unbootstrapped', { settings, ...options });
  const bootstrap = new Server(device.simulation, 'bs');
  bootstrap.script = accept;
  const shared = Object.assign(device, { second: new Server(device.simulation, 'second'), bootstrap });
  device.simulation.run(100);
  expect([device.server.registrations.size, shared.second.registrations.size]).toEqual([1, 1]);
  device.app.control(0, [OBJECT, 0], 101, { 101: 15, 102: READ + WRITE });
  for (const id of [101, 102]) device.app.control(id, [1, id], id, {});
  return shared;
}

/** Server 102 has the client bootstrapped. */
function openSession({ second, bootstrap, simulation, server }: Shared): void {
  expect(second.execute('/1/102/9')).toBe('2.04');
  simulation.runUntil(() => bootstrap.requests.length === 1, 10_000);
  simulation.run(10);
  for (const { registrations } of [server, second]) registrations.clear();
}

/** @returns How many registrations each server has then. */
function finish({ second, bootstrap, simulation, server }: Shared): [number, number] {
  expect(bootstrap.ask('POST', '/bs').code).toBe('2.04');
  simulation.run(10_000);
  return [server.registrations.size, second.registrations.size];
}

test('Bootstrap-Delete of /0/101: the Server instance goes at once, what it owned has another owner after Finish', () => {
  const device = startShared();
  openSession(device);
  expect(device.bootstrap.ask('DELETE', '/0/101').code).toBe('2.02');
  expect(device.bootstrap.discover('/1')).toBe('</>;lwm2m=1.1,</1/102>;ssid=102');
  expect(device.app.controlled(0, 101)).toEqual({ rights: 15, owner: 101 });
  expect(finish(device)).toEqual([0, 1]);
  expect(device.app.controlled(0, 101)).toEqual({ rights: undefined, owner: 102 });
});

test('what it alone had rights to is deleted', () => {
  const device = startShared();
  device.app.control(1, [OBJECT, 1], 101, { 101: 15 });
  openSession(device);
  device.bootstrap.ask('DELETE', '/0/101');
  finish(device);
  expect(device.second.discover(`/${OBJECT}`)).not.toContain(`</${OBJECT}/1`);
});

test('an account that is deleted and written again keeps what it had; its attributes, too', () => {
  const device = startShared();
  device.server.writeAttributes(`/${OBJECT}/0/0`, 'pmin=7');
  openSession(device);
  for (const path of ['/0', '/1']) expect(device.bootstrap.ask('DELETE', path).code).toBe('2.02');
  expect(device.bootstrap.write('/0', securityOf(5, 101), Format.tlv)).toBe('2.04');
  expect(device.bootstrap.write('/1', termsOf(5, 101), Format.tlv)).toBe('2.04');
  expect(finish(device)).toEqual([1, 0]);
  expect([device.app.controlled(0, 101)?.owner, device.app.controlled(0, 102)?.rights]).toEqual([101, undefined]);
  expect(device.server.discover(`/${OBJECT}/0/0`)).toContain('pmin=7');
});

test('one that comes back in a later bootstrap has none of its attributes', () => {
  const device = startShared();
  device.server.writeAttributes(`/${OBJECT}/1/0`, 'pmin=7');
  openSession(device);
  device.bootstrap.ask('DELETE', '/0/101');
  finish(device);
  device.bootstrap.requests.length = 0;
  openSession(device);
  device.bootstrap.write('/0', securityOf(101, 101), Format.tlv);
  device.bootstrap.write('/1', termsOf(101, 101), Format.tlv);
  expect(finish(device)).toEqual([1, 1]);
  expect(device.server.discover(`/${OBJECT}/1/0`)).not.toContain('pmin');
});

test('a server that was left does not keep the room of Sends', () => {
  const device = startShared({ config: { sendPaths: 1, formatSenmlJson: 1 } });
  expect(device.server.execute('/1/101/4')).toBe('2.04'); // it is left for a day
  device.simulation.run(1000);
  for (let i = 0; i < 3; i++) {
    expect(device.app.send()).toBe(true);
    device.simulation.run(1000);
  }
});

test('a bootstrap that fails takes nothing away', () => {
  const device = startShared();
  openSession(device);
  device.bootstrap.ask('DELETE', '/0');
  device.simulation.run(250_000);
  expect([device.server.registrations.size, device.second.registrations.size]).toEqual([1, 1]);
  expect(device.app.controlled(0, 101)).toEqual({ rights: 15, owner: 101 });
});

test('a server that a Bootstrap-Pack does not name', () => {
  const pack = [
    { bn: '/0/0/', n: '0', vs: 'coap://second' }, { n: '1', vb: false }, { n: '2', v: 3 }, { n: '10', v: 102 },
    { bn: '/1/0/', n: '0', v: 102 }, { n: '1', v: 300 }, { n: '6', vb: true }, { n: '7', vs: 'U' },
  ];
  const options = [{ name: 'Content-Format' as const, value: Buffer.from([110]) }];
  const device = startShared({ config: { version: 12, formatSenmlJson: 1 } });
  device.bootstrap.script = () => ({ code: '2.05', options, payload: Buffer.from(JSON.stringify(pack)) });
  openSession(device);
  device.simulation.run(10_000);
  expect([device.server.registrations.size, device.second.registrations.size]).toEqual([0, 1]);
  expect(device.app.controlled(0, 101)).toEqual({ rights: undefined, owner: 102 });
});
