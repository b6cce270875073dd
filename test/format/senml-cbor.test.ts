import cbor from 'cbor-js';
import fc from 'fast-check';
import { senmlCborFormat } from '../../src/format/senml-cbor';
import { Type } from '../../src/format/type';
import { expectTotal } from './hostile';
import { type Event, type Path, readPayload, writePayload } from './payload';
import { boolean, coreLink, float, integer, objectLink, opaque, string, time, unsigned } from './types';
import { paired, vectorsOf } from './vectors';

type Types = Readonly<Record<number, Type>>;
const typesIn = (types: Types) => (id: number): Type => types[id] ?? integer;

const device: Types = { 0: string, 1: string, 2: string, 3: string, 13: time, 14: string, 16: string };

/** Reads a payload that is written in hexadecimal, with spaces. */
const read = (hex: string, path: Path = [], type: Type = integer): Event[] =>
  readPayload(senmlCborFormat, Buffer.from(hex.replace(/ /g, ''), 'hex'), path, () => type);

/** Reads a payload that cbor-js writes: of labels that are texts, it knows no others. */
const text = (value: string): string => Buffer.from(cbor.encode(value)).toString('hex');

interface Case {
  readonly path: Path;
  readonly types: Types;
  readonly events: readonly Event[];
  /** The payload that the events are written as, if not the vector's. */
  readonly written?: string;
}

const cases: Readonly<Record<string, Case>> = {
  'sc-3-0': {
    path: [3, 0],
    types: device,
    events: [
      { path: '/3/0/0', value: 'Open Mobile Alliance' },
      { path: '/3/0/1', value: 'Lightweight M2M Client' },
      { path: '/3/0/2', value: '345000123' },
      { path: '/3/0/3', value: '1.0' },
      { path: '/3/0/6/0', value: 1 },
      { path: '/3/0/6/1', value: 5 },
      { path: '/3/0/7/0', value: 3800 },
      { path: '/3/0/7/1', value: 5000 },
      { path: '/3/0/8/0', value: 125 },
      { path: '/3/0/8/1', value: 900 },
      { path: '/3/0/9', value: 100 },
      { path: '/3/0/10', value: 15 },
      { path: '/3/0/11/0', value: 0 },
      { path: '/3/0/13', value: 1367491215 },
      { path: '/3/0/14', value: '+02:00' },
      { path: '/3/0/16', value: 'U' },
    ],
  },
  // Values of several times: those of one path come one after the other.
  'sc-hist': {
    path: [72],
    types: { 2: float },
    events: [
      { path: '/72/1/2', value: 22.4 },
      { path: '/72/1/2', value: 22.9 },
      { path: '/72/1/2', value: 24.1 },
    ],
    written: '83a321642f37322f0063312f3202fb4036666666666666a20063312f3202fb4036e66666666666a20063312f3202fb403819999999999a',
  },
  'sc-vlo-min': {
    path: [],
    types: { 0: objectLink },
    events: [
      { path: '/65/0/0/0', value: 66 * 65536 },
      { path: '/65/0/0/1', value: 66 * 65536 + 1 },
    ],
    written: '82a200692f36352f302f302f3063766c6f6436363a30a200692f36352f302f302f3163766c6f6436363a31',
  },
  'sc-single': { path: [3, 0, 0], types: device, events: [{ path: '/3/0/0', value: 'Open Mobile Alliance' }] },
  'sc-fetch': { path: [], types: {}, events: [{ name: '/3/0/0' }, { name: '/3/0/9' }, { name: '/1/0/1' }] },
  'sc-comp-resp': {
    path: [],
    types: { 0: string },
    events: [
      { path: '/3/0/0', value: 'Open Mobile Alliance' },
      { path: '/3/0/9', value: 95 },
      { path: '/1/0/1', value: 86400 },
    ],
  },
  'sc-bn-noslash': {
    path: [2, 3],
    types: {},
    events: [{ path: '/2/3/0', value: 1234 }],
    written: '81a321652f322f332f006130021904d2',
  },
  'sc-opaque': { path: [0, 0, 3], types: { 3: opaque }, events: [{ path: '/0/0/3', value: 'abcdef' }] },
  'sc-half': {
    path: [3442, 0, 130],
    types: { 130: float },
    events: [{ path: '/3442/0/130', value: 300 }],
    written: '81a2216b2f333434322f302f31333002f95cb0',
  },
  'sc-ets-257': {
    path: [],
    types: { 6: boolean, 13: time },
    events: [
      { path: '/1/0/2', value: 101 },
      { path: '/1/0/6', value: 1 },
      { path: '/3/0/13', value: 0 },
    ],
    written: '83a200662f312f302f32021865a200662f312f302f3604f5a200672f332f302f31330200',
  },
  // The array is announced with three records and has one; and no object has the id 65535.
  'sc-z-s8max': { path: [65535, 0], types: {}, events: ['malformed'] },
  'sc-etch-del': { path: [], types: {}, events: [{ remove: '/2/0/2/101' }] },
  'sc-indef': { path: [3, 0], types: {}, events: [{ path: '/3/0/0', value: 1 }], written: '81a321652f332f302f0061300201' },
};

