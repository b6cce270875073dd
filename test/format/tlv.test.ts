import fc from 'fast-check';
import { outputOverflowed, outputPosition, outputTo } from '../../src/bytes/output';
import { tlvFormat } from '../../src/format/tlv';
import { Level, Type } from '../../src/format/type';
import { type Event, type Path, readPayload, writePayload } from './payload';
import { paired } from './vectors';

const { integer, unsigned, float, boolean, string, opaque, time, objectLink, coreLink } = {
  integer: Type.integer,
  unsigned: Type.unsigned,
  float: Type.float,
  boolean: Type.boolean,
  string: Type.string,
  opaque: Type.opaque,
  time: Type.time,
  objectLink: Type.objectLink,
  coreLink: Type.coreLink,
};

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

const read = (hex: string, path: Path, types: Types = {}): Event[] =>
  readPayload(tlvFormat, Buffer.from(hex.replace(/ /g, ''), 'hex'), path, typesIn(types));

describe('what a payload may hold at each level', () => {
  const v = (path: string, value: string): Event => ({ path, value });

  test.each<[string, Path, string, Event[]]>([
    ['object: bare resources leave the instance open', [9], 'c1 05 aa', [v('/9/5', 'aa')]],
    ['object: an instance without values', [9], '00 03', [{ instance: 3 }]],
    ['object: two instances', [9], '03 01 c1 05 aa 03 02 c1 05 bb', [{ instance: 1 }, v('/9/1/5', 'aa'), { instance: 2 }, v('/9/2/5', 'bb')]],
    ['object: no bare resource behind an instance', [9], '00 03 c1 05 aa', [{ instance: 3 }, 'malformed']],
    ['object: no instance behind a bare resource', [9], 'c1 05 aa 00 03', [v('/9/5', 'aa'), 'malformed']],
    ['object: no bare resource instance', [9], '41 00 aa', ['malformed']],
    ['object: the same instance twice', [9], '00 03 00 04 00 03', [{ instance: 3 }, { instance: 4 }, 'malformed']],
    ['instance: the wrapper with its id', [9, 3], '03 03 c1 05 aa', [v('/9/3/5', 'aa')]],
    ['instance: the wrapper with another id', [9, 3], '03 04 c1 05 aa', ['malformed']],
    ['instance: the wrapper twice', [9, 3], '00 03 00 03', ['malformed']],
    ['instance: no bare resource instance', [9, 3], '41 00 aa', ['malformed']],
    ['resource: one value', [9, 3, 5], 'c1 05 aa', [v('/9/3/5', 'aa')]],
    ['resource: a value of another resource', [9, 3, 5], 'c1 06 aa', ['malformed']],
    ['resource: two values', [9, 3, 5], 'c1 05 aa c1 05 bb', [v('/9/3/5', 'aa'), 'malformed']],
    ['resource: in a wrapper', [9, 3, 5], '03 03 c1 05 aa', [v('/9/3/5', 'aa')]],
    ['resource: in a wrapper with another id', [9, 3, 5], '03 00 c1 05 aa', ['malformed']],
    ['resource: another one in the wrapper', [9, 3, 5], '03 03 c1 06 aa', ['malformed']],
    ['resource: a multiple one', [9, 3, 5], '86 05 41 00 aa 41 07 bb', [{ multiple: 5 }, v('/9/3/5/0', 'aa'), v('/9/3/5/7', 'bb')]],
    ['resource: a multiple one in a wrapper', [9, 3, 5], '05 03 83 05 41 00 aa', [{ multiple: 5 }, v('/9/3/5/0', 'aa')]],
    ['resource: another multiple one', [9, 3, 5], '83 06 41 00 aa', ['malformed']],
    ['resource: instances without their header', [9, 3, 5], '41 00 aa 41 07 bb', [{ multiple: 5 }, v('/9/3/5/0', 'aa'), v('/9/3/5/7', 'bb')]],
    ['resource: such an instance twice', [9, 3, 5], '41 00 aa 41 00 bb', [{ multiple: 5 }, v('/9/3/5/0', 'aa'), 'malformed']],
    ['resource: a value behind such instances', [9, 3, 5], '41 00 aa c1 05 bb', [{ multiple: 5 }, v('/9/3/5/0', 'aa'), 'malformed']],
    ['resource: an instance behind a value', [9, 3, 5], 'c1 05 aa 41 00 bb', [v('/9/3/5', 'aa'), 'malformed']],
    ['resource: no value', [9, 3, 5], '', []],
    ['resource instance: bare', [9, 3, 5, 7], '41 07 aa', [v('/9/3/5/7', 'aa')]],
    ['resource instance: another', [9, 3, 5, 7], '41 06 aa', ['malformed']],
    ['resource instance: twice', [9, 3, 5, 7], '41 07 aa 41 07 bb', [v('/9/3/5/7', 'aa'), 'malformed']],
    ['resource instance: in its resource', [9, 3, 5, 7], '83 05 41 07 aa', [v('/9/3/5/7', 'aa')]],
    ['resource instance: in another resource', [9, 3, 5, 7], '83 06 41 07 aa', ['malformed']],
    ['resource instance: beside another', [9, 3, 5, 7], '86 05 41 07 aa 41 08 bb', [v('/9/3/5/7', 'aa'), 'malformed']],
    ['resource instance: bare and in its resource', [9, 3, 5, 7], '41 07 aa 83 05 41 07 bb', [v('/9/3/5/7', 'aa'), 'malformed']],
    ['resource instance: in its resource and bare', [9, 3, 5, 7], '83 05 41 07 aa 41 07 bb', [v('/9/3/5/7', 'aa'), 'malformed']],
    ['resource instance: in a wrapper', [9, 3, 5, 7], '05 03 83 05 41 07 aa', [v('/9/3/5/7', 'aa')]],
    ['resource instance: a single value', [9, 3, 5, 7], 'c1 05 aa', ['malformed']],
    ['resource instance: a single value in a wrapper', [9, 3, 5, 7], '03 03 c1 05 aa', ['malformed']],
    ['the same resource twice, the ids falling', [9, 3], 'c1 06 aa c1 05 bb c1 06 cc', [v('/9/3/6', 'aa'), v('/9/3/5', 'bb'), 'malformed']],
    ['ids falling', [9, 3], 'c1 06 aa c1 05 bb', [v('/9/3/6', 'aa'), v('/9/3/5', 'bb')]],
    ['a resource single and multiple', [9, 3], 'c1 06 aa 80 06', [v('/9/3/6', 'aa'), 'malformed']],
    ['the same resource in two instances', [9], '03 01 c1 05 aa 03 02 c1 05 bb', [{ instance: 1 }, v('/9/1/5', 'aa'), { instance: 2 }, v('/9/2/5', 'bb')]],
    ['a value within a multiple resource', [9, 3], '83 05 c1 00 aa', [{ multiple: 5 }, 'malformed']],
    ['a multiple resource within another', [9, 3], '82 05 80 06', [{ multiple: 5 }, 'malformed']],
    ['an instance within an instance', [9], '02 03 00 03', [{ instance: 3 }, 'malformed']],
    ['a value reaching out of its container', [9], '03 03 c2 05 aa bb', [{ instance: 3 }, 'malformed']],
    ['a header reaching out of its container', [9], '01 03 c1 05 aa', [{ instance: 3 }, 'malformed']],
    ['a length cut off', [9, 3], 'd0 05 00', ['malformed']],
    ['an id cut off', [9, 3], 'e0 05', ['malformed']],
    ['an id of 65535', [9, 3], 'e1 ff ff aa', ['malformed']],
    ['a long id and a long length of small values', [9, 3], 'f8 00 05 00 00 01 aa', [v('/9/3/5', 'aa')]],
    ['bits that a length field makes void', [9, 3], 'cf 05 01 aa', [v('/9/3/5', 'aa')]],
  ])('%s', (_name, path, hex, events) => {
    expect(read(hex, path)).toEqual(events);
  });

  test('nothing is read at the root', () => {
    expect(readPayload(tlvFormat, Buffer.from('0003', 'hex'), [], () => opaque)).toEqual(['refused']);
    expect(tlvFormat.writer.start(Level.root, 0, 0, 0)).toBe(false);
  });

  test('a malformed payload stays malformed', () => {
    const { reader } = tlvFormat;
    reader.start(Buffer.from('41', 'hex'), 0, 1, 2, 9, 3, 65535, 65535);
    expect([reader.next(), reader.next()]).toEqual([4, 4]);
  });
});

