import fc from 'fast-check';
import { lwm2mJsonFormat } from '../../src/format/lwm2m-json';
import { Type } from '../../src/format/type';
import { expectTotal } from './hostile';
import { deviceEvents, deviceTypes, type Types, typesIn } from './json';
import { type Event, type Path, readPayload, writePayload } from './payload';
import { boolean, coreLink, float, integer, objectLink, opaque, string, time, unsigned } from './types';
import { paired, vectorsOf } from './vectors';

interface Case {
  readonly path: Path;
  readonly types: Types;
  readonly events: readonly Event[];
  /** How the events are written, if not as the vector reads; undefined when they cannot be. */
  readonly written?: string | undefined;
}

const cases: Readonly<Record<string, Case>> = {
  'oj-3-0': { path: [3, 0], types: deviceTypes, events: deviceEvents },
  'oj-root': {
    path: [3],
    types: deviceTypes,
    events: [
      { path: '/3/0/0', value: 'Open Mobile Alliance' },
      { path: '/3/0/6/0', value: 1 },
    ],
    written: '{"bn":"/3/","e":[{"n":"0/0","sv":"Open Mobile Alliance"},{"n":"0/6/0","v":1}]}',
  },
  'oj-nobn': {
    path: [3, 0, 0],
    types: deviceTypes,
    events: [{ path: '/3/0/0', value: 'Open Mobile Alliance' }],
    written: '{"bn":"/3/0/0","e":[{"sv":"Open Mobile Alliance"}]}',
  },
  'oj-noslash': {
    path: [1024, 0],
    types: { 0: string, 1: float, 2: boolean },
    events: [
      { path: '/1024/0/0', value: 'a string' },
      { path: '/1024/0/1', value: 10.5 },
      { path: '/1024/0/2', value: 1 },
    ],
    written: '{"bn":"/1024/0/","e":[{"n":"0","sv":"a string"},{"n":"1","v":10.5},{"n":"2","bv":true}]}',
  },
  'oj-ts': {
    path: [1024, 0, 1],
    types: { 1: float },
    events: [
      { path: '/1024/0/1', value: 22.9 },
      { path: '/1024/0/1', value: 22.4 },
      { path: '/1024/0/1', value: 24.1 },
    ],
    written: undefined,
  },
  'oj-split': {
    path: [3, 0, 11],
    types: { 11: integer },
    events: [
      { path: '/3/0/11/0', value: 0 },
      { path: '/3/0/11/1', value: 0 },
    ],
    written: '{"bn":"/3/0/11/","e":[{"n":"0","v":0},{"n":"1","v":0}]}',
  },
  'oj-ov': {
    path: [66, 0, 2],
    types: { 2: objectLink },
    events: [{ path: '/66/0/2', value: 67 * 65536 }],
    written: '{"bn":"/66/0/2","e":[{"ov":"67:0"}]}',
  },
  'oj-empty': { path: [3, 0], types: {}, events: [], written: '{"bn":"/3/0","e":[]}' },
  'oj-bad1': { path: [3, 0], types: {}, events: ['malformed'], written: undefined },
  // A path without a value, which a write refuses.
  'oj-bad2': { path: [2, 0], types: {}, events: [{ name: '/2/0/0' }], written: undefined },
  // That a path comes twice is for the reader of the values to see: there are no containers that could be walked again.
  'oj-bad3': {
    path: [3, 0],
    types: { 1: string },
    events: [
      { path: '/3/0/1', value: 'client1' },
      { path: '/3/0/1', value: 'client2' },
    ],
    written: undefined,
  },
};

const read = (text: string, type: Type = integer, path: Path = [9, 3]): Event[] =>
  readPayload(lwm2mJsonFormat, Buffer.from(text), path, () => type);

/** The value of the only record, /9/3/5; undefined when it is not of its type; or what the reader says instead. */
const valueOf = (fields: string, type: Type): number | string | undefined => {
  const [event] = read(`{"bn":"/9/3/","e":[{"n":"5",${fields}}]}`, type);
  if (typeof event === 'string') return event;
  return 'value' in event ? event.value : Object.keys(event)[0];
};

describe('vectors', () => {
  test.each(paired('oj', cases))('%s', (_id, { input }, one) => {
    const { path, types, events } = one;
    expect(readPayload(lwm2mJsonFormat, Buffer.from(input), path, typesIn(types))).toEqual(events);
    const written = 'written' in one ? one.written : input;
    if (written !== undefined) {
      expect(writePayload(lwm2mJsonFormat, events, path, typesIn(types))?.toString()).toBe(written);
    }
  });
});

