/** Write, replace and partial update, at every level (LwM2M 1.1 Core 6.3.3; lwm2m.md A.1, A.6). */
import { type Device, smartLight, startRegistered } from './device';
import { Types } from './apps/types';
import { Format } from './message';
import { hex, instance, integer, multiple, resource, resourceInstance, tlv, values } from './tlv';

const OBJECT = '/32769/0';
type TypesDevice = Device<typeof import('./apps/types')>;

function startTypes(): TypesDevice {
  return startRegistered('test/stack/apps/types');
}

describe('the Server object', () => {
  /** The light with the optional resources 2, 3 and 5 that the cases want (configuration C.3). */
  function extended() {
    const device = smartLight();
    expect(device.server.update('/1/0', tlv(resource(2, 1), resource(3, 10), resource(5, integer(86400))))).toBe('2.04');
    return device;
  }
  const SAVED = { '0': '01', '1': '012c', '2': '01', '3': '0a', '5': '00015180', '6': '01', '7': hex('U') };

  test('LightweightM2M-1.1-int-205 Setting basic information in plain text', () => {
    const { server } = extended();
    for (const [id, text] of [['2', '101'], ['3', '1010'], ['5', '2000']]) expect(server.write(`/1/0/${id}`, text)).toBe('2.04');
    expect(values(server.read('/1/0', Format.tlv).payload)).toEqual({ ...SAVED, '2': '65', '3': '03f2', '5': '07d0' });
    for (const [id, text] of [['2', '1'], ['3', '10'], ['5', '86400']]) expect(server.write(`/1/0/${id}`, text)).toBe('2.04');
    expect(values(server.read('/1/0', Format.tlv).payload)).toEqual(SAVED);
  });

  test('LightweightM2M-1.1-int-215 Setting basic information in TLV', () => {
    const { server } = extended();
    expect(server.update('/1/0', Buffer.from('c10265c20303f2c20507d0c10601c10755', 'hex'))).toBe('2.04');
    expect(values(server.read('/1/0', Format.tlv).payload)).toEqual({ ...SAVED, '2': '65', '3': '03f2', '5': '07d0' });
    expect(server.update('/1/0', tlv(resource(2, 1), resource(3, 10), resource(5, integer(86400))))).toBe('2.04');
    expect(values(server.read('/1/0', Format.tlv).payload)).toEqual(SAVED);
  });

  test('LightweightM2M-1.1-int-226 Write (Partial Update) on Object Instance: the new lifetime is told', () => {
    const { server, simulation } = smartLight();
    expect(server.update('/1/0', tlv(resource(1, 61), resource(6, '01')))).toBe('2.04');
    simulation.run(100);
    expect(server.requests.slice(1).map(({ path, query }) => [path, ...query])).toEqual([['/rd/1', 'lt=61']]);
    expect(server.read('/1/0/1').text).toBe('61');
  });

  test('LightweightM2M-1.1-int-227 Write (replace) on Resource', () => {
    const { server, simulation } = smartLight();
    for (const lifetime of ['63', '300']) {
      expect(server.write('/1/0/1', lifetime)).toBe('2.04');
      simulation.run(100);
      expect(server.requests.at(-1)?.query).toEqual([`lt=${lifetime}`]);
      expect(server.read('/1/0/1').text).toBe(lifetime);
    }
    expect(server.requests).toHaveLength(3);
  });

  test('LightweightM2M-1.1-int-256 Write Operation Failure: Short Server ID is read-only', () => {
    const { server } = smartLight();
    expect(server.write('/1/0/0', '123')).toBe('4.05');
    expect(server.read('/1/0/0').text).toBe('1');
  });

  test.each([['/1/0/1', '-1'], ['/1/0/1', 'x'], ['/1/0/6', '2'], ['/1/0/7', 'X'], ['/1/0/7', '']])('%s = %j is 4.00', (path, value) => {
    const { server } = smartLight();
    const before = server.read('/1/0').payload;
    expect(server.write(path, value)).toBe('4.00');
    expect(server.read('/1/0').payload).toEqual(before);
  });

  test('Write (replace) on Object Instance: optional resources that are not given go, read-only ones stay', () => {
    const { server, simulation } = extended();
    const given = tlv(resource(1, 500), resource(6, '00'), resource(7, hex('U')), resource(5, 60));
    expect(server.write('/1/0', given, Format.tlv)).toBe('2.04');
    expect(values(server.read('/1/0').payload)).toEqual({ '0': '01', '1': '01f4', '5': '3c', '6': '00', '7': hex('U') });
    simulation.run(100);
    expect(server.registration.lifetime).toBe(500);
  });

  test('Write (replace) without a mandatory resource is 4.00, and nothing has changed', () => {
    const { server } = extended();
    expect(server.write('/1/0', tlv(resource(1, 500), resource(6, '00')), Format.tlv)).toBe('4.00');
    expect(values(server.read('/1/0').payload)).toEqual(SAVED);
  });
});