describe('values', () => {
  test.each<[string, Type, number | string | undefined]>([
    ['c4 05 3f 80 00 00', float, 1],
    ['c4 05 7f 80 00 00', float, Infinity],
    ['c2 05 3f 80', float, undefined],
    ['c1 05 01', boolean, 1],
    ['c1 05 02', boolean, undefined],
    ['c2 05 00 01', boolean, undefined],
    ['c0 05', boolean, undefined],
    ['c0 05', integer, undefined],
    ['c0 05', string, ''],
    ['c0 05', opaque, ''],
    ['c1 05 ff', integer, -1],
    ['c1 05 ff', unsigned, 255],
    ['c4 05 ff ff ff ff', unsigned, 4294967295],
    ['c4 05 ff ff ff ff', time, -1],
    ['c8 05 08 00 1f ff ff ff ff ff ff', integer, 9007199254740991],
    ['c8 05 08 00 20 00 00 00 00 00 00', integer, undefined],
    ['c8 05 08 ff e0 00 00 00 00 00 01', integer, -9007199254740991],
    ['c8 05 08 ff e0 00 00 00 00 00 00', integer, undefined],
    ['c8 05 08 ff ff ff ff ff ff ff ff', unsigned, undefined],
    ['c8 05 08 00 00 00 00 00 00 00 07', integer, 7],
    ['c5 05 00 00 00 00 01', integer, undefined],
    ['c4 05 ff ff ff ff', objectLink, 4294967295],
    ['c2 05 00 01', objectLink, undefined],
    ['c2 05 c3 28', string, undefined],
    ['c2 05 c3 28', opaque, 'c328'],
    ['c3 05 61 00 62', coreLink, undefined],
  ])('%s as type %i', (hex, type, value) => {
    expect(read(hex, [9, 3], { 5: type })).toEqual([{ path: '/9/3/5', value }]);
  });

  test.each<[Type, number, string]>([
    [integer, 1e300, ''],
    [integer, 0.5, ''],
    [time, NaN, ''],
    [integer, 2 ** 53, ''],
    [unsigned, -1, ''],
    [float, NaN, 'c8057ff8000000000000'.replace('c805', 'c80508')],
    [float, -Infinity, 'c80508fff0000000000000'],
    [unsigned, 128, 'c10580'],
    [integer, 128, 'c2050080'],
    [unsigned, 65536, 'c40500010000'],
    [unsigned, 4294967295, 'c405ffffffff'],
    [integer, 4294967295, 'c8050800000000ffffffff'],
    [objectLink, 4294967295, 'c405ffffffff'],
  ])('type %i, %d is written as "%s"', (type, value, hex) => {
    const written = writePayload(tlvFormat, [{ path: '/9/3/5', value }], [9, 3], () => type);
    expect(written?.toString('hex') ?? '').toBe(hex);
  });
});

