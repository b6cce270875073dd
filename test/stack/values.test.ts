/**
 * Values of every type over the wire, in text and TLV: what is stored is what was meant, or 4.00 and nothing has
 * changed (LwM2M 1.1 Core Appendix C; lwm2m.md D.2, D.3, H).
 */
import { type Device, startRegistered } from './device';
import { Types } from './apps/types';
import { Format } from './message';
import { float, hex, multiple, resource, tlv, values } from './tlv';

const OBJECT = '/32769/0';
const MAX = '001fffffffffffff'; // 2^53 - 1

let server: Device<typeof import('./apps/types')>['server'];

beforeAll(() => {
  ({ server } = startRegistered<typeof import('./apps/types')>('test/stack/apps/types'));
  // What is not instantiated cannot be written by itself (4.04): a partial update of the instance adds it.
  const added = tlv(
    resource(Types.unsigned, 0),
    resource(Types.float, float(0)),
    resource(Types.boolean, '00'),
    resource(Types.opaque, ''),
    resource(Types.time, 0),
    resource(Types.objectLink, 'ffffffff'),
    resource(Types.coreLink, ''),
    resource(Types.rangedString, hex('ab')),
    resource(Types.ranged, 0),
    resource(Types.rangedOpaque, ''),
  );
  expect(server.update(OBJECT, added)).toBe('2.04');
});

/** The bytes of a resource's value in TLV. */
function stored(id: number): string {
  return values(server.read(`${OBJECT}/${id}`, Format.tlv).payload)[id];
}

interface Case {
  id: Types;
  /** Text, and the TLV bytes it is stored as. A Buffer stands for a text that is no UTF-8. */
  accepted: [string, string][];
  refused: (string | Buffer)[];
}

const CASES: Record<string, Case> = {
  String: {
    id: Types.string,
    accepted: [['hello', hex('hello')], ['', ''], ['é√🙂', hex('é√🙂')], ['{"a": 1}\n', hex('{"a": 1}\n')], ['x'.repeat(300), hex('x'.repeat(300))]],
    refused: ['c328', 'c080', 'eda080', 'f4908080', 'ff', '61c3', '80', 'f8888080'].map((bad) => Buffer.from(bad, 'hex')),
  },
  Integer: {
    id: Types.integer,
    accepted: [
      ['0', '00'], ['1', '01'], ['-1', 'ff'], ['127', '7f'], ['128', '0080'], ['-128', '80'], ['-129', 'ff7f'],
      ['32767', '7fff'], ['32768', '00008000'], ['-32768', '8000'], ['-32769', 'ffff7fff'],
      ['2147483647', '7fffffff'], ['2147483648', '0000000080000000'], ['-2147483648', '80000000'],
      ['-2147483649', 'ffffffff7fffffff'], ['4294967296', '0000000100000000'],
      ['9007199254740991', MAX], ['-9007199254740991', 'ffe0000000000001'],
    ],
    refused: [
      '9007199254740993', '-9007199254740993', '9223372036854775807', '-9223372036854775808', '9223372036854775808',
      '18446744073709551616', '1' + '0'.repeat(100), '', '-', '--1', '+1', '1.5', '1e3', ' 1', '1 ', '1\n', '0x10', 'one', '1,000', '٣',
    ],
  },
  'Unsigned Integer': {
    id: Types.unsigned,
    accepted: [['0', '00'], ['127', '7f'], ['255', 'ff'], ['256', '0100'], ['65535', 'ffff'], ['65536', '00010000'], ['4294967295', 'ffffffff'], ['4294967296', '0000000100000000'], ['9007199254740991', MAX]],
    refused: ['-1', '9007199254740993', '18446744073709551615', '', '1.0', 'x'],
  },
  Boolean: { id: Types.boolean, accepted: [['0', '00'], ['1', '01']], refused: ['2', 'true', 'false', '', '01', '1 ', '-1'] },
  Opaque: {
    id: Types.opaque,
    accepted: [['AQIDBAU=', '0102030405'], ['', ''], ['AA==', '00'], ['+/+/', 'fbffbf']],
    refused: ['!', 'A', 'AQIDBAU=AQID', 'AQ=D', 'AQIDBA U=', '===='],
  },
  Time: {
    id: Types.time,
    accepted: [['0', '00'], ['1367491215', '5182428f'], ['-1', 'ff'], ['4102444800', '00000000f4865700']],
    refused: ['1.5', 'now', '', '2020-01-01T00:00:00Z', '9007199254740993'],
  },
  Objlnk: {
    id: Types.objectLink,
    accepted: [['3:0', '00030000'], ['65535:65535', 'ffffffff'], ['32769:0', '80010000']],
    refused: ['', ':', '3:', ':0', '3', '3:0:0', '65536:0', '3:65536', '-1:0', 'a:b', '3 :0', '3;0'],
  },
  Corelnk: { id: Types.coreLink, accepted: [['</3/0>;dim=1', hex('</3/0>;dim=1')], ['', '']], refused: [Buffer.from('3cff3e', 'hex')] },
  'Integer of -10 to 10': { id: Types.ranged, accepted: [['-10', 'f6'], ['10', '0a'], ['0', '00']], refused: ['-11', '11', '1000000000', '-4294967286', '4294967296'] },
  'String of 2 to 5 bytes': { id: Types.rangedString, accepted: [['ab', hex('ab')], ['abcde', hex('abcde')], ['é', hex('é')]], refused: ['a', '', 'abcdef', 'ééé'] },
  'Opaque of 0 to 4 bytes': { id: Types.rangedOpaque, accepted: [['', ''], ['AQIDBA==', '01020304']], refused: ['AQIDBAU='] },
};

