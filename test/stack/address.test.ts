/** A device whose address changes: another network, another port of its router, a modem that was asleep. */
import { registered, secureLight } from '../dtls/secure';
import { smartLight } from './device';
import { Format } from './message';

test('the server is told at once, by an Update from there', () => {
  const { simulation, server } = smartLight();
  const observed = server.observe('/3311/0/5850', { accept: Format.text });
  simulation.changeAddress();
  simulation.run(100);
  expect(server.requests.map(({ path }) => path)).toEqual(['/rd', '/rd/1']);
  simulation.pressButton(0);
  simulation.run(1000);
  expect(observed.newest?.text).toBe('1');
});

test('an Update that is under way is enough', () => {
  const { simulation, server } = smartLight();
  simulation.wire.toServer.drop(1);
  const { length } = simulation.datagrams;
  expect(simulation.runUntil(() => simulation.datagrams.length > length, 300_000)).toBe(true);
  expect(server.requests).toHaveLength(1);
  simulation.changeAddress();
  simulation.run(20_000);
  expect(server.requests.map(({ path }) => path)).toEqual(['/rd', '/rd/1']);
});

test('a client that is not registered registers, and sends nothing else', () => {
  const { simulation, server } = smartLight();
  server.script = () => undefined;
  server.registrations.clear();
  simulation.changeAddress();
  simulation.run(1);
  simulation.changeAddress();
  simulation.run(100_000);
  expect(new Set(server.requests.map(({ path }) => path))).toEqual(new Set(['/rd', '/rd/1']));
});

test('over DTLS with a connection ID: the same association goes on (RFC 9146)', () => {
  const light = secureLight();
  expect(registered(light)).toBe(true);
  const { simulation, server } = light.device;
  simulation.run(100);
  simulation.changeAddress();
  simulation.run(1000);
  expect(server.requests.map(({ path }) => path)).toEqual(['/rd', '/rd/1']);
  expect(light.guard.established).toHaveLength(1);
  expect(server.read('/3/0/0', Format.text).text).toBe('Mote');
});

test('over DTLS without one: the session is resumed, and the server told', () => {
  const light = secureLight({}, { cid: false });
  expect(registered(light)).toBe(true);
  const { simulation, server } = light.device;
  simulation.run(100);
  simulation.changeAddress();
  simulation.run(5000);
  expect(light.guard.established.map(({ resumed, cid }) => ({ resumed, cid }))).toEqual([
    { resumed: false, cid: false },
    { resumed: true, cid: false },
  ]);
  expect(server.requests.map(({ path }) => path)).toEqual(['/rd', '/rd/1']);
  expect(server.read('/3/0/0', Format.text).text).toBe('Mote');
});
