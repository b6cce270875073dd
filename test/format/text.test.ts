import fc from 'fast-check';
import { textFormat } from '../../src/format/text';
import { Level, Type } from '../../src/format/type';
import { idsOf, readPayload, writePayload } from './payload';
import { paired } from './vectors';

type Value = number | string | undefined;

const readText = (text: string | Uint8Array, type: Type): Value => {
  const [event] = readPayload(textFormat, typeof text === 'string' ? Buffer.from(text) : text, [9, 3, 5], () => type);
  return typeof event === 'object' && 'path' in event ? event.value : String(event);
};

const writeText = (value: number | string, type: Type): string | undefined =>
  writePayload(textFormat, [{ path: '/9/3/5', value }], [9, 3, 5], () => type)?.toString();

interface Case {
  readonly type: Type;
  /** Undefined when the text is refused. */
  readonly value: Value;
  /** How the value is written, if not as the vector reads. */
  readonly written?: string;
}

const cases: Readonly<Record<string, Case>> = {
  'txt-0': { type: Type.integer, value: 0 },
  'txt-1': { type: Type.integer, value: -128 },
  // Beyond what a number holds exactly: refused, never rounded.
  'txt-2': { type: Type.integer, value: undefined },
  'txt-3': { type: Type.integer, value: undefined },
  'txt-4': { type: Type.unsigned, value: undefined },
  'txt-5': { type: Type.float, value: 12 },
  'txt-7': { type: Type.float, value: 1.02 },
  'txt-8': { type: Type.float, value: 134.000235 },
  'txt-9': { type: Type.float, value: 0.43243 },
  'txt-10': { type: Type.float, value: -21.5025 },
  'txt-11': { type: Type.float, value: 6.667e-11 },
  'txt-12': { type: Type.float, value: 6.667e-11, written: '0.00000000006667' },
  'txt-13': { type: Type.float, value: 3.4028234663852886e38 },
  'txt-15': { type: Type.float, value: undefined },
  'txt-17': { type: Type.boolean, value: 1 },
  'txt-18': { type: Type.boolean, value: 0 },
  'txt-19': { type: Type.boolean, value: undefined },
  'txt-20': { type: Type.opaque, value: '0102030405' },
  'txt-21': { type: Type.opaque, value: undefined },
  'txt-22': { type: Type.objectLink, value: 0 },
  'txt-24': { type: Type.objectLink, value: 4294967295 },
  'txt-25': { type: Type.objectLink, value: undefined },
  'txt-26': { type: Type.objectLink, value: undefined },
  'txt-27': { type: Type.objectLink, value: undefined },
  'txt-28': { type: Type.objectLink, value: undefined },
  'txt-30': { type: Type.time, value: 1367491215 },
};

test.each(paired('txt', cases))('%s', (_id, { input }, { type, value, written }) => {
  const text = JSON.parse(input.replace(/\\'/g, "'")) as string;
  expect(readText(text, type)).toBe(value);
  if (value !== undefined) {
    expect(writeText(value, type)).toBe(written ?? text);
  }
});

test.each<[Type, string, Value]>([
  [Type.integer, '', undefined],
  [Type.integer, '+5', undefined],
  [Type.integer, ' 5', undefined],
  [Type.integer, '5\n', undefined],
  [Type.integer, '5.0', undefined],
  [Type.integer, '007', 7],
  [Type.unsigned, '-5', undefined],
  [Type.unsigned, '-0', undefined],
  [Type.time, '-5', -5],
  [Type.float, '12', 12],
  [Type.float, '', undefined],
  [Type.float, '1,5', undefined],
  [Type.float, 'NaN', undefined],
  [Type.boolean, '', undefined],
  [Type.boolean, '00', undefined],
  [Type.boolean, '2', undefined],
  [Type.objectLink, '3:65535', 3 * 65536 + 65535],
  [Type.objectLink, '3', undefined],
  [Type.objectLink, ':0', undefined],
  [Type.objectLink, '-0:0', undefined],
  [Type.objectLink, '0:-0', undefined],
  [Type.objectLink, '1:2:3', undefined],
  [Type.string, '', ''],
  [Type.opaque, '', ''],
  [Type.opaque, 'AQIDBAU', undefined],
  [Type.coreLink, '</3/0>', '</3/0>'],
])('type %i, "%s"', (type, text, value) => {
  expect(readText(text, type)).toBe(value);
});

test('malformed UTF-8 is no String', () => {
  expect(readText(Buffer.from('c328', 'hex'), Type.string)).toBe(undefined);
  expect(readText(Buffer.from('610062', 'hex'), Type.string)).toBe(undefined);
});

test.each<[Type, number]>([
  [Type.float, NaN],
  [Type.float, Infinity],
  [Type.integer, 1.5],
  [Type.integer, 2 ** 53],
  [Type.time, NaN],
  [Type.unsigned, -1],
])('type %i has no text for %d', (type, value) => {
  expect(writeText(value, type)).toBe(undefined);
});

test('only a single value has a text', () => {
  const { reader, writer } = textFormat;
  const levels = [Level.root, Level.object, Level.instance, Level.resource, Level.resourceInstance];
  expect(levels.map((level) => writer.start(level, 0))).toEqual([false, false, false, true, true]);
  expect(levels.map((level) => reader.start(Buffer.from('1'), 0, 1, idsOf([3, 0, 0, 0].slice(0, level)), 0))).toEqual([false, false, false, true, true]);
  expect(writer.multiple(0)).toBe(false);
});

test('the value is that of the request path', () => {
  expect(readPayload(textFormat, Buffer.from('7'), [9, 3, 5, 1], () => Type.integer)).toEqual([{ path: '/9/3/5/1', value: 7 }]);
});

describe('properties', () => {
  const bytes = fc.uint8Array({ maxLength: 60 });
  const types = fc.constantFrom(
    Type.string, Type.integer, Type.unsigned, Type.float, Type.boolean, Type.opaque, Type.time, Type.objectLink, Type.coreLink,
  );
  const numeral = fc.string({ unit: fc.constantFrom(...'0123456789-+.eE:'), maxLength: 30 }).map((text) => Buffer.from(text));

  test('any bytes are a value or refused, and what is read is written so that it reads back', () => {
    fc.assert(
      fc.property(fc.oneof(bytes, numeral), types, (payload, type) => {
        const value = readText(payload, type);
        if (value !== undefined) {
          expect(readText(writeText(value, type) as string, type)).toBe(value);
        }
      }),
      { numRuns: 3000 },
    );
  });
});