describe.each(Object.entries(CASES))('text of %s', (_name, { id, accepted, refused }) => {
  const path = `${OBJECT}/${id}`;

  test.each(accepted)('%j is stored as %s, and read as it was', (text, bytes) => {
    expect(server.write(path, text)).toBe('2.04');
    expect(stored(id)).toBe(bytes);
    expect(server.read(path, Format.text)).toMatchObject({ code: '2.05', text });
  });

  test.each(refused.map((text) => [text instanceof Buffer ? text.toString('hex') : text, text]))('%j is 4.00', (_shown, text) => {
    const before = stored(id);
    expect(server.write(path, text)).toBe('4.00');
    expect(stored(id)).toBe(before);
  });
});

describe('text of Float', () => {
  const path = `${OBJECT}/${Types.float}`;

  test.each(['0', '1.02', '12', '12.0', '134.000235', '-21.5025', '0.43243', '0.00000000006667', '6.667e-11', '1E3', '340282346638528859811704183484516925440.0', '-0.1', '0.1', '1e21', '5e-324', '1.7976931348623157e308'])(
    '%s keeps its value, and is read without exponent',
    (text) => {
      expect(server.write(path, text)).toBe('2.04');
      expect(stored(Types.float)).toBe(float(Number(text)).toString('hex'));
      const read = server.read(path, Format.text).text;
      expect(read).toMatch(/^-?\d+(\.\d+)?$/);
      expect(Number(read)).toBe(Number(text));
    },
  );

  test.each(['', '-', '.', 'e5', '1.0x', '1,5', 'NaN', 'Infinity', '-Infinity', '1e', '1e400', '--1', '1.0.0', ' 1', '1 ', '1.0-followed-by-text'])(
    '%j is 4.00',
    (text) => {
      const before = stored(Types.float);
      expect(server.write(path, text)).toBe('4.00');
      expect(stored(Types.float)).toBe(before);
    },
  );
});

