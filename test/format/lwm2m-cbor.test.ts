import cbor from 'cbor-js';
import fc from 'fast-check';
import { lwm2mCborFormat } from '../../src/format/lwm2m-cbor';
import type { Type } from '../../src/format/type';
import { expectTotal } from './hostile';
import { type Event, type Path, readPayload, writePayload } from './payload';
import { boolean, float, integer, objectLink, opaque, string, time, unsigned } from './types';
import { paired, vectorsOf } from './vectors';

type Types = Readonly<Record<number, Type>>;
const typesIn = (types: Types) => (id: number): Type => types[id] ?? integer;

const device: Types = { 0: string, 1: string, 2: string, 3: string, 13: time, 14: string, 16: string };

const read = (hex: string, path: Path = [], type: Type = integer): Event[] =>
  readPayload(lwm2mCborFormat, Buffer.from(hex.replace(/ /g, ''), 'hex'), path, () => type);
type Value = Extract<Event, { readonly path: string }>;
const v = (path: string, value: number | string): Value => ({ path, value });

/** The values among the events: containers are written as parts of keys. */
const valuesOf = (events: readonly Event[]): Value[] =>
  events.filter((event): event is Value => typeof event === 'object' && 'path' in event);

interface Case {
  readonly path: Path;
  readonly types: Types;
  readonly events: readonly Event[];
  /** The payload that the events are written as, if they are. */
  readonly written?: string;
}

const name: Event = { path: '/3/0/0', value: 'Open Mobile Alliance' };
const nameHex = '744f70656e204d6f62696c6520416c6c69616e6365';
const deviceEvents: readonly Event[] = [
  name,
  v('/3/0/1', 'Lightweight M2M Client'),
  v('/3/0/2', '345000123'),
  v('/3/0/3', '1.0'),
  { multiple: 6 },
  v('/3/0/6/0', 1),
  v('/3/0/6/1', 5),
  { multiple: 7 },
  v('/3/0/7/0', 3800),
  v('/3/0/7/1', 5000),
  { multiple: 8 },
  v('/3/0/8/0', 125),
  v('/3/0/8/1', 900),
  v('/3/0/9', 100),
  v('/3/0/10', 15),
  { multiple: 11 },
  v('/3/0/11/0', 0),
  v('/3/0/13', 1367491215),
  v('/3/0/14', '+02:00'),
  v('/3/0/16', 'U'),
];
/** Keys of two ids stand for the maps within the vector's map. */
const deviceWritten =
  `a1820300b000${nameHex}01764c69676874776569676874204d324d20436c69656e7402693334353030303132330363312e30` +
  '8206000182060105820700190ed8820701191388820800187d8208011903840918640a0f820b00000d1a5182428f0e662b30323a3030106155';

const accessControl = (instance: string): Event[] => [
  v(`/2${instance}/0`, 5),
  v(`/2${instance}/1`, 0),
  v(`/2${instance}/2/102`, 0),
  v(`/2${instance}/3`, 101),
];
const server = (instance: number, id: number, pmin: number, queue: number): Event[] => [
  { instance },
  v(`/1/${instance}/0`, id),
  v(`/1/${instance}/1`, 86400),
  v(`/1/${instance}/2`, pmin),
  v(`/1/${instance}/3`, 6000),
  v(`/1/${instance}/5`, 86400),
  v(`/1/${instance}/6`, queue),
  v(`/1/${instance}/7`, 'U'),
];