describe('what cannot be written', () => {
  let server: TypesDevice['server'];
  beforeAll(() => ({ server } = startTypes()));

  test.each([
    ['PUT', '/32769', '4.05', 'an object'],
    ['PUT', '/', '4.05', 'the root'],
    ['PUT', '/4/0/0', '4.04', 'an object that is not there'],
    ['PUT', '/32769/5/1', '4.04', 'an instance that is not there'],
    ['PUT', '/32769/0/99', '4.04', 'a resource that is not defined'],
    ['PUT', '/32769/0/15', '4.05', 'a read-only resource'],
    ['PUT', '/32769/0/14', '4.05', 'an executable resource'],
    ['PUT', '/32769/0/102/3', '4.04', 'a resource instance that is not there'],
    ['PUT', '/32769/0/1/0/0', '4.05', 'five levels'],
    ['PUT', '/32769/0/1/0', '4.05', 'an instance of a single resource'],
    ['POST', '/32769/0/1', '4.05', 'POST on a single resource that cannot be executed'],
    ['POST', '/32769/0/102/0', '4.05', 'POST on a resource instance'],
    ['POST', '/32769/7', '4.04', 'POST on an instance that is not there'],
    ['POST', '/', '4.05', 'POST on the root'],
  ])('%s %s is %s: %s', (method, path, code) => {
    const before = server.read(OBJECT).payload;
    expect(server.ask(method, path, { payload: '1', format: Format.text }).code).toBe(code);
    expect(server.read(OBJECT).payload).toEqual(before);
  });

  test.each([Format.cbor, Format.senmlCbor, Format.link, 50, 11543, 65000])('Content-Format %i is 4.15', (format) => {
    for (const path of [OBJECT, `${OBJECT}/1`, `${OBJECT}/102/0`]) expect(server.write(path, 'x', format)).toBe('4.15');
  });

  test('text for an instance or a multiple resource is refused', () => {
    for (const path of [OBJECT, `${OBJECT}/102`]) expect(['4.00', '4.15']).toContain(server.write(path, '1'));
  });

  test('a payload without Content-Format is refused', () => {
    const answer = server.ask('PUT', `${OBJECT}/1`, { payload: 'x' });
    expect(['4.00', '4.15']).toContain(answer.code);
    expect(server.read(`${OBJECT}/1`).text).toBe('first');
  });

  test('neither payload nor Content-Format nor attributes: 4.00', () => {
    expect(server.ask('PUT', `${OBJECT}/1`).code).toBe('4.00');
    expect(server.read(`${OBJECT}/1`).text).toBe('first');
  });
});

