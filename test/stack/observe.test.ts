/** Observe and Notify: what is told of which change (LwM2M 1.1 Core 6.4; RFC 7641; lwm2m.md A.8). */
import { smartLight, startRegistered } from './device';
import { Format } from './message';
import type { Exchange } from './server';
import { float, resource, tlv, values } from './tlv';

type Sensor = typeof import('./apps/sensor');
const VALUE = '/3303/0/5700';

function startSensor() {
  return startRegistered<Sensor>('test/stack/apps/sensor');
}

function texts({ answers }: Exchange): string[] {
  return answers.map(({ text }) => text);
}

describe('the first answer', () => {
  test('is what Read answers, and an Observe option', () => {
    const { server } = startSensor();
    for (const path of ['/3303', '/3303/0', VALUE, '/3/0/11', '/3/0/11/0']) {
      const read = server.read(path);
      const [first] = server.observe(path).answers;
      expect([first.code, first.format, first.payload]).toEqual(['2.05', read.format, read.payload]);
      expect(first.observe).toBeDefined();
    }
  });

  test('has the format asked for, and so have all notifications (RFC 7641 4.2)', () => {
    const { server, simulation, app } = startSensor();
    const inTlv = server.observe(VALUE, { accept: Format.tlv });
    const inText = server.observe(VALUE, { accept: Format.text });
    for (const value of [21, 22]) {
      app.measure(value);
      simulation.run(100);
    }
    expect(inTlv.answers.map(({ format }) => format)).toEqual([Format.tlv, Format.tlv, Format.tlv]);
    expect(inTlv.answers.map(({ payload }) => values(payload))).toEqual([20, 21, 22].map((value) => ({ '5700': expect.stringMatching(floatPattern(value)) })));
    expect(inText.answers.map(({ format, text }) => [format, Number(text)])).toEqual([20, 21, 22].map((value) => [Format.text, value]));
  });

  test.each([
    ['/4', '4.04', undefined],
    ['/3303/1', '4.04', undefined],
    ['/3303/0/9', '4.04', undefined],
    ['/3303/0/5605', '4.05', undefined],
    ['/3303/0', '4.06', Format.text],
    [VALUE, '4.06', Format.cbor],
    ['/0/0', '4.01', undefined],
    ['/', '4.05', undefined],
  ])('%s is %s: nothing is observed', (path, code, accept) => {
    const { server, simulation, app } = startSensor();
    const exchange = server.observe(path, { accept });
    expect(exchange.answers.map((answer) => [answer.code, answer.observe])).toEqual([[code, undefined]]);
    app.measure(99);
    simulation.run(10_000);
    expect(exchange.answers).toHaveLength(1);
  });

  test('an Observe option that is neither 0 nor 1 is passed over (RFC 7641 2)', () => {
    const { server, simulation, app } = startSensor();
    const exchange = server.observe(VALUE, { observe: 2 });
    expect([exchange.answers[0].code, exchange.answers[0].observe]).toEqual(['2.05', undefined]);
    app.measure(99);
    simulation.run(10_000);
    expect(exchange.answers).toHaveLength(1);
  });

  test('an Observe option on a request that is no GET is passed over', () => {
    const { server } = smartLight();
    const answer = server.ask('PUT', '/3311/0/5851', { observe: 0, payload: '7', format: Format.text });
    expect([answer.code, answer.observe]).toEqual(['2.04', undefined]);
  });
});

/** TLV of a Float in 4 or 8 bytes. */
function floatPattern(value: number): RegExp {
  const single = Buffer.alloc(4);
  single.writeFloatBE(value);
  return new RegExp(`^(${single.toString('hex')}|${float(value).toString('hex')})$`);
}