test('there are no composite operations', () => {
  expect(lwm2mJsonFormat.writer.start(0, 0)).toBe(false);
  expect(read('{"e":[]}', integer, [])).toEqual(['refused']);
});

describe('base names', () => {
  test.each<[Path, string, string]>([
    [[9], '/9/3/5', '{"bn":"/9/","e":[{"n":"3/5","v":1}]}'],
    [[9, 3], '/9/3/5/7', '{"bn":"/9/3/","e":[{"n":"5/7","v":1}]}'],
    [[9, 3, 5], '/9/3/5', '{"bn":"/9/3/5","e":[{"v":1}]}'],
    [[9, 3, 5], '/9/3/5/7', '{"bn":"/9/3/5/","e":[{"n":"7","v":1}]}'],
    [[9, 3, 5, 7], '/9/3/5/7', '{"bn":"/9/3/5/7","e":[{"v":1}]}'],
  ])('%j: %s is written as %s', (path, name, text) => {
    const events: Event[] = [{ path: name, value: 1 }];
    expect(writePayload(lwm2mJsonFormat, events, path, () => integer)?.toString()).toBe(text);
    expect(read(text, integer, path)).toEqual(events);
  });

  test.each([
    '{"bn":"/9/3/","e":[{"n":"5","v":1}]}',
    '{"e":[{"n":"5","v":1}],"bn":"/9/3/"}',
    '{"bt":25462634,"e":[{"v":1,"n":"5"}],"x":{"e":[1],"bn":2},"bn":"/9/3/","y":[[]]}',
    ' { "bn" : "9/3/" , "bt" : 1 , "e" : [ { "n" : "5" , "v" : 1 } ] } ',
    '{"e":[{"n":"/9/3/5","v":1,"t":-5}]}',
    '{"bn":"","e":[{"n":"9/3/5","v":1}]}',
  ])('%s names /9/3/5', (text) => {
    expect(read(text)).toEqual([{ path: '/9/3/5', value: 1 }]);
  });

  test.each([
    '', ' ', '[]', '{', '}', '{}', '{"e":1}', '{"e":{}}', '{"e":null}', '{"e":"[]"}', '{"e":[]', '{"e":[', '{"e":[]}}', '{"e":[]} x', '{"e":[],}',
    '{"e":[],"e":[]}', '{"e":[{"n":"/9/3/5","v":1}],"e":1}', '{"bn":"/9","e":[],"bn":"/9"}', '{"bn":5,"e":[]}', '{"bn":"\\u002f","e":[]}', '{"e":[1]}', '{"e":[[]]}',
    '{"e":[],"v":1}', '{"n":"/9/3/5","v":1}', '{"e":[],"x_":1}', '{"e":[}]', '{"e":[{]}', '[{"n":"/9/3/5","v":1}]',
    '{"bn":"/9/3/5","e":[{"v":1}]', '{"bn":"/9/3/5","e":[{"v":1}]}]',
  ])('%s is malformed', (text) => {
    expect(read(text)).toEqual(['malformed']);
  });

  test('a payload does not begin with that of the last one', () => {
    expect(read('{"bn":"/9/3/","e":[{"n":"5","v":1}]}')).toEqual([{ path: '/9/3/5', value: 1 }]);
    expect(read('{"e":[{"n":"5","v":1}]}')).toEqual(['malformed']);
  });

  test.each(['5', '/9/4/5', '/9/3', '/', '', '/9/3/5/'])('a value of "%s" is refused in what is sent to /9/3', (name) => {
    expect(read(`{"e":[{"n":"${name}","v":1}]}`)).toEqual(['malformed']);
  });
});

