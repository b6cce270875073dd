import cbor from 'cbor-js';
import fc from 'fast-check';
import { cborFormat } from '../../src/format/cbor';
import { Next } from '../../src/format/format';
import { Level, Type } from '../../src/format/type';
import { expectTotal } from './hostile';
import { idsOf, readPayload, setPath, writePayload } from './payload';
import { boolean, coreLink, float, integer, objectLink, opaque, string, time, unsigned } from './types';
import { paired, vectorsOf } from './vectors';

type Value = number | string | undefined;

/** The value; 'malformed' when the payload is not one item; undefined when the item is no value of the type. */
function read(payload: Uint8Array | string, type: Type): Value {
  const bytes = typeof payload === 'string' ? Buffer.from(payload.replace(/ /g, ''), 'hex') : payload;
  const events = readPayload(cborFormat, bytes, [9, 3, 5], () => type);
  if (events[events.length - 1] === 'malformed') return 'malformed';
  const [event] = events;
  expect(events).toHaveLength(1);
  return typeof event === 'object' && 'path' in event ? event.value : String(event);
}

const write = (value: number | string, type: Type): string | undefined =>
  writePayload(cborFormat, [{ path: '/9/3/5', value }], [9, 3, 5], () => type)?.toString('hex');

interface Case {
  readonly type: Type;
  /** Undefined when the item is refused. */
  readonly value: Value;
  /** How the value is written, if not as the vector reads. */
  readonly written?: string;
}

const cases: Readonly<Record<string, Case>> = {
  'cbor-01': { type: integer, value: 1 },
  'cbor-17': { type: integer, value: 23 },
  'cbor-1818': { type: unsigned, value: 24 },
  'cbor-1819': { type: integer, value: 25 },
  'cbor-1903e8': { type: integer, value: 1000 },
  'cbor-1a000f4240': { type: integer, value: 1000000 },
  'cbor-1b000000e8': { type: integer, value: 1000000000000 },
  // Beyond what a number holds exactly: refused, never rounded.
  'cbor-1bffffffff': { type: unsigned, value: undefined },
  'cbor-3b7fffffff': { type: integer, value: undefined },
  'cbor-29': { type: integer, value: -10 },
  'cbor-f90000': { type: float, value: 0 },
  'cbor-f98000': { type: float, value: -0 },
  'cbor-f93c00': { type: float, value: 1 },
  'cbor-f93e00': { type: float, value: 1.5 },
  'cbor-f97bff': { type: float, value: 65504 },
  'cbor-fa47c35000': { type: float, value: 100000 },
  'cbor-fa7f7fffff': { type: float, value: 3.4028234663852886e38 },
  'cbor-f90001': { type: float, value: 5.960464477539063e-8, written: 'fa33800000' },
  'cbor-f90400': { type: float, value: 0.00006103515625 },
  'cbor-f9c400': { type: float, value: -4 },
  'cbor-f4': { type: boolean, value: 0 },
  'cbor-f5': { type: boolean, value: 1 },
  'cbor-40': { type: opaque, value: '' },
  'cbor-4401020304': { type: opaque, value: '01020304' },
  'cbor-60': { type: string, value: '' },
  'cbor-6161': { type: string, value: 'a' },
  'cbor-6449455446': { type: string, value: 'IETF' },
  'cbor-62225c': { type: string, value: '"\\' },
  'cbor-c11a514b67': { type: time, value: 1363896240 },
  'cbor-c074323031': { type: time, value: 1363896240, written: 'c11a514b67b0' },
  'cbor-c1fb41d452': { type: time, value: 1363896240, written: 'c11a514b67b0' },
  'cbor-6b36353533': { type: objectLink, value: 65535 * 65536 + 65535 },
  'cbor-5f42010243': { type: opaque, value: '0102030405', written: '450102030405' },
  'cbor-7f65737472': { type: string, value: 'streaming', written: '6973747265616d696e67' },
  'cbor-bad-f6': { type: integer, value: undefined },
  'cbor-bad-80': { type: integer, value: undefined },
  'cbor-bad-3bffffff': { type: integer, value: undefined },
  'cbor-bad-18': { type: integer, value: 'malformed' },
  'cbor-bad-1c': { type: integer, value: 'malformed' },
};

test.each(paired('cbor', cases))('%s', (_id, { input }, { type, value, written }) => {
  expect(read(input, type)).toBe(value);
  if (value !== undefined && value !== 'malformed') {
    expect(write(value, type)).toBe(written ?? input);
  }
});

