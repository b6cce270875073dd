import { startRegistered } from '../stack/device';

/** Headers of IPv4 and UDP. */
const HEADERS = 28;

type Device = ReturnType<typeof start>;

function start() {
  return startRegistered<typeof import('./apps/statistics')>('test/objects/apps/statistics');
}

function value({ server }: Device, resource: number): number {
  return Number(server.read(`/7/0/${resource}`).text);
}

/** Bytes of every datagram since the `from`th, headers included. */
function onTheWire({ simulation }: Device, from: number, direction?: string): number[] {
  return simulation.datagrams
    .slice(from)
    .filter((datagram) => direction === undefined || datagram.direction === direction)
    .map(({ bytes }) => bytes.length + HEADERS);
}

const sum = (values: readonly number[]): number => values.reduce((total, each) => total + each, 0);

/** Gives the device so much to send and to receive. */
function traffic({ server }: Device, reads: number): void {
  for (let i = 0; i < reads; i++) server.read('/3/0');
}

test('nothing is counted before Start', () => {
  const device = start();
  traffic(device, 30);
  expect([0, 1, 2, 3, 4, 5, 8].map((resource) => value(device, resource))).toEqual([0, 0, 0, 0, 0, 0, 0]);
});

test('what goes over the wire between Start and Stop is counted', () => {
  const device = start();
  const { server, simulation } = device;
  expect(server.ask('POST', '/7/0/6').code).toBe('2.04');
  const from = simulation.datagrams.length - 1; // the answer to Start is the first that is counted
  traffic(device, 40);
  expect(server.ask('POST', '/7/0/7').code).toBe('2.04');
  const to = simulation.datagrams.length - 1; // the answer to Stop is counted no more
  traffic(device, 40);
  const all = onTheWire(device, from).slice(0, to - from);
  const [first, last] = simulation.datagrams.slice(to - 1);
  expect(first.direction).not.toBe(last.direction);
  const device2server = last.direction;
  const sent = sum(onTheWire(device, from, device2server).slice(0, Math.floor((to - from + 1) / 2)));
  const received = sum(all) - sent;
  expect(Math.min(sent, received)).toBeGreaterThan(1500);
  expect({
    sms: [value(device, 0), value(device, 1)],
    sent: value(device, 2),
    received: value(device, 3),
    largest: value(device, 4),
    average: value(device, 5),
  }).toEqual({
    sms: [0, 0],
    sent: Math.floor(sent / 1000),
    received: Math.floor(received / 1000),
    largest: Math.max(...all),
    average: Math.floor(sum(all) / all.length),
  });
});

test('counting ends with the collection period, and begins from 0 with Start', () => {
  const device = start();
  const { server, simulation } = device;
  expect(server.write('/7/0/8', '60')).toBe('2.04');
  server.ask('POST', '/7/0/6');
  traffic(device, 40);
  simulation.run(61_000);
  const counted = [2, 3, 4, 5].map((resource) => value(device, resource));
  expect(Math.min(...counted)).toBeGreaterThan(0);
  traffic(device, 40);
  expect([2, 3, 4, 5].map((resource) => value(device, resource))).toEqual(counted);
  server.ask('POST', '/7/0/6');
  expect([2, 3].map((resource) => value(device, resource))).toEqual([0, 0]);
});

test('Start without a period, after one with, counts until Stop', () => {
  const device = start();
  const { server, simulation } = device;
  server.write('/7/0/8', '60');
  server.ask('POST', '/7/0/6');
  server.write('/7/0/8', '0');
  server.ask('POST', '/7/0/6');
  simulation.run(61_000);
  traffic(device, 40);
  expect(value(device, 2)).toBeGreaterThan(0);
});

test('a period below 0 is refused', () => {
  const { server } = start();
  expect(server.write('/7/0/8', '-1')).toBe('4.00');
  expect(server.read('/7/0/8').text).toBe('0');
});

test('an observer is told what was counted when the period ends', () => {
  const device = start();
  const { server, simulation } = device;
  server.write('/7/0/8', '60');
  server.ask('POST', '/7/0/6');
  const observation = server.request('GET', '/7/0/4', { observe: 0 });
  simulation.run(100);
  traffic(device, 3);
  simulation.run(61_000);
  expect(Number(observation.newest?.text)).toBe(value(device, 4));
  expect(observation.answers).toHaveLength(2);
});
