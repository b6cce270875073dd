/** A value in blocks: the same bytes as the whole reader gives, wherever the payload is cut. */
import fc from 'fast-check';
import { cborFormat } from '../../src/format/cbor';
import type { Format } from '../../src/format/format';
import { lwm2mCborFormat } from '../../src/format/lwm2m-cbor';
import { lwm2mJsonFormat } from '../../src/format/lwm2m-json';
import { opaqueFormat } from '../../src/format/opaque';
import { senmlCborFormat } from '../../src/format/senml-cbor';
import { senmlJsonFormat } from '../../src/format/senml-json';
import { textFormat } from '../../src/format/text';
import { tlvFormat } from '../../src/format/tlv';
import { ContentFormat, Type } from '../../src/format/type';
import { endValueStream, startValueStream, Taken, takeValue, takeWholeValue } from '../../src/format/value-stream';
import { idsOf, readPayload } from './payload';

/** A byte string of CBOR. */
function bytes(value: Buffer): Buffer {
  const size = value.length;
  const head = size < 24 ? [0x40 + size] : size < 256 ? [0x58, size] : [0x59, size >> 8, size & 255];
  return Buffer.concat([Buffer.from(head), value]);
}

/** The same in chunks of 5 bytes (RFC 8949 3.2.3). */
function chunks(value: Buffer): Buffer {
  const parts = Array.from({ length: Math.ceil(value.length / 5) }, (_, i) => bytes(value.subarray(5 * i, 5 * i + 5)));
  return Buffer.concat([Buffer.from([0x5f]), ...parts, Buffer.from([0xff])]);
}

function tlv(value: Buffer): Buffer {
  const size = value.length;
  const header = size < 8 ? [0xc0 + size, 0] : size < 256 ? [0xc8, 0, size] : [0xd0, 0, size >> 8, size & 255];
  return Buffer.concat([Buffer.from(header), value]);
}

const around = (head: string, value: Buffer, tail = ''): Buffer => Buffer.concat([Buffer.from(head, 'hex'), value, Buffer.from(tail, 'hex')]);
const name = `00${Buffer.from('e/5/0/0', 'latin1').toString('hex').replace(/^65/, '66')}`; // 0: "/5/0/0"

/** A format, how it writes the package, and how many bytes stand before the value. */
const shapes: [string, Format, (value: Buffer) => Buffer, number][] = [
  ['opaque', opaqueFormat, (value) => value, 0],
  ['text', textFormat, (value) => Buffer.from(value.toString('base64')), 0],
  ['TLV', tlvFormat, tlv, 2],
  ['CBOR', cborFormat, bytes, 1],
  ['CBOR in chunks', cborFormat, chunks, 1],
  ['CBOR with a tag', cborFormat, (value) => around('c0', bytes(value)), 2],
  ['SenML CBOR', senmlCborFormat, (value) => around(`81a2${name}08`, bytes(value)), 12],
  ['SenML CBOR of indefinite length, the name last', senmlCborFormat, (value) => around('9fbf08', chunks(value), `${name}ffff`), 4],
  ['SenML CBOR with an unknown field', senmlCborFormat, (value) => around(`81a3${name}186301` + '08', bytes(value)), 15],
  ['SenML JSON', senmlJsonFormat, (value) => Buffer.from(`[{"n":"/5/0/0","vd":"${value.toString('base64url')}"}]`), 22],
  ['SenML JSON, padded, the name last', senmlJsonFormat, (value) => Buffer.from(` [ {"vd" : "${value.toString('base64')}" ,"n":"/5/0/0" } ] `), 12],
  ['LwM2M CBOR', lwm2mCborFormat, (value) => around('a105a100a100', bytes(value)), 7],
  ['LwM2M CBOR by a path', lwm2mCborFormat, (value) => around('a183050000', bytes(value)), 6],
  ['LwM2M JSON', lwm2mJsonFormat, (value) => Buffer.from(`{"bn":"/5/0/0","e":[{"sv":"${value.toString('base64')}"}]}`), 27],
];

const numbers = new Map<Format, ContentFormat>([
  [textFormat, ContentFormat.text],
  [opaqueFormat, ContentFormat.opaque],
  [tlvFormat, ContentFormat.tlv],
  [cborFormat, ContentFormat.cbor],
  [senmlCborFormat, ContentFormat.senmlCbor],
  [senmlJsonFormat, ContentFormat.senmlJson],
  [lwm2mCborFormat, ContentFormat.lwm2mCbor],
  [lwm2mJsonFormat, ContentFormat.lwm2mJson],
]);
const numberOf = (format: Format): number => numbers.get(format) ?? -1;

/** Reads a payload in parts. @returns The value; undefined when the payload is refused. */
function readParts(format: Format, payload: Buffer, cuts: readonly number[]): string | undefined {
  const got: Buffer[] = [];
  const bounds = [0, ...cuts, payload.length];
  startValueStream(numberOf(format));
  for (let i = 1; i < bounds.length; i++) {
    const block = Buffer.from(payload.subarray(bounds[i - 1], bounds[i]));
    const code = takeValue(block, 0, block.length, (from, start, end) => {
      got.push(Buffer.from(from.subarray(start, end)));
      return 0;
    });
    if (code !== 0) return undefined;
  }
  return endValueStream(format.reader, idsOf([5, 0, 0]), 0) ? Buffer.concat(got).toString('hex') : undefined;
}

