/** Observe and Notify: what is told, and when (LwM2M 1.1 Core 6.4, 5.1.2; RFC 7641; lwm2m.md A.8, C). */
import { smartLight, startRegistered } from './device';
import { Format } from './message';
import type { Exchange } from './server';
import { float, integer, resource, tlv, values } from './tlv';

type Sensor = typeof import('./apps/sensor');
const VALUE = '/3303/0/5700';

function startSensor() {
  return startRegistered<Sensor>('test/stack/apps/sensor');
}

/** Times between the answers, in seconds. */
function gaps({ answers }: Exchange): number[] {
  return answers.slice(1).map(({ time }, index) => (time - answers[index].time) / 1000);
}

/** Checks that each gap is what the standard says, exact to 0.2 s. */
function expectGaps(exchange: Exchange, seconds: number[]): void {
  const found = gaps(exchange);
  expect(found.map((gap) => Math.round(gap))).toEqual(seconds);
  for (const [index, gap] of found.entries()) expect(Math.abs(gap - seconds[index])).toBeLessThanOrEqual(0.2);
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

describe('pmin and pmax', () => {
  test('LightweightM2M-1.1-int-301 Observation and Notification of parameter values', () => {
    const { server, simulation } = startRegistered('test/stack/apps/battery');
    server.writeAttributes('/3/0/7', 'pmin=5&pmax=15');
    server.writeAttributes('/3/0/8', 'pmin=10&pmax=20');
    const [seventh, eighth] = [server.observe('/3/0/7'), server.observe('/3/0/8')];
    simulation.run(61_000);
    expectGaps(seventh, [15, 15, 15, 15]);
    expectGaps(eighth, [20, 20, 20]);
    expect(values(eighth.answers[2].payload)).toEqual({ '8/0': '7d', '8/1': '0384' });
  });

  test('a change within pmin is told when pmin is over, with the value of then', () => {
    const { server, simulation, app } = startSensor();
    server.writeAttributes(VALUE, 'pmin=10');
    const exchange = server.observe(VALUE);
    simulation.run(2000);
    app.measure(21);
    simulation.run(2000);
    app.measure(22);
    simulation.run(5500);
    expect(exchange.answers).toHaveLength(1);
    simulation.run(20_000);
    expectGaps(exchange, [10]);
    expect(texts(exchange).map(Number)).toEqual([20, 22]);
  });

  test('a change that is undone within pmin is no change', () => {
    const { server, simulation, app } = startSensor();
    server.writeAttributes(VALUE, 'pmin=10');
    const exchange = server.observe(VALUE);
    app.measure(25);
    simulation.run(3000);
    app.measure(20);
    simulation.run(60_000);
    expect(exchange.answers).toHaveLength(1);
  });

  test('after pmin a change is told at once, and pmin begins anew', () => {
    const { server, simulation, app } = startSensor();
    server.writeAttributes(VALUE, 'pmin=10');
    const exchange = server.observe(VALUE);
    simulation.run(30_000);
    app.measure(21);
    simulation.run(1000);
    app.measure(22);
    simulation.run(30_000);
    expectGaps(exchange, [30, 10]);
  });

  test('every notification begins pmax anew', () => {
    const { server, simulation, app } = startSensor();
    server.writeAttributes(VALUE, 'pmax=20');
    const exchange = server.observe(VALUE);
    simulation.run(13_000);
    app.measure(21);
    simulation.run(42_000);
    expectGaps(exchange, [13, 20, 20]);
    expect(texts(exchange).map(Number)).toEqual([20, 21, 21, 21]);
  });

  test('pmax = pmin is valid: one notification each period, at most and at least (lwm2m.md K.1)', () => {
    const { server, simulation, app } = startSensor();
    server.writeAttributes(VALUE, 'pmin=7&pmax=7');
    const exchange = server.observe(VALUE);
    app.measure(21);
    simulation.run(29_000);
    expectGaps(exchange, [7, 7, 7, 7]);
  });

  test.each(['pmin=10&pmax=5', 'pmin=10&pmax=0', 'pmax=0'])('%s: there is no pmax', (query) => {
    const { server, simulation } = startSensor();
    expect(server.writeAttributes(VALUE, query)).toBe('2.04');
    const exchange = server.observe(VALUE);
    simulation.run(3_600_000);
    expect(exchange.answers).toHaveLength(1);
  });

  test("the server's Default Minimum and Maximum Period stand in where no attribute is", () => {
    const { server, simulation, app } = startSensor();
    server.update('/1/0', tlv(resource(2, 6), resource(3, 30)));
    const exchange = server.observe(VALUE);
    app.measure(21);
    simulation.run(40_000);
    expectGaps(exchange, [6, 30]);
    server.writeAttributes('/3303', 'pmin=2&pmax=10');
    simulation.run(3_000);
    const before = exchange.answers.length;
    simulation.run(40_000);
    expect(gaps(exchange).slice(before).map(Math.round)).toEqual([10, 10, 10]);
  });

  test('pmin=0 and pmax=0 hide the defaults', () => {
    const { server, simulation, app } = startSensor();
    server.update('/1/0', tlv(resource(2, 60), resource(3, 90)));
    server.writeAttributes(VALUE, 'pmin=0&pmax=0');
    const exchange = server.observe(VALUE);
    app.measure(21);
    simulation.run(300_000);
    expectGaps(exchange, [0]);
  });

  test.each(['/3303', '/3303/0', VALUE])('periods set at %s hold for an observation of the resource', (path) => {
    const { server, simulation } = startSensor();
    server.writeAttributes(path, 'pmax=10');
    const exchange = server.observe(VALUE);
    simulation.run(21_000);
    expectGaps(exchange, [10, 10]);
  });

  test('the nearer level wins', () => {
    const { server, simulation } = startSensor();
    server.writeAttributes('/3303', 'pmax=100');
    server.writeAttributes('/3303/0', 'pmax=10');
    server.writeAttributes(VALUE, 'pmax=15');
    const [atResource, atInstance] = [server.observe(VALUE), server.observe('/3303/0')];
    simulation.run(31_000);
    expectGaps(atResource, [15, 15]);
    expectGaps(atInstance, [10, 10, 10]);
  });

  test('attributes below the observed level do not count (lwm2m.md C.2)', () => {
    const { server, simulation, app } = startSensor();
    server.writeAttributes(VALUE, 'pmin=60&pmax=10&gt=1000');
    const exchange = server.observe('/3303/0');
    app.measure(21);
    simulation.run(100_000);
    expectGaps(exchange, [0]);
  });

  test('attributes written while it is observed hold from then on', () => {
    const { server, simulation } = startSensor();
    const exchange = server.observe(VALUE);
    simulation.run(60_000);
    expect(exchange.answers).toHaveLength(1);
    server.writeAttributes(VALUE, 'pmax=10');
    simulation.run(30_500);
    expect(exchange.answers.length).toBeGreaterThanOrEqual(4);
    expect(gaps(exchange).slice(1).map(Math.round)).toEqual(gaps(exchange).slice(1).map(() => 10));
    server.writeAttributes(VALUE, 'pmax');
    const count = exchange.answers.length;
    simulation.run(100_000);
    expect(exchange.answers.length).toBe(count);
  });

  test('a long pmin and pmax are exact', () => {
    const { server, simulation, app } = startSensor();
    server.writeAttributes(VALUE, 'pmin=3600&pmax=86400');
    const exchange = server.observe(VALUE);
    app.measure(21);
    simulation.run(200_000_000);
    expectGaps(exchange, [3600, 86_400, 86_400]);
  });

  test('a value that flows by itself is read anew for each notification', () => {
    const { server, simulation } = startSensor();
    server.write('/3/0/13', '1000000');
    server.writeAttributes('/3/0/13', 'pmin=10&pmax=10');
    const exchange = server.observe('/3/0/13');
    simulation.run(31_000);
    expect(texts(exchange).map((text) => Number(text) - Number(exchange.answers[0].text))).toEqual([0, 10, 20, 30]);
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

/** The values of `sequence` that are told when each is set in its turn, 2 s apart, the first being there already. */
function told(query: string, sequence: number[]): number[] {
  const { server, simulation, app } = startSensor();
  app.measure(sequence[0]);
  expect(server.writeAttributes(VALUE, query)).toBe('2.04');
  const exchange = server.observe(VALUE);
  for (const value of sequence.slice(1)) {
    app.measure(value);
    simulation.run(2000);
  }
  return texts(exchange).slice(1).map(Number);
}

describe('gt, lt and st', () => {
  test.each([
    ['gt=45', [40, 44, 45, 45.1, 50, 45.1, 45, 44], [45.1, 45], 'more than 45 is the other side, 45 is not'],
    ['gt=-10.5', [-11, -10.6, -10, -12], [-10, -12], 'a bound may be negative'],
    ['lt=20', [25, 20.1, 20, 19.9, 10, 20, 30], [19.9, 20], 'less than 20 is the other side, 20 is not'],
    ['lt=20&gt=30', [25, 35, 25, 15, 25, 35, 15], [35, 25, 15, 25, 35, 15], 'both bounds'],
    ['st=5', [20, 24, 24.9, 25, 29, 21, 20], [25, 20], 'a step is measured from what was told last'],
    ['st=5', [20, 15, 14, 10.1, 10], [15, 10], 'a step down'],
    ['gt=45&st=10', [40, 44, 46, 50, 56, 60, 66, 45], [46, 56, 66, 45], 'any of the conditions'],
    ['lt=50&gt=50.5', [50.2, 49, 51, 50.2], [49, 51, 50.2], 'a narrow band'],
  ])('%s on %j tells %j: %s', (query, sequence, expected) => {
    expect(told(query, sequence)).toEqual(expected);
  });

  test('the examples of the standard with both directions told (lwm2m.md C.4 and K.2)', () => {
    expect(told('gt=45&st=10', [45, 50])).toEqual([50]);
    expect(told('gt=45&st=10', [38, 49])).toEqual([49]);
    expect(told('lt=20&gt=85&st=10', [75, 90])).toEqual([90]);
    expect(told('lt=20&gt=85&st=10', [50, 10])).toEqual([10]);
    expect(told('lt=20&gt=85&st=10', [87, 99])).toEqual([99]); // by the step
    expect(told('gt=45&st=10', [48, 42])).toEqual([42]); // the way back
  });

  test('bounds that exclude each other do not count: every change is told (lwm2m.md C.3)', () => {
    const { server, simulation, app } = startSensor();
    server.writeAttributes(VALUE, 'gt=10');
    server.writeAttributes(VALUE, 'lt=90');
    const exchange = server.observe(VALUE);
    app.measure(20.5);
    simulation.run(100);
    expect(exchange.answers).toHaveLength(2);
  });

  test('pmin holds a crossing back, pmax tells without one', () => {
    const { server, simulation, app } = startSensor();
    server.writeAttributes(VALUE, 'gt=50&pmin=10&pmax=40');
    const exchange = server.observe(VALUE);
    simulation.run(1000);
    app.measure(60);
    simulation.run(100_000);
    expectGaps(exchange, [10, 40, 40]);
    expect(texts(exchange).map(Number)).toEqual([20, 60, 60, 60]);
  });

  test('a step counts whole numbers of an Integer as well', () => {
    const { server, simulation } = smartLight();
    server.writeAttributes('/3311/0/5851', 'st=25');
    const exchange = server.observe('/3311/0/5851');
    for (const dimmer of ['80', '75', '51', '50', '100']) {
      server.write('/3311/0/5851', dimmer);
      simulation.run(100);
    }
    expect(texts(exchange)).toEqual(['100', '75', '50', '100']);
  });

  // The standard measures each instance against what was told of it. The client keeps one number an observation, so of
  // a multiple resource it tells every change: more than was asked for, but never less.
  test('of a multiple resource no crossing of any instance is missed', () => {
    const { server, simulation } = startRegistered('test/stack/apps/types');
    server.writeAttributes('/32769/0/102', 'gt=100');
    const exchange = server.observe('/32769/0/102');
    for (const [id, value] of [[0, 101], [7, 101], [0, 100], [7, 99]]) {
      const before = exchange.answers.length;
      server.write(`/32769/0/102/${id}`, String(value));
      simulation.run(100);
      expect(exchange.answers).toHaveLength(before + 1);
      expect(values(exchange.answers[before].payload)[`102/${id}`]).toBe(integer(value).toString('hex'));
    }
  });

  test('of one resource instance its own number counts', () => {
    const { server, simulation } = startRegistered('test/stack/apps/types');
    server.writeAttributes('/32769/0/102', 'gt=100');
    const exchange = server.observe('/32769/0/102/7');
    for (const value of ['50', '100', '101', '300', '100']) {
      server.write('/32769/0/102/7', value);
      server.write('/32769/0/102/0', value);
      simulation.run(100);
    }
    expect(texts(exchange)).toEqual(['20', '101', '100']);
  });
});