describe('TLV', () => {
  const ACCEPTED: [string, Types, string, string][] = [
    ['Integer in 1 byte', Types.integer, '80', '-128'],
    ['Integer in 2 bytes', Types.integer, '0001', '1'],
    ['Integer in 4 bytes', Types.integer, 'fffffffe', '-2'],
    ['Integer in 8 bytes', Types.integer, '0000000000000005', '5'],
    ['Integer of -(2^53 - 1)', Types.integer, 'ffe0000000000001', '-9007199254740991'],
    ['Unsigned: the first bit is no sign', Types.unsigned, 'ff', '255'],
    ['Unsigned in 4 bytes', Types.unsigned, '80000000', '2147483648'],
    ['Unsigned in 8 bytes', Types.unsigned, MAX, '9007199254740991'],
    ['Float of 32 bits', Types.float, '3fc00000', '1.5'],
    ['Float of 64 bits', Types.float, float(-123.125).toString('hex'), '-123.125'],
    ['Boolean', Types.boolean, '01', '1'],
    ['Time', Types.time, '5182428f', '1367491215'],
    ['Objlnk to nothing', Types.objectLink, 'ffffffff', '65535:65535'],
  ];
  test.each(ACCEPTED)('%s', (_name, id, bytes, text) => {
    expect(server.write(`${OBJECT}/${id}`, tlv(resource(id, bytes)), Format.tlv)).toBe('2.04');
    const read = server.read(`${OBJECT}/${id}`, Format.text).text;
    if (id === Types.float) expect(Number(read)).toBe(Number(text));
    else expect(read).toBe(text);
  });

  const REFUSED: [string, Types, string][] = [
    ['Integer without bytes', Types.integer, ''],
    ['Integer of 3 bytes', Types.integer, '00ffff'],
    ['Integer of 5 bytes', Types.integer, '0000000001'],
    ['Integer of 16 bytes', Types.integer, '00'.repeat(16)],
    ['Integer of 2^53 + 1', Types.integer, '0020000000000001'],
    ['Integer of 2^63 - 1', Types.integer, '7fffffffffffffff'],
    ['Integer of -2^63', Types.integer, '8000000000000000'],
    ['Unsigned of 2^64 - 1', Types.unsigned, 'ffffffffffffffff'],
    ['Unsigned of 2^63', Types.unsigned, '8000000000000000'],
    ['Float of 2 bytes', Types.float, '3c00'],
    ['Float without bytes', Types.float, ''],
    ['Boolean of 2', Types.boolean, '02'],
    ['Boolean of 2 bytes', Types.boolean, '0001'],
    ['Boolean without bytes', Types.boolean, ''],
    ['Time of 3 bytes', Types.time, '000001'],
    ['Objlnk of 2 bytes', Types.objectLink, '0003'],
    ['Objlnk of 8 bytes', Types.objectLink, '0003000000030000'],
    ['String that is no UTF-8', Types.string, 'c328'],
    ['11 where 10 is the most', Types.ranged, '0b'],
    ['a String that is too short', Types.rangedString, '61'],
    ['a String that is too long', Types.rangedString, '616161616161'],
    ['an Opaque that is too long', Types.rangedOpaque, '0102030405'],
  ];
  test.each(REFUSED)('%s is 4.00', (_name, id, bytes) => {
    const before = stored(id);
    expect(server.write(`${OBJECT}/${id}`, tlv(resource(id, bytes)), Format.tlv)).toBe('4.00');
    expect(stored(id)).toBe(before);
  });

  test.each(['7ff8000000000000', '7ff0000000000000', 'fff0000000000000', '7fc00000'])('Float %s has no text: nothing wrong is ever read', (bytes) => {
    const path = `${OBJECT}/${Types.float}`;
    const code = server.write(path, tlv(resource(Types.float, bytes)), Format.tlv);
    expect(['2.04', '4.00']).toContain(code);
    const answer = server.read(path, Format.text);
    if (code === '2.04') expect(['4.00', '4.06']).toContain(answer.code);
    expect(answer.text).not.toMatch(/NaN|Inf/i);
    expect(server.write(path, '1')).toBe('2.04');
  });
});

describe('application/octet-stream', () => {
  test('holds an Opaque as it is', () => {
    const bytes = Buffer.from([0, 255, 10, 13, 128, 0]);
    expect(server.write(`${OBJECT}/${Types.opaque}`, bytes, Format.opaque)).toBe('2.04');
    expect(stored(Types.opaque)).toBe(bytes.toString('hex'));
    expect(server.read(`${OBJECT}/${Types.opaque}`, Format.opaque)).toMatchObject({ code: '2.05', format: Format.opaque, payload: bytes });
  });

  test('no payload is an Opaque of no bytes', () => {
    expect(server.write(`${OBJECT}/${Types.opaque}`, '', Format.opaque)).toBe('2.04');
    expect(stored(Types.opaque)).toBe('');
  });

  test.each([Types.string, Types.integer, Types.boolean, Types.float])('is refused for another type (resource %i)', (id) => {
    const before = stored(id);
    expect(['4.00', '4.15']).toContain(server.write(`${OBJECT}/${id}`, Buffer.from([1]), Format.opaque));
    expect(stored(id)).toBe(before);
  });

  test('an Opaque without Accept comes in a format that says what it is', () => {
    server.write(`${OBJECT}/${Types.opaque}`, Buffer.from([1, 2, 3]), Format.opaque);
    const { format, payload, text } = server.read(`${OBJECT}/${Types.opaque}`);
    if (format === Format.text) expect(text).toBe('AQID');
    else if (format === Format.opaque) expect(payload.toString('hex')).toBe('010203');
    else expect(values(payload)).toEqual({ [Types.opaque]: '010203' });
  });
});

describe('values that are links', () => {
  test('a link has to lead to something that is there (lwm2m.md A.6)', () => {
    const path = `${OBJECT}/${Types.objectLink}`;
    expect(server.write(path, '3:65535')).toBe('2.04'); // the object itself
    for (const nowhere of ['4711:0', '3:1', '4711:65535']) expect(server.write(path, nowhere)).toBe('4.00');
    expect(server.read(path, Format.text).text).toBe('3:65535');
  });
});

test('values of a multiple resource are bounded and typed one by one', () => {
  const path = `${OBJECT}/${Types.integers}`;
  for (const bad of ['03e9', 'ff', '', '000000']) {
    expect(server.write(path, tlv(multiple(Types.integers, { 0: 1, 1: 2, 2: bad })), Format.tlv)).toBe('4.00');
  }
  expect(values(server.read(path).payload)).toEqual({ [`${Types.integers}/0`]: '0a', [`${Types.integers}/7`]: '14' });
});
