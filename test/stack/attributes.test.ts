/** Discover and Write-Attributes (LwM2M 1.1 Core 6.3.2, 6.3.4, 5.1.2; lwm2m.md A.5, C). */
import vectors from '../vectors.json';
import { parseLinks } from '../../tools/server/linkFormat';
import { type Device, smartLight, startRegistered } from './device';
import type { Server } from './server';
import { resource, tlv } from './tlv';

const BATTERY = 'test/stack/apps/battery';
const TYPES = 'test/stack/apps/types';

/** The links of a Discover: target and, sorted, its attributes. */
function links(server: Server, path: string): string[] {
  return parseLinks(server.discover(path)).map(({ target, attributes }) =>
    [target, ...[...attributes].map(([name, value]) => `${name}=${value}`).sort()].join(';'),
  );
}

function targets(server: Server, path: string): string[] {
  return parseLinks(server.discover(path)).map(({ target }) => target);
}

describe('Discover', () => {
  test('LightweightM2M-1.1-int-260 Discover Command', () => {
    const { server } = startRegistered(BATTERY);
    const resources = [0, 1, 2, 3, 4, 5, '6;dim=2', '7;dim=2', '8;dim=2', 9, 10, '11;dim=1', 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, '22;dim=1'].map(
      (id) => `/3/0/${id}`,
    );
    expect(links(server, '/3')).toEqual(['/3', '/3/0', ...resources]);

    expect(server.writeAttributes('/3', 'pmin=10&pmax=200')).toBe('2.04');
    expect(links(server, '/3')).toEqual(['/3;pmax=200;pmin=10', '/3/0', ...resources]);
    expect(links(server, '/3/0').slice(1)).toEqual(resources);
    expect(targets(server, '/3/0')[0]).toBe('/3/0');

    expect(server.writeAttributes('/3/0/7', 'lt=1&gt=6&st=1')).toBe('2.04');
    expect(links(server, '/3/0').slice(1)).toEqual(resources.map((link) => link.replace('/3/0/7;dim=2', '/3/0/7;dim=2;gt=6;lt=1;st=1')));
    // The link that was asked for shows what it inherits as well (vector lf-ets260b).
    expect(links(server, '/3/0/7')).toEqual(['/3/0/7;dim=2;gt=6;lt=1;pmax=200;pmin=10;st=1', '/3/0/7/0', '/3/0/7/1']);
  });

  test('LightweightM2M-1.1-int-261 Write-Attribute on a multiple resource', () => {
    const { server } = startRegistered(BATTERY);
    expect(server.writeAttributes('/3', 'pmin=10&pmax=200')).toBe('2.04');
    expect(server.writeAttributes('/3/0', 'pmax=320')).toBe('2.04');
    expect(server.writeAttributes('/3/0/11/0', 'pmax=100&epmin=1&epmax=20')).toBe('2.04');
    expect(links(server, '/3/0/11')).toEqual(['/3/0/11;dim=1;pmax=320;pmin=10', '/3/0/11/0;epmax=20;epmin=1;pmax=100']);
  });

  test('attributes stand at the level they were attached to (vector lf-d-3)', () => {
    const { server } = startRegistered(BATTERY);
    server.writeAttributes('/3', 'pmin=10');
    server.writeAttributes('/3/0', 'pmax=60');
    server.writeAttributes('/3/0/7', 'gt=50&lt=42.2');
    server.writeAttributes('/3/0/7/1', 'lt=45');
    expect(links(server, '/3')).toEqual(
      expect.arrayContaining(['/3;pmin=10', '/3/0;pmax=60', '/3/0/7;dim=2;gt=50;lt=42.2', '/3/0/6;dim=2']),
    );
    expect(targets(server, '/3')).not.toContain('/3/0/7/1'); // 1.1 lists no resource instances below an object
    expect(links(server, '/3/0/7')).toEqual(['/3/0/7;dim=2;gt=50;lt=42.2;pmax=60;pmin=10', '/3/0/7/0', '/3/0/7/1;lt=45']);
  });

  test('the version of an object stands on its own link', () => {
    const { server } = startRegistered(TYPES);
    expect(links(server, '/32769')[0]).toBe('/32769;ver=2.3');
    expect(links(server, '/32769/0')[0]).toBe('/32769/0');
  });

  test('executable and write-only resources are listed, those that are not there are not', () => {
    const { server } = startRegistered(TYPES);
    const found = targets(server, '/32769/0');
    expect(found).toEqual(expect.arrayContaining(['/32769/0/13', '/32769/0/14']));
    expect(found).not.toContain('/32769/0/3');
  });

  test.each([['/4', '4.04'], ['/3/1', '4.04'], ['/3/0/99', '4.04'], ['/3/0/9', '4.04'], ['/0', '4.01'], ['/0/0', '4.01']])('%s is %s', (path, code) => {
    expect(smartLight().server.read(path, 40).code).toBe(code);
  });

  test('a depth changes nothing in an image of LwM2M 1.1', () => {
    const { server } = smartLight({ config: { attributes12: 0 } });
    expect(server.ask('GET', '/3311', { accept: 40, query: 'depth=1' }).text).toBe(server.discover('/3311'));
  });

  test.each(['depth=', 'depth=4', 'depth=11', 'depth=-1', 'depth=x'])('%s is 4.00', (query) => {
    const { server } = smartLight({ config: { attributes12: 1 } });
    expect(server.ask('GET', '/3311', { accept: 40, query }).code).toBe('4.00');
  });

  test('LightweightM2M-1.2-int-264 Discover with depth 1', () => {
    const { server } = startRegistered(BATTERY, { config: { attributes12: 1, discoverDefaults: 1 } });
    server.update('/1/0', tlv(resource(2, 1), resource(3, 10)));
    const discover = (): string => server.ask('GET', '/3', { accept: 40, query: 'depth=1' }).text;
    expect(discover()).toBe('</3>;pmin=1;pmax=10,</3/0>');
    server.writeAttributes('/3/0', 'pmax=200');
    expect(discover()).toBe('</3>;pmin=1;pmax=10,</3/0>;pmax=200');
    server.writeAttributes('/3', 'pmax=60');
    expect(discover()).toBe('</3>;pmin=1;pmax=60,</3/0>;pmax=200');
  });

  test('LightweightM2M-1.2-int-266 Discover with depth 3', () => {
    const { server } = startRegistered(BATTERY, { config: { attributes12: 1 } });
    server.writeAttributes('/3', 'pmin=10&pmax=200');
    server.writeAttributes('/3/0/7', 'lt=1&gt=6&st=1');
    server.writeAttributes('/3/0/7/1', 'gt=8');
    const found = (depth: number): string[] => server.ask('GET', '/3', { accept: 40, query: `depth=${depth}` }).text.split(',');
    expect(found(2)).toEqual(expect.arrayContaining(['</3>;pmin=10;pmax=200', '</3/0>', '</3/0/7>;dim=2;gt=6;lt=1;st=1']));
    expect(found(2).join()).not.toContain('/3/0/7/');
    expect(found(3)).toEqual(expect.arrayContaining(['</3/0/7/0>', '</3/0/7/1>;gt=8', '</3/0/11/0>']));
  });
});

