import fc from 'fast-check';
import { senmlJsonFormat } from '../../src/format/senml-json';
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

const anywhere: Path = [];

const cases: Readonly<Record<string, Case>> = {
  'sj-3-0': { path: [3, 0], types: deviceTypes, events: deviceEvents },
  'sj-single': { path: [3, 0, 0], types: { 0: string }, events: [{ path: '/3/0/0', value: 'Open Mobile Alliance' }] },
  'sj-single-n': { path: [6, 0, 3], types: { 3: float }, events: [{ path: '/6/0/3', value: 20 }], written: '[{"bn":"/6/0/3","v":20}]' },
  'sj-exp': { path: [3, 0, 13], types: { 13: time }, events: [{ path: '/3/0/13', value: 1638435000 }], written: '[{"bn":"/3/0/13","v":1638435000}]' },
  // Beyond what a number holds exactly: refused, never rounded.
  'sj-long': { path: [1, 0, 2], types: { 2: integer }, events: [{ path: '/1/0/2', value: undefined }], written: undefined },
  'sj-opaque': { path: [0, 0, 3], types: { 3: opaque }, events: [{ path: '/0/0/3', value: 'abcdef' }] },
  'sj-fetch': { path: anywhere, types: {}, events: [{ name: '/3/0/0' }, { name: '/3/0/9' }, { name: '/1/0/1' }], written: undefined },
  'sj-fetch-bn': {
    path: anywhere,
    types: {},
    events: [{ name: '/4/0/0' }, { name: '/4/0/1' }, { name: '/4/0/2' }, { name: '/6/0' }],
    written: undefined,
  },
  'sj-fetch-root': { path: anywhere, types: {}, events: [{ name: '/' }], written: undefined },
  'sj-wcomp': {
    path: anywhere,
    types: { 5850: boolean, 5851: integer, 5900: float },
    events: [
      { path: '/3311/0/5850', value: 0 },
      { path: '/3311/1/5850', value: 0 },
      { path: '/3311/2/5851', value: 20 },
      { path: '/3308/0/5900', value: 18 },
    ],
  },
  'sj-vlo': {
    path: [65],
    types: { 0: objectLink, 1: string, 2: integer },
    events: [
      { path: '/65/0/0/0', value: 66 * 65536 },
      { path: '/65/0/0/1', value: 66 * 65536 + 1 },
      { path: '/65/0/1', value: '8613800755500' },
      { path: '/65/0/2', value: 1 },
    ],
    written: '[{"bn":"/65/","n":"0/0/0","vlo":"66:0"},{"n":"0/0/1","vlo":"66:1"},{"n":"0/1","vs":"8613800755500"},{"n":"0/2","v":1}]',
  },
  'sj-2bn': {
    path: [2],
    types: { 0: integer, 1: integer, 3: integer },
    events: [
      { path: '/2/3/0', value: 3 },
      { path: '/2/3/1', value: 1 },
      { path: '/2/3/3', value: 123 },
      { path: '/2/2/0', value: 4 },
      { path: '/2/2/1', value: 2 },
      { path: '/2/2/3', value: 124 },
    ],
    written: '[{"bn":"/2/","n":"3/0","v":3},{"n":"3/1","v":1},{"n":"3/3","v":123},{"n":"2/0","v":4},{"n":"2/1","v":2},{"n":"2/3","v":124}]',
  },
  'sj-bt-carry': {
    path: [1024, 0, 1],
    types: { 1: float },
    events: [
      { path: '/1024/0/1', value: 22.9 },
      { path: '/1024/0/1', value: 22.4 },
      { path: '/1024/0/1', value: 24.1 },
    ],
    written: '[{"bn":"/1024/0/1","v":22.9},{"v":22.4},{"v":24.1}]',
  },
  'sj-etch-del': { path: anywhere, types: {}, events: [{ remove: '/2/0/2/101' }], written: undefined },
  'sj-ets-257': {
    path: anywhere,
    types: { 2: integer, 6: boolean, 13: time },
    events: [
      { path: '/1/0/2', value: 101 },
      { path: '/1/0/6', value: 1 },
      { path: '/3/0/13', value: 0 },
    ],
    written: '[{"n":"/1/0/2","v":101},{"n":"/1/0/6","vb":true},{"n":"/3/0/13","v":0}]',
  },
  'sj-send': {
    path: anywhere,
    types: { 0: float, 1: float, 2: integer },
    events: [
      { path: '/6/0/0', value: 43.61092 },
      { path: '/6/0/1', value: 3.87723 },
      { path: '/4/0/2', value: -49 },
    ],
  },
  // A path without a value, which a write refuses.
  'sj-x-1': { path: [3, 0], types: {}, events: [{ name: '/3/0/0' }], written: undefined },
  'sj-x-2': { path: [3, 0], types: {}, events: ['malformed'], written: undefined },
  'sj-x-3': { path: [3, 0], types: {}, events: ['malformed'], written: undefined },
  'sj-x-5': { path: [3, 0], types: {}, events: ['malformed'], written: undefined },
};

