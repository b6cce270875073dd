import fc from 'fast-check';
import { tlvFormat } from '../../src/format/tlv';
import { Type } from '../../src/format/type';
import { type Event, type Path, readPayload, writePayload } from './payload';
import { boolean, coreLink, float, integer, objectLink, opaque, string, time, unsigned } from './types';
import { paired } from './vectors';

type Types = Readonly<Record<number, Type>>;
const typesIn = (types: Types) => (id: number): Type => types[id] ?? Type.opaque;

const device: Types = {
  0: string, 1: string, 2: string, 3: string, 6: integer, 7: integer, 8: integer, 9: integer, 10: integer,
  11: integer, 13: time, 14: string, 15: string, 16: string,
};
const accessControl: Types = { 0: integer, 1: integer, 2: integer, 3: integer };
const server: Types = { 0: integer, 1: integer, 2: integer, 3: integer, 5: integer, 6: boolean, 7: string };

function deviceEvents(): Event[] {
  return [
    { path: '/3/0/0', value: 'Open Mobile Alliance' },
    { path: '/3/0/1', value: 'Lightweight M2M Client' },
    { path: '/3/0/2', value: '345000123' },
    { path: '/3/0/3', value: '1.0' },
    { multiple: 6 },
    { path: '/3/0/6/0', value: 1 },
    { path: '/3/0/6/1', value: 5 },
    { multiple: 7 },
    { path: '/3/0/7/0', value: 3800 },
    { path: '/3/0/7/1', value: 5000 },
    { multiple: 8 },
    { path: '/3/0/8/0', value: 125 },
    { path: '/3/0/8/1', value: 900 },
    { path: '/3/0/9', value: 100 },
    { path: '/3/0/10', value: 15 },
    { multiple: 11 },
    { path: '/3/0/11/0', value: 0 },
    { path: '/3/0/13', value: 1367491215 },
    { path: '/3/0/14', value: '+02:00' },
    { path: '/3/0/16', value: 'U' },
  ];
}

interface Case {
  readonly path: Path;
  readonly types: Types;
  readonly events: readonly Event[];
}

/** One resource of an instance 0 of object 9. */
const one = (id: number, type: Type, value: number | string | undefined): Case => ({
  path: [9, 0],
  types: { [id]: type },
  events: [{ path: `/9/0/${id}`, value }],
});

const links =
  '</>;rt="oma.lwm2m";ct="60 110 112 1542 1543 11542 11543",</1>;ver=1.1,</1/0>,</2>,</3>;ver=1.1,</3/0>,</3442/0>';

const cases: Readonly<Record<string, Case>> = {
  'tlv-dev-3-0': { path: [3, 0], types: device, events: deviceEvents() },
  'tlv-dev-3': { path: [3], types: device, events: [{ instance: 0 }, ...deviceEvents()] },
  'tlv-acl-2': {
    path: [2],
    types: accessControl,
    events: [
      { instance: 0 },
      { path: '/2/0/0', value: 1 },
      { path: '/2/0/1', value: 0 },
      { multiple: 2 },
      { path: '/2/0/2/127', value: 7 },
      { path: '/2/0/3', value: 127 },
      { instance: 2 },
      { path: '/2/2/0', value: 3 },
      { path: '/2/2/1', value: 0 },
      { multiple: 2 },
      { path: '/2/2/2/127', value: 7 },
      { path: '/2/2/2/310', value: 1 },
      { path: '/2/2/3', value: 127 },
    ],
  },
  'tlv-srv-1': {
    path: [1],
    types: server,
    events: [
      { instance: 0 },
      { path: '/1/0/0', value: 1 },
      { path: '/1/0/1', value: 86400 },
      { path: '/1/0/6', value: 1 },
      { path: '/1/0/7', value: 'U' },
    ],
  },
  'tlv-obj65': {
    path: [65, 0],
    types: { 0: objectLink, 1: string, 2: integer },
    events: [
      { multiple: 0 },
      { path: '/65/0/0/0', value: 66 * 65536 },
      { path: '/65/0/0/1', value: 66 * 65536 + 1 },
      { path: '/65/0/1', value: '8613800755500' },
      { path: '/65/0/2', value: 0x12345678 },
    ],
  },
  'tlv-corelnk': { path: [3442], types: { 180: coreLink }, events: [{ instance: 0 }, { path: '/3442/0/180', value: links }] },
  'tlv-wk-1': one(55, opaque, '010203'),
  'tlv-wk-2': {
    path: [9],
    types: {},
    events: [{ instance: 0x0203 }, { path: '/9/515/55', value: '010203' }, { path: '/9/515/66', value: '0405060708090a0b0c' }],
  },
  'tlv-z-s8-0': one(170, integer, 0),
  'tlv-z-s8-max': one(170, integer, 127),
  'tlv-z-s8-min': one(43707, integer, -128),
  'tlv-z-s16-max': one(170, integer, 32767),
  'tlv-z-s16-min': one(43707, integer, -32768),
  'tlv-z-s32-max': one(170, integer, 2147483647),
  'tlv-z-s32-min': one(43707, integer, -2147483648),
  // Beyond what a number holds exactly: refused, never rounded.
  'tlv-z-s64-max': one(170, integer, undefined),
  'tlv-z-s64-min': one(43707, integer, undefined),
  'tlv-z-str': one(170, string, 'test_string'),
  'tlv-z-str-utf8': one(170, string, '\u{1F468}\u{1F469}\u{1F921}'),
  'tlv-z-f-0': one(170, float, 0),
  'tlv-z-f-0.123': one(170, float, 0.123),
  'tlv-z-f--123.125': one(43707, float, -123.125),
  'tlv-z-bool-f': one(43707, boolean, 0),
  'tlv-z-opaque': one(170, opaque, Buffer.from('test_opaque').toString('hex')),
  'tlv-z-objlnk-0': one(170, objectLink, 0),
  'tlv-ets-215': {
    path: [1, 0],
    types: server,
    events: [
      { path: '/1/0/2', value: 101 },
      { path: '/1/0/3', value: 1010 },
      { path: '/1/0/5', value: 2000 },
      { path: '/1/0/6', value: 1 },
      { path: '/1/0/7', value: 'U' },
    ],
  },
  'tlv-ets-651': {
    path: [3, 0],
    types: device,
    events: [
      { path: '/3/0/13', value: 1367491215 },
      { path: '/3/0/14', value: '+02:00' },
      { path: '/3/0/15', value: 'Europe/Paris' },
    ],
  },
  'tlv-ets-1630': {
    path: [16],
    types: { 0: string },
    events: [
      { instance: 1 },
      { multiple: 0 },
      { path: '/16/1/0/0', value: 'Host Device ID #2' },
      { path: '/16/1/0/1', value: 'Host Device Model #2' },
    ],
  },
  'tlv-bad-1': { path: [9], types: {}, events: [{ instance: 0x11 }, { instance: 0x3344 }, 'malformed'] },
  'tlv-bad-trunc': { path: [3, 0], types: device, events: ['malformed'] },
  'tlv-bad-dup': { path: [3, 0], types: { 0: integer }, events: [{ path: '/3/0/0', value: 2 }, 'malformed'] },
  'tlv-bad-int3': { path: [3, 0], types: { 1: integer }, events: [{ path: '/3/0/1', value: undefined }] },
  'tlv-empty-obj': { path: [1], types: server, events: [] },
  'tlv-empty-multi': { path: [3, 0], types: device, events: [{ multiple: 6 }] },
};