describe('RFC 8949 Appendix A', () => {
  test.each<[string, Type, Value]>([
    ['00', integer, 0],
    ['0a', integer, 10],
    ['1864', integer, 100],
    ['20', integer, -1],
    ['3863', integer, -100],
    ['3903e7', integer, -1000],
    ['fb3ff199999999999a', float, 1.1],
    ['fb7e37e43c8800759c', float, 1.0e300],
    ['fbc010666666666666', float, -4.1],
    ['f97c00', float, Infinity],
    ['f97e00', float, NaN],
    ['f9fc00', float, -Infinity],
    ['62c3bc', string, 'ü'],
    ['63e6b0b4', string, '水'],
    ['64f0908591', string, '𐅑'],
  ])('%s is written so too', (hex, type, value) => {
    expect(read(hex, type)).toBe(value);
    expect(write(value ?? 0, type)).toBe(hex);
  });

  test.each<[string, Type, Value]>([
    ['fa7f800000', float, Infinity],
    ['fa7fc00000', float, NaN],
    ['faff800000', float, -Infinity],
    ['fb7ff0000000000000', float, Infinity],
    ['fb7ff8000000000000', float, NaN],
    ['fbfff0000000000000', float, -Infinity],
    ['f7', integer, undefined],
    ['f0', boolean, undefined],
    ['f8ff', boolean, undefined],
    ['c249010000000000000000', integer, undefined],
    ['d74401020304', opaque, '01020304'],
    ['d818456449455446', opaque, '6449455446'],
    ['d82076687474703a2f2f7777772e6578616d706c652e636f6d', string, 'http://www.example.com'],
    ['83010203', opaque, undefined],
    ['8301820203820405', string, undefined],
    ['a201020304', integer, undefined],
    ['a26161016162820203', integer, undefined],
    ['9f018202039f0405ffff', integer, undefined],
    ['bf61610161629f0203ffff', integer, undefined],
    ['bf6346756ef563416d7421ff', boolean, undefined],
    ['5fff', opaque, ''],
    ['7fff', string, ''],
  ])('%s', (hex, type, value) => {
    expect(read(hex, type)).toBe(value);
  });
});

describe('what a type takes', () => {
  test.each<[string, Type, Value]>([
    ['20', unsigned, undefined],
    ['f94900', integer, 10],
    ['f94900', unsigned, 10],
    ['f9c900', unsigned, undefined],
    ['f93e00', integer, undefined],
    ['f97e00', integer, undefined],
    ['fb433fffffffffffff', integer, 9007199254740991],
    ['fb4340000000000000', integer, undefined],
    ['1b001fffffffffffff', integer, 9007199254740991],
    ['1b0020000000000000', integer, undefined],
    ['1b0020000000000000', float, undefined],
    ['3b001ffffffffffffe', integer, -9007199254740991],
    ['3b001fffffffffffff', integer, undefined],
    ['0a', float, 10],
    ['29', float, -10],
    ['f4', integer, undefined],
    ['f4', float, undefined],
    ['00', boolean, undefined],
    ['01', boolean, undefined],
    ['6130', integer, undefined],
    ['6130', boolean, undefined],
    ['4130', string, undefined],
    ['6130', opaque, undefined],
    ['05', string, undefined],
    ['f6', string, undefined],
    ['f6', opaque, undefined],
    ['f6', float, undefined],
    ['f6', objectLink, undefined],
    ['62c328', string, undefined],
    ['62c328', coreLink, undefined],
    ['63610062', string, undefined],
    ['663c2f332f303e', coreLink, '</3/0>'],
    // A character must not be split between chunks (RFC 8949 3.2.3).
    ['7f61c361bcff', string, undefined],
    ['7f62c3bc60 6161ff', string, 'üa'],
    ['1a514b67b0', time, 1363896240],
    ['c120', time, -1],
    ['20', time, -1],
    ['c1f93e00', time, 1],
    ['c1f97c00', time, undefined],
    ['d9d9f7 c1 00', time, 0],
    ['c06161', time, undefined],
    ['c01a514b67b0', time, 1363896240],
    ['c0 7f 6a323031332d30332d3231 6a5432303a30343a30305a ff', time, undefined],
    ['c0 7f 74323031332d30332d32315432303a30343a30305a ff', time, 1363896240],
    ['63333a30', objectLink, 3 * 65536],
    ['64333a3000', objectLink, 3 * 65536],
    ['65333a300000', objectLink, undefined],
    ['6100', objectLink, undefined],
    ['60', objectLink, undefined],
    ['67333a3635353336', objectLink, undefined],
    ['7f 62333a 6130 ff', objectLink, undefined],
    ['7f 63333a30 ff', objectLink, 3 * 65536],
    ['43333a30', objectLink, undefined],
    ['03', objectLink, undefined],
  ])('%s as type %i', (hex, type, value) => {
    expect(read(hex, type)).toBe(value);
  });
});

describe('what is not well-formed', () => {
  test.each([
    '',
    '0000',
    '1c', '1d', '1e', '1f', '3f', '5c', 'dc', 'fc', 'fd', 'fe', 'ff',
    '18', '1901', '1a010203', '1b01020304050607', 'f900', 'fa000000', 'fb00000000000000',
    'f800', 'f81f',
    '41', '61', '5803aabb', '5affffffff00', '5bffffffffffffffff00', '5b000001000000000000',
    '5f', '5f41', '5f41aa', '5f6161ff', '7f4161ff', '5f5f41aaffff', '5f00ff', '5fc141aaff',
    'c1', 'df00', 'dbffffffffffffffff00',
    '81', '8200', '9affffffff00', '9bffffffffffffffff', '9f', '9f00', '8100 00',
    'a1', 'a100', 'baffffffff0000', 'bf', 'bf00ff', 'bf000000ff', 'bfff00',
    '81ff', 'a1ff', 'a100ff',
    '8181818181818181818100', '9f9f9f9f9f9f9f9f9fffffffffffffffffff',
  ])('%s', (hex) => {
    expect(read(hex, integer)).toBe('malformed');
  });

  test('containers nest eight deep at most', () => {
    expect(read('81'.repeat(8) + '00', integer)).toBe(undefined);
    expect(read('81'.repeat(9) + '00', integer)).toBe('malformed');
    expect(read('9f'.repeat(8) + 'ff'.repeat(8), integer)).toBe(undefined);
    expect(read('bf00'.repeat(8) + '00' + 'ff'.repeat(8), integer)).toBe(undefined);
  });
});

