/** The smart light: objects 3311 and 3303 as a server sees them (OMA registry). */
import { type Device, smartLight, startRegistered } from './device';
import { Format } from './message';
import { float, hex, instance, resource, tlv, values } from './tlv';

const LIGHT = '/3311/0';

let light: Device<never>;
let server: Device<never>['server'];
let simulation: Device<never>['simulation'];
beforeEach(() => {
  light = smartLight() as Device<never>;
  ({ server, simulation } = light);
});

describe('switch and dimmer', () => {
  test('a new light is off, at 100 %', () => {
    expect(values(server.read(LIGHT).payload)).toMatchObject({ '5850': '00', '5851': '64', '5852': '00', '5750': hex('Desk lamp') });
    expect(simulation.leds[0]).toBe(0);
  });

  test('on, dimmed, off: the LED follows', () => {
    const leds: number[] = [];
    for (const [id, text] of [['5850', '1'], ['5851', '40'], ['5851', '0'], ['5851', '7'], ['5850', '0'], ['5851', '90'], ['5850', '1']]) {
      expect(server.write(`${LIGHT}/${id}`, text)).toBe('2.04');
      leds.push(simulation.leds[0]);
    }
    expect(leds).toEqual([100, 40, 0, 7, 0, 0, 90]);
  });

  test('both in one write', () => {
    expect(server.update(LIGHT, tlv(resource(5851, 25), resource(5850, '01')))).toBe('2.04');
    expect(simulation.leds[0]).toBe(25);
  });

  test.each(['-1', '101', '50.5', 'half', ''])('a dimmer of %j is 4.00, and the LED stays', (dimmer) => {
    server.write(`${LIGHT}/5850`, '1');
    expect(server.write(`${LIGHT}/5851`, dimmer)).toBe('4.00');
    expect(simulation.leds[0]).toBe(100);
  });

  test('the button toggles it, and whoever observes is told', () => {
    const exchange = server.observe(`${LIGHT}/5850`);
    for (const led of [100, 0, 100]) {
      simulation.pressButton(0);
      simulation.releaseButton(0);
      simulation.run(100);
      expect(simulation.leds[0]).toBe(led);
    }
    expect(exchange.answers.map(({ text }) => text)).toEqual(['0', '1', '0', '1']);
  });

  test('a second light is another light: the LED is the first one', () => {
    server.ask('POST', '/3311', { payload: tlv(instance(1, resource(5850, '01'))), format: Format.tlv });
    expect(simulation.leds[0]).toBe(0);
    expect(server.read('/3311/1/5850').text).toBe('1');
    expect(server.read(`${LIGHT}/5850`).text).toBe('0');
  });
});