const cases: Readonly<Record<string, Case>> = {
  'lc-3-0-0': { path: [3, 0, 0], types: device, events: [name], written: `a183030000${nameHex}` },
  'lc-3-0-0-nest': { path: [3, 0, 0], types: device, events: [name], written: `a183030000${nameHex}` },
  'lc-3-0-6': {
    path: [3, 0, 6],
    types: {},
    events: [{ multiple: 6 }, v('/3/0/6/0', 1), v('/3/0/6/1', 5)],
    written: 'a183030006a200010105',
  },
  'lc-3-0': { path: [3, 0], types: device, events: deviceEvents, written: deviceWritten },
  'lc-1': {
    path: [1],
    types: { 6: boolean, 7: string },
    events: [...server(0, 101, 300, 1), ...server(1, 102, 600, 0)],
    written:
      'a101ae8200001865' + '8200011a00015180' + '82000219012c' + '820003191770' + '8200051a00015180' + '820006f5' + '8200076155' +
      '8201001866' + '8201011a00015180' + '820102190258' + '820103191770' + '8201051a00015180' + '820106f4' + '8201076155',
  },
  'lc-comp': {
    path: [],
    types: { 0: string },
    events: [{ instance: 0 }, name, v('/3/0/9', 100), v('/1/0/1', 86400)],
  },
  'lc-create5': { path: [2], types: {}, events: [{ instance: 5 }, ...accessControl('/5')] },
  // The instance is left open. Tests of relative keys below name the same without 65535.
  'lc-create-noid': { path: [2], types: {}, events: accessControl('') },
  // This client is no gateway, so nothing has a prefix.
  'lc-gw': { path: [], types: {}, events: ['malformed'] },
  'lc-indef': { path: [3, 0], types: {}, events: [v('/3/0/9', 1)], written: 'a1820300a10901' },
  'lc-bad-a1187b01': { path: [123], types: {}, events: ['malformed'] },
  // That the resource is a single one, the model knows: here it is a resource instance.
  'lc-bad-a1840300': { path: [3, 0, 0], types: {}, events: [v('/3/0/0/0', 1)], written: 'a183030000a10001' },
  'lc-bad-a1f90000': { path: [3, 0, 0], types: {}, events: ['malformed'] },
  'lc-bad-8101': { path: [3, 0, 0], types: {}, events: ['malformed'] },
  'lc-bad-a18001': { path: [3, 0, 0], types: {}, events: ['malformed'] },
  'lc-bad-a11a0001': { path: [3, 0, 0], types: {}, events: ['malformed'] },
};

test.each(paired('lc', cases))('%s', (_id, { input }, { path, types, events, written }) => {
  expect(readPayload(lwm2mCborFormat, Buffer.from(input, 'hex'), path, typesIn(types))).toEqual(events);
  if (written !== undefined) {
    expect(writePayload(lwm2mCborFormat, events, path, typesIn(types))?.toString('hex')).toBe(written);
    const readBack = readPayload(lwm2mCborFormat, Buffer.from(written, 'hex'), path, typesIn(types));
    expect(valuesOf(readBack)).toEqual(valuesOf(events));
  }
});

describe('paths', () => {
  test.each<[string, Path, string, Event[]]>([
    ['nothing', [3, 0], 'a0', []],
    ['nothing, of indefinite length', [], 'bfff', []],
    ['an object without instances', [3], 'a103a0', []],
    ['an instance without values', [3], 'a1820307a0', [{ instance: 7 }]],
    ['the instance of the path without values', [3, 0], 'a1820300a0', []],
    ['a multiple resource without instances', [3, 0], 'a183030006a0', [{ multiple: 6 }]],
    ['a multiple resource below the root', [], 'a183030006a10001', [{ multiple: 6 }, v('/3/0/6/0', 1)]],
    ['a resource instance', [3, 0, 6, 1], 'a1840300060105', [v('/3/0/6/1', 5)]],
    ['a resource instance in its resource', [3, 0, 6, 1], 'a183030006a10105', [v('/3/0/6/1', 5)]],
    ['beside the resource instance', [3, 0, 6, 1], 'a183030006a20105020a', [v('/3/0/6/1', 5), 'malformed']],
    ['a key of indefinite length', [], 'bf9f030009ff05ff', [v('/3/0/9', 5)]],
    ['an empty key of indefinite length', [], 'bf9fff05ff', ['malformed']],
    ['a key that does not end', [], 'a19f030009', ['malformed']],
    ['a key in a key', [], 'a1818305', ['malformed']],
    ['a key of a text', [], 'a1613305', ['malformed']],
    ['a key below zero', [], 'a12005', ['malformed']],
    ['a key beyond what is exact', [], 'a11bffffffffffffffff05', ['malformed']],
    ['a key of 2^32 + 3', [3], 'a11b0000000100000003a0', ['malformed']],
    ['five ids in a key', [], 'a1850300060001 05', ['malformed']],
    ['five ids in maps', [], 'a103a100a106a100a10105', [{ instance: 0 }, { multiple: 6 }, 'malformed']],
    ['two maps in one', [], 'a2820300a10901820100a10102', [{ instance: 0 }, v('/3/0/9', 1), { instance: 0 }, v('/1/0/1', 2)]],
    ['a value of an instance', [], 'a182030005', ['malformed']],
    ['a value of an object', [3], 'a10305', ['malformed']],
    ['an array as value', [3, 0], 'a1830300098105', ['malformed']],
    ['a value behind a map', [3, 0], 'a2820300a10901830300 0a02', [v('/3/0/9', 1), v('/3/0/10', 2)]],
    ['beside the request path', [3, 0], 'a18303010905', ['malformed']],
    ['beside the request path, behind it', [3, 0], 'a28303000905830301 0905', [v('/3/0/9', 5), 'malformed']],
    ['null', [3, 0, 6], 'a183030006a101f6', [{ multiple: 6 }, { remove: '/3/0/6/1' }]],
    ['no bytes', [3, 0], '', ['malformed']],
    ['a number', [3, 0], '05', ['malformed']],
    ['bytes behind the map', [3, 0], 'a1820300a109050000', [v('/3/0/9', 5), 'malformed']],
    ['a pair too few', [3, 0], 'a28303000905', [v('/3/0/9', 5), 'malformed']],
    ['a map without its end', [3, 0], 'bf8303000905', [v('/3/0/9', 5), 'malformed']],
    ['an end before a value', [3, 0], 'bf830300090583030009ff', [v('/3/0/9', 5), 'malformed']],
  ])('%s', (_name, path, hex, events) => {
    expect(read(hex, path)).toEqual(events);
  });
});

