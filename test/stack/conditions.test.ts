/** When to notify: pmin, pmax, gt, lt and st (LwM2M 1.1 Core 5.1.2; lwm2m.md C). */
import { smartLight, startRegistered } from './device';
import type { Exchange } from './server';
import { integer, multiple, resource, tlv, values } from './tlv';

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

  describe.each([16, 0])('of a multiple resource, with room for %i numbers', (sentValues) => {
    const CHANGES = [[0, 101], [7, 99], [7, 101], [0, 200], [0, 100], [7, 99]] as const;

    /** Which of the changes are told. */
    function told(query: string): boolean[] {
      const { server, simulation } = startRegistered('test/stack/apps/types', { config: { sentValues } });
      server.writeAttributes('/32769/0/102', query);
      const exchange = server.observe('/32769/0/102');
      return CHANGES.map(([id, value]) => {
        const before = exchange.answers.length;
        server.write(`/32769/0/102/${id}`, String(value));
        simulation.run(100);
        const more = exchange.answers.slice(before);
        if (more.length > 0) expect(values(more[0].payload)[`102/${id}`]).toBe(integer(value).toString('hex'));
        expect(more.length).toBeLessThanOrEqual(1);
        return more.length === 1;
      });
    }

    test('gt is measured at each instance: without room to remember, every change is told', () => {
      expect(told('gt=100')).toEqual(sentValues > 0 ? [true, false, true, false, true, true] : CHANGES.map(() => true));
    });

    test('so is st', () => {
      expect(told('st=80')).toEqual(sentValues > 0 ? [true, false, true, true, true, false] : CHANGES.map(() => true));
    });
  });

  test('conditions that come into effect while a multiple resource is observed measure from what was told before', () => {
    const { server, simulation } = startRegistered('test/stack/apps/types');
    const exchange = server.observe('/32769/0/102');
    server.writeAttributes('/32769/0/102', 'gt=100');
    simulation.run(100);
    server.write('/32769/0/102/7', '99');
    simulation.run(100);
    expect(exchange.answers).toHaveLength(1);
    server.writeAttributes('/32769/0/102', 'gt=60');
    simulation.run(100);
    server.write('/32769/0/102/7', '98'); // 20 was told
    simulation.run(100);
    expect(exchange.answers).toHaveLength(2);
  });

  test('an instance that comes or goes is told, whatever gt', () => {
    const { server, simulation } = startRegistered('test/stack/apps/types');
    server.writeAttributes('/32769/0/102', 'gt=900');
    const exchange = server.observe('/32769/0/102');
    server.update('/32769/0', tlv(multiple(102, { 3: 1 })));
    simulation.run(100);
    expect(Object.keys(values(exchange.answers[1].payload))).toEqual(['102/0', '102/3', '102/7']);
    expect(server.ask('DELETE', '/32769/0/102/7').code).toBe('2.02');
    simulation.run(100);
    expect(Object.keys(values(exchange.answers[2].payload))).toEqual(['102/0', '102/3']);
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

describe('a condition that was met within pmin', () => {
  test('is told at its end even if the value is back where it was', () => {
    const { server, simulation, app } = startSensor();
    server.writeAttributes(VALUE, 'pmin=10&gt=50');
    const exchange = server.observe(VALUE);
    app.measure(60);
    simulation.run(3000);
    app.measure(20);
    simulation.run(60_000);
    expectGaps(exchange, [10]);
    expect(texts(exchange).map(Number)).toEqual([20, 20]);
  });

  test('a change that came to nothing does not begin pmax anew', () => {
    const { server, simulation, app } = startSensor();
    server.writeAttributes(VALUE, 'pmin=10&pmax=25');
    const exchange = server.observe(VALUE);
    app.measure(60);
    simulation.run(3000);
    app.measure(20);
    simulation.run(60_000);
    expectGaps(exchange, [25, 25]);
  });
});

describe('edge (LwM2M 1.2 Core 7.3)', () => {
  const FLAG = '/32769/0/5';

  test.each([
    ['edge=1', [true, false, true]],
    ['edge=0', [false, true, false]],
  ])('%s', (query, expected) => {
    const { server, simulation } = startRegistered('test/stack/apps/types');
    server.write(FLAG, '0');
    expect(server.writeAttributes(FLAG, query)).toBe('2.04');
    const exchange = server.observe(FLAG);
    const heard = ['1', '0', '1'].map((value) => {
      const before = exchange.answers.length;
      server.write(FLAG, value);
      server.write(FLAG, value);
      simulation.run(100);
      return exchange.answers.length > before;
    });
    expect(heard).toEqual(expected);
  });

  test('a rise within pmin is told at its end, though it is over', () => {
    const { server, simulation } = startRegistered('test/stack/apps/types');
    server.write(FLAG, '0');
    server.writeAttributes(FLAG, 'edge=1&pmin=10');
    const exchange = server.observe(FLAG);
    server.write(FLAG, '1');
    server.write(FLAG, '0');
    simulation.run(60_000);
    expectGaps(exchange, [10]);
    expect(texts(exchange)).toEqual(['0', '0']);
  });
});

describe('attributes of an Observe (LwM2M 1.2 Core 6.4.1)', () => {
  test('LightweightM2M-1.2-int-312 Observe with attributes as parameters', () => {
    const { server, simulation } = startRegistered('test/stack/apps/battery');
    const exchange = server.observe('/3/0/7', { query: 'pmin=5&pmax=15' });
    simulation.run(31_000);
    expectGaps(exchange, [15, 15]);
  });

  test('LightweightM2M-1.2-int-313 Observe parameters override attributes', () => {
    const { server, simulation } = startRegistered('test/stack/apps/battery');
    server.writeAttributes('/3/0/7', 'pmin=5&pmax=60');
    const exchange = server.observe('/3/0/7', { query: 'pmin=5&pmax=10' });
    simulation.run(31_000);
    expectGaps(exchange, [10, 10, 10]);
  });

  test('they hold for that observation alone, and Discover does not show them', () => {
    const { server, simulation } = startSensor();
    const [own, other] = [server.observe(VALUE, { query: 'pmax=10' }), server.observe(VALUE)];
    expect(server.discover(VALUE)).toBe('</3303/0/5700>');
    simulation.run(25_000);
    expect([own.answers.length, other.answers.length]).toEqual([3, 1]);
  });

  test('they end with it, also when it is replaced', () => {
    const { server, simulation } = startRegistered<Sensor>('test/stack/apps/sensor', { config: { attributes: 1 } });
    const exchange = server.observe(VALUE, { query: 'pmax=10' });
    expect(server.request('GET', VALUE, { observe: 0, query: 'pmax=5' }).answers).toHaveLength(0);
    simulation.run(100);
    expect(server.ask('GET', VALUE, { observe: 1, token: exchange.token }).code).toBe('2.05');
    const next = server.observe(VALUE, { query: 'pmax=10' });
    expect(next.answers[0].observe).toBeDefined();
    expect(server.observe(VALUE, { token: next.token }).answers[0].observe).toBeDefined();
    expect(server.writeAttributes(VALUE, 'pmin=1')).toBe('2.04');
  });

  test('without room for them the answer is 5.03', () => {
    const { server } = startRegistered<Sensor>('test/stack/apps/sensor', { config: { attributes: 1 } });
    expect(server.ask('GET', VALUE, { observe: 0, query: 'pmin=1&pmax=2' }).code).toBe('5.03');
  });

  test.each(['foo=1', 'pmin=x', 'lt=5&gt=4', 'edge=1'])('%s is refused', (query) => {
    const { server } = startSensor();
    expect(server.ask('GET', VALUE, { observe: 0, query }).code).toBe('4.00');
  });

  test('an image without them refuses, as LwM2M 1.2 asks', () => {
    const { server } = startRegistered<Sensor>('test/stack/apps/sensor', { config: { attributes12: 0 } });
    expect(server.ask('GET', VALUE, { observe: 0, query: 'pmax=15' }).code).toBe('4.00');
  });
});
