/** Object 5, by the cases of OMA's test specification (ETS LightweightM2M int-751 to int-780). */
import { StorageSlot, UpdateResult } from '../../src/board';
import { Format } from '../stack/message';
import { type Device, firmwarePackage, push, pushBlock, startDevice, status } from './firmware';

let device: Device;

beforeEach(() => {
  device = startDevice();
});

/** Lets the update begin that was executed, and the device register again. */
function reboot(): void {
  const before = device.simulation.reboots;
  device.server.registrations.clear();
  expect(device.simulation.runUntil(() => device.simulation.reboots > before, 10_000)).toBe(true);
  device.simulation.runUntil(() => device.server.registrations.size === 1, 20_000);
  device.simulation.run(10);
}

const downloaded = (): void => expect(push(device, firmwarePackage(3000)).pop()).toBe('2.04');

test('int-751: all readable resources', () => {
  const { server } = device;
  expect(status(device)).toEqual([0, 0]);
  expect(server.read('/5/0/9', Format.text).text).toBe('2');
  expect(server.read('/5/0').code).toBe('2.05');
  expect(server.read('/5/0/0').code).toBe('4.05');
  expect(server.discover('/5')).toContain('</5/0/0>');
});

describe('int-755: Package', () => {
  test.each([
    ['one NUL', Buffer.from([0])],
    ['nothing', Buffer.alloc(0)],
  ])('%s resets', (_name, payload) => {
    downloaded();
    expect(status(device)).toEqual([2, 0]);
    expect(device.server.write('/5/0/0', payload, Format.opaque)).toBe('2.04');
    expect(status(device)).toEqual([0, 0]);
  });

  test('in one message', () => {
    expect(device.server.write('/5/0/0', firmwarePackage(500), Format.opaque)).toBe('2.04');
    expect(status(device)).toEqual([2, 0]);
    expect(Buffer.from(device.simulation.firmware.complete!)).toEqual(firmwarePackage(500));
    expect(device.server.read('/5/0/6', Format.text).text).toBe('simulated');
    expect(device.server.read('/5/0/7', Format.text).text).toBe('2.0');
  });

  test('a second one is refused until the first is dropped', () => {
    downloaded();
    expect(push(device, firmwarePackage(3000))).toEqual(['4.05']);
    expect(device.server.write('/5/0/1', 'coap://files/a')).toBe('4.05');
    expect(status(device)).toEqual([2, 0]);
  });
});

test('int-756: an empty Package URI resets', () => {
  downloaded();
  expect(device.server.write('/5/0/1', '')).toBe('2.04');
  expect(status(device)).toEqual([0, 0]);
});

test('int-760: State is observed', () => {
  const { server, simulation } = device;
  expect(server.writeAttributes('/5/0', 'pmin=2&pmax=10')).toBe('2.04');
  const observation = server.observe('/5/0/3', { accept: Format.text });
  downloaded();
  simulation.run(15_000);
  expect(observation.newest?.text).toBe('2');
});

test('int-770: a successful update', () => {
  const { server, simulation } = device;
  downloaded();
  expect(server.execute('/5/0/2')).toBe('2.04');
  expect(status(device)).toEqual([3, 0]);
  simulation.firmware.confirmed = false;
  reboot();
  simulation.run(2000);
  expect(status(device)).toEqual([0, 1]);
  expect(simulation.firmware.confirmed).toBe(true);
  expect(Buffer.from(simulation.firmware.running)).toEqual(firmwarePackage(3000));
  server.registrations.clear();
  simulation.board.reboot();
  simulation.runUntil(() => server.registrations.size === 1, 20_000);
  simulation.run(10);
  expect(status(device)).toEqual([0, 1]); // for good
});

test('what runs is confirmed when the record of its update was lost, as by a factory reset', () => {
  const { server, simulation } = device;
  downloaded();
  server.execute('/5/0/2');
  simulation.firmware.confirmed = false;
  server.script = () => ({ code: '4.03' });
  simulation.runUntil(() => simulation.reboots === 1, 10_000);
  simulation.storage.slots.delete(StorageSlot.firmware);
  simulation.board.reboot();
  expect(startAgain()).toBe(true);
  simulation.run(2000);
  expect([simulation.firmware.confirmed, status(device)]).toEqual([true, [0, 0]]);
});

test('what runs is not confirmed before it has registered, and a roll-back shows', () => {
  const { server, simulation } = device;
  downloaded();
  server.execute('/5/0/2');
  server.script = () => ({ code: '4.03' });
  simulation.runUntil(() => simulation.reboots === 1, 10_000);
  simulation.run(30_000);
  expect(simulation.firmware.confirmed).toBe(false);
  simulation.firmware.outcome = UpdateResult.updateFailed; // the old image is back
  simulation.board.reboot();
  simulation.run(10);
  server.registrations.clear();
  const registering = startAgain();
  expect(registering).toBe(true);
  expect(status(device)).toEqual([2, 8]);
});

/** Gives the server its usual script back, and waits for the device. */
function startAgain(): boolean {
  const { server, simulation } = device;
  server.script = (request) =>
    request.code === 'POST' && request.path === '/rd'
      ? { code: '2.01', options: [{ name: 'Location-Path', value: Buffer.from('rd') }, { name: 'Location-Path', value: Buffer.from('1') }] }
      : { code: '2.04' };
  const before = server.requests.length;
  const came = simulation.runUntil(() => server.requests.length > before, 200_000);
  simulation.run(10);
  return came;
}

test.each([
  [0, undefined],
  [3, 'executed'],
])('int-772: Update is 4.05 in state %i', (state, executed) => {
  if (executed !== undefined) {
    downloaded();
    device.server.execute('/5/0/2');
  }
  expect(device.server.execute('/5/0/2')).toBe('4.05');
  expect(status(device)).toEqual([state, 0]);
});