const read = (text: string | Uint8Array, type: Type = integer, path: Path = [9, 3]): Event[] =>
  readPayload(senmlJsonFormat, typeof text === 'string' ? Buffer.from(text) : text, path, () => type);

/** The value of the only record, /9/3/5; undefined when it is not of its type; or what the reader says instead. */
const valueOf = (fields: string, type: Type): number | string | undefined => {
  const [event] = read(`[{"n":"/9/3/5",${fields}}]`, type);
  if (typeof event === 'string') return event;
  return 'value' in event ? event.value : Object.keys(event)[0];
};

const write = (value: number | string, type: Type, path: Path = [9, 3, 5]): string | undefined =>
  writePayload(senmlJsonFormat, [{ path: '/9/3/5', value }], path, () => type)?.toString();

describe('vectors', () => {
  test.each(paired('sj', cases))('%s', (_id, { input }, one) => {
    const { path, types, events } = one;
    expect(readPayload(senmlJsonFormat, Buffer.from(input), path, typesIn(types))).toEqual(events);
    const written = 'written' in one ? one.written : input;
    if (written !== undefined) {
      expect(writePayload(senmlJsonFormat, events, path, typesIn(types))?.toString()).toBe(written);
    }
  });
});

test('a record without a value names a path, as composite requests do', () => {
  expect(readPayload(senmlJsonFormat, Buffer.from('[{"n":"/3/0"}]'), anywhere, () => integer)).toEqual([{ name: '/3/0' }]);
});

