/** Read at every level, and what cannot be read (LwM2M 1.1 Core 6.3.1; lwm2m.md A.2, A.5, D.4). */
import { type Device, smartLight, startRegistered } from './device';
import { Format } from './message';
import { hex, values } from './tlv';

const DEVICE = {
  '0': hex('Mote'),
  '1': hex('smart-light'),
  '2': hex('1'),
  '3': hex('0.1.0'),
  '6/0': '05',
  '7/0': '1388',
  '8/0': '50',
  '11/0': '00',
  '13': expect.stringMatching(/^([0-9a-f]{2}){1,8}$/),
  '16': hex('U'),
  '17': hex('light'),
};

describe('Read of the smart light', () => {
  let light: Device<never>;
  beforeAll(() => {
    light = smartLight() as Device<never>;
  });

  test('LightweightM2M-1.1-int-201 Querying basic information in plain text', () => {
    for (const [path, text] of [['/3/0/0', 'Mote'], ['/3/0/1', 'smart-light'], ['/3/0/2', '1']]) {
      expect(light.server.read(path, Format.text)).toMatchObject({ code: '2.05', format: Format.text, text });
    }
  });

  test('LightweightM2M-1.1-int-203 Querying basic information in TLV', () => {
    const answer = light.server.read('/3/0', Format.tlv);
    expect([answer.code, answer.format]).toEqual(['2.05', Format.tlv]);
    expect(values(answer.payload)).toEqual(DEVICE);
  });

  test('LightweightM2M-1.1-int-222 Read on Object: instances are wrapped, also of a single-instance object', () => {
    const device = light.server.read('/3', Format.tlv);
    expect(values(device.payload)).toEqual(Object.fromEntries(Object.entries(DEVICE).map(([path, value]) => [`0/${path}`, value])));
    const server = light.server.read('/1', Format.tlv);
    expect(values(server.payload)).toEqual({ '0/0': '01', '0/1': '012c', '0/6': '01', '0/7': hex('U') });
  });

  test('LightweightM2M-1.1-int-223 Read on Object Instance: what cannot be read is left out', () => {
    expect(values(light.server.read('/1/0').payload)).toEqual({ '0': '01', '1': '012c', '6': '01', '7': hex('U') });
  });

  test('LightweightM2M-1.1-int-224 Read on Resource', () => {
    for (const [path, text] of [['/1/0/0', '1'], ['/1/0/1', '300'], ['/1/0/6', '1'], ['/1/0/7', 'U'], ['/3/0/16', 'U']]) {
      expect(light.server.read(path, Format.text).text).toBe(text);
    }
  });

  test('LightweightM2M-1.1-int-225 Read on Resource Instance: that instance alone', () => {
    expect(light.server.read('/3/0/11/0', Format.text)).toMatchObject({ code: '2.05', text: '0' });
    expect(light.server.read('/3/0/7/0', Format.tlv).payload.toString('hex')).toBe('42001388');
  });

  test('LightweightM2M-1.1-int-237 Read on Object without Accept: a format that can hold it', () => {
    expect(light.server.read('/1')).toMatchObject({ code: '2.05', format: Format.tlv });
    expect(light.server.read('/3/0/6')).toMatchObject({ code: '2.05', format: Format.tlv });
    expect(light.server.read('/3/0/0')).toMatchObject({ code: '2.05', format: Format.text });
  });

  test('a resource in TLV: one record, of the kind it is', () => {
    expect(light.server.read('/3/0/0', Format.tlv).payload.toString('hex')).toBe(`c400${hex('Mote')}`);
    expect(light.server.read('/3/0/7', Format.tlv).payload.toString('hex')).toBe('8407' + '42001388');
  });

  test.each([
    ['/4', '4.04', 'an object the client does not have'],
    ['/4/0', '4.04', 'an instance of it'],
    ['/4/0/0/0', '4.04', 'a resource instance of it'],
    ['/3/1', '4.04', 'an instance that is not there'],
    ['/3/1/0', '4.04', 'a resource of it'],
    ['/3/0/9', '4.04', 'an optional resource that is not there'],
    ['/3/0/99', '4.04', 'a resource the object does not define'],
    ['/3/0/4', '4.05', 'an executable resource'],
    ['/3/0/6/1', '4.04', 'a resource instance that is not there'],
    ['/3/0/4/0', '4.05', 'an instance of an executable resource'],
    ['/3/0/0/0', '4.05', 'an instance of a single resource'],
    ['/3/0/0/0/0', '4.05', 'five levels'],
    ['/', '4.05', 'the root'],
  ])('GET %s is answered %s: %s', (path, code) => {
    const answer = light.server.read(path);
    expect([answer.code, answer.payload.length, answer.format]).toEqual([code, 0, undefined]);
  });

  test.each(['/65535', '/3/65535', '/3/0/65535', '/3/0/6/65535', '/65536', '/99999999999999999999', '/three', '/3/0x', '/3/-1', '/3//0', '/ /3'])(
    'GET %s: no path of LwM2M (lwm2m.md A.1: 4.00 or 4.04)',
    (path) => {
      const answer = light.server.read(path);
      expect(['4.00', '4.04']).toContain(answer.code);
      expect(answer.payload).toHaveLength(0);
    },
  );

  test('one empty segment at the end is as good as none (lwm2m.md H)', () => {
    expect(light.server.read('/3/0/0/').text).toBe('Mote');
    expect(values(light.server.read('/3/0/').payload)).toEqual(DEVICE);
  });

  test('an Accept that the client cannot satisfy is 4.06: a format it does not have', () => {
    for (const path of ['/3', '/3/0', '/3/0/0', '/3/0/6/0']) {
      for (const accept of [Format.cbor, Format.senmlCbor, 11543, 50, 65000]) expect(light.server.read(path, accept).code).toBe('4.06');
    }
  });

  test('an Accept that cannot hold what is read is 4.06', () => {
    for (const path of ['/3', '/3/0', '/3/0/6', '/3/0/11']) expect(light.server.read(path, Format.text).code).toBe('4.06');
    for (const path of ['/3', '/3/0', '/3/0/6', '/3/0/0']) expect(light.server.read(path, Format.opaque).code).toBe('4.06');
  });

  test('what is not there is not there in any format', () => {
    expect(light.server.read('/3/0/9', Format.cbor).code).toBe('4.04');
    expect(light.server.read('/3/0/4', Format.cbor).code).toBe('4.05');
  });

  test('a NON request gets a NON response with a message id of its own (RFC 7252 5.2.3)', () => {
    const answer = light.server.ask('GET', '/3/0/0', { confirmable: false, messageId: 0x7777 });
    expect(answer.packet).toMatchObject({ ack: false, confirmable: false, reset: false, code: '2.05' });
    expect(answer.text).toBe('Mote');
  });

  test.each([0, 1, 2, 4, 7, 8])('a token of %i bytes comes back', (length) => {
    const token = Buffer.alloc(length, 0xa5);
    expect(light.server.ask('GET', '/3/0/0', { token }).packet.token.equals(token)).toBe(true);
  });

  test('parameters of a Read that nobody knows change nothing', () => {
    expect(light.server.ask('GET', '/3/0/0', { query: 'what=ever' })).toMatchObject({ text: 'Mote' });
  });
});