describe('values', () => {
  test.each<[string, Type, number | string | undefined]>([
    ['"v":-7', integer, -7],
    ['"v":1367491215', time, 1367491215],
    ['"v":0.5', float, 0.5],
    ['"v":-7', unsigned, undefined],
    ['"bv":true', boolean, 1],
    ['"bv":false', boolean, 0],
    ['"bv":1', boolean, 'malformed'],
    ['"bv":1,"v":1', integer, 'malformed'],
    ['"sv":"a\\u00e9\\n"', string, 'aé\n'],
    ['"sv":"</3>"', coreLink, '</3>'],
    ['"sv":"q83v"', opaque, 'abcdef'],
    ['"sv":"+/+/AA=="', opaque, 'fbffbf00'],
    ['"sv":"*"', opaque, undefined],
    ['"sv":"1"', integer, undefined],
    ['"sv":"1:1"', objectLink, 65536 + 1],
    ['"sv":"</1>"', objectLink, undefined],
    ['"ov":"3:1"', objectLink, 3 * 65536 + 1],
    ['"ov":"3:1"', string, undefined],
    ['"sv":"a","v":1', string, 'malformed'],
    ['"sv":"a","sv":"a"', string, 'malformed'],
    ['"v":1,"ov":"1:1"', string, 'malformed'],
    ['"vs":"a"', string, 'name'],
    ['"vb":true', boolean, 'name'],
    ['"vd":"AA"', opaque, 'name'],
    ['"vlo":"1:1"', objectLink, 'name'],
  ])('%s of type %i is %s', (fields, type, value) => {
    expect(valueOf(fields, type)).toBe(value);
  });

  test.each<[number | string, Type, string | undefined]>([
    [-1, integer, '"v":-1'],
    [0.5, integer, undefined],
    [0.1, float, '"v":0.1'],
    [NaN, float, undefined],
    [1, boolean, '"bv":true'],
    [4294967295, objectLink, '"ov":"65535:65535"'],
    ['fbffbf00', opaque, '"sv":"+/+/AA=="'],
    ['a"\n', string, '"sv":"a\\"\\u000a"'],
    ['</3>', coreLink, '"sv":"</3>"'],
  ])('%p of type %i is written as %s', (value, type, fields) => {
    const written = writePayload(lwm2mJsonFormat, [{ path: '/9/3/5', value }], [9, 3, 5], () => type)?.toString();
    expect(written).toBe(fields === undefined ? undefined : `{"bn":"/9/3/5","e":[{${fields}}]}`);
  });
});

describe('properties', () => {
  const types = [integer, float, boolean, string, opaque] as const;
  const typeOf = (id: number): Type => types[id % types.length];
  const value = (type: Type): fc.Arbitrary<number | string> => {
    if (type === integer) return fc.maxSafeInteger();
    if (type === float) return fc.double({ noNaN: true, noDefaultInfinity: true }).filter((each) => !Object.is(each, -0));
    if (type === boolean) return fc.integer({ min: 0, max: 1 });
    if (type === string) return fc.string({ unit: 'binary', maxLength: 40 }).filter((each) => !each.includes('\0'));
    return fc.uint8Array({ maxLength: 40 }).map((each) => Buffer.from(each).toString('hex'));
  };
  const events = fc.array(
    fc.integer({ min: 0, max: 65534 }).chain((id) => value(typeOf(id)).map((each) => ({ path: `/9/3/${id}`, value: each }))),
    { maxLength: 6 },
  );

  test('what is written means the same to JSON.parse, and to the reader', () => {
    fc.assert(
      fc.property(fc.constantFrom<Path>([9, 3], [9]), events, (path, all) => {
        const payload = writePayload(lwm2mJsonFormat, all, path, typeOf) as Buffer;
        const { bn, e } = JSON.parse(payload.toString()) as { bn: string; e: { n: string; v?: number; bv?: boolean; sv?: string }[] };
        const parsed = e.map(({ n, v, bv, sv }) => {
          const name = bn + n;
          const isOpaque = typeOf(Number(name.split('/')[3])) === opaque;
          const text = isOpaque && sv !== undefined ? Buffer.from(sv, 'base64').toString('hex') : sv;
          return { path: name, value: v ?? (bv === undefined ? text : Number(bv)) };
        });
        expect(parsed).toEqual(all);
        expect(readPayload(lwm2mJsonFormat, payload, path, typeOf)).toEqual(all);
      }),
      { numRuns: 200 },
    );
  });

  test('what JSON.stringify writes is read, with space and in any order', () => {
    fc.assert(
      fc.property(events, fc.constantFrom('', ' ', '\t'), fc.boolean(), (all, space, isReversed) => {
        const e = all.map(({ path, value: each }) => {
          const type = typeOf(Number(path.split('/')[3]));
          const plain = type === opaque ? Buffer.from(String(each), 'hex').toString('base64') : type === boolean ? each === 1 : each;
          return { [type === boolean ? 'bv' : typeof plain === 'string' ? 'sv' : 'v']: plain, n: path.slice(3) };
        });
        const payload = isReversed ? { e, bt: 7, bn: '/9/' } : { bn: '/9/', bt: 7, e };
        const text = JSON.stringify(payload, undefined, space);
        expect(readPayload(lwm2mJsonFormat, Buffer.from(text), [9], typeOf)).toEqual(all);
      }),
      { numRuns: 200 },
    );
  });

  test('whatever comes, the reader ends, and reads the same again', () => {
    expectTotal(lwm2mJsonFormat, [...vectorsOf('oj').values()].map(({ input }) => Buffer.from(input)));
  });
});