describe('base names', () => {
  test.each<[Path, string, string]>([
    [[9], '/9/3/5', '[{"bn":"/9/","n":"3/5","v":1}]'],
    [[9], '/9/3/5/7', '[{"bn":"/9/","n":"3/5/7","v":1}]'],
    [[9, 3], '/9/3/5', '[{"bn":"/9/3/","n":"5","v":1}]'],
    [[9, 3, 5], '/9/3/5', '[{"bn":"/9/3/5","v":1}]'],
    [[9, 3, 5], '/9/3/5/7', '[{"bn":"/9/3/5/","n":"7","v":1}]'],
    [[9, 3, 5, 7], '/9/3/5/7', '[{"bn":"/9/3/5/7","v":1}]'],
    [anywhere, '/9/3/5/7', '[{"n":"/9/3/5/7","v":1}]'],
  ])('%j: %s is written as %s', (path, name, text) => {
    const events: Event[] = [{ path: name, value: 1 }];
    expect(writePayload(senmlJsonFormat, events, path, () => integer)?.toString()).toBe(text);
    expect(read(text, integer, path)).toEqual(events);
  });

  test.each<[Path]>([[[9]], [[9, 3]], [[9, 3, 5]], [anywhere]])('%j without values is written as []', (path) => {
    expect(writePayload(senmlJsonFormat, [{ instance: 3 }, { multiple: 5 }], path, () => integer)?.toString()).toBe('[]');
    expect(read('[]', integer, path)).toEqual([]);
  });

  test('they stay until another comes, wherever it stands in its record', () => {
    expect(read('[{"n":"5","v":1,"bn":"/9/3/"},{"v":2,"n":"6"},{"n":"7/0","bn":"/9/3/1","v":3},{"n":"x","v":4}]')).toEqual([
      { path: '/9/3/5', value: 1 },
      { path: '/9/3/6', value: 2 },
      { path: '/9/3/17/0', value: 3 },
      'malformed',
    ]);
    expect(read('[{"bn":"/9/3/","n":"5","v":1},{"bn":"","n":"/9/3/6","v":1}]')).toHaveLength(2);
  });

  test('a payload does not begin with that of the last one', () => {
    expect(read('[{"bn":"/9/3/","bv":7,"n":"5","v":1}]')).toEqual([{ path: '/9/3/5', value: 8 }]);
    expect(read('[{"n":"5","v":1}]')).toEqual(['malformed']);
    expect(read('[{"n":"/9/3/5","v":1}]')).toEqual([{ path: '/9/3/5', value: 1 }]);
  });

  test.each(['/9/4/5', '/8/3/5', '9/3/5', '/9/3/5/', '/9/3', '/9', '/', '', '/9/3/65535', '/9/3/05', '/9/3/5/1/2', '\\/9/3/5', '/9/3/\\u0035'])(
    'a value of "%s" is refused in what is sent to /9/3',
    (name) => {
      expect(read(`[{"n":"${name}","v":1}]`)).toEqual(['malformed']);
      expect(read(`[{"bn":"${name}","v":1}]`)).toEqual(['malformed']);
    },
  );

  test('a value needs a resource', () => {
    for (const name of ['/', '/9', '/9/3']) {
      expect(read(`[{"n":"${name}","v":1}]`, integer, anywhere)).toEqual(['malformed']);
      expect(read(`[{"n":"${name}","v":null}]`, integer, anywhere)).toEqual(['malformed']);
      expect(read(`[{"n":"${name}"}]`, integer, anywhere)).toEqual([{ name }]);
    }
  });
});