const isWritable = (events: readonly Event[]): boolean =>
  events.every((event) => event !== 'malformed' && !(typeof event === 'object' && 'path' in event && event.value === undefined));

describe('vectors', () => {
  test.each(paired('tlv', cases))('%s', (_id, { input }, { path, types, events }) => {
    const payload = Buffer.from(input === '(empty payload)' ? '' : input, 'hex');
    expect(readPayload(tlvFormat, payload, path, typesIn(types))).toEqual(events);
    if (isWritable(events)) {
      expect(writePayload(tlvFormat, events, path, typesIn(types))?.toString('hex')).toBe(payload.toString('hex'));
    }
  });
});

describe('properties', () => {
  const ids = fc.integer({ min: 0, max: 65534 });
  const types = [integer, unsigned, float, boolean, string, opaque, time, objectLink, coreLink] as const;
  const valueOf = (type: Type): fc.Arbitrary<number | string> => {
    const exact = fc.oneof(fc.maxSafeInteger(), fc.integer(), fc.integer({ min: -70000, max: 70000 }), fc.integer({ min: -130, max: 130 }));
    switch (type) {
      case Type.unsigned:
        return exact.map(Math.abs);
      case Type.float:
        return fc.double({ noNaN: true });
      case Type.boolean:
        return fc.integer({ min: 0, max: 1 });
      case Type.objectLink:
        return fc.integer({ min: 0, max: 4294967295 });
      case Type.string:
      case Type.coreLink:
        return fc.string({ unit: 'grapheme', maxLength: 300 }).filter((text) => !text.includes('\0'));
      case Type.opaque:
        return fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes).toString('hex'));
      default:
        return exact;
    }
  };

  /** The types of resources 0 to 8, whatever the rest of the id. */
  const typeOf = (id: number): Type => types[id % types.length];
  const resourceIds = fc.uniqueArray(ids, { maxLength: 6 });
  const resource = (prefix: string, id: number): fc.Arbitrary<Event[]> => {
    const value = valueOf(typeOf(id));
    return fc.oneof(
      value.map((each): Event[] => [{ path: `${prefix}/${id}`, value: each }]),
      fc.uniqueArray(ids, { maxLength: 4 }).chain((instances) =>
        fc.tuple(...instances.map(() => value)).map((values): Event[] => [
          { multiple: id },
          ...values.map((each, at): Event => ({ path: `${prefix}/${id}/${instances[at]}`, value: each })),
        ]),
      ),
    );
  };
  const resources = (prefix: string): fc.Arbitrary<Event[]> =>
    resourceIds.chain((each) => fc.tuple(...each.map((id) => resource(prefix, id)))).map((events) => events.flat());
  const instances = fc.uniqueArray(ids, { maxLength: 4 }).chain((each) =>
    fc.tuple(...each.map((id) => resources(`/9/${id}`).map((events): Event[] => [{ instance: id }, ...events]))).map((events) => events.flat()),
  );

  test('an object comes back as it was written', () => {
    fc.assert(
      fc.property(instances, (events) => {
        const payload = writePayload(tlvFormat, events, [9], typeOf) as Buffer;
        expect(readPayload(tlvFormat, payload, [9], typeOf)).toEqual(events);
      }),
    );
  });

  test('an instance comes back as it was written', () => {
    fc.assert(
      fc.property(resources('/9/3'), (events) => {
        const payload = writePayload(tlvFormat, events, [9, 3], typeOf) as Buffer;
        expect(readPayload(tlvFormat, payload, [9, 3], typeOf)).toEqual(events);
      }),
    );
  });
});
