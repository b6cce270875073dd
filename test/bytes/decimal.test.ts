import fc from 'fast-check';
import { putFloat, putInteger, readFloat, readInteger } from '../../src/bytes/decimal';
import { written } from './written';

const into = new Float64Array(1);

type Read = (from: Uint8Array, start: number, end: number, into: Float64Array) => boolean;

/** What is read from `text`, with digits around it that are not part of it; undefined when it is refused. */
function read(how: Read, text: string): number | undefined {
  const bytes = Buffer.from(`-1${text}9e9`);
  return how(bytes, 2, bytes.length - 3, into) ? into[0] : undefined;
}

const print = (value: number): string => written(() => putFloat(value)).toString();

/** Node's digits, which are the shortest, without an exponent. */
function plain(value: number): string {
  const [, sign, first, fraction = '', exponent = '0'] = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(String(value)) as RegExpExecArray;
  const point = first.length + Number(exponent);
  const digits = `${'0'.repeat(Math.max(0, 1 - point))}${first}${fraction}`.padEnd(point, '0');
  const units = Math.max(point, 1);
  return sign + digits.slice(0, units) + (digits.length > units ? `.${digits.slice(units)}` : '');
}

/** A double from 0 on, in units of 2^-1074. */
function units(value: number): bigint {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const field = bits >> 52n;
  const significand = bits & (2n ** 52n - 1n);
  return field === 0n ? significand : (significand + 2n ** 52n) << (field - 1n);
}

/** Whether two decimals, of as many digits, lie as far above and below a value: each is the nearest, then. */
function isHalfWay(value: number, one: string, other: string): boolean {
  if (one === other || one.length !== other.length) return false;
  const parts = (text: string): bigint => {
    const [integer, fraction = ''] = text.replace('-', '').split('.');
    return BigInt(integer + fraction.padEnd(1074, '0')) << 1074n;
  };
  return parts(one) + parts(other) === 2n * units(Math.abs(value)) * 10n ** 1074n;
}

/** Doubles of every size: by their bits, by their exponent, subnormal, powers of two, and with few decimals. */
const floats = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.double({ min: -1e6, max: 1e6, noNaN: true }),
  fc.tuple(fc.integer({ min: -1074, max: 1023 }), fc.constantFrom(1, -1)).map(([power, sign]) => sign * 2 ** power),
  fc.bigInt({ min: 0n, max: 2n ** 52n }).map((bits) => Number(bits) * 2 ** -1074),
  fc.tuple(fc.integer(), fc.nat(12)).map(([digits, decimals]) => digits / 10 ** decimals),
  fc.tuple(fc.maxSafeInteger(), fc.integer({ min: 45, max: 60 })).map(([significand, shift]) => significand / 2 ** shift),
);

describe('integers', () => {
  test('are written and read as BigInt does', () => {
    fc.assert(
      fc.property(fc.oneof(fc.maxSafeInteger(), fc.integer(), fc.integer({ min: -1000, max: 1000 })), (value) => {
        const text = written(() => expect(putInteger(value)).toBe(true)).toString();
        expect(text).toBe(BigInt(value).toString());
        expect(read(readInteger, text)).toBe(value);
      }),
      { numRuns: 1000 },
    );
  });

  test.each([0.5, 2 ** 53, -(2 ** 53), NaN, Infinity])('%d is not written', (value) => {
    expect(written(() => expect(putInteger(value)).toBe(false))).toEqual(Buffer.alloc(0));
  });

  test.each<[string, number | undefined]>([
    ['9007199254740991', 9007199254740991],
    ['9007199254740992', undefined],
    ['-9007199254740991', -9007199254740991],
    ['-9007199254740992', undefined],
    ['9007199254740999', undefined],
    ['90071992547409910', undefined],
    ['99999999999999999999999', undefined],
    ['000000000000000000000000000012', 12],
    ['-0', 0],
    ['', undefined],
    ['-', undefined],
    ['--1', undefined],
    ['+1', undefined],
    ['1 ', undefined],
    ['1/', undefined],
    ['1:', undefined],
  ])('"%s" reads as %d', (text, value) => {
    expect(read(readInteger, text)).toBe(value);
  });
});