describe('Write-Attributes', () => {
  let device: Device<typeof import('./apps/types')>;
  const INTEGER = '/32769/0/2';
  const BOOLEAN = '/32769/0/5';
  beforeEach(() => {
    device = startRegistered(TYPES);
  });

  /** What a vector is answered, and what Discover then shows; the vectors leave some of it open. */
  const expected: Record<string, [string[], string?]> = {
    'wa-0': [['2.04'], 'pmin=1'],
    'wa-1': [['2.04'], ''],
    'wa-2': [['2.04'], 'gt=45;st=10'],
    'wa-3': [['2.04'], 'gt=85;lt=20;st=10'],
    'wa-4': [['4.00'], ''],
    'wa-5': [['4.00'], ''],
    'wa-7': [['2.04'], 'pmax=30;pmin=60'],
    'wa-8': [['4.00'], ''],
    'wa-9': [['4.00'], ''],
    'wa-10': [['2.04'], 'gt=-10.5'],
    'wa-11': [['2.04', '4.00']], // of LwM2M 1.2
    'wa-13': [['2.04', '4.00']],
    'wa-15': [['2.04', '4.00']],
    'wa-16': [['4.00'], ''],
    'wa-17': [['4.00'], ''],
  };
  const known = vectors.filter(({ id }) => id.startsWith('wa-'));

  test('no vector is left out', () => {
    expect(known.map(({ id }) => id)).toEqual(Object.keys(expected));
  });

  test.each(known.map(({ id, input }) => [id, input]))('%s: %s', (id, input) => {
    const { server } = device;
    const path = id === 'wa-11' ? BOOLEAN : INTEGER;
    if (id === 'wa-11') server.update('/32769/0', Buffer.from('c10500', 'hex'));
    const [codes, shown] = expected[id];
    expect(codes).toContain(server.writeAttributes(path, input));
    if (shown !== undefined) expect(links(server, path)).toEqual([[path, ...shown.split(';')].filter((part) => part !== '').join(';')]);
  });

  test.each(['/', '/32769/0/1/0', '/32769/0/14/0'])('%s has no attributes: 4.05', (path) => {
    expect(device.server.writeAttributes(path, 'pmin=1')).toBe('4.05');
  });

  test.each(['/4', '/32769/1', '/32769/0/99', '/32769/0/3', '/32769/0/102/3'])('%s is not there: 4.04', (path) => {
    expect(device.server.writeAttributes(path, 'pmin=1')).toBe('4.04');
  });

  test.each([
    ['/32769', 'gt=1'], ['/32769/0', 'lt=1'], ['/32769/0', 'st=1'], // numbers live at resource level
    ['/32769/0/1', 'gt=1'], ['/32769/0/1', 'st=1'], // a String
    [INTEGER, 'gt=x'], [INTEGER, 'gt=1.2.3'], [INTEGER, 'pmin=x'], [INTEGER, 'pmax=-1'], [INTEGER, 'pmin=1e3'],
    [INTEGER, 'lt=10&gt=20&st=5'], [INTEGER, 'lt=10&gt=10'],
    [INTEGER, 'dim=3'], [INTEGER, 'ssid=1'], [INTEGER, 'uri="x"'], [INTEGER, 'PMIN=1'], [INTEGER, 'pmin=1&pmax=2&foo'],
  ])('%s?%s is 4.00, and nothing is kept of it', (path, query) => {
    const before = device.server.discover('/32769');
    expect(device.server.writeAttributes(path, query)).toBe('4.00');
    expect(device.server.discover('/32769')).toBe(before);
  });

  test('the good parameters of a bad request are not kept', () => {
    const { server } = device;
    server.writeAttributes(INTEGER, 'pmin=7&gt=70');
    expect(server.writeAttributes(INTEGER, 'pmin=5&pmax=9&gt=1&lt=2')).toBe('4.00');
    expect(server.writeAttributes(INTEGER, 'pmin=5&foo=1')).toBe('4.00');
    expect(links(server, INTEGER)).toEqual([`${INTEGER};gt=70;pmin=7`]);
  });

  test('each request changes what it names alone; a parameter without value is unset', () => {
    const { server } = device;
    server.writeAttributes(INTEGER, 'pmin=1&pmax=2&gt=3.5');
    server.writeAttributes(INTEGER, 'pmax=4');
    expect(links(server, INTEGER)).toEqual([`${INTEGER};gt=3.5;pmax=4;pmin=1`]);
    expect(server.writeAttributes(INTEGER, 'pmin&gt')).toBe('2.04');
    expect(links(server, INTEGER)).toEqual([`${INTEGER};pmax=4`]);
    expect(server.writeAttributes(INTEGER, 'pmax')).toBe('2.04');
    expect(links(server, INTEGER)).toEqual([INTEGER]);
  });

  test('to unset at one level leaves what another level has', () => {
    const { server } = device;
    server.writeAttributes('/32769', 'pmin=1');
    server.writeAttributes(INTEGER, 'pmin=2');
    server.writeAttributes(INTEGER, 'pmin');
    expect(links(server, INTEGER)).toEqual([`${INTEGER};pmin=1`]); // inherited
  });

  test('gt and lt that come to exclude each other by two requests are both kept (lwm2m.md C.3)', () => {
    const { server } = device;
    expect(server.writeAttributes(INTEGER, 'gt=10')).toBe('2.04');
    expect(server.writeAttributes(INTEGER, 'lt=20')).toBe('2.04');
  });

  test.each(['0', '1', '-1', '0.5', '-0.25', '42.2', '1000000', '0.001', '1e3', '-1E-2'])('gt=%s is shown as the number it is', (number) => {
    const { server } = device;
    expect(server.writeAttributes(INTEGER, `gt=${number}`)).toBe('2.04');
    const [{ attributes }] = parseLinks(server.discover(INTEGER));
    expect(attributes.get('gt')).toMatch(/^-?\d+(\.\d+)?$/);
    expect(Number(attributes.get('gt'))).toBe(Number(number));
  });

  test('attributes belong to the server: they outlast a registration', () => {
    const { server, simulation } = device;
    server.writeAttributes(INTEGER, 'pmin=3');
    server.registrations.clear();
    simulation.run(400_000);
    expect(links(server, INTEGER)).toEqual([`${INTEGER};pmin=3`]);
  });

  test('a write of attributes is no write of values', () => {
    const { server } = device;
    const before = server.read('/32769/0').payload;
    expect(server.writeAttributes(INTEGER, 'pmin=3')).toBe('2.04');
    expect(server.writeAttributes('/32769/0/15', 'pmin=3')).toBe('2.04'); // read-only for values
    expect(server.read('/32769/0').payload).toEqual(before);
  });
});