describe('when the value changes', () => {
  test('each change is told at once, by the token of the observation and a higher Observe value', () => {
    const { server, simulation, app } = startSensor();
    const exchange = server.observe(VALUE);
    for (const value of [21, 21.5, -3]) {
      const before = simulation.time;
      app.measure(value);
      simulation.run(1000);
      expect(exchange.answers.at(-1)!.time - before).toBeLessThanOrEqual(200);
    }
    expect(texts(exchange).map(Number)).toEqual([20, 21, 21.5, -3]);
    for (const [index, { observe }] of exchange.answers.entries()) {
      if (index > 0) expect(observe).toBeGreaterThan(exchange.answers[index - 1].observe!);
    }
    expect(exchange.newest).toBe(exchange.answers.at(-1));
  });

  test('the same value again is no change', () => {
    const { server, simulation, app } = startSensor();
    const exchange = server.observe(VALUE);
    app.measure(20);
    simulation.run(10_000);
    expect(exchange.answers).toHaveLength(1);
  });

  test("a server's own write is told as well", () => {
    const { server, simulation } = smartLight();
    const exchange = server.observe('/3311/0/5851');
    server.write('/3311/0/5851', '40');
    simulation.run(100);
    expect(texts(exchange)).toEqual(['100', '40']);
  });

  test('several changes of one moment are one notification', () => {
    const { server, simulation } = smartLight();
    const exchange = server.observe('/3311/0');
    server.update('/3311/0', tlv(resource(5850, '01'), resource(5851, 30)));
    simulation.run(100);
    expect(exchange.answers).toHaveLength(2);
    expect(values(exchange.answers[1].payload)).toMatchObject({ '5850': '01', '5851': '1e' });
  });
});

describe('every level', () => {
  test('object: whatever changes in any instance, all of it is told', () => {
    const { server, simulation } = smartLight();
    const exchange = server.observe('/3311');
    server.write('/3311/0/5851', '10');
    simulation.run(100);
    expect(exchange.answers).toHaveLength(2);
    expect(values(exchange.answers[1].payload)).toEqual(values(server.read('/3311').payload));
  });

  test('object: instances that come and go are a change', () => {
    const { server, simulation } = smartLight();
    const exchange = server.observe('/3311');
    server.ask('POST', '/3311', { payload: tlv({ ...resource(5850, '01') }), format: Format.tlv });
    simulation.run(100);
    expect(Object.keys(values(exchange.answers[1].payload))).toContain('1/5850');
    server.ask('DELETE', '/3311/0');
    simulation.run(100);
    expect(Object.keys(values(exchange.answers[2].payload)).filter((path) => path.startsWith('0/'))).toEqual([]);
    server.ask('DELETE', '/3311/1');
    simulation.run(100);
    expect(exchange.answers.at(-1)).toMatchObject({ code: '2.05', text: '' });
  });

  test('instance: a change of any of its resources, not of another instance', () => {
    const { server, simulation } = smartLight();
    server.ask('POST', '/3311', { payload: tlv(resource(5850, '00')), format: Format.tlv });
    const exchange = server.observe('/3311/0');
    server.write('/3311/1/5851', '1');
    simulation.run(100);
    expect(exchange.answers).toHaveLength(1);
    server.write('/3311/0/5706', 'red');
    simulation.run(100);
    expect(exchange.answers).toHaveLength(2);
  });

  test('resource: not a change of its neighbour', () => {
    const { server, simulation } = smartLight();
    const exchange = server.observe('/3311/0/5850');
    server.write('/3311/0/5851', '1');
    simulation.run(100);
    expect(exchange.answers).toHaveLength(1);
    server.write('/3311/0/5850', '1');
    simulation.run(100);
    expect(texts(exchange)).toEqual(['0', '1']);
  });

  test('multiple resource and resource instance', () => {
    const { server, simulation } = startRegistered('test/stack/apps/types');
    const whole = server.observe('/32769/0/102');
    const one = server.observe('/32769/0/102/7');
    server.write('/32769/0/102/0', '11');
    simulation.run(100);
    expect([whole.answers.length, one.answers.length]).toEqual([2, 1]);
    server.write('/32769/0/102/7', '21');
    simulation.run(100);
    expect([whole.answers.length, one.answers.length]).toEqual([3, 2]);
    expect(values(whole.answers[2].payload)).toEqual({ '102/0': '0b', '102/7': '15' });
    expect(one.answers[1].text).toBe('21');
  });

  test('texts count as changed by any byte', () => {
    const { server, simulation } = smartLight();
    const exchange = server.observe('/3311/0/5750');
    for (const text of ['Desk lamp', 'Desk lamp!', 'Desk lamp!', '', 'x']) {
      server.write('/3311/0/5750', text);
      simulation.run(100);
    }
    expect(texts(exchange)).toEqual(['Desk lamp', 'Desk lamp!', '', 'x']);
  });
});
