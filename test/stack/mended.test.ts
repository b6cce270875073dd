/** What reviews have found in the whole stack, and was mended: each test failed once. */
import type { Option } from 'coap-packet';
import { encodeSenmlCbor } from '../../tools/server/senml';
import { type Device, start, startRegistered } from './device';
import { Format, type Message, uint } from './message';
import { Server } from './server';
import { multiple, tlv } from './tlv';

type Shared = typeof import('./apps/shared');
type Portfolio = typeof import('./apps/portfolio');

const block = (name: 'Block1' | 'Block2', number: number, more: boolean, szx: number): Option => ({
  name,
  value: uint(number * 16 + (more ? 8 : 0) + szx),
});
const names = (message: Message): string[] => message.packet.options.map(({ name }) => String(name));
const list = (...paths: string[]): Buffer => encodeSenmlCbor(paths.map((name) => ({ name })), '');

/** A device with two servers, 101 and 102; object 32770 belongs to 101. */
function startShared(rights: Record<number, number>): { device: Device<Shared>; second: Server } {
  const config = { servers: 3, objects: 8, instances: 32, resources: 400, resourceInstances: 40 };
  const device = start<Shared>('test/stack/apps/shared', { formats: 'all', config });
  const second = new Server(device.simulation, 'second');
  device.simulation.runUntil(() => device.server.registrations.size + second.registrations.size === 2, 10_000);
  device.simulation.run(100);
  device.app.control(0, [32770, 0], 101, rights);
  return { device, second };
}

const startPortfolio = (): Device<Portfolio> => startRegistered<Portfolio>('test/stack/apps/portfolio', { formats: 'all' });

test('a Write-Composite that takes away its own right is carried out whole', () => {
  const { device } = startShared({ 101: 7 });
  const payload = encodeSenmlCbor(
    [
      { name: '/2/0/2/101', value: 1, label: 'v' },
      { name: '/32770/0/0', value: 77, label: 'v' },
    ],
    '',
  );
  expect(device.server.ask('iPATCH', '/', { format: Format.senmlCbor, payload }).code).toBe('2.04');
  expect(device.server.read('/32770/0/0').text).toBe('77');
});

test('a notification whose right is taken away while it is unacknowledged is given up', () => {
  const { device, second } = startShared({ 102: 1 });
  const observed = second.observe('/32770/0/0');
  expect(observed.answers).toHaveLength(1);
  second.confirm = 'nothing';
  device.app.setValue(0, 50);
  device.simulation.run(500);
  device.app.setValue(0, 51);
  expect(device.server.write('/2/0/2', tlv(multiple(2, { 102: 0 })), Format.tlv)).toBe('2.04');
  const heard = second.heard.length;
  device.simulation.run(30_000);
  expect(second.heard.slice(heard).every(({ observe }) => observe === undefined)).toBe(true);
  expect(device.server.read('/32770/0/0').text).toBe('51');
});

test('a notification has no Block1 of a request that came in blocks', () => {
  const device = startPortfolio();
  const observed = device.server.observe('/16/0/0', { accept: Format.tlv });
  const body = tlv(multiple(0, { 0: '61'.repeat(30), 1: '62'.repeat(30) }));
  for (let number = 0; number * 64 < body.length; number++) {
    const more = (number + 1) * 64 < body.length;
    const payload = body.subarray(number * 64, number * 64 + 64);
    const { code } = device.server.ask('PUT', '/16/0/0', { format: Format.tlv, payload, options: [block('Block1', number, more, 2)] });
    expect(code).toBe(more ? '2.31' : '2.04');
  }
  device.simulation.run(3000);
  expect(observed.answers).toHaveLength(2);
  expect(names(observed.answers[1])).not.toContain('Block1');
});

test('an observed resource that a write takes away is 4.04, which is the last notification', () => {
  const device = startPortfolio();
  expect(device.server.write('/3303/0/5750', 'x')).toBe('2.04');
  const observed = device.server.observe('/3303/0/5750');
  expect(device.server.ask('PUT', '/3303/0', { format: Format.tlv }).code).toBe('2.04');
  device.simulation.run(5000);
  expect(observed.answers.map(({ code }) => code)).toEqual(['2.05', '4.04']);
});

test('a cancellation with a token that is not known ends no observation of another kind', () => {
  const device = startPortfolio();
  const composite = device.server.request('FETCH', '/', { observe: 0, format: Format.senmlCbor, payload: list('/3303/0/5700', '/3/0/14') });
  const single = device.server.observe('/3303/0/5700');
  device.simulation.run(1000);
  device.server.ask('FETCH', '/', { observe: 1, format: Format.senmlCbor, payload: list('/3/0/14', '/3303/0/5700') });
  device.app.measure(33);
  device.simulation.run(3000);
  expect([composite.answers.length, single.answers.length]).toEqual([2, 2]);
  device.server.ask('GET', '/3303/0/5700', { observe: 1 }); // the single one (LwM2M 1.1 Core 6.4.4), not the list's
  device.app.measure(34);
  device.simulation.run(3000);
  expect([composite.answers.length, single.answers.length]).toEqual([3, 2]);
});

test('a Write-Composite in LwM2M CBOR may have a multiple resource as a map, and a single one not', () => {
  const device = startPortfolio();
  const patch = (hex: string): string => device.server.ask('iPATCH', '/', { format: 11544, payload: Buffer.from(hex, 'hex') }).code;
  expect(patch('a110a100a100a100617a')).toBe('2.04'); // {16: {0: {0: {0: "z"}}}}
  expect(device.server.read('/16/0/0/0').text).toBe('z');
  expect(patch('a101a100a102a0')).toBe('4.00'); // {1: {0: {2: {}}}}
  expect(device.server.read('/1/0/2').code).toBe('4.04');
});

test('the last block of a list whose answer was lost is answered again', () => {
  const device = startPortfolio();
  const payload = list('/1', '/3', '/16', '/3303', '/3/0/14', '/3/0/13', '/3/0/15', '/3/0/16');
  const last = Math.ceil(payload.length / 32) - 1;
  const ask = (number: number): string =>
    device.server.ask('FETCH', '/', {
      format: Format.senmlCbor,
      messageId: 500 + number,
      payload: payload.subarray(number * 32, number * 32 + 32),
      options: [block('Block1', number, number < last, 1)],
    }).code;
  for (let number = 0; number < last; number++) expect(ask(number)).toBe('2.31');
  expect([ask(last), ask(last)]).toEqual(['2.05', '2.05']);
});

test.each(['20x3-03-21T20:04:00Z', '2023-0x-21T20:04:00Z', '2023-03-xxT20:04:00Z'])('%s is no date', (text) => {
  const payload = Buffer.concat([Buffer.from([0x60 + text.length]), Buffer.from(text)]);
  expect(startPortfolio().server.ask('PUT', '/3/0/13', { format: Format.cbor, payload }).code).toBe('4.00');
});
