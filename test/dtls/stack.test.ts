/** The whole client over coaps, on virtual time. */
import { Suite } from '../../src/dtls/protocol';
import { Format } from '../stack/message';
import { registered, secureLight, settings } from './secure';

test('registers, is read, and reports over coaps', () => {
  const light = secureLight();
  expect(registered(light)).toBe(true);
  const { server, simulation } = light.device;
  simulation.run(100);
  expect(light.guard.established).toEqual([{ identity: 'dev1', suite: 'TLS_PSK_WITH_AES_128_CCM_8', resumed: false, cid: true }]);
  expect(simulation.log).toContain('registered');
  expect(server.read('/3/0/0', Format.text).text).toBe('Mote');
  const observed = server.observe('/3311/0/5850');
  simulation.pressButton(0);
  expect(simulation.runUntil(() => observed.answers.length === 2, 10_000)).toBe(true);
  // All that is on the wire is records, none of which holds what was said.
  for (const { bytes } of simulation.datagrams) {
    expect([20, 21, 22, 23, 25]).toContain(bytes[0]);
    expect(Buffer.from(bytes).includes('Mote')).toBe(false);
  }
});

test.each([
  ['another key', { key: '00' }, 'the server has another key than this device: look at both; trying again later'],
  ['another identity', { identity: 'dev2' }, 'the server does not know this identity: add it there, with its key; trying again later'],
])('%s is told, and tried again', (_name, changed, line) => {
  const light = secureLight({ settings: { ...settings, ...changed } });
  const { simulation } = light.device;
  expect(simulation.runUntil(() => simulation.log.includes(line), 100_000)).toBe(true);
  const first = simulation.datagrams.length;
  simulation.run(70_000); // Communication Retry Timer is 60 s
  expect(simulation.datagrams.length).toBeGreaterThan(first);
  expect(light.device.server.heard).toEqual([]);
});

test('a server that has forgotten all is found again: with a new handshake, and a new registration', () => {
  const light = secureLight();
  registered(light);
  const { server, simulation } = light.device;
  simulation.run(1000);
  light.guard.dtls.forget();
  server.registrations.clear();
  // The Update is due after 207 s, and given up 93 s later at most; it is not tried again in the association that is lost.
  expect(simulation.runUntil(() => server.registrations.size === 1, 310_000)).toBe(true);
  expect(light.guard.established).toHaveLength(2);
});

test('a server that says good-bye is registered with anew', () => {
  const light = secureLight();
  registered(light);
  const { server, simulation } = light.device;
  simulation.run(1000);
  light.guard.dtls.close();
  server.registrations.clear();
  expect(simulation.runUntil(() => simulation.log.includes('the server has ended the session: a new one is begun'), 1000)).toBe(true);
  expect(simulation.runUntil(() => server.registrations.size === 1, 100_000)).toBe(true);
  expect(light.guard.established.map(({ resumed }) => resumed)).toEqual([false, true]);
});

test('a reboot resumes the session, with other keys', () => {
  const light = secureLight();
  registered(light);
  const { server, simulation } = light.device;
  simulation.run(1000);
  server.registrations.clear();
  simulation.board.reboot();
  expect(registered(light)).toBe(true);
  expect(light.guard.established.map(({ resumed }) => resumed)).toEqual([false, true]);
});

test('a device without a seed says so, and sends nothing', () => {
  const light = secureLight({ config: { bootstrap: 0 } });
  const { simulation } = light.device;
  simulation.storage.slots.clear();
  simulation.board.reboot();
  simulation.run(0);
  const count = simulation.datagrams.length;
  simulation.run(100_000);
  expect(simulation.log).toContain('no seed for keys: flash this device with a seed of its own');
  expect(simulation.datagrams.length).toBe(count);
});

test.each([
  ['fragments of both sides', { dtlsMtu: 100 }, { mtu: 150, hint: 'a hint that is long enough to need more than one fragment of its message, as small as they are' }],
  ['a Connection ID in records of both sides', { dtlsCidBytes: 4 }, {}],
  ['no Connection IDs', { dtlsCid: 0 }, { cid: false }],
  ['a server without cookies', {}, { cookies: false }],
  ['tags of 16 bytes', { dtlsCcm16: 1 }, { suites: [Suite.pskAes128Ccm] }],
  ['CBC', { dtlsCbc: 1 }, { suites: [Suite.pskAes128CbcSha256] }],
])('registers with %s', (_name, config, serverOptions) => {
  const light = secureLight({ config }, serverOptions);
  expect(registered(light)).toBe(true);
  light.device.simulation.run(10);
  expect(light.device.server.read('/3/0/0', Format.text).text).toBe('Mote');
});

test('a server that has no suite in common: told as such', () => {
  const light = secureLight({}, { suites: [Suite.pskAes128CbcSha256] });
  const { simulation } = light.device;
  const line = 'no security that both sides have: look at identity, key and cipher suites; trying again later';
  expect(simulation.runUntil(() => simulation.log.includes(line), 10_000)).toBe(true);
});
