/** Days, weeks and years in milliseconds, across every wrap of the clocks. */
import { smartLight, startRegistered } from '../stack/device';
import type { Server } from '../stack/server';

const DAY = 86_400_000;
const WRAP = 2 ** 30;

/** Whether the registration has never lapsed: each Update came within the lifetime. */
function expectKept(server: Server, lifetime: number): void {
  const times = server.requests.map(({ time }) => time);
  const gaps = times.slice(1).map((time, index) => time - times[index]);
  expect(Math.max(...gaps)).toBeLessThan(1000 * lifetime);
  expect(server.requests.filter(({ path }) => path === '/rd')).toHaveLength(1);
  expect(server.registration.seen).toBeGreaterThan(server.simulation.time - 1000 * lifetime);
}

test.each([0, WRAP - 1000, WRAP - DAY / 2])('a day of registrations, the clock of the board beginning at %i', (now) => {
  const { server, simulation } = smartLight({ now });
  simulation.run(DAY);
  expectKept(server, 300);
  expect(server.requests.length).toBeGreaterThan(400);
});

test.each([0, WRAP - 3 * DAY])('a week of registrations, beginning at %i', (now) => {
  const { server, simulation } = startRegistered('test/stack/apps/quiet', { now });
  simulation.run(7 * DAY);
  expectKept(server, 300);
  expect(server.requests.length).toBeGreaterThan(2800);
});

test('a week in which every twentieth datagram is lost', () => {
  const { server, simulation } = startRegistered('test/stack/apps/quiet', { now: WRAP - DAY });
  simulation.wire.toServer.loss = 0.05;
  simulation.wire.toBoard.loss = 0.05;
  simulation.run(7 * DAY);
  expect(server.registration.seen).toBeGreaterThan(simulation.time - 300_000);
});

describe('across the wrap', () => {
  type Sensor = typeof import('../stack/apps/sensor');
  const start = () => startRegistered<Sensor>('test/stack/apps/sensor', { now: WRAP - 60_000 });

  test('pmin and pmax are kept', () => {
    const { server, simulation, app } = start();
    server.writeAttributes('/3303/0/5700', 'pmin=50&pmax=100');
    const exchange = server.observe('/3303/0/5700');
    app.measure(21);
    simulation.run(360_000);
    const gaps = exchange.answers.slice(1).map(({ time }, index) => Math.round((time - exchange.answers[index].time) / 1000));
    expect(gaps).toEqual([50, 100, 100, 100]);
  });

  test('a retransmission is sent when it is due', () => {
    const { server, simulation, app } = start();
    server.observe('/3303/0/5700');
    simulation.run(58_000);
    server.confirm = 'nothing';
    const from = server.heard.length;
    app.measure(22);
    simulation.run(60_000);
    const times = server.heard.slice(from).map(({ time }) => time);
    expect(times).toHaveLength(5);
    const first = times[1] - times[0];
    expect(times.map((time) => time - times[0])).toEqual([0, 1, 3, 7, 15].map((factor) => factor * first));
  });

  test('duplicates are known', () => {
    const { server, simulation } = start();
    const bytes = Buffer.from('40027777' + 'b131' + '0130' + '0138', 'hex');
    for (let copy = 0; copy < 10; copy++) {
      server.send(bytes);
      simulation.run(20_000);
    }
    expect(server.requests).toHaveLength(2);
  });
});

test('ten years, an Update every ten days', () => {
  const { server, simulation } = startRegistered('test/stack/apps/quiet', {
    settings: { endpoint: 'sim', server: 'coap://server', lifetime: 864_000 },
  });
  simulation.run(10 * 365 * DAY);
  expectKept(server, 864_000);
  expect(server.requests.length).toBeLessThan(400);
  expect(server.read('/1/0/1').text).toBe('864000');
});

test('ten years of a light that is observed and switched now and then', () => {
  const { server, simulation } = startRegistered<typeof import('../stack/apps/sensor')>('test/stack/apps/sensor', {
    settings: { endpoint: 'sim', server: 'coap://server', lifetime: 864_000 },
  });
  server.writeAttributes('/3303/0/5700', 'pmin=60&pmax=864000');
  const exchange = server.observe('/3303/0/5700');
  for (let month = 0; month < 120; month++) {
    simulation.run(30 * DAY);
    const before = exchange.answers.length;
    server.request('PUT', '/3/0/14', { payload: 'Z', format: 0 });
    simulation.run(100_000);
    expect(exchange.answers.length - before).toBeLessThanOrEqual(1);
  }
  expect(exchange.answers.length).toBeGreaterThanOrEqual(350);
  const gaps = exchange.answers.slice(1).map(({ time }, index) => (time - exchange.answers[index].time) / 1000);
  expect(Math.max(...gaps)).toBeLessThanOrEqual(864_000.3);
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(59.8);
});
