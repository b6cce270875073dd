/** Object 3, Device (LwM2M 1.1 Core E.4; lwm2m.md G). */
import { StorageSlot } from '../../src/board';
import { type DeviceOptions, smartLight, startRegistered } from './device';
import { Format } from './message';
import { hex, resource, tlv, values } from './tlv';

const BATTERY = 'test/stack/apps/battery';

function startBattery(options: DeviceOptions = {}) {
  return startRegistered<typeof import('./apps/battery')>(BATTERY, options);
}

test('every resource that has a value is read', () => {
  const { server } = startBattery();
  expect(values(server.read('/3/0').payload)).toEqual({
    '0': hex('Open Mobile Alliance'),
    '1': hex('Lightweight M2M Client'),
    '2': hex('345000123'),
    '3': hex('1.0'),
    '6/0': '01',
    '6/1': '05',
    '7/0': '0ed8',
    '7/1': '1388',
    '8/0': '7d',
    '8/1': '0384',
    '9': '64',
    '10': '0f',
    '11/0': '00',
    '13': expect.any(String),
    '14': hex('+01:00'),
    '15': hex('Europe/Berlin'),
    '16': hex('U'),
    '17': hex('test'),
    '18': hex('A'),
    '19': hex('B'),
    '20': '00',
    '21': '40',
    '22/0': '00010000',
  });
});

test('what is read-only cannot be written, what is executable neither', () => {
  const { server } = startBattery();
  for (const id of [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 16, 17, 18, 19, 20, 21, 22]) expect(server.write(`/3/0/${id}`, '1')).toBe('4.05');
});

test('LightweightM2M-1.1-int-651 Device: Check Access to the Resources', () => {
  const { server } = startBattery();
  const saved = values(server.read('/3/0').payload);
  expect(server.update('/3/0', Buffer.from('c40d5182428fc60e2b30323a3030c80f0c4575726f70652f5061726973', 'hex'))).toBe('2.04');
  expect(values(server.read('/3/0').payload)).toEqual({ ...saved, '13': '5182428f', '14': hex('+02:00'), '15': hex('Europe/Paris') });
  const back = tlv(resource(13, saved['13']), resource(14, saved['14']), resource(15, saved['15']));
  expect(server.update('/3/0', back)).toBe('2.04');
  expect(values(server.read('/3/0').payload)).toEqual({ ...saved, '13': expect.any(String) });
});

test('LightweightM2M-1.1-int-652 Querying the firmware version from the client', () => {
  expect(startBattery().server.read('/3/0/3')).toMatchObject({ code: '2.05', text: '1.0' });
});

describe('Current Time', () => {
  test('is what the board says, and goes on', () => {
    const device = startBattery({ now: 2 ** 30 - 5000 });
    const { server, simulation } = device;
    simulation.utc = 1_700_000_000;
    server.execute('/3/0/4'); // the clock is set at the start
    simulation.run(10_000);
    const base = Number(server.read('/3/0/13').text) - Math.floor(simulation.time / 1000);
    expect(Math.abs(Number(server.read('/3/0/13').text) - simulation.utc)).toBeLessThanOrEqual(1);
    for (const seconds of [1, 59, 3600, 86_400, 2_000_000]) {
      simulation.run(seconds * 1000);
      const now = Number(server.read('/3/0/13').text);
      expect(Math.abs(now - base - simulation.time / 1000)).toBeLessThanOrEqual(1.2);
    }
  });

  test.each([0, 1, 1_367_491_215, 4_102_444_800, 253_402_300_799, -86_400])('is kept running from %i that a server writes', (written) => {
    const settings = { endpoint: 'sim', server: 'coap://server', lifetime: 86_400 };
    const { server, simulation } = startBattery({ settings });
    expect(server.write('/3/0/13', String(written))).toBe('2.04');
    expect(Number(server.read('/3/0/13').text)).toBe(written);
    simulation.run(100_000);
    expect(Math.abs(Number(server.read('/3/0/13').text) - written - 100)).toBeLessThanOrEqual(1);
    simulation.run(30 * 86_400_000);
    expect(Math.abs(Number(server.read('/3/0/13').text) - written - 100 - 30 * 86_400)).toBeLessThanOrEqual(1);
  });

  test('is kept running for ten years', () => {
    const { server, simulation } = startBattery({ settings: { endpoint: 'sim', server: 'coap://server', lifetime: 864_000 } });
    server.write('/3/0/13', '1000000000');
    for (let year = 1; year <= 10; year++) {
      simulation.run(365 * 86_400_000);
      expect(Math.abs(Number(server.read('/3/0/13').text) - 1_000_000_000 - year * 365 * 86_400)).toBeLessThanOrEqual(year);
    }
  });

  test('a lifetime is not measured by the clock that a server sets', () => {
    const { server, simulation } = startBattery();
    server.write('/3/0/13', '4102444800');
    simulation.run(100_000);
    server.write('/3/0/13', '0');
    simulation.run(100_000);
    expect(server.requests).toHaveLength(1);
    simulation.run(100_000);
    expect(server.requests).toHaveLength(2);
  });
});