describe('TLV that is not what the path says', () => {
  let server: TypesDevice['server'];
  beforeAll(() => ({ server } = startTypes()));

  test.each([
    ['another resource', `${OBJECT}/1`, tlv(resource(2, 1))],
    ['two resources', `${OBJECT}/1`, tlv(resource(1, hex('x')), resource(2, 1))],
    ['the same resource twice', OBJECT, tlv(resource(2, 1), resource(2, 3))],
    ['the same resource instance twice', OBJECT, tlv({ ...multiple(102, {}), children: [resourceInstance(0, 1), resourceInstance(0, 2)] })],
    ['nothing for a resource', `${OBJECT}/1`, tlv()],
    ['another object instance', OBJECT, tlv(instance(1, resource(2, 1)))],
    ['two object instances', OBJECT, tlv(instance(0, resource(2, 1)), instance(1, resource(2, 1)))],
    ['a resource where a multiple one is defined', OBJECT, tlv(resource(102, 1))],
    ['a multiple resource where a single one is defined', OBJECT, tlv(multiple(2, { 0: 1 }))],
    ['a resource instance by itself in an instance', OBJECT, tlv(resourceInstance(0, 1))],
    ['an instance of another number', `${OBJECT}/102/0`, tlv(resourceInstance(1, 1))],
    ['two instances for one', `${OBJECT}/102/0`, tlv(resourceInstance(0, 1), resourceInstance(1, 1))],
    ['a value that is cut short', OBJECT, Buffer.from('c802144142', 'hex')],
    ['a type byte alone', OBJECT, Buffer.from('c1', 'hex')],
    ['no length', OBJECT, Buffer.from('c802', 'hex')],
    ['an object instance inside another', OBJECT, tlv(instance(0, instance(0, resource(2, 1))))],
    ['a resource inside a resource', OBJECT, Buffer.from('8666' + 'c10001' + 'c10102', 'hex')],
    ['a length of 24 bits beyond the end', OBJECT, Buffer.from('d802ffffff00', 'hex')],
    ['a good record and rubbish behind it', OBJECT, Buffer.concat([tlv(resource(2, 9)), Buffer.from('ff', 'hex')])],
  ])('%s is 4.00, and nothing has changed', (_name, path, payload) => {
    const before = server.read(OBJECT).payload;
    expect(server.write(path, payload, Format.tlv)).toBe('4.00');
    if (path === OBJECT) expect(server.update(path, payload)).toBe('4.00');
    expect(server.read(OBJECT).payload).toEqual(before);
  });

  test('an object instance record with the right id may stand around the rest (lwm2m.md D.4)', () => {
    expect(server.update(OBJECT, tlv(instance(0, resource(2, 77))))).toBe('2.04');
    expect(server.read(`${OBJECT}/2`).text).toBe('77');
  });

  test('lengths in more bytes than they need are understood', () => {
    expect(server.update(OBJECT, Buffer.from('d80200000102', 'hex'))).toBe('2.04');
    expect(server.read(`${OBJECT}/2`).text).toBe('2');
    expect(server.update(OBJECT, Buffer.from('e1000203', 'hex'))).toBe('2.04'); // an id of 16 bits
    expect(server.read(`${OBJECT}/2`).text).toBe('3');
  });
});

describe('all or nothing', () => {
  const GOOD = [resource(1, hex('new')), resource(2, 42), multiple(102, { 3: 30 }), multiple(101, { 0: hex('b'), 1: hex('c') })];

  test.each([
    ['a value of the wrong length', resource(5, '0001')],
    ['a value out of range', resource(12, 11)],
    ['a text that is no UTF-8', resource(11, 'c328')],
    ['a resource that is read-only', resource(15, 9)],
    ['a resource that is executable', resource(14, '')],
    ['a value that the application refuses', resource(17, 13)],
    ['a multiple resource with one bad instance', multiple(106, { 0: '01', 65535: '02' })],
  ])('a fifth resource that is bad (%s) leaves the first four as they were', (_name, bad) => {
    const { server } = startTypes();
    const before = server.read(OBJECT).payload;
    const payload = tlv(...GOOD, bad);
    for (const method of ['POST', 'PUT']) {
      const { code } = server.ask(method, OBJECT, { payload, format: Format.tlv });
      expect(code).toMatch(/^4\./);
      expect(server.read(OBJECT).payload).toEqual(before);
    }
  });

  test('read-only in an instance is 4.05, a value the application refuses has the code it gave', () => {
    const { server, app } = startTypes();
    expect(server.update(OBJECT, tlv(resource(2, 1), resource(15, 9)))).toBe('4.05');
    expect(server.update(OBJECT, tlv(resource(2, 1), resource(17, 13)))).toBe('4.03');
    expect(app.guarded).toEqual(['asked 13']);
  });

  test('a callback is asked before anything is written, and told once', () => {
    const { server, app } = startTypes();
    expect(server.update(OBJECT, tlv(resource(17, 5), resource(2, 1)))).toBe('2.04');
    expect(app.guarded[0]).toBe('asked 5');
    expect(app.guarded.filter((call) => call === 'written 5')).toHaveLength(1);
  });

  test('a write callback that fails: the value is not stored', () => {
    const { server } = startTypes();
    expect(server.write(`${OBJECT}/17`, '99')).toBe('5.00');
    expect(server.read(`${OBJECT}/17`).text).toBe('1');
  });

  test('an optional resource that is not there comes to be by a write (LightweightM2M-1.1-int-205)', () => {
    const { server } = startTypes();
    expect(server.ask('GET', `${OBJECT}/3`).code).toBe('4.04');
    expect(server.write(`${OBJECT}/3`, '1')).toBe('2.04');
    expect(server.ask('GET', `${OBJECT}/3`).code).toBe('2.05');
  });

  test('unknown resources are passed over, the others written (lwm2m.md A.6)', () => {
    const { server } = startTypes();
    const unknown = [resource(99, '0102'), multiple(98, { 5: '00' }), resource(4711, hex('text'))];
    expect(server.update(OBJECT, tlv(unknown[0], resource(2, 42), ...unknown.slice(1)))).toBe('2.04');
    expect(server.read(`${OBJECT}/2`).text).toBe('42');
    expect(server.write(OBJECT, tlv(resource(1, hex('s')), ...unknown, resource(2, 43)), Format.tlv)).toBe('2.04');
    expect(server.read(`${OBJECT}/2`).text).toBe('43');
  });
});

