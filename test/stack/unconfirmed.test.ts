/** Notifications that are not confirmable: the attribute con of LwM2M 1.2 (Core 7.3.2), with the pace of RFC 7641 4.5. */
import type { Exchange } from './server';
import { startRegistered } from './device';
import { Format } from './message';

type Device = ReturnType<typeof start>;

function start() {
  return startRegistered<typeof import('./apps/reported')>('test/stack/apps/reported');
}

const sensor = '/3303/0/5700';

function observed({ server }: Device, con: number): Exchange {
  expect(server.writeAttributes(sensor, `con=${con}`)).toBe('2.04');
  return server.observe(sensor, { accept: Format.text });
}

/** Whether each of the notifications was confirmable. */
const confirmable = ({ answers }: Exchange): boolean[] => answers.slice(1).map(({ packet }) => packet.confirmable);

test.each([
  [0, false],
  [1, true],
])('con=%i', (con, isConfirmable) => {
  const device = start();
  const observation = observed(device, con);
  device.app.measure(25);
  device.simulation.run(1000);
  expect(confirmable(observation)).toEqual([isConfirmable]);
  expect(observation.newest?.text).toBe('25.0');
});

test('it goes out once, and nobody waits for an acknowledgement', () => {
  const device = start();
  const { simulation, server, app } = device;
  const observation = observed(device, 0);
  server.confirm = 'nothing';
  app.measure(25);
  simulation.run(100_000);
  expect(server.heard.filter(({ packet }) => packet.token.equals(observation.token)).slice(1)).toHaveLength(1);
  server.confirm = 'ack';
  app.measure(26);
  simulation.run(1000);
  expect(observation.newest?.text).toBe('26.0');
});

test('no more than one in three seconds, and always the latest value', () => {
  const device = start();
  const observation = observed(device, 0);
  const from = device.simulation.time;
  for (let i = 1; i <= 60; i++) {
    device.app.measure(20 + i / 10);
    device.simulation.run(200);
  }
  device.simulation.run(5000);
  const times = observation.answers.slice(1).map(({ time }) => time - from);
  expect(times.length).toBeLessThanOrEqual(5);
  for (let i = 1; i < times.length; i++) expect(times[i] - times[i - 1]).toBeGreaterThanOrEqual(3000);
  expect(observation.newest?.text).toBe('26.0');
});

test('one that is rejected ends the observation (RFC 7641 3.6)', () => {
  const device = start();
  const observation = observed(device, 0);
  device.server.confirm = 'reset';
  device.app.measure(25);
  device.simulation.run(5000);
  device.server.confirm = 'ack';
  device.app.measure(26);
  device.simulation.run(5000);
  expect(observation.answers).toHaveLength(1);
});

test('a stray acknowledgement means nothing', () => {
  const device = start();
  const observation = observed(device, 0);
  device.app.measure(25);
  device.simulation.run(10);
  const messageId = observation.newest?.packet.messageId ?? 0;
  device.server.send(Buffer.from([0x60, 0, messageId >> 8, messageId & 255]));
  device.app.measure(26);
  device.simulation.run(1000);
  expect(observation.newest?.text).toBe('25.0'); // the three seconds last
  device.simulation.run(3000);
  expect(observation.newest?.text).toBe('26.0');
});

test('one a day is confirmable all the same, so that a server that is gone is found out (RFC 7641 4.5)', () => {
  const device = start();
  const observation = observed(device, 0);
  for (let hour = 1; hour <= 50; hour++) {
    device.simulation.run(3_600_000);
    device.app.measure(20 + hour / 10);
    device.simulation.run(1000);
  }
  const kinds = confirmable(observation);
  expect(kinds).toHaveLength(50);
  expect(kinds.map((kind, index) => (kind ? index + 1 : 0)).filter((hour) => hour > 0)).toEqual([24, 48]);
});

test('of several paths: not confirmable only when each is so', () => {
  const device = start();
  const { server, simulation, app } = device;
  expect(server.writeAttributes(sensor, 'con=0')).toBe('2.04');
  const both = server.observe('/3303/0', { accept: Format.tlv });
  app.measure(25);
  simulation.run(4000);
  expect(confirmable(both)).toEqual([true]); // con of a resource is none of its instance
  expect(server.writeAttributes('/3303/0', 'con=0')).toBe('2.04');
  app.measure(26);
  simulation.run(4000);
  expect(confirmable(both)).toEqual([true, false]);
});