test.each(paired('sc', cases))('%s', (_id, { input }, { path, types, events, written }) => {
  const payload = Buffer.from(input, 'hex');
  expect(readPayload(senmlCborFormat, payload, path, typesIn(types))).toEqual(events);
  if (events.every((event) => typeof event === 'object' && 'path' in event)) {
    expect(writePayload(senmlCborFormat, events, path, typesIn(types))?.toString('hex')).toBe(written ?? input);
  }
});

describe('names', () => {
  test.each<[string, Path, string, Event[]]>([
    ['nothing', [3, 0], '80', []],
    ['nothing, of indefinite length', [], '9fff', []],
    ['a base name that holds', [3, 0], `82 a3 21 ${text('/3/0/')} 00 ${text('9')} 02 01 a2 00 ${text('10')} 02 02`, [{ path: '/3/0/9', value: 1 }, { path: '/3/0/10', value: 2 }]],
    ['a base name that is replaced', [], `82 a3 21 ${text('/3/0/')} 00 ${text('9')} 02 01 a3 00 ${text('1')} 02 02 21 ${text('/1/0/')}`, [{ path: '/3/0/9', value: 1 }, { path: '/1/0/1', value: 2 }]],
    ['a base name behind the name', [3, 0], `81 a3 00 ${text('0/9')} 02 01 21 ${text('/3/')}`, [{ path: '/3/0/9', value: 1 }]],
    ['no name', [3, 0], '81 a1 02 01', ['malformed']],
    ['a name that does not begin with a slash', [3, 0], `81 a2 00 ${text('3/0/9')} 02 01`, ['malformed']],
    ['a name with a slash too many', [3, 0], `81 a3 21 ${text('/3/0/')} 00 ${text('/9')} 02 01`, ['malformed']],
    ['five ids', [], `81 a2 00 ${text('/3/0/6/0/0')} 02 01`, ['malformed']],
    ['above the request path', [3, 0, 9], `81 a2 00 ${text('/3/0')} 02 01`, ['malformed']],
    ['beside the request path', [3, 0], `81 a2 00 ${text('/3/1/9')} 02 01`, ['malformed']],
    ['a value of an instance', [3], `81 a2 00 ${text('/3/0')} 02 01`, ['malformed']],
    ['a value of an object', [3], `81 a2 00 ${text('/3')} 02 01`, ['malformed']],
    ['a value of the root', [], `81 a2 00 ${text('/')} 02 01`, ['malformed']],
    ['an instance without a value', [3], `81 a1 00 ${text('/3/7')}`, [{ name: '/3/7' }]],
    ['the root without a value', [], `81 a1 00 ${text('/')}`, [{ name: '/' }]],
    ['a base name alone', [], `81 a1 21 ${text('/3/0/9')}`, [{ name: '/3/0/9' }]],
    ['a record of nothing', [], '81 a0', ['malformed']],
    ['null as number, text, flag, bytes and link', [], `85 a2 21 ${text('/3/0/0')} 02 f6 a1 03 f6 a1 04 f6 a1 08 f6 a1 63766c6f f6`, Array.from({ length: 5 }, () => ({ remove: '/3/0/0' }))],
    ['a name in one chunk', [3, 0], '81 a2 00 7f 662f332f302f39 ff 02 01', [{ path: '/3/0/9', value: 1 }]],
    ['a name in two chunks', [3, 0], '81 a2 00 7f 642f332f30 622f39 ff 02 01', ['malformed']],
    ['a name of bytes', [3, 0], '81 a2 00 462f332f302f39 02 01', ['malformed']],
    ['a name that is a number', [3, 0], '81 a2 00 03 02 01', ['malformed']],
    ['a base name that is a number', [3, 0], `81 a3 21 03 00 ${text('/3/0/9')} 02 01`, ['malformed']],
    ['a name that is cut off', [3, 0], '81 a2 00 66 2f 33', ['malformed']],
  ])('%s', (_name, path, hex, events) => {
    expect(read(hex, path)).toEqual(events);
  });
});

