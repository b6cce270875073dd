/** epmin and epmax: how often what is observed is read anew (LwM2M 1.1 Core 5.1.2; lwm2m.md C.4). */
import { startRegistered } from './device';

type Sampled = typeof import('./apps/sampled');
const VALUE = '/32771/0/0';

function startSampled() {
  const device = startRegistered<Sampled>('test/stack/apps/sampled');
  return { ...device, sensor: device.app.sensor };
}

test('without epmax what is observed is read for its notifications alone', () => {
  const { server, simulation, sensor } = startSampled();
  const exchange = server.observe(VALUE);
  sensor.level = 2;
  simulation.run(3_600_000);
  expect([sensor.readings, exchange.answers.length]).toEqual([1, 1]);
});

test('with epmax it is read that often, and what has changed is told', () => {
  const { server, simulation, sensor } = startSampled();
  server.writeAttributes(VALUE, 'epmax=10');
  const exchange = server.observe(VALUE);
  simulation.run(25_000);
  expect([sensor.readings, exchange.answers.length]).toEqual([3, 1]);
  sensor.level = 2;
  simulation.run(60_000);
  expect([sensor.readings, exchange.answers.map(({ text }) => text)]).toEqual([9, ['1', '2']]);
  expect(Math.round((exchange.answers[1].time - exchange.answers[0].time) / 1000)).toBe(30);
});

test('what it brings is judged by gt like every other change', () => {
  const { server, simulation, sensor } = startSampled();
  server.writeAttributes(VALUE, 'epmax=10&gt=5');
  const exchange = server.observe(VALUE);
  sensor.level = 5;
  simulation.run(15_000);
  sensor.level = 6;
  simulation.run(15_000);
  expect(exchange.answers.map(({ text }) => text)).toEqual(['1', '6']);
});

test.each(['/32771', '/32771/0'])('an observation of %s has it read, too', (path) => {
  const { server, simulation, sensor } = startSampled();
  server.writeAttributes(path, 'epmax=10');
  server.observe(path);
  simulation.run(31_000);
  expect(sensor.readings).toBe(4);
});

test('an observation that is over has nothing read', () => {
  const { server, simulation, sensor } = startSampled();
  server.writeAttributes(VALUE, 'epmax=10');
  simulation.run(60_000);
  expect(sensor.readings).toBe(0);
  const exchange = server.observe(VALUE);
  server.ask('GET', VALUE, { observe: 1, token: exchange.token });
  simulation.run(60_000);
  expect(sensor.readings).toBe(2);
});

test('epmin keeps pmax from having it read more often', () => {
  const { server, simulation, sensor } = startSampled();
  server.writeAttributes(VALUE, 'pmax=5&epmin=20');
  const exchange = server.observe(VALUE);
  simulation.run(42_000);
  expect([sensor.readings, exchange.answers.length]).toEqual([3, 9]);
});

test('an epmin and an epmax that contradict each other do not count', () => {
  const { server, simulation, sensor } = startSampled();
  server.writeAttributes(VALUE, 'epmax=5');
  server.writeAttributes('/32771', 'epmin=5&pmax=3');
  server.observe(VALUE);
  simulation.run(31_000);
  expect(sensor.readings).toBe(11);
});