describe('what goes wrong with a package', () => {
  test('int-773: no storage for it', () => {
    device.simulation.firmware.room = 2000;
    expect(push(device, firmwarePackage(3000))).toEqual(['4.13']);
    expect(status(device)).toEqual([0, UpdateResult.noStorage]);
  });

  test('int-774: out of memory in the middle', () => {
    const payload = firmwarePackage(3000);
    device.simulation.firmware.results.write = UpdateResult.outOfMemory;
    expect(push(device, payload)).toEqual(['5.00']);
    expect(status(device)).toEqual([0, UpdateResult.outOfMemory]);
  });

  test('int-776: it is corrupt', () => {
    device.simulation.firmware.results.finish = UpdateResult.integrityFailure;
    expect(push(device, firmwarePackage(3000))).toEqual(['2.31', '2.31', '2.04']);
    expect(status(device)).toEqual([0, UpdateResult.integrityFailure]);
  });

  test('what is found out once a block was answered ends it, and the next block is refused', () => {
    const payload = firmwarePackage(3000);
    expect(pushBlock(device, payload, 0).code).toBe('2.31');
    expect(status(device)).toEqual([1, 0]);
    device.simulation.firmware.results.settle = UpdateResult.integrityFailure;
    expect(pushBlock(device, payload, 1).code).toBe('2.31');
    expect(status(device)).toEqual([0, UpdateResult.integrityFailure]);
    expect(pushBlock(device, payload, 2).code).toBe('4.08');
  });

  test('int-777: it is of another type', () => {
    expect(push(device, Buffer.alloc(3000, 1)).pop()).toBe('2.04');
    expect(status(device)).toEqual([0, UpdateResult.unsupportedPackage]);
  });

  test('and the next one starts with Result 0 again', () => {
    push(device, Buffer.alloc(3000, 1));
    downloaded();
    expect(status(device)).toEqual([2, 0]);
  });
});

test('int-779: it cannot be installed, and stays', () => {
  downloaded();
  device.simulation.firmware.results.apply = UpdateResult.updateFailed;
  expect(device.server.execute('/5/0/2')).toBe('2.04');
  device.simulation.run(5000);
  expect(status(device)).toEqual([2, 8]);
  expect(device.server.read('/3/0/3').text).toBe('1.0');
});

test('it does not run after the reboot', () => {
  downloaded();
  device.simulation.firmware.outcome = UpdateResult.updateFailed;
  device.server.execute('/5/0/2');
  reboot();
  expect(status(device)).toEqual([2, 8]);
});

describe('int-778, int-780: a Package URI that cannot be used', () => {
  test.each([
    ['not a URI', UpdateResult.invalidUri],
    ['coap:///path', UpdateResult.invalidUri],
    ['coap://host:99999/a', UpdateResult.invalidUri],
    ['coap://host/%zz', UpdateResult.invalidUri],
    ['ftp://host/a', UpdateResult.unsupportedProtocol],
    ['coaps://host/a', UpdateResult.unsupportedProtocol],
    ['http://host/a', UpdateResult.unsupportedProtocol],
  ])('%s', (uri, result) => {
    expect(device.server.write('/5/0/1', uri)).toBe('2.04');
    expect(status(device)).toEqual([0, result]);
    expect(device.server.read('/5/0/1', Format.text).text).toBe(uri);
  });
});

describe('Cancel', () => {
  test('drops the package: Result 10', () => {
    downloaded();
    expect(device.server.execute('/5/0/10')).toBe('2.04');
    expect(status(device)).toEqual([0, UpdateResult.cancelled]);
  });

  test('is 4.05 when there is nothing to cancel, or it is too late', () => {
    expect(device.server.execute('/5/0/10')).toBe('4.05');
    downloaded();
    device.server.execute('/5/0/2');
    expect(device.server.execute('/5/0/10')).toBe('4.05');
    expect(device.server.write('/5/0/1', '')).toBe('4.05');
  });
});

describe('Maximum Defer Period', () => {
  test('of 0: the user cannot defer', () => {
    downloaded();
    device.server.execute('/5/0/2');
    expect(device.app.deferFirmwareUpdate()).toBe(false);
  });

  test('the user defers, Result 11, and the update begins when it is over', () => {
    device.server.write('/5/0/13', '60');
    downloaded();
    device.server.execute('/5/0/2');
    expect(device.app.deferFirmwareUpdate()).toBe(true);
    expect(status(device)).toEqual([2, UpdateResult.deferred]);
    device.simulation.run(58_000);
    expect(status(device)).toEqual([2, UpdateResult.deferred]);
    device.simulation.run(3000);
    expect(status(device)).toEqual([3, 0]);
  });
});

test('Automatic Upgrade at Download: the update begins by itself', () => {
  expect(device.server.write('/5/0/14', '1')).toBe('2.04');
  downloaded();
  expect(status(device)).toEqual([3, 0]);
});

test('Last State Change Time', () => {
  device.simulation.utc = 1_700_000_000;
  downloaded();
  expect(Number(device.server.read('/5/0/12', Format.text).text)).toBeGreaterThanOrEqual(1_700_000_000);
});

test('an image that does not register within a quarter of an hour reboots, so that the boot stub counts the attempt', () => {
  push(device, firmwarePackage(3000));
  device.server.execute('/5/0/2');
  device.server.script = () => undefined;
  device.simulation.run(60_000);
  expect(device.simulation.reboots).toBe(1);
  device.simulation.run(800_000);
  expect(device.simulation.reboots).toBe(1);
  device.simulation.run(100_000);
  expect(device.simulation.reboots).toBe(2);
});