describe('values', () => {
  test.each<[string, Type, number | string | undefined]>([
    ['"v":0', integer, 0],
    ['"v":-0', integer, 0],
    ['"v":9007199254740991', integer, 9007199254740991],
    ['"v":-9007199254740991', time, -9007199254740991],
    ['"v":9007199254740992', integer, undefined],
    ['"v":1e2', integer, 100],
    ['"v":1.0', integer, 1],
    ['"v":150E-1', integer, 15],
    ['"v":1.5', integer, undefined],
    ['"v":1e400', integer, undefined],
    ['"v":7', unsigned, 7],
    ['"v":-7', unsigned, undefined],
    ['"v":0.1', float, 0.1],
    ['"v":5e-324', float, 5e-324],
    ['"v":1.7976931348623157e308', float, 1.7976931348623157e308],
    ['"v":1e309', float, undefined],
    ['"v":20', float, 20],
    ['"v":true', boolean, 'malformed'],
    ['"v":1', boolean, undefined],
    ['"v":"1"', integer, 'malformed'],
    ['"v":[1]', integer, 'malformed'],
    ['"v":{"a":1}', integer, 'malformed'],
    ['"v":null', integer, 'remove'],
    ['"vs":null', string, 'malformed'],
    ['"vb":null', boolean, 'malformed'],
    ['"vb":true', boolean, 1],
    ['"vb":false', boolean, 0],
    ['"vb":1', boolean, 'malformed'],
    ['"vb":true', integer, undefined],
    ['"vb":true', string, undefined],
    ['"vs":"1"', integer, undefined],
    ['"vs":"1"', boolean, undefined],
    ['"vs":"1:1"', objectLink, 65536 + 1],
    ['"vs":"1"', objectLink, undefined],
    ['"vd":"1:1"', objectLink, undefined],
    ['"vs":""', string, ''],
    ['"vs":"<1>"', coreLink, '<1>'],
    ['"vs":"AA"', opaque, undefined],
    ['"v":1', string, undefined],
    ['"v":1', opaque, undefined],
    ['"v":1', objectLink, undefined],
    ['"vs":true', string, 'malformed'],
    ['"vd":"q83v"', opaque, 'abcdef'],
    ['"vd":""', opaque, ''],
    ['"vd":"-_-_"', opaque, 'fbffbf'],
    ['"vd":"+/+/"', opaque, 'fbffbf'],
    ['"vd":"AA"', opaque, '00'],
    ['"vd":"AA=="', opaque, '00'],
    ['"vd":"AA="', opaque, undefined],
    ['"vd":"AAA"', opaque, '0000'],
    ['"vd":"A"', opaque, undefined],
    ['"vd":"AB"', opaque, undefined],
    ['"vd":"A A"', opaque, undefined],
    ['"vd":"AA"', string, undefined],
    ['"vlo":"3:1"', objectLink, 3 * 65536 + 1],
    ['"vlo":"65535:65535"', objectLink, 4294967295],
    ['"vlo":"FFFF:FFFF"', objectLink, 4294967295],
    ['"vlo":"FFFF:FFFE"', objectLink, undefined],
    ['"vlo":"FFFF:FFFFF"', objectLink, undefined],
    ['"vlo":"FFFF"', objectLink, undefined],
    ['"vlo":"3"', objectLink, undefined],
    ['"vlo":"3:1"', string, undefined],
    ['"vlo":3', objectLink, 'malformed'],
    ['"t":1', integer, 'name'],
  ])('%s of type %i is %s', (fields, type, value) => {
    expect(valueOf(fields, type)).toBe(value);
  });

  test.each<[number | string, Type, string | undefined]>([
    [0, integer, '"v":0'],
    [-9007199254740991, time, '"v":-9007199254740991'],
    [9007199254740992, integer, undefined],
    [0.5, integer, undefined],
    [-1, unsigned, undefined],
    [1, unsigned, '"v":1'],
    [0.1, float, '"v":0.1'],
    [20, float, '"v":20'],
    [NaN, float, undefined],
    [-Infinity, float, undefined],
    [1, boolean, '"vb":true'],
    [0, boolean, '"vb":false'],
    [4294967295, objectLink, '"vlo":"65535:65535"'],
    ['fbffbf', opaque, '"vd":"-_-_"'],
    ['00', opaque, '"vd":"AA"'],
    ['', opaque, '"vd":""'],
    ['', string, '"vs":""'],
    ['\u20ac \u{1f600}/\x7f', string, '"vs":"\u20ac \u{1f600}/\x7f"'],
    ['"\\\n\0\x1f\x10\x0f', coreLink, '"vs":"\\"\\\\\\u000a\\u0000\\u001f\\u0010\\u000f"'],
  ])('%p of type %i is written as %s', (value, type, fields) => {
    expect(write(value, type)).toBe(fields === undefined ? undefined : `[{"bn":"/9/3/5",${fields}}]`);
  });

  test.each<[string, Type, number | undefined]>([
    ['"bv":20,"v":1.5', float, 21.5],
    ['"v":-5,"bv":5', unsigned, 0],
    ['"v":1,"bv":9007199254740991', integer, undefined],
    ['"v":0.5,"bv":0.5', integer, 1],
    ['"v":1e308,"bv":1.7e308', float, undefined],
  ])('a base value is added: %s of type %i is %s', (fields, type, value) => {
    expect(valueOf(fields, type)).toBe(value);
  });

  test('a base value stays until another comes', () => {
    const records = '[{"bn":"/9/3/","bv":100,"n":"1","v":1},{"n":"2","v":2},{"n":"3","v":3,"bv":-1},{"n":"4","v":4}]';
    expect(read(records).map((event) => typeof event === 'object' && 'value' in event && event.value)).toEqual([101, 102, 2, 3]);
  });
});