test.each<[Type, number]>([
  [integer, 1.5],
  [integer, 2 ** 53],
  [unsigned, -1],
  [time, NaN],
])('type %i has no item for %d', (type, value) => {
  expect(write(value, type)).toBe(undefined);
});

test.each<[number, string]>([
  [2 ** -14, 'f90400'],
  [2 ** -15, 'fa38000000'],
  [2 ** -126, 'fa00800000'],
  [2 ** -127, 'fb3800000000000000'],
  [65536, 'fa47800000'],
  [2 ** 127, 'fa7f000000'],
  [2 ** 128, 'fb47f0000000000000'],
  [2049, 'fa45001000'],
  [2048 + 2, 'f96801'],
  [16777217, 'fb4170000010000000'],
  [22.4, 'fb4036666666666666'],
])('the float %d takes the shortest form', (value, hex) => {
  expect(write(value, float)).toBe(hex);
});

test('only a single value has an item', () => {
  const { reader, writer } = cborFormat;
  const levels = [Level.root, Level.object, Level.instance, Level.resource, Level.resourceInstance];
  setPath([3, 0, 0]);
  expect(levels.map((level) => writer.start(level, 0))).toEqual([false, false, false, true, true]);
  expect(
    levels.map((level) => {
      reader.start(Buffer.from('1'), 0, 1, idsOf([3, 0, 0, 0].slice(0, level)), 0);
      return reader.next();
    }),
  ).toEqual([Next.malformed, Next.malformed, Next.malformed, Next.value, Next.value]);
  expect([writer.instance(0), writer.multiple(0)]).toEqual([false, false]);
});

describe('properties', () => {
  const samples = [...vectorsOf('cbor').values()].map(({ input }) => Buffer.from(input, 'hex'));

  test('hostile bytes', () => {
    expectTotal(cborFormat, samples);
  });

  const decoded = (value: number | string, type: Type): unknown => {
    const bytes = Uint8Array.from(Buffer.from(write(value, type) as string, 'hex'));
    return cbor.decode(bytes.buffer);
  };

  test('numbers are to cbor-js what they are here', () => {
    const single = fc.float().map(Number);
    const integers = fc.oneof(fc.maxSafeInteger(), fc.integer({ min: -70000, max: 70000 }), fc.integer({ min: -300, max: 300 }));
    fc.assert(
      fc.property(integers, fc.oneof(fc.double(), single, integers), (exact, value) => {
        expect(decoded(exact, integer)).toBe(exact);
        expect(read(new Uint8Array(cbor.encode(exact)), integer)).toBe(exact);
        expect(decoded(value, float)).toBe(value);
        expect(read(write(value, float) as string, float)).toBe(value);
        expect(read(new Uint8Array(cbor.encode(value)), float)).toBe(Object.is(value, -0) ? 0 : value);
      }),
      { numRuns: 200 },
    );
  });

  test('every half float is read as cbor-js reads it', () => {
    for (let bits = 0; bits < 65536; bits += 7) {
      // cbor-js takes no sign, and the infinities for 65536.
      const [upper, isNegative] = [(bits >>> 8) & 127, bits > 32767];
      if (upper < 0x7c) {
        const magnitude = cbor.decode(Uint8Array.from([0xf9, upper, bits & 255]).buffer) as number;
        expect(read(Uint8Array.from([0xf9, bits >>> 8, bits & 255]), float)).toBe(isNegative ? -magnitude : magnitude);
      }
    }
  });

  test('texts and bytes are to cbor-js what they are here', () => {
    // cbor-js writes U+E000 to U+FFFF as if they were surrogates.
    const text = fc.string({ unit: 'grapheme', maxLength: 100 }).filter((each) => !/[\0\ue000-\uffff]/.test(each));
    fc.assert(
      fc.property(text, fc.uint8Array({ maxLength: 300 }), (each, bytes) => {
        const hex = Buffer.from(bytes).toString('hex');
        expect(decoded(each, string)).toBe(each);
        expect(read(new Uint8Array(cbor.encode(each)), string)).toBe(each);
        expect(Buffer.from(decoded(hex, opaque) as Uint8Array).toString('hex')).toBe(hex);
        expect(read(new Uint8Array(cbor.encode(bytes)), opaque)).toBe(hex);
      }),
      { numRuns: 200 },
    );
  });
});
