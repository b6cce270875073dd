import { Bearer, type Network } from '../../src/board';
import { smartLight } from '../stack/device';
import { Format } from '../stack/message';

const wlan: Network = { bearer: Bearer.wlan, signalStrength: -61, address: '192.0.2.17', router: '192.0.2.1' };
const cellular: Network = {
  bearer: Bearer.nbIot, signalStrength: -97, linkQuality: -11, address: '10.7.157.1', cellId: 0x01c3d4e5, networkCode: 1, countryCode: 262,
};

function valuesOf(network: Network): readonly (string | undefined)[] {
  const { server } = smartLight({ network });
  return ['0', '1/0', '2', '3', '4/0', '5/0', '8', '9', '10'].map((path) => server.read(`/4/0/${path}`, Format.text).text);
}

test('WLAN: signal and addresses, and nothing of a cell', () => {
  const { server } = smartLight({ network: wlan });
  const known = ['0', '1/0', '2', '4/0', '5/0'].map((path) => server.read(`/4/0/${path}`, Format.text).text);
  expect(known).toEqual(['21', '21', '-61', '192.0.2.17', '192.0.2.1']);
  for (const unknown of ['3', '8', '9', '10']) expect(server.read(`/4/0/${unknown}`).code).toBe('4.04');
});

test('a cellular network: the cell and its operator too', () => {
  expect(valuesOf({ ...cellular, router: '10.7.157.2' })).toEqual(['7', '7', '-97', '-11', '10.7.157.1', '10.7.157.2', String(0x01c3d4e5), '1', '262']);
});

test('a network without radio has a signal strength of 0, which is mandatory', () => {
  const { server } = smartLight({ network: { bearer: Bearer.ethernet } });
  expect(server.read('/4/0/2', Format.text).text).toBe('0');
});

test('a board that cannot tell has no such object', () => {
  expect(smartLight().server.read('/4/0').code).toBe('4.04');
});

test('observed: what changes is told, no more often than pmin', () => {
  const network: Network = { ...cellular };
  const { simulation, server } = smartLight({ network });
  expect(server.writeAttributes('/4/0/2', 'pmin=60')).toBe('2.04');
  const strength = server.observe('/4/0/2', { accept: Format.text });
  const cell = server.observe('/4/0/8', { accept: Format.text });
  network.signalStrength = -98;
  network.cellId = 7;
  simulation.run(15_000);
  expect(cell.newest?.text).toBe('7');
  expect(strength.answers).toHaveLength(1); // pmin
  for (let dbm = -99; dbm > -105; dbm--) {
    network.signalStrength = dbm;
    simulation.run(10_000);
  }
  expect(strength.answers.map(({ text }) => text).slice(0, 2)).toEqual(['-97', '-103']);
  simulation.run(120_000);
  expect(strength.newest?.text).toBe('-104');
  expect(strength.answers).toHaveLength(3);
});