describe('fields', () => {
  const n = `00 ${text('/3/0/9')}`;
  const value: Event[] = [{ path: '/3/0/9', value: 5 }];

  test.each<[string, string, Event[]]>([
    ['time, unit, sum and their bases are passed over', `81 a9 ${n} 02 05 22 01 06 fb3ff199999999999a 23 61 43 01 61 43 05 01 25 01 07 01`, value],
    ['a time as a decimal fraction', `81 a3 ${n} 06 c48221196ab3 02 05`, value],
    ['a label not known', `81 a3 ${n} 0c 83018202f49f0405ff 02 05`, value],
    ['a label not known, below all others', `81 a3 ${n} 3863 f6 02 05`, value],
    ['a label beyond what is exact', `81 a3 ${n} 1bffffffffffffffff f6 02 05`, value],
    ['a text not known', `81 a3 ${n} ${text('vlp')} 01 02 05`, value],
    ['a text not known, with a map nested', `81 a3 ${n} ${text('x')} bf 01 a1 02 80 ff 02 05`, value],
    ['the empty text', `81 a3 ${n} 60 01 02 05`, value],
    ['a text that must be understood', `81 a3 ${n} ${text('x_')} 01 02 05`, ['malformed']],
    ['an underscore alone', `81 a3 ${n} ${text('_')} 01 02 05`, ['malformed']],
    ['a text in chunks', `81 a3 ${n} 7f 61 76 62 6c 6f ff 01 02 05`, ['malformed']],
    ['a label that is a float', `81 a2 ${n} f94000 05`, ['malformed']],
    ['a label of bytes', `81 a3 ${n} 4102 01 02 05`, ['malformed']],
    ['a label that is an array', `81 a3 ${n} 80 01 02 05`, ['malformed']],
    ['two values', `81 a3 ${n} 02 05 03 ${text('5')}`, ['malformed']],
    ['the same value twice', `81 a3 ${n} 02 05 02 05`, ['malformed']],
    ['version 10', `81 a3 20 0a ${n} 02 05`, value],
    ['version 11', `81 a3 20 0b ${n} 02 05`, ['malformed']],
    ['version 11 behind the value', `81 a3 ${n} 02 05 20 0b`, ['malformed']],
    ['a version that is a text', `81 a3 20 ${text('10')} ${n} 02 05`, ['malformed']],
    ['a version that is not there', `81 a2 ${n} 20`, ['malformed']],
    ['an unknown value cut off', `81 a2 ${n} 0c 8201`, ['malformed']],
    ['a record that is no map', '81 80', ['malformed']],
    ['no array', `a1 ${n}`, ['malformed']],
    ['no bytes', '', ['malformed']],
    ['bytes behind the array', `81 a2 ${n} 02 05 00`, [...value, 'malformed']],
    ['a record too few', `82 a2 ${n} 02 05`, [...value, 'malformed']],
    ['an array without its end', `9f a2 ${n} 02 05`, [...value, 'malformed']],
    ['a map that ends before a value', `81 bf ${n} 02 ff`, ['malformed']],
    ['a map that ends behind a label', `81 bf ${n} 02 05 06 ff`, ['malformed']],
    ['a value that is an array', `81 a2 ${n} 02 8105`, [{ path: '/3/0/9', value: undefined }]],
  ])('%s', (_name, hex, events) => {
    expect(read(hex, [3, 0])).toEqual(events);
  });

  test.each<[string, Type, string, number | string | undefined]>([
    ['a number', integer, '02 05', 5],
    ['a float', float, '02 f93e00', 1.5],
    ['a number as float', float, '02 05', 5],
    ['a number that must not be negative', unsigned, '02 24', undefined],
    ['a flag', boolean, '04 f4', 0],
    ['a number as flag', boolean, '02 01', undefined],
    ['a text', string, `03 ${text('ü')}`, 'ü'],
    ['a text in chunks', string, '03 7f 6161 6162 ff', 'ab'],
    ['a text of links', coreLink, `03 ${text('</3/0>')}`, '</3/0>'],
    ['bytes', opaque, '08 43010203', '010203'],
    ['a link', objectLink, `63766c6f ${text('3:1')}`, 3 * 65536 + 1],
    ['a time', time, '02 1a5182428f', 1367491215],
    ['a time with a fraction', time, '02 fb41d452d9ec200000', 1363896240],
    ['a text as number', integer, `03 ${text('5')}`, undefined],
    ['bytes as text', string, '08 43010203', undefined],
  ])('%s', (_name, type, hex, result) => {
    expect(read(`81 a2 ${n} ${hex}`, [3, 0], type)).toEqual([{ path: '/3/0/9', value: result }]);
  });

  test.each<[string, Type, string, string, number | undefined]>([
    ['adds to an integer', integer, '0a', '05', 15],
    ['is negative', integer, '29', '05', -5],
    ['is a float', float, 'f93e00', '05', 6.5],
    ['adds up to an integer', integer, 'f93e00', 'f93e00', 3],
    ['makes an integer a fraction', integer, 'f93e00', '05', undefined],
    ['makes an unsigned negative', unsigned, '29', '05', undefined],
    ['adds to a time', time, '1a51800000', '1901f4', 0x51800000 + 500],
    ['leads beyond what is exact', integer, '01', '1b001fffffffffffff', undefined],
    ['does not matter to a flag', boolean, '0a', 'f5', 1],
    ['does not make a text a number', integer, '0a', '6135', undefined],
    ['may be lost in a large float', float, '01', 'fb7e37e43c8800759c', 1e300],
  ])('a base value %s', (_name, type, base, own, result) => {
    expect(read(`81 a3 24 ${base} ${n} 02 ${own}`, [3, 0], type)).toEqual([{ path: '/3/0/9', value: result }]);
  });

  test('a base value holds until another comes, and not into the next payload', () => {
    const second = `a2 00 ${text('/3/0/10')} 02 01`;
    expect(read(`83 a3 24 0a ${n} 02 05 ${second} a3 24 00 00 ${text('/3/0/11')} 02 01`, [3, 0])).toEqual([
      { path: '/3/0/9', value: 15 },
      { path: '/3/0/10', value: 11 },
      { path: '/3/0/11', value: 1 },
    ]);
    expect(read(`81 a3 24 0a ${n} 02 05`, [3, 0])).toEqual([{ path: '/3/0/9', value: 15 }]);
    expect(read(`81 ${second}`, [3, 0])).toEqual([{ path: '/3/0/10', value: 1 }]);
  });

  test('so does a base name', () => {
    expect(read(`81 a3 21 ${text('/3/0/')} 00 ${text('9')} 02 05`, [3, 0])).toEqual(value);
    expect(read(`81 a2 00 ${text('9')} 02 05`, [3, 0])).toEqual(['malformed']);
  });

  test('a base value that is no number is malformed', () => {
    expect(read(`81 a3 24 f5 ${n} 02 05`, [3, 0])).toEqual(['malformed']);
    expect(read(`81 a3 24 1bffffffffffffffff ${n} 02 05`, [3, 0])).toEqual(['malformed']);
  });
});