describe('On Time', () => {
  const onTime = (): number => Number(server.read(`${LIGHT}/5852`).text);

  test('counts the seconds while the light is on, and no others', () => {
    simulation.run(30_000);
    expect(onTime()).toBe(0);
    server.write(`${LIGHT}/5850`, '1');
    simulation.run(10_500);
    expect(onTime()).toBe(10);
    simulation.run(3_600_000);
    expect(onTime()).toBe(3610);
    server.write(`${LIGHT}/5850`, '0');
    simulation.run(100_000);
    expect(onTime()).toBe(3610);
    server.write(`${LIGHT}/5850`, '1');
    simulation.run(86_400_000);
    expect(Math.abs(onTime() - 90_010)).toBeLessThanOrEqual(1);
  });

  test('writing 0 starts it anew, on or off', () => {
    server.write(`${LIGHT}/5850`, '1');
    simulation.run(60_500);
    expect(server.write(`${LIGHT}/5852`, '0')).toBe('2.04');
    expect(onTime()).toBe(0);
    simulation.run(5_200);
    expect(onTime()).toBe(5);
    server.write(`${LIGHT}/5850`, '0');
    expect(server.write(`${LIGHT}/5852`, '0')).toBe('2.04');
    simulation.run(60_000);
    expect(onTime()).toBe(0);
  });

  test.each(['1', '-1', '60'])('writing %s is 4.00', (seconds) => {
    server.write(`${LIGHT}/5850`, '1');
    simulation.run(10_500);
    expect(server.write(`${LIGHT}/5852`, seconds)).toBe('4.00');
    expect(onTime()).toBe(10);
  });

  test('to switch on what is on does not start it anew', () => {
    server.write(`${LIGHT}/5850`, '1');
    simulation.run(10_500);
    server.write(`${LIGHT}/5850`, '1');
    simulation.run(10_000);
    expect(onTime()).toBe(20);
  });

  test('each light has its own', () => {
    server.ask('POST', '/3311', { payload: tlv(instance(1, resource(5850, '01'))), format: Format.tlv });
    simulation.run(20_500);
    expect(onTime()).toBe(0);
    expect(server.read('/3311/1/5852').text).toBe('20');
    server.ask('DELETE', '/3311/1');
    server.ask('POST', '/3311', { payload: tlv(instance(1, resource(5850, '00'))), format: Format.tlv });
    simulation.run(20_000);
    expect(server.read('/3311/1/5852').text).toBe('0');
  });

  test('observed with pmax it is told as it counts', () => {
    server.write(`${LIGHT}/5850`, '1');
    server.writeAttributes(`${LIGHT}/5852`, 'pmin=10&pmax=10');
    const exchange = server.observe(`${LIGHT}/5852`);
    simulation.run(31_000);
    expect(exchange.answers.map(({ text }) => Number(text))).toEqual([0, 10, 20, 30]);
  });
});

describe('temperature', () => {
  test('the sensor of the light: its range, its unit, and a value that wanders', () => {
    expect(values(server.read('/3303/0').payload)).toMatchObject({ '5701': hex('Cel') });
    const seen = new Set<number>();
    for (let round = 0; round < 100; round++) {
      simulation.run(2000);
      seen.add(Number(server.read('/3303/0/5700').text));
    }
    expect(seen.size).toBeGreaterThan(3);
    expect(Math.min(...seen)).toBeGreaterThanOrEqual(18);
    expect(Math.max(...seen)).toBeLessThanOrEqual(24);
    expect(Number(server.read('/3303/0/5601').text)).toBeLessThanOrEqual(Math.min(...seen));
    expect(Number(server.read('/3303/0/5602').text)).toBeGreaterThanOrEqual(Math.max(...seen));
  });

  test('Min and Max Measured Value follow, and Reset brings both to the value of now', () => {
    const sensor = startRegistered<typeof import('./apps/sensor')>('test/stack/apps/sensor');
    const measured = (): number[] => ['5601', '5700', '5602'].map((id) => Number(sensor.server.read(`/3303/0/${id}`).text));
    expect(measured()).toEqual([20, 20, 20]);
    for (const [value, expected] of [[25, [20, 25, 25]], [18.5, [18.5, 18.5, 25]], [19, [18.5, 19, 25]]] as const) {
      sensor.app.measure(value);
      expect(measured()).toEqual(expected);
    }
    expect(sensor.server.execute('/3303/0/5605')).toBe('2.04');
    expect(measured()).toEqual([19, 19, 19]);
    sensor.app.measure(-40);
    expect(measured()).toEqual([-40, -40, 19]);
  });

  test('a Float comes as what it is, in text and TLV', () => {
    const sensor = startRegistered<typeof import('./apps/sensor')>('test/stack/apps/sensor');
    for (const value of [21.3, -0.1, 1e-7, 123456.789, 0]) {
      sensor.app.measure(value);
      expect(Number(sensor.server.read('/3303/0/5700', Format.text).text)).toBe(value);
      expect(values(sensor.server.read('/3303/0/5700', Format.tlv).payload)['5700']).toBe(float(value).toString('hex'));
    }
  });

  test('what it measures cannot be written', () => {
    for (const id of ['5700', '5601', '5602', '5603', '5701']) expect(server.write(`/3303/0/${id}`, '1')).toBe('4.05');
    expect(server.write('/3303/0/5605', '1')).toBe('4.05');
  });
});