describe('multiple resources', () => {
  const path = `${OBJECT}/102`;
  const BOTH = { '102/0': '0a', '102/7': '14' };

  test('replace: the whole set is what was given', () => {
    const { server } = startTypes();
    expect(server.write(path, tlv(multiple(102, { 7: 70, 9: 90 })), Format.tlv)).toBe('2.04');
    expect(values(server.read(path).payload)).toEqual({ '102/7': '46', '102/9': '5a' });
  });

  test('partial update of the resource: instances are added and overwritten, none goes', () => {
    const { server } = startTypes();
    expect(server.update(path, tlv(multiple(102, { 7: 70, 9: 90 })))).toBe('2.04');
    expect(values(server.read(path).payload)).toEqual({ '102/0': '0a', '102/7': '46', '102/9': '5a' });
  });

  test('partial update of the instance: the same', () => {
    const { server } = startTypes();
    expect(server.update(OBJECT, tlv(multiple(102, { 1: 1 })))).toBe('2.04');
    expect(values(server.read(path).payload)).toEqual({ ...BOTH, '102/1': '01' });
  });

  test('replace of the instance: the set of each multiple resource is what was given', () => {
    const { server } = startTypes();
    expect(server.write(OBJECT, tlv(resource(1, hex('s')), resource(2, 1), multiple(102, { 4: 4 })), Format.tlv)).toBe('2.04');
    expect(values(server.read(OBJECT).payload)).toEqual({ '1': hex('s'), '2': '01', '15': '05', '102/4': '04' });
  });

  test('LightweightM2M-1.1-int-228 Write on Resource Instance: that instance alone, in text and TLV', () => {
    const { server } = startTypes();
    expect(server.write(`${path}/7`, '21')).toBe('2.04');
    expect(values(server.read(path).payload)).toEqual({ '102/0': '0a', '102/7': '15' });
    expect(server.write(`${path}/0`, tlv(resourceInstance(0, 11)), Format.tlv)).toBe('2.04');
    expect(values(server.read(path).payload)).toEqual({ '102/0': '0b', '102/7': '15' });
    expect(server.write(`${OBJECT}/101/0`, 'test')).toBe('2.04');
    expect(server.read(`${OBJECT}/101/0`).text).toBe('test');
  });

  test('a value out of range in one instance changes none', () => {
    const { server } = startTypes();
    expect(server.write(path, tlv(multiple(102, { 0: 1, 1: 1001 })), Format.tlv)).toBe('4.00');
    expect(server.write(`${path}/7`, '1001')).toBe('4.00');
    expect(values(server.read(path).payload)).toEqual(BOTH);
  });

  test('texts and bytes of any number of instances come back as they were', () => {
    const { server } = startTypes();
    const all = { 0: hex('é'), 1: '', 255: hex('x'.repeat(40)), 256: hex('y'), 65534: hex('z') };
    expect(server.write(`${OBJECT}/101`, tlv(multiple(101, all)), Format.tlv)).toBe('2.04');
    expect(values(server.read(`${OBJECT}/101`).payload)).toEqual(Object.fromEntries(Object.entries(all).map(([id, text]) => [`101/${id}`, text])));
  });

  test('65535 is no id of a resource instance', () => {
    const { server } = startTypes();
    expect(server.write(path, tlv(multiple(102, { 65535: 1 })), Format.tlv)).toBe('4.00');
    expect(values(server.read(path).payload)).toEqual(BOTH);
  });
});

test('the types of the tests are those of the application', () => {
  expect([Types.integers, Types.strings, Types.opaques]).toEqual([102, 101, 106]);
});
