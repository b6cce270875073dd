/** What servers have set with Write-Attributes outlives a reboot (LwM2M 1.1 Core 5.1.2; lwm2m.md C.1). */
import { Config } from 'config';
import { StorageSlot } from '../../src/board';
import { Checksum, checksum } from '../../src/bytes/checksum';
import type { Account } from './apps/servers';
import { type Device, smartLight, start, startRegistered } from './device';
import { Format } from './message';
import { Server } from './server';
import { instance, resource, tlv } from './tlv';

const QUIET = 'test/stack/apps/quiet';

function reboot({ simulation, server }: Pick<Device<never>, 'simulation' | 'server'>): void {
  server.registrations.clear();
  simulation.board.reboot();
  simulation.runUntil(() => server.registrations.size === 1, 10_000);
  simulation.run(10);
}

/** Has the server make /3311/1. */
function createLight(server: Server): void {
  const payload = tlv(instance(1, resource(5850, '01')));
  expect(server.ask('POST', '/3311', { payload, format: Format.tlv }).code).toBe('2.01');
}

test('attributes at all levels are there again, with their values', () => {
  const device = smartLight();
  const { server } = device;
  expect(server.writeAttributes('/3303', 'pmin=10&pmax=200')).toBe('2.04');
  expect(server.writeAttributes('/3303/0', 'epmin=1')).toBe('2.04');
  expect(server.writeAttributes('/3303/0/5700', 'gt=21.5&lt=-3.25&st=0.1')).toBe('2.04');
  expect(server.writeAttributes('/3/0/6/0', 'pmax=30')).toBe('2.04');
  const paths = ['/3303', '/3303/0/5700', '/3/0/6'];
  const links = paths.map((path) => server.discover(path));
  reboot(device);
  expect(paths.map((path) => server.discover(path))).toEqual(links);
  expect(links[2]).toContain('</3/0/6/0>;pmax=30');
  expect(links[1]).toBe('</3303/0/5700>;pmin=10;pmax=200;gt=21.5;lt=-3.25;st=0.1;epmin=1');
});

test('they are in effect: an observation made after the reboot waits for pmin', () => {
  const device = smartLight();
  device.server.writeAttributes('/3311/0/5850', 'pmin=20');
  reboot(device);
  const exchange = device.server.observe('/3311/0/5850');
  device.simulation.pressButton(0);
  device.simulation.run(15_000);
  expect(exchange.answers).toHaveLength(1);
  device.simulation.run(10_000);
  expect(exchange.answers).toHaveLength(2);
});

test('what was unset, or is of a node that is gone, is not there again', () => {
  const device = smartLight();
  const { server } = device;
  createLight(server);
  server.writeAttributes('/3/0/13', 'pmin=7&pmax=9');
  server.writeAttributes('/3/0/13', 'pmax');
  server.writeAttributes('/3311/1', 'pmin=5');
  device.simulation.run(100);
  reboot(device);
  expect(server.discover('/3/0/13')).toBe('</3/0/13>;pmin=7');
  createLight(server); // the one that a server had made is gone with the reboot
  expect(server.discover('/3311/1').split(',')[0]).toBe('</3311/1>');
});

test('each server gets its own', () => {
  const accounts: Account[] = [{ host: 'a' }, { host: 'b' }];
  const { simulation } = start('test/stack/apps/servers', { settings: { endpoint: 'sim', server: JSON.stringify(accounts), lifetime: 300 } });
  const [a, b] = accounts.map(({ host }) => new Server(simulation, host));
  simulation.run(100);
  b.writeAttributes('/3/0/13', 'pmin=8');
  a.writeAttributes('/3/0', 'pmax=70');
  simulation.run(100);
  simulation.board.reboot();
  simulation.run(1000);
  expect([a, b].map((server) => server.discover('/3/0/13'))).toEqual(['</3/0/13>;pmax=70', '</3/0/13>;pmin=8']);
});

test('costs one write of storage, and none for what is set already', () => {
  const { server, simulation } = startRegistered(QUIET);
  const { writes } = simulation.storage;
  for (let i = 0; i < 3; i++) expect(server.writeAttributes('/3/0', 'pmin=7&pmax=60')).toBe('2.04');
  simulation.run(1000);
  expect(simulation.storage.writes).toBe(writes + 1);
});

test('more than the slot has room for: the first ones are kept, and the accounts', () => {
  const device = startRegistered(QUIET, { config: { messageBytes: 180, attributes: 40 } });
  const { server } = device;
  server.write('/1/0/1', '750');
  const paths = ['/3', '/3/0/4', '/3/0/5', '/3/0/11', '/3/0/16'];
  for (const path of paths) expect(server.writeAttributes(path, 'pmin=7&pmax=60')).toBe('2.04');
  device.simulation.run(1000);
  reboot(device);
  expect(server.registration.parameters.get('lt')).toBe('750');
  server.writeAttributes('/3', 'pmin&pmax');
  expect(paths.slice(1).map((path) => server.discover(path).split(',')[0])).toEqual([
    '</3/0/4>;pmin=7;pmax=60',
    '</3/0/5>;pmin=7',
    '</3/0/11>;dim=1',
    '</3/0/16>',
  ]);
});

describe('what an image does not know in the slot', () => {
  /** A light with a lifetime of 750 and an attribute, and what it has stored. */
  function stored(config: Record<string, number> = {}) {
    const device = smartLight({ config });
    expect(device.server.write('/1/0/1', '750')).toBe('2.04');
    expect(device.server.writeAttributes('/3/0/13', 'pmin=7')).toBe('2.04');
    device.simulation.run(1000);
    const { slots } = device.simulation.storage;
    return { device, slots, bytes: Buffer.from(slots.get(StorageSlot.accounts)!) };
  }

  test('is read over by one before there were stored attributes, and stays', () => {
    const config = { writeAttributes: 1 };
    const { device, slots, bytes } = stored(config);
    config.writeAttributes = 0; // such an image stores and takes accounts alone
    reboot(device);
    expect(device.server.registration.parameters.get('lt')).toBe('750');
    device.simulation.run(1000);
    expect(Buffer.from(slots.get(StorageSlot.accounts)!)).toEqual(bytes);
    config.writeAttributes = 1;
    reboot(device);
    expect(device.server.discover('/3/0/13')).toBe('</3/0/13>;pmin=7');
  });

  test('is read over where a newer one has put it, in front of what is known and behind it', () => {
    const { device, slots, bytes } = stored();
    const entry = Buffer.from('fffe0003010203', 'hex'); // an id of nobody, and 3 bytes
    const first = 5 + 2 * Config.servers;
    expect(bytes.readUInt16BE(first + 2)).toBeGreaterThan(0); // object 0, and its size
    for (const at of [first, bytes.length - 4]) {
      const content = Buffer.concat([bytes.subarray(0, at), entry, bytes.subarray(at, -4)]);
      const sum = Buffer.alloc(4);
      sum.writeUInt32BE(checksum(Checksum.start, content, 0, content.length) >>> 0);
      const changed = Buffer.concat([content, sum]);
      slots.set(StorageSlot.accounts, changed);
      reboot(device);
      device.simulation.run(1000);
      expect(device.server.registration.parameters.get('lt')).toBe('750');
      expect(device.server.discover('/3/0/13')).toBe('</3/0/13>;pmin=7');
      expect(Buffer.from(slots.get(StorageSlot.accounts)!)).toEqual(changed);
    }
  });
});