/** The value as the format's reader has it. */
function readWhole(format: Format, payload: Buffer): string | undefined {
  const events = readPayload(format, payload, [5, 0, 0], () => Type.opaque);
  const [event] = events;
  return events.length === 1 && typeof event === 'object' && 'path' in event && event.path === '/5/0/0' ? (event.value as string) : undefined;
}

const values = fc.uint8Array({ maxLength: 700 }).map((value) => Buffer.from(value));
const sorted = (cuts: number[], least: number, most: number): number[] =>
  cuts.map((cut) => least + (cut % Math.max(1, most - least + 1))).sort((a, b) => a - b);

describe.each(shapes)('%s', (_name, format, write, headSize) => {
  test('gives the same bytes wherever it is cut behind the head', () => {
    fc.assert(
      fc.property(values, fc.array(fc.nat(2000), { maxLength: 6 }), (value, cuts) => {
        const payload = write(value);
        expect(readWhole(format, payload)).toBe(value.toString('hex'));
        expect(readParts(format, payload, sorted(cuts, headSize, payload.length))).toBe(value.toString('hex'));
      }),
      { numRuns: 100 },
    );
  });

  test('is never taken for whole when its end is missing, or something follows', () => {
    if (format === opaqueFormat) return;
    const payload = write(Buffer.from('firmware'));
    for (let size = headSize; size < payload.length; size++) {
      const isWhole = readWhole(format, payload.subarray(0, size)) !== undefined;
      expect(readParts(format, payload.subarray(0, size), [headSize]) !== undefined).toBe(isWhole);
    }
    expect(readParts(format, Buffer.concat([payload, Buffer.from('!')]), [headSize])).toBeUndefined();
  });

  test('gives the same value in place when it is whole', () => {
    const payload = write(Buffer.from('firmware, version 2'));
    const size = takeWholeValue(format.reader, payload, 0, payload.length, idsOf([5, 0, 0]), 0);
    expect(payload.toString('latin1', 0, size)).toBe('firmware, version 2');
  });
});

test.each<[string, Format, string]>([
  ['TLV of another resource', tlvFormat, 'c10100'],
  ['TLV of an instance of a multiple resource', tlvFormat, '410000'],
  ['SenML CBOR of another path', senmlCborFormat, '81a200662f352f302f310841aa'],
  ['SenML CBOR of two records', senmlCborFormat, `82a2${name}0841aaa2${name}0841bb`],
  ['SenML CBOR without bytes', senmlCborFormat, `81a1${name}`],
  ['CBOR text', cborFormat, '63616263'],
  ['chunks within chunks', cborFormat, '5f5f41aaffff'],
  ['a reserved length', cborFormat, '5c00'],
  ['a length beyond all measure', cborFormat, '5bffffffffffffffff00'],
  ['LwM2M CBOR of another resource', lwm2mCborFormat, 'a105a100a10141aa'],
  ['text outside the alphabet', textFormat, Buffer.from('AA*A').toString('hex')],
  ['text without its padding', textFormat, Buffer.from('AAA').toString('hex')],
  ['JSON that only looks like a value', senmlJsonFormat, Buffer.from('[{"vd" "AAAA"}]').toString('hex')],
])('%s is refused', (_name, format, hex) => {
  const payload = Buffer.from(hex, 'hex');
  expect(readWhole(format, payload)).toBeUndefined();
  expect(readParts(format, payload, [])).toBeUndefined();
});

test('bytes of a field that nobody knows are not taken for the value', () => {
  expect(readParts(senmlCborFormat, Buffer.from(`81a3${name}186343aabbcc0840`, 'hex'), [])).toBeUndefined();
});

test('what stands around the value is bounded', () => {
  const payload = Buffer.from(`[{"vd":"AAAA"}${' '.repeat(200)}]`);
  expect(readParts(senmlJsonFormat, payload, [])).toBeUndefined();
});

test('what the value is put to can end it', () => {
  startValueStream(42);
  expect(takeValue(Buffer.from('abc'), 0, 3, () => 2)).toBe(2);
});

test('hostile bytes are refused or read, and nothing is read behind them', () => {
  const formats = shapes.map(([, format]) => format);
  fc.assert(
    fc.property(fc.constantFrom(...formats), fc.array(fc.uint8Array({ minLength: 1, maxLength: 80 }), { minLength: 1, maxLength: 4 }), (format, blocks) => {
      startValueStream(numberOf(format));
      for (const block of blocks) {
        const code = takeValue(block, 0, block.length, (_from, start, end) => {
          expect(start >= 0 && start < end && end <= block.length).toBe(true);
          return 0;
        });
        expect(code === 0 || code === Taken.malformed).toBe(true);
        if (code !== 0) return;
      }
      endValueStream(format.reader, idsOf([5, 0, 0]), 0);
    }),
    { numRuns: 200 },
  );
});
