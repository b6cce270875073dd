/** What is provisioned outlives a reboot (boards store it in a slot that is replaced as a whole). */
import { startRegistered } from './device';
import { Format } from './message';
import { openSession, provision, securityOf, startBootstrap, waitForRegistration, type Bootstrapped } from './bootstrapServer';
import { values } from './tlv';

/** A client that was bootstrapped, and is registered. */
function bootstrapped(): Bootstrapped {
  const device = startBootstrap();
  openSession(device);
  expect(provision(device, 101, 600)).toEqual(['2.04', '2.04', '2.04']);
  waitForRegistration(device);
  device.simulation.run(100);
  return device;
}

function reboot(device: Bootstrapped): void {
  device.server.registrations.clear();
  device.simulation.board.reboot();
  device.simulation.run(100);
}

test('a client that was bootstrapped registers after a reboot, without another bootstrap', () => {
  const device = bootstrapped();
  reboot(device);
  expect(device.server.registration.parameters.get('lt')).toBe('600');
  expect(device.bootstrap.requests).toHaveLength(1);
});

test('what a server writes to its account outlives a reboot, and costs one write of storage', () => {
  const device = bootstrapped();
  const { writes } = device.simulation.storage;
  expect(device.server.write('/1/0/1', '750')).toBe('2.04');
  expect(device.server.write('/1/0/1', '750')).toBe('2.04');
  device.simulation.run(1000);
  expect(device.simulation.storage.writes).toBe(writes + 1);
  reboot(device);
  expect(device.server.registration.parameters.get('lt')).toBe('750');
});

test('resources that no server reads are kept, too', () => {
  const device = startBootstrap();
  openSession(device);
  device.bootstrap.write('/1/0/17', '7');
  device.bootstrap.write('/1/0/13', '2');
  device.bootstrap.write('/0', securityOf(0, 1), Format.tlv);
  for (const [id, value] of [[0, '1'], [1, '600'], [6, '1'], [7, 'U']]) device.bootstrap.write(`/1/0/${id}`, String(value));
  expect(device.bootstrap.ask('POST', '/bs').code).toBe('2.04');
  waitForRegistration(device);
  device.simulation.board.reboot();
  device.simulation.run(1000);
  device.server.execute('/1/0/9');
  openSession(device, 2);
  expect(values(device.bootstrap.read('/1/0', Format.tlv).payload)).toMatchObject({ 13: '02', 17: '07' });
});

test('Factory Reset goes back to the factory accounts', () => {
  const device = bootstrapped();
  expect(device.server.execute('/3/0/5')).toBe('2.04');
  device.server.registrations.clear();
  openSession(device, 2);
  expect(device.server.registrations.size).toBe(0);
});

describe.each(['old', 'new'] as const)('power is cut while the slot is replaced, which then holds the %s', (kept) => {
  test('at Finish', () => {
    const device = startBootstrap();
    openSession(device);
    const { simulation } = device;
    device.bootstrap.write('/0', securityOf(0, 1), Format.tlv);
    device.bootstrap.write('/1/0/0', '1');
    for (const [id, value] of [[1, '600'], [6, '1'], [7, 'U']]) device.bootstrap.write(`/1/0/${id}`, String(value));
    simulation.storage.cutPower(1, kept);
    device.bootstrap.request('POST', '/bs');
    simulation.run(5000);
    expect(simulation.reboots).toBe(1);
    if (kept === 'new') expect(device.server.registration.parameters.get('lt')).toBe('600');
    else expect(device.bootstrap.requests).toHaveLength(2);
  });

  test('when a server has written its account', () => {
    const device = bootstrapped();
    device.simulation.storage.cutPower(1, kept);
    device.server.registrations.clear();
    device.server.request('PUT', '/1/0/1', { payload: '750', format: Format.text });
    device.simulation.run(5000);
    expect(device.simulation.reboots).toBe(1);
    expect(device.server.registration.parameters.get('lt')).toBe(kept === 'new' ? '750' : '600');
  });
});