describe('fields', () => {
  test.each([
    '"bver":10', '"bver":5', '"t":-5', '"bt":268500000.5', '"ut":60', '"u":"Cel"', '"bu":"m"', '"s":1', '"bs":1', '"x":null', '"":1', '"V":3',
    '"vsx":3', '"vsxyz":1', '"bnx":2', '"_a":1', '"\u00e9":1', '"v1":2', '"x":{"v":1,"a_":[true,false,null,{}],"b":[]}', '"x":[[[[[[[1]]]]]]]',
    '"x":[{"y_":[{}]}],"z":{"\\"":1}',
  ])('%s changes nothing', (field) => {
    expect(read(`[{${field},"n":"/9/3/5","v":1}]`)).toEqual([{ path: '/9/3/5', value: 1 }]);
    expect(read(`[{"n":"/9/3/5","v":1,${field}}]`)).toEqual([{ path: '/9/3/5', value: 1 }]);
  });

  test.each([
    '"bver":11', '"bver":"5"', '"bver":1e400', '"bv":"1"', '"bv":1e400', '"x_":1', '"_":1', '"foobar_":{}', '"v":2', '"vs":"2"', '"vb":true',
    '"vd":""', '"vlo":"1:1"', '"n":"/9/3/5"', '"n":5', '"bn":"","bn":""', '"bn":null', '"bv":1,"bv":1', '"bver":5,"bver":5',
    '"\\u0078":1', '"x":[[[[[[[[[1]]]]]]]]]', '"x":[}', '"x":{]', '"x":[1,]', '"x":{"a":1,}', '"x":{"a"}', '"x":{1:1}', '"x":[1 2]', '"x":[:]',
    '"x":{,}', '"x":nulL', '"x":tru', '"x":True', '"x":', '"x"', 'x:1', '"x":01', '"x":-', '"x":-a', '"x":1.', '"x":.5', '"x":1e', '"x":1e+', '"x":+1',
    '"x":1.5.5', '"x":--1', '"x":0x10', '"x":NaN', '"x":1,,"y":1', '"x"::1', '"x":"a"b',
  ])('%s is malformed', (field) => {
    expect(read(`[{${field},"n":"/9/3/5","v":1}]`)).toEqual(['malformed']);
    expect(read(`[{"n":"/9/3/5","v":1,${field}}]`)).toEqual(['malformed']);
  });

  test.each([
    '', ' ', '[', ']', '[]]', '[] []', '[],', '[]"', '[]1', '[]n', '[]\0', '\0[]', '{}', '[1]', '[[]]', '[{}', '[{]', '[{}]', '[{},]', '[,]', '"[]"', 'null', '/*x*/[]', '\ufeff[]',
  ])('"%s" is malformed', (text) => {
    expect(read(text)).toEqual(['malformed']);
  });

  test.each(['[] ', ' [\n]\r\t', '\t[ ]'])('"%s" is empty', (text) => {
    expect(read(text)).toEqual([]);
  });

  test('records must be parted by commas', () => {
    const record = '{"n":"/9/3/5","v":1}';
    const event = { path: '/9/3/5', value: 1 };
    expect(read(` [ ${record} , ${record} ] `)).toEqual([event, event]);
    for (const end of ['', ',]', '{}]', ' 1]', ';]', '}', ']x', ',,{}]']) {
      expect(read(`[${record}${end}`)).toEqual([event, 'malformed']);
    }
  });
});