describe('what is written', () => {
  const hexOf = (events: readonly Event[], path: Path, type: Type): string | undefined =>
    writePayload(senmlCborFormat, events, path, () => type)?.toString('hex');

  test.each<[string, Path, readonly Event[], string]>([
    ['an object', [3], [{ instance: 0 }, { path: '/3/0/9', value: 1 }, { multiple: 6 }, { path: '/3/0/6/1', value: 5 }], `82a321${text('/3/')}00${text('0/9')}0201a200${text('0/6/1')}0205`],
    ['an object without values', [3], [{ instance: 0 }], '80'],
    ['a multiple resource', [3, 0, 6], [{ multiple: 6 }, { path: '/3/0/6/0', value: 1 }, { path: '/3/0/6/1', value: 5 }], `82a321${text('/3/0/6/')}00${text('0')}0201a200${text('1')}0205`],
    ['a resource instance', [3, 0, 6, 1], [{ path: '/3/0/6/1', value: 5 }], `81a221${text('/3/0/6/1')}0205`],
    ['a composite', [], [{ path: '/3/0/9', value: 1 }, { path: '/1/0/1', value: 5 }], `82a200${text('/3/0/9')}0201a200${text('/1/0/1')}0205`],
  ])('%s', (_name, path, events, hex) => {
    expect(hexOf(events, path, integer)).toBe(hex);
  });

  test('an integer that is not exact has no form', () => {
    expect(hexOf([{ path: '/3/0/9', value: 2 ** 53 }], [3, 0], integer)).toBe(undefined);
  });

  test('25 records', () => {
    const events = Array.from({ length: 25 }, (_, i) => ({ path: `/3/0/6/${i}`, value: i }));
    expect(hexOf(events, [3, 0], integer)?.slice(0, 4)).toBe('9819');
  });
});