test('power is cut in the middle of a bootstrap: the accounts are those before', () => {
  const device = bootstrapped();
  device.server.execute('/1/0/9');
  openSession(device, 2);
  device.bootstrap.ask('DELETE', '/');
  device.bootstrap.write('/0', securityOf(3, 9, 'coap://elsewhere'), Format.tlv);
  reboot(device);
  expect(device.server.registration.parameters.get('lt')).toBe('600');
});

test.each<[string, (slot: Uint8Array) => Uint8Array]>([
  ['is cut short', (slot) => slot.subarray(0, slot.length - 7)],
  ['is empty', () => new Uint8Array(0)],
  ['has a byte that is another', (slot) => slot.map((byte, i) => (i === 20 ? byte ^ 1 : byte))],
  ['is of another version', (slot) => slot.map((byte, i) => (i === 0 ? 99 : byte))],
])('a slot that %s is not used', (_, change) => {
  const device = bootstrapped();
  const { slots } = device.simulation.storage;
  slots.set(0, change(slots.get(0)!));
  reboot(device);
  expect(device.server.registrations.size).toBe(0);
  expect(device.bootstrap.requests).toHaveLength(2);
});

test('storage that fails: the client goes on with what it was given', () => {
  const device = startBootstrap();
  device.simulation.storage.failing = true;
  openSession(device);
  expect(provision(device)).toEqual(['2.04', '2.04', '2.04']);
  expect(waitForRegistration(device)).toBe(true);
});

test('other settings of the board make other accounts', () => {
  const settings = { endpoint: 'sim', server: 'coap://server', lifetime: 300 };
  const device = startRegistered<typeof import('./apps/quiet')>('test/stack/apps/quiet', { settings });
  device.server.write('/1/0/1', '400');
  device.simulation.run(100);
  settings.lifetime = 200;
  device.server.registrations.clear();
  device.simulation.board.reboot();
  device.simulation.run(100);
  expect(device.server.registration.parameters.get('lt')).toBe('200');
});

describe('Initial Registration Delay Timer (LwM2M 1.1 Core E.2)', () => {
  /** A client whose server comes 20 s after a bootstrap, and waits to be registered. */
  function delayed(): Bootstrapped {
    const device = startBootstrap();
    openSession(device);
    device.bootstrap.write('/1/0/13', '1');
    device.bootstrap.write('/1/0/14', '20');
    device.bootstrap.write('/0', securityOf(0, 1), Format.tlv);
    for (const [id, value] of [[0, '1'], [1, '600'], [6, '1'], [7, 'U']]) device.bootstrap.write(`/1/0/${id}`, String(value));
    expect(device.bootstrap.ask('POST', '/bs').code).toBe('2.04');
    device.simulation.run(5000); // the link changes hands
    return device;
  }

  /** Whether the server is registered with within the delay; and afterwards. */
  function registrations({ simulation, server }: Bootstrapped): [number, number] {
    simulation.run(18_000);
    const early = server.registrations.size;
    simulation.run(3000);
    return [early, server.registrations.size];
  }

  test('is kept after a bootstrap, and no more once the server is registered with, over a reboot, too', () => {
    const device = delayed();
    expect(registrations(device)).toEqual([0, 1]);
    reboot(device);
    expect(device.server.registrations.size).toBe(1);
  });

  test('is kept again after a reboot that came before that, and after another bootstrap', () => {
    const device = delayed();
    reboot(device);
    expect(registrations(device)).toEqual([0, 1]);
    expect(device.server.execute('/1/0/9')).toBe('2.04');
    openSession(device, 2);
    expect(device.bootstrap.ask('POST', '/bs').code).toBe('2.04');
    device.server.registrations.clear();
    device.simulation.run(5000);
    expect(registrations(device)).toEqual([0, 1]);
  });

  test('costs one write of storage', () => {
    const device = delayed();
    const { writes } = device.simulation.storage;
    registrations(device);
    device.simulation.run(1_000_000); // and some Updates
    expect(device.simulation.storage.writes).toBe(writes + 1);
  });
});