describe('lengths', () => {
  test.each([
    [7, 'c7'],
    [8, 'c8'],
    [255, 'c8'],
    [256, 'd0'],
    [65535, 'd0'],
    [65536, 'd8'],
  ])('of %i bytes have a header of type %s', (size, type) => {
    const value = 'ab'.repeat(size);
    const payload = writePayload(tlvFormat, [{ path: '/9/3/5', value }], [9, 3], () => opaque) as Buffer;
    expect(payload.subarray(0, 1).toString('hex')).toBe(type);
    expect(readPayload(tlvFormat, payload, [9, 3], () => opaque)).toEqual([{ path: '/9/3/5', value }]);
  });

  test.each([0, 1, 4, 5, 8, 100, 250, 253, 254, 255, 256, 300, 65529, 65533])('containers around %i bytes', (size) => {
    for (const id of [1, 300]) {
      const events: Event[] = [
        { instance: id },
        { multiple: id },
        { path: `/9/${id}/${id}/${id}`, value: 'cd'.repeat(size) },
        { instance: id + 1 },
      ];
      const payload = writePayload(tlvFormat, events, [9], () => opaque) as Buffer;
      expect(readPayload(tlvFormat, payload, [9], () => opaque)).toEqual(events);
      expect(payload.length).toBe(size + 4 * headerSize(id, size));
    }
  });

  /** The mean size of the four headers around a value, so that none is longer than it need be. */
  function headerSize(id: number, size: number): number {
    const header = (length: number): number => (id > 255 ? 3 : 2) + (length > 65535 ? 3 : length > 255 ? 2 : length > 7 ? 1 : 0);
    const inMultiple = size + header(size);
    const inInstance = inMultiple + header(inMultiple);
    return (header(size) + header(inMultiple) + header(inInstance) + header(0)) / 4;
  }
});