describe('properties', () => {
  const samples = [...vectorsOf('sc').values()].map(({ input }) => Buffer.from(input, 'hex'));

  test('hostile bytes', () => {
    expectTotal(senmlCborFormat, samples);
  });

  const id = fc.oneof(fc.integer({ min: 0, max: 65534 }), fc.integer({ min: 0, max: 12 }));
  const types = [integer, float, boolean, string, opaque, time, unsigned];
  const typeOf = (resource: number): Type => types[resource % types.length];
  const valueOf = (type: Type): fc.Arbitrary<number | string> => {
    switch (type) {
      case float:
        return fc.double({ noNaN: true });
      case boolean:
        return fc.integer({ min: 0, max: 1 });
      case string:
        return fc.string({ maxLength: 40 }).filter((each) => !each.includes('\0'));
      case opaque:
        return fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes).toString('hex'));
      case unsigned:
        return fc.maxSafeNat();
      default:
        return fc.maxSafeInteger();
    }
  };
  const records = (prefix: string): fc.Arbitrary<Event[]> =>
    fc.array(
      fc.tuple(id, fc.option(id)).chain(([resource, instance]) =>
        valueOf(typeOf(resource)).map((value) => ({ path: `${prefix}/${resource}${instance === null ? '' : `/${instance}`}`, value })),
      ),
      { maxLength: 30 },
    );

  interface Decoded {
    readonly [label: string]: unknown;
  }

  test('an instance reads back, and cbor-js finds the same in it', () => {
    fc.assert(
      fc.property(records('/3/0'), (events) => {
        const payload = writePayload(senmlCborFormat, events, [3, 0], typeOf) as Buffer;
        expect(readPayload(senmlCborFormat, payload, [3, 0], typeOf)).toEqual(events);
        const decoded = cbor.decode(Uint8Array.from(payload).buffer) as Decoded[];
        const values = decoded.map((record) => {
          const value = record[2] ?? record[3] ?? record[8] ?? Number(record[4]);
          return { path: `/3/0/${String(record[0])}`, value: value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value };
        });
        expect(values).toEqual(events);
        expect(decoded.map((record) => record[-2])).toEqual(decoded.map((_, i) => (i === 0 ? '/3/0/' : undefined)));
      }),
      { numRuns: 100 },
    );
  });

  test('a composite reads back', () => {
    fc.assert(
      fc.property(records('/3/0'), records('/65534/65534'), (some, others) => {
        const events = [...some, ...others];
        const payload = writePayload(senmlCborFormat, events, [], typeOf) as Buffer;
        expect(readPayload(senmlCborFormat, payload, [], typeOf)).toEqual(events);
      }),
      { numRuns: 100 },
    );
  });

  test('labels in any order', () => {
    const n = `00${text('9')}`;
    const fields = [`21${text('/3/0/')}`, n, '0205', '221a51800000', '0665686f757273', '2402'];
    fc.assert(
      fc.property(fc.shuffledSubarray(fields, { minLength: fields.length }), fc.boolean(), (shuffled, isDefinite) => {
        const record = isDefinite ? `a6${shuffled.join('')}` : `bf${shuffled.join('')}ff`;
        expect(read(`81${record}`, [3, 0])).toEqual([{ path: '/3/0/9', value: 7 }]);
      }),
      { numRuns: 100 },
    );
  });
});