describe('keys from the request path on', () => {
  test.each<[string, Path, string, Event[]]>([
    ['values of an instance', [3, 0], 'a209050a06', [v('/3/0/9', 5), v('/3/0/10', 6)]],
    ['a multiple resource', [3, 0], 'a106a10105', [{ multiple: 6 }, v('/3/0/6/1', 5)]],
    ['a resource with the id of the object', [3, 0], 'a10305', [v('/3/0/3', 5)]],
    ['one with instances', [3, 0], 'a103a10005', [{ multiple: 3 }, v('/3/0/3/0', 5)]],
    ['instances of a resource', [3, 0, 6], 'a200010105', [v('/3/0/6/0', 1), v('/3/0/6/1', 5)]],
    ['instances of an object', [3], 'a200a1090501a10906', [{ instance: 0 }, v('/3/0/9', 5), { instance: 1 }, v('/3/1/9', 6)]],
    ['the instance with the id of the object', [3], 'a103a10905', [{ instance: 3 }, v('/3/3/9', 5)]],
    ['an instance to be created', [2], 'a105a4000501008202186600031865', [{ instance: 5 }, ...accessControl('/5')]],
    ['one whose id is left open', [2], 'a119ffffa4000501008202186600031865', accessControl('')],
    ['then from the root', [3, 0], 'a209058303000a06', [v('/3/0/9', 5), 'malformed']],
    ['a resource named alone', [3, 0, 6], 'a10605', [v('/3/0/6/6', 5)]],
    ['below a resource instance', [3, 0, 6, 1], 'a10105', ['malformed']],
    ['too many', [3, 0], 'a1830600 01 05', ['malformed']],
  ])('%s', (_name, path, hex, events) => {
    expect(read(hex, path)).toEqual(events);
  });
});

describe('the id 65535', () => {
  test.each<[string, Path, string]>([
    ['as object', [], 'a18319ffff000905'],
    ['as instance at the root', [], 'a1830319ffff0905'],
    ['as instance of the path', [3, 0], 'a1830319ffff0905'],
    ['as resource', [3], 'a183030019ffff05'],
    ['as resource instance', [3, 0, 6], 'a18403000619ffff05'],
    ['from the request path on', [3, 0], 'a119ffff05'],
  ])('%s', (_name, path, hex) => {
    expect(read(hex, path)).toEqual(['malformed']);
  });
});

test.each<[Type, string, number | string | undefined]>([
  [integer, '29', -10],
  [unsigned, '29', undefined],
  [float, 'fa47c35000', 100000],
  [boolean, 'f5', 1],
  [string, '7f61616162ff', 'ab'],
  [opaque, '43010203', '010203'],
  [time, 'c11a514b67b0', 1363896240],
  [objectLink, '63333a31', 3 * 65536 + 1],
  [integer, '6135', undefined],
  [string, '05', undefined],
])('a value of type %i, %s', (type, hex, value) => {
  expect(read(`a183030009${hex}`, [3, 0], type)).toEqual([{ path: '/3/0/9', value }]);
});