describe('floats', () => {
  test.each<[number, string]>([
    [0, '0'],
    [-0, '0'],
    [1, '1'],
    [-10, '-10'],
    [0.1, '0.1'],
    [1 / 3, '0.3333333333333333'],
    [6.667e-11, '0.00000000006667'],
    [-21.5025, '-21.5025'],
    [4096, '4096'],
    [2 ** 53, '9007199254740992'],
    [1e21, '1000000000000000000000'],
    // Half-way between two such decimals: the upper one.
    [2 ** -25, '0.000000029802322387695313'],
    [5e-324, `0.${'0'.repeat(323)}5`],
    [Number.MAX_VALUE, BigInt(Number.MAX_VALUE).toString()],
  ])('%d is written as %s', (value, text) => {
    expect(print(value)).toBe(text);
  });

  test.each([NaN, Infinity, -Infinity])('%d has no text', (value) => {
    expect(written(() => expect(putFloat(value)).toBe(false))).toEqual(Buffer.alloc(0));
  });

  test('are written with the digits of Node, and all of them from 2^53 on', () => {
    fc.assert(
      fc.property(floats, (value) => {
        const text = print(value);
        const expected = Math.abs(value) < 2 ** 53 ? plain(value) : BigInt(value).toString();
        expect(isHalfWay(value, text, expected) ? expected : text).toBe(expected);
        expect(read(readFloat, text)).toBe(value === 0 ? 0 : value);
      }),
      { numRuns: 5000 },
    );
  });

  test.each<[string, number | undefined]>([
    ['12', 12],
    ['12.0', 12],
    ['012.50', 12.5],
    ['1e3', 1000],
    ['1E+3', 1000],
    ['25e-1', 2.5],
    ['-0.0', 0],
    ['0e999999999999', 0],
    ['1.7976931348623157e308', Number.MAX_VALUE],
    ['1.7976931348623159e308', undefined],
    ['1e309', undefined],
    ['1e99999999999', undefined],
    ['1e-99999999999', 0],
    ['2.4703282292062327e-324', 0],
    ['2.4703282292062328e-324', 5e-324],
    ['1e-325', 0],
    [`0.${'0'.repeat(400)}1e401`, 1],
    [`${'1'.repeat(400)}e-399`, 1.1111111111111112],
    ['', undefined],
    ['-', undefined],
    ['+1', undefined],
    ['.5', undefined],
    ['5.', undefined],
    ['5.e1', undefined],
    ['1.2.3', undefined],
    ['1e', undefined],
    ['1e+', undefined],
    ['1e1.5', undefined],
    ['1,5', undefined],
    ['1f', undefined],
    [' 1', undefined],
    ['NaN', undefined],
    ['Infinity', undefined],
    ['0x10', undefined],
  ])('"%s" reads as %d', (text, value) => {
    expect(read(readFloat, text)).toBe(value);
  });

  const digits = (maxLength: number): fc.Arbitrary<string> => fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 1, maxLength });
  const fraction = fc.oneof(fc.constant(''), digits(40).map((each) => `.${each}`));
  const exponent = fc.oneof(fc.constant(''), fc.tuple(fc.constantFrom('e', 'E', 'e-', 'e+'), digits(3)).map(([e, each]) => e + each));

  test('are read as Node reads them', () => {
    fc.assert(
      fc.property(fc.constantFrom('', '-'), digits(40), fraction, exponent, (sign, integer, decimals, power) => {
        const text = sign + integer + decimals + power;
        const value = Number(text);
        expect(read(readFloat, text)).toBe(Number.isFinite(value) ? (value === 0 ? 0 : value) : undefined);
      }),
      { numRuns: 5000 },
    );
  });

  function next(value: number): number {
    const view = new DataView(new ArrayBuffer(8));
    view.setFloat64(0, value);
    view.setBigUint64(0, view.getBigUint64(0) + 1n);
    return view.getFloat64(0);
  }

  test('half-way between two doubles the even one is read, and the nearer one just beside', () => {
    fc.assert(
      fc.property(floats, (any) => {
        const below = Math.abs(any);
        const above = next(below);
        fc.pre(Number.isFinite(above));
        const even = units(below) === 0n || (units(below) / (units(above) - units(below))) % 2n === 0n ? below : above;
        const decimals = ((units(below) + units(above)) * 5n ** 1075n).toString().padStart(1076, '0');
        const half = `${decimals.slice(0, -1075)}.${decimals.slice(-1075)}`;
        const under = `${half.slice(0, -1)}${Number(half.at(-1)) - 1}9`;
        expect(read(readFloat, half)).toBe(even);
        expect(read(readFloat, `${half}0001`)).toBe(above);
        if (half.endsWith('5')) expect(read(readFloat, under)).toBe(below);
      }),
      { numRuns: 300 },
    );
  });

  test('any bytes are a number or refused', () => {
    const likely = fc.string({ unit: fc.constantFrom(...'0123456789.eE+-'), maxLength: 20 });
    const grammar = /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/;
    fc.assert(
      fc.property(fc.oneof(likely, fc.string({ unit: 'binary-ascii', maxLength: 10 })), (text) => {
        const value = grammar.test(text) && Number.isFinite(Number(text)) ? Number(text) : undefined;
        expect(read(readFloat, text)).toBe(value === 0 ? 0 : value);
        const integer = /^-?\d+$/.test(text) && Number.isSafeInteger(Number(text)) ? Number(text) : undefined;
        expect(read(readInteger, text)).toBe(integer === 0 ? 0 : integer);
      }),
      { numRuns: 5000 },
    );
  });
});