describe('strings', () => {
  test.each<[string, string]>([
    ['\\"\\\\\\/\\b\\f\\n\\r\\t', '"\\/\b\f\n\r\t'],
    ['\\u0041\\u00e9\\u20aC\\uFFFF', 'A\u00e9\u20ac\uffff'],
    ['\\u007f\\u0080\\u07ff\\u0800', '\x7f\x80\u07ff\u0800'],
    ['\\ud83d\\ude00', '\u{1f600}'],
    ['\\uD800\\uDC00 \\uDBFF\\uDFFF', '\u{10000} \u{10ffff}'],
    ['\u{1f600}\\u0001', '\u{1f600}\x01'],
    ['\x7f', '\x7f'],
  ])('"%s" is decoded', (text, value) => {
    expect(JSON.parse(`"${text}"`)).toBe(value);
    expect(valueOf(`"vs":"${text}"`, string)).toBe(value);
    expect(valueOf(`"vs":"${text}","n_":0`, string)).toBe('malformed');
  });

  test.each([
    '\\', '\\x', '\\u', '\\u12', '\\u123g', '\\u12 4', '\\U0041', '\\u0000', '\\ud83d', '\\ud83dx', '\\ud83d\\n', '\\ud83d\\u0041', '\\ud83d\\ud83d', '\\ude00',
    '\\ude00\\ud83d', '\n', '\x1f', '\0', '\\u:123', '\\u@123', '\\u-123',
  ])('"%s" is malformed', (text) => {
    expect(valueOf(`"vs":"${text}"`, string)).toBe('malformed');
  });

  test.each(['80', 'c3', 'c0af', 'eda080', 'f4908080', 'ff', 'e282'])('bytes %s are no UTF-8', (hex) => {
    const around = (text: string): Buffer => Buffer.concat([Buffer.from(`[{"n":"/9/3/5",${text}`), Buffer.from(hex, 'hex'), Buffer.from('"}]')]);
    expect(read(around('"vs":"a'), string)).toEqual(['malformed']);
    expect(read(around('"v":1,"x":"'))).toEqual(['malformed']);
  });
});

/** What SenML means, by `JSON.parse` and nothing of the code under test. */
function resolved(text: string): [string, unknown][] {
  let base = '';
  return (JSON.parse(text) as Record<string, unknown>[]).map((each) => {
    base = (each.bn as string | undefined) ?? base;
    const [value] = Object.entries(each).filter(([key]) => key.startsWith('v'));
    const decoded = value[0] === 'vd' ? Buffer.from(value[1] as string, 'base64url').toString('hex') : value[1];
    return [base + ((each.n as string | undefined) ?? ''), decoded];
  });
}

