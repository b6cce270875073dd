import { generate } from 'coap-packet';
import { fixedReplies } from '../../bench/clients/floor-messages.js';
import { benchManufacturer, requestKinds } from '../../bench/requests';
import { readTlv } from '../../bench/tlv';

const kind = (id: string) => {
  const found = requestKinds.find((one) => one.id === id);
  if (found === undefined) throw new Error(id);
  return found;
};

const reply = (format: number | undefined, payload: Buffer): Buffer => {
  const value = Buffer.alloc(2);
  value.writeUInt16BE(format ?? 0);
  const options = format === undefined ? [] : [{ name: 'Content-Format' as const, value }];
  return generate({ code: '2.05', token: Buffer.alloc(4), options, payload });
};

test.each(requestKinds.map((one) => [one.id, one] as const))('the floor gives a right reply to %s', (id, one) => {
  const fixed = Buffer.from(fixedReplies[id], 'hex');
  expect(one.fault(fixed, benchManufacturer)).toBeUndefined();
});

describe('a wrong reply is told', () => {
  test('another manufacturer, as text or as TLV', () => {
    expect(kind('device').fault(reply(0, Buffer.from('Nobody')), 'Mote')).toBe('manufacturer is "Nobody"');
    expect(kind('device').fault(reply(11542, Buffer.from('c24e6f', 'hex')), 'Mote')).toBeDefined();
  });
  test('TLV where text was asked for, and text where TLV was', () => {
    expect(kind('device-text').fault(reply(11542, Buffer.from('Mote')), 'Mote')).toBe('format 11542 instead of text');
    expect(kind('temperature').fault(reply(0, Buffer.from('21')), 'Mote')).toBe('format 0 instead of TLV');
  });
  test('a resource that is missing, and TLV that is cut off', () => {
    const fixed = Buffer.from(fixedReplies.temperature, 'hex');
    const payload = fixed.subarray(fixed.indexOf(0xff) + 1);
    expect(kind('temperature').fault(reply(11542, payload.subarray(0, 24)), '')).toBe(
      'without resource 5603, 5604, 5700, 5701',
    );
    expect(kind('temperature').fault(reply(11542, payload.subarray(0, 9)), '')).toBe('malformed TLV');
  });
});

describe('TLV', () => {
  test('of resources, long ids and long lengths', () => {
    const long = '61'.repeat(300);
    const resources = readTlv(Buffer.from(`c1002a${'e8164404'}41a80000f01645012c${long}`, 'hex'));
    expect([...(resources ?? [])].map(([id, value]) => [id, value.length])).toEqual([
      [0, 1],
      [5700, 4],
      [5701, 300],
    ]);
  });
  test('inside an object instance', () => {
    expect(readTlv(Buffer.from('0300c1002a', 'hex'))?.get(0)).toEqual(Buffer.from([42]));
  });
  test('malformed: header or value cut off', () => {
    expect(readTlv(Buffer.from('e816', 'hex'))).toBeUndefined();
    expect(readTlv(Buffer.from('c40041', 'hex'))).toBeUndefined();
    expect(readTlv(Buffer.from('0200c1', 'hex'))).toBeUndefined();
  });
});