describe('UTC Offset and Timezone', () => {
  test.each(['+00:00', '-12:00', '+14:00', '+05:45', 'Z'])('%s is an offset', (offset) => {
    const { server } = startBattery();
    expect(server.write('/3/0/14', offset)).toBe('2.04');
    expect(server.read('/3/0/14').text).toBe(offset);
  });

  test.each(['', '1', '+1:00', '02:00', '+0200', '+02:00 ', '+0a:00', 'UTC', '+02-00', '+٠٢:٠٠'])('%j is none (ISO 8601)', (offset) => {
    const { server } = startBattery();
    expect(server.write('/3/0/14', offset)).toBe('4.00');
    expect(server.read('/3/0/14').text).toBe('+01:00');
  });

  test('a zone is written and read', () => {
    const { server } = startBattery();
    expect(server.write('/3/0/15', 'America/Argentina/Buenos_Aires')).toBe('2.04');
    expect(server.read('/3/0/15').text).toBe('America/Argentina/Buenos_Aires');
  });
});

describe('Error Code', () => {
  test('healthy: one instance, 0', () => {
    expect(values(startBattery().server.read('/3/0/11').payload)).toEqual({ '11/0': '00' });
  });

  test('one instance for each error there is, none for an error twice, and no 0 beside them', () => {
    const { server, app } = startBattery();
    app.reportError(1);
    expect(Object.values(values(server.read('/3/0/11').payload))).toEqual(['01']);
    app.reportError(6);
    app.reportError(1);
    app.reportError(32);
    expect(Object.values(values(server.read('/3/0/11').payload)).sort()).toEqual(['01', '06', '20']);
  });

  test('Reset Error Code clears them', () => {
    const { server, app } = startBattery();
    app.reportError(1);
    app.reportError(8);
    expect(server.execute('/3/0/12')).toBe('2.04');
    expect(values(server.read('/3/0/11').payload)).toEqual({ '11/0': '00' });
    app.reportError(8);
    expect(Object.values(values(server.read('/3/0/11').payload))).toEqual(['08']);
  });

  test('more errors than there is room for: those that fit, and nothing breaks', () => {
    const { server, app } = startBattery();
    for (let code = 1; code <= 32; code++) app.reportError(code);
    const reported = Object.values(values(server.read('/3/0/11').payload));
    expect(reported.length).toBeGreaterThanOrEqual(4);
    expect(reported).not.toContain('00');
    expect(server.execute('/3/0/12')).toBe('2.04');
    expect(values(server.read('/3/0/11').payload)).toEqual({ '11/0': '00' });
  });

  test('is observed', () => {
    const { server, simulation, app } = startBattery();
    const exchange = server.observe('/3/0/11');
    app.reportError(3);
    simulation.run(100);
    server.execute('/3/0/12');
    simulation.run(100);
    expect(exchange.answers.map(({ payload }) => Object.values(values(payload)))).toEqual([['00'], ['03'], ['00']]);
  });
});

describe('Reboot and Factory Reset', () => {
  test('a factory reset answers, erases the storage, reboots and registers', () => {
    const { server, simulation } = smartLight();
    simulation.storage.slots.set(3, Uint8Array.of(1, 2, 3));
    simulation.storage.slots.set(15, Uint8Array.of(4));
    expect(server.execute('/3/0/5')).toBe('2.04');
    simulation.run(10_000);
    expect([...simulation.storage.slots.keys()]).toEqual([StorageSlot.seed]);
    expect(simulation.reboots).toBe(1);
    expect(server.requests.filter(({ path }) => path === '/rd')).toHaveLength(2);
  });

  test('a reboot keeps the storage', () => {
    const { server, simulation } = smartLight();
    simulation.storage.slots.set(3, Uint8Array.of(1, 2, 3));
    server.execute('/3/0/4');
    simulation.run(10_000);
    expect(simulation.reboots).toBe(1);
    expect(simulation.storage.slots.has(3)).toBe(true);
  });

  test('when the answer is lost, the client reboots and registers all the same', () => {
    const { server, simulation } = smartLight();
    simulation.wire.toServer.drop(1);
    server.request('POST', '/3/0/4');
    simulation.run(20_000);
    expect(simulation.reboots).toBeGreaterThanOrEqual(1); // the server's next copy reaches the image that has rebooted
    expect(server.read('/3/0/0').text).toBe('Mote');
  });

  test('after a reboot what was set is as the image begins', () => {
    const { server, simulation } = smartLight();
    server.write('/3311/0/5850', '1');
    server.write('/3/0/14', '+09:00');
    server.execute('/3/0/4');
    simulation.run(10_000);
    expect(server.read('/3311/0/5850').text).toBe('0');
    expect(simulation.leds[0]).toBe(0);
    expect(server.read('/3/0', Format.tlv).code).toBe('2.05');
  });
});