describe('properties', () => {
  const types = [integer, unsigned, float, boolean, string, opaque, time, objectLink, coreLink] as const;
  const typeOf = (id: number): Type => types[id % types.length];
  const id = fc.integer({ min: 0, max: 65534 });
  const bytes = fc.uint8Array({ maxLength: 60 }).map((each) => Buffer.from(each).toString('hex'));
  const text = fc.string({ unit: 'binary', maxLength: 60 }).filter((each) => !each.includes('\0'));
  const valueFor = (type: Type): fc.Arbitrary<number | string> => {
    if (type === float) return fc.double({ noNaN: true, noDefaultInfinity: true }).map((each) => each + 0);
    if (type === boolean) return fc.integer({ min: 0, max: 1 });
    if (type === objectLink) return fc.integer({ min: 0, max: 4294967295 });
    if (type === string || type === coreLink) return text;
    if (type === opaque) return bytes;
    return fc.oneof(fc.maxSafeInteger(), fc.integer()).map((each) => (type === unsigned ? Math.abs(each) : each));
  };
  const values = (below: string): fc.Arbitrary<Event[]> =>
    fc.array(
      fc.tuple(id, fc.option(id, { nil: undefined })).chain(([resource, instance]) =>
        valueFor(typeOf(resource)).map((value): Event => ({ path: `${below}/${resource}${instance === undefined ? '' : `/${instance}`}`, value })),
      ),
      { maxLength: 6 },
    );
  /** The value as JSON has it. */
  const plain = (type: Type, value: number | string): unknown => {
    if (type === boolean) return value === 1;
    return type === objectLink ? `${Math.floor(Number(value) / 65536)}:${Number(value) % 65536}` : value;
  };
  const pairs = (events: readonly Event[]): [string, unknown][] =>
    events.map((event) => {
      if (typeof event !== 'object' || !('path' in event) || event.value === undefined) throw new Error('no value');
      return [event.path, plain(typeOf(Number(event.path.split('/')[3])), event.value)];
    });
  const zeroed = (events: readonly Event[]): Event[] =>
    events.map((event) => (typeof event === 'object' && 'value' in event && event.value === 0 ? { ...event, value: 0 } : event));

  test('what is written means the same to JSON.parse, and to the reader', () => {
    fc.assert(
      fc.property(fc.constantFrom<Path>([9, 3], [9], []), values('/9/3'), (path, events) => {
        const payload = writePayload(senmlJsonFormat, events, path, typeOf) as Buffer;
        expect(zeroedPairs(resolved(payload.toString()))).toEqual(zeroedPairs(pairs(events)));
        expect(readPayload(senmlJsonFormat, payload, path, typeOf)).toEqual(zeroed(events));
      }),
      { numRuns: 200 },
    );
  });

  const zeroedPairs = (all: readonly [string, unknown][]): [string, unknown][] => all.map(([path, value]) => [path, value === 0 ? 0 : value]);

  test('what JSON.stringify writes is read, with space and in any order', () => {
    const other = fc.dictionary(fc.stringMatching(/^[a-z]{5,6}$/), fc.jsonValue({ maxDepth: 4 }), { maxKeys: 2 });
    fc.assert(
      fc.property(values('/9/3'), fc.nat(9), fc.constantFrom('', ' ', '\t'), fc.boolean(), other, (events, cut, space, isReversed, others) => {
        const records = pairs(events).map(([path, value], at) => {
          const type = typeOf(Number(path.split('/')[3]));
          const key = type === boolean ? 'vb' : type === objectLink ? 'vlo' : type === opaque ? 'vd' : typeof value === 'string' ? 'vs' : 'v';
          const encoded = type === opaque ? Buffer.from(value as string, 'hex').toString(at % 2 === 0 ? 'base64' : 'base64url') : value;
          const at1 = Math.min(cut, path.length);
          const fields = [['bn', path.slice(0, at1)], ['n', path.slice(at1)], [key, encoded], ...Object.entries(others)];
          return Object.fromEntries(isReversed ? fields.reverse() : fields) as unknown;
        });
        const payload = Buffer.from(JSON.stringify(records, undefined, space));
        expect(readPayload(senmlJsonFormat, payload, [9], typeOf)).toEqual(zeroed(events));
      }),
      { numRuns: 200 },
    );
  });

  test('whatever JSON.parse refuses is malformed', () => {
    const pieces = fc.array(fc.constantFrom('[', ']', '{', '}', ',', ':', '"n"', '"/9/3/5"', '"v"', '1', '-', '0', '.5', 'e1', 'true', 'null', ' ', '"x"', '"'), { maxLength: 16 });
    const inside = pieces.map((each) => `[{"n":"/9/3/5","x":${each.join('')}}]`);
    fc.assert(
      fc.property(fc.oneof(pieces.map((each) => each.join('')), inside), (payload) => {
        let isJson = true;
        try {
          JSON.parse(payload);
        } catch {
          isJson = false;
        }
        fc.pre(!isJson);
        expect(read(payload).at(-1)).toBe('malformed');
      }),
      { numRuns: 200 },
    );
  });

  test('whatever comes, the reader ends, and reads the same again', () => {
    expectTotal(senmlJsonFormat, [...vectorsOf('sj').values()].map(({ input }) => Buffer.from(input)));
  });
});

test('steps are bounded by the size of the payload, however deep it is', () => {
  const deep = `[{"x":${'['.repeat(20000)}`;
  expect(read(deep)).toEqual(['malformed']);
  const many = `[${'{"bn":"/9/3/5","v":1},'.repeat(2000)}{"v":1}]`;
  expect(read(many)).toHaveLength(2001);
});