describe('what is written', () => {
  const hexOf = (events: readonly Event[], path: Path, type: Type = integer): string | undefined =>
    writePayload(lwm2mCborFormat, events, path, () => type)?.toString('hex');

  test.each<[string, Path, readonly Event[], string]>([
    ['an object without instances', [3], [], 'a0'],
    ['an object', [3], [{ instance: 0 }, v('/3/0/9', 1), { multiple: 6 }, v('/3/0/6/1', 5)], 'a1 03a2 82000901 8300060105'],
    ['an instance that has no values', [3, 0], [], 'a0'],
    ['a multiple resource without instances', [3, 0, 6], [{ multiple: 6 }], 'a0'],
    ['a multiple resource of one instance', [3, 0, 6], [{ multiple: 6 }, v('/3/0/6/1', 5)], 'a1 83030006a1 0105'],
    ['a value behind a multiple resource', [3, 0], [{ multiple: 6 }, v('/3/0/6/0', 1), v('/3/0/9', 2)], 'a1 820300a2 82060001 0902'],
    ['a resource instance', [3, 0, 6, 1], [v('/3/0/6/1', 5)], 'a1 8403000601 05'],
    ['large ids', [10241, 300], [v('/10241/300/65534', 5)], 'a1 8219280119012ca1 19fffe05'],
    ['a composite', [], [v('/3/0/9', 1), v('/3/0/10', 2), v('/1/0/1', 3)], 'a3 8303000901 8303000a02 8301000103'],
    ['a composite without values', [], [], 'a0'],
  ])('%s', (_name, path, events, hex) => {
    expect(hexOf(events, path)).toBe(hex.replace(/ /g, ''));
  });

  test('an integer that is not exact has no form', () => {
    expect(hexOf([v('/3/0/9', 2 ** 53)], [3, 0])).toBe(undefined);
  });
});

describe('properties', () => {
  const samples = [...vectorsOf('lc').values()].map(({ input }) => Buffer.from(input, 'hex'));

  test('hostile bytes', () => {
    expectTotal(lwm2mCborFormat, samples);
  });

  const ids = fc.oneof(fc.integer({ min: 0, max: 65534 }), fc.integer({ min: 0, max: 30 }));
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
  const ascending = (maxLength: number): fc.Arbitrary<number[]> =>
    fc.uniqueArray(ids, { maxLength }).map((some) => some.sort((a, b) => a - b));
  const resource = (prefix: string, id: number): fc.Arbitrary<Event[]> => {
    const value = valueOf(typeOf(id));
    return fc.oneof(
      value.map((each): Event[] => [{ path: `${prefix}/${id}`, value: each }]),
      ascending(4).chain((instances) =>
        fc.tuple(...instances.map(() => value)).map((values): Event[] => [
          { multiple: id },
          ...values.map((each, at): Event => ({ path: `${prefix}/${id}/${instances[at]}`, value: each })),
        ]),
      ),
    );
  };
  const resources = (prefix: string): fc.Arbitrary<Event[]> =>
    ascending(6).chain((each) => fc.tuple(...each.map((id) => resource(prefix, id)))).map((events) => events.flat());
  const instances = ascending(4).chain((each) =>
    fc.tuple(...each.map((id) => resources(`/9/${id}`).map((events): Event[] => [{ instance: id }, ...events]))).map((events) => events.flat()),
  );

  test.each<[string, Path, fc.Arbitrary<Event[]>]>([
    ['an object', [9], instances],
    ['an instance', [9, 3], resources('/9/3')],
  ])('%s reads back', (_name, path, arbitrary) => {
    fc.assert(
      fc.property(arbitrary, (events) => {
        const payload = writePayload(lwm2mCborFormat, events, path, typeOf) as Buffer;
        expect(valuesOf(readPayload(lwm2mCborFormat, payload, path, typeOf))).toEqual(valuesOf(events));
      }),
      { numRuns: 100 },
    );
  });

  test('cbor-js finds the same in an object', () => {
    fc.assert(
      fc.property(instances, (events) => {
        const payload = writePayload(lwm2mCborFormat, events, [9], typeOf) as Buffer;
        // cbor-js makes a text of a key that is an array, its elements separated by commas.
        const expected = valuesOf(events).map(({ path, value }) => [path.slice('/9/'.length).replaceAll('/', ','), value]);
        const decoded = cbor.decode(Uint8Array.from(payload).buffer) as Record<number, Record<string, unknown>>;
        const found = Object.entries(decoded[9] ?? {}).map(([key, value]) => [
          key,
          value instanceof Uint8Array ? Buffer.from(value).toString('hex') : typeof value === 'boolean' ? Number(value) : value,
        ]);
        expect(found).toEqual(expected);
      }),
      { numRuns: 100 },
    );
  });
});
