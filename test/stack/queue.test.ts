/** Queue mode (LwM2M 1.1 Core 6.5). */
import { ClientEvent } from '../../src/engine/events';
import { start } from './device';
import { Format } from './message';

/** A client in queue mode, registered at time 2 for so many seconds. */
function startQueued(lifetime = 240) {
  const settings = { endpoint: 'sim', server: 'coap://server', lifetime, binding: 'UQ' };
  const device = start<typeof import('./apps/reported')>('test/stack/apps/reported', { settings });
  const radio = (): number[] => device.app.events.filter((event) => event === ClientEvent.radioOff || event === ClientEvent.radioOn);
  device.simulation.run(100);
  expect(device.server.registrations.size).toBe(1);
  return { ...device, radio };
}

test('LightweightM2M-1.1-int-109 Behavior in Queue Mode: 93 s after the last message the radio is off, until the Update', () => {
  const { simulation, server, radio } = startQueued();
  simulation.run(92_000);
  expect(radio()).toEqual([]);
  simulation.run(1_500);
  expect(radio()).toEqual([ClientEvent.radioOff]);
  simulation.runUntil(() => server.requests.length === 2, 240_000);
  expect(server.requests[1].path).toBe('/rd/1');
  simulation.run(10);
  expect(radio()).toEqual([ClientEvent.radioOff, ClientEvent.radioOn]);
  expect(server.read('/3/0/16', Format.text).code).toBe('2.05');
  simulation.run(94_000);
  expect(radio()).toEqual([ClientEvent.radioOff, ClientEvent.radioOn, ClientEvent.radioOff]);
});

test('each message keeps it awake for as long again', () => {
  const { simulation, server, radio } = startQueued(3600);
  for (let i = 0; i < 5; i++) {
    simulation.run(80_000);
    server.read('/3/0/16');
  }
  expect(radio()).toEqual([]);
});

test('a change while it sleeps: the Update comes first, then the notification', () => {
  const { simulation, server, app, radio } = startQueued(3600);
  const observation = server.observe('/3303/0/5700', { accept: Format.text });
  simulation.run(200_000);
  expect(radio()).toEqual([ClientEvent.radioOff]);
  const heard = server.heard.length;
  app.measure(25);
  simulation.run(1_000);
  expect(server.heard.slice(heard).map(({ code, path, observe }) => (observe === undefined ? `${code} ${path}` : 'notification'))).toEqual([
    'POST /rd/1',
    'notification',
  ]);
  expect(observation.newest?.text).toBe('25.0');
  expect(radio()).toEqual([ClientEvent.radioOff, ClientEvent.radioOn]);
});

test('while it sleeps nothing is sent', () => {
  const { simulation, server, radio } = startQueued(3600);
  simulation.run(100_000);
  const heard = server.heard.length;
  simulation.run(3_300_000);
  expect(server.heard).toHaveLength(heard);
  expect(radio()).toEqual([ClientEvent.radioOff]);
});

test('a server turns it on by the binding, and off again', () => {
  const settings = { endpoint: 'sim', server: 'coap://server', lifetime: 3600 };
  const { simulation, server, app } = start<typeof import('./apps/reported')>('test/stack/apps/reported', { settings });
  simulation.run(100);
  expect(server.write('/1/0/7', 'UQ')).toBe('2.04');
  simulation.run(1000);
  expect([...server.requests[1].query].sort()).toEqual(['Q', 'b=U']);
  simulation.run(100_000);
  expect(app.events).toContain(ClientEvent.radioOff);
  expect(server.write('/1/0/7', 'U')).toBe('2.04');
  simulation.run(1000);
  expect(server.requests[2].query).toEqual(['b=U']);
  expect(app.events).toContain(ClientEvent.radioOn);
});

test('an Update is not held up by a notification that nobody acknowledges', () => {
  const settings = { endpoint: 'sim', server: 'coap://server', lifetime: 240 };
  const { simulation, server, app } = start<typeof import('./apps/reported')>('test/stack/apps/reported', { settings });
  simulation.run(100);
  const observation = server.observe('/3303/0/5700', { accept: Format.text });
  simulation.run(140_000);
  server.confirm = 'nothing';
  app.measure(30);
  simulation.runUntil(() => server.requests.length === 2, 100_000);
  expect(simulation.time).toBeLessThan(148_000); // 240 s - MAX_TRANSMIT_WAIT
  server.confirm = 'ack';
  simulation.run(5_000);
  expect(observation.newest?.text).toBe('30.0');
  expect(server.requests).toHaveLength(2);
});