describe('Read of every type', () => {
  let device: Device<typeof import('./apps/types')>;
  beforeAll(() => {
    device = startRegistered('test/stack/apps/types');
  });

  test('what can only be written or executed is left out of instance and object, and 4.05 by itself', () => {
    expect(device.server.write('/32769/0/13', '4')).toBe('2.04');
    for (const path of ['/32769', '/32769/0']) {
      const paths = Object.keys(values(device.server.read(path).payload)).map((one) => one.replace(/^0\/(?=\d{1,3}(\/|$))/, ''));
      expect(paths).not.toContain('13');
      expect(paths).not.toContain('14');
    }
    expect(device.server.read('/32769/0/13').code).toBe('4.05');
    expect(device.server.read('/32769/0/14').code).toBe('4.05');
  });

  test('a multiple resource has its instances by ascending id', () => {
    expect(device.server.read('/32769/0/102').payload.toString('hex')).toBe('8666' + '41000a' + '410714');
  });

  test('an object without instances is read as nothing (lwm2m.md A.2)', () => {
    const light = smartLight();
    expect(light.server.ask('DELETE', '/3311/0').code).toBe('2.02');
    const answer = light.server.read('/3311');
    expect([answer.code, answer.payload.length]).toEqual(['2.05', 0]);
  });

  test('a multiple resource that has lost its instances is an empty one', () => {
    expect(device.server.write('/32769/0/102', Buffer.from('8066', 'hex'), Format.tlv)).toBe('2.04');
    const answer = device.server.read('/32769/0/102');
    expect([answer.code, answer.payload.toString('hex')]).toEqual(['2.05', '8066']);
  });
});