describe('an output that is too small', () => {
  const output = new Uint8Array(200);
  const { writer } = tlvFormat;

  /** Writes an instance with a single and a multiple resource into `room` bytes from 3 on. @returns Bytes written. */
  function write(room: number): number {
    output.fill(0xee);
    outputTo(output, 3, 3 + room);
    writer.start(Level.object, 3, 65535, 65535);
    writer.startInstance(300);
    writer.number(integer, 9, 100);
    writer.startMultiple(7);
    writer.number(integer, 0, 3800);
    writer.number(float, 1, 0.5);
    writer.endMultiple();
    writer.startMultiple(8);
    writer.endMultiple();
    writer.bytes(string, 0, Buffer.from('abcdefghijkl'), 0, 12);
    writer.endInstance();
    writer.end();
    return outputPosition() - 3;
  }

  test('is never written past, and shows', () => {
    const size = write(190);
    expect(outputOverflowed()).toBe(false);
    for (let room = 0; room <= size; room++) {
      expect(write(room)).toBeLessThanOrEqual(room);
      expect(outputOverflowed()).toBe(room < size);
      expect([...output.subarray(0, 3), ...output.subarray(3 + room)].every((byte) => byte === 0xee)).toBe(true);
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

  test('integers take the fewest bytes and are two’s complement', () => {
    fc.assert(
      fc.property(fc.oneof(fc.maxSafeInteger(), fc.integer(), fc.integer({ min: -66000, max: 66000 })), fc.boolean(), (value, isUnsigned) => {
        const number = isUnsigned ? Math.abs(value) : value;
        const payload = writePayload(tlvFormat, [{ path: '/9/3/5', value: number }], [9, 3], () => (isUnsigned ? unsigned : integer)) as Buffer;
        const bytes = payload.subarray(payload[0] === 0xc8 ? 3 : 2);
        const bits = 8 * bytes.length;
        const raw = BigInt(`0x${bytes.toString('hex')}`);
        const fits = (size: number): boolean => (isUnsigned ? BigInt.asUintN(size, BigInt(number)) : BigInt.asIntN(size, BigInt(number))) === BigInt(number);
        expect(isUnsigned ? raw : BigInt.asIntN(bits, raw)).toBe(BigInt(number));
        expect(bits).toBe([8, 16, 32, 64].find(fits));
      }),
    );
  });

  const hostile = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    // Headers that look right more often.
    fc
      .array(fc.tuple(fc.constantFrom(0x00, 0x03, 0x08, 0x40, 0x41, 0x44, 0x80, 0x83, 0x88, 0xc0, 0xc1, 0xc4, 0xc8, 0xe1, 0xd0), fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 8 })), { maxLength: 40 })
      .map((rows) => Uint8Array.from(rows.flat())),
  );
  const paths = fc.constantFrom<Path>([], [3], [3, 0], [3, 0, 5], [3, 0, 5, 1]);

  test('any bytes at any level end in bounded steps, within the payload and below the path', () => {
    fc.assert(
      fc.property(hostile, paths, (payload, path) => {
        for (const event of readPayload(tlvFormat, payload, path, typeOf)) {
          if (typeof event === 'object' && 'path' in event && path.length > 0) {
            expect(`${event.path}/`.startsWith(path.length > 1 ? `/${path.join('/')}/` : '/3/')).toBe(true);
          }
        }
      }),
      { numRuns: 2000 },
    );
  });

  test('no container yields an id twice', () => {
    fc.assert(
      fc.property(hostile, paths, (payload, path) => {
        const seen = new Set<string>();
        let instance = '';
        for (const event of readPayload(tlvFormat, payload, path, () => opaque)) {
          if (typeof event === 'string') continue;
          if ('instance' in event) instance = `/3/${event.instance}`;
          const name = 'path' in event ? event.path : 'instance' in event ? instance : `${instance} multiple ${event.multiple}`;
          expect(seen.has(name)).toBe(false);
          seen.add(name);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
