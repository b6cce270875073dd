import fc from 'fast-check';
import { Checksum, checksum } from '../../src/bytes/checksum';
import {
  bodyChecksum,
  bodySize,
  decimalSize,
  endMeasuring,
  outputOverflowed,
  outputPosition,
  outputTo,
  putByte,
  putBytes,
  putDecimal,
  putFloat64,
  putText,
  putUint16,
  startBody,
  startMeasuring,
} from '../../src/bytes/output';
import { written } from './written';

const hex = (put: () => void): string => written(put).toString('hex');

test('bytes and 16-bit integers keep their low bits', () => {
  expect(hex(() => putByte(0x1ff))).toBe('ff');
  expect(hex(() => putByte(-1))).toBe('ff');
  expect(hex(() => putUint16(0x12345))).toBe('2345');
});

test('floats are 8 bytes, big-endian', () => {
  fc.assert(
    fc.property(fc.double(), (value) => {
      const expected = Buffer.alloc(8);
      expected.writeDoubleBE(value);
      expect(written(() => putFloat64(value))).toEqual(expected);
    }),
  );
});

test('texts are UTF-8', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 50 }), (text) => {
      expect(written(() => putText(text))).toEqual(Buffer.from(text));
    }),
  );
});

test('non-negative integers are written in decimal', () => {
  const values = fc.oneof(fc.nat(), fc.nat(100000), fc.maxSafeNat(), fc.integer({ min: 0, max: 15 }).map((power) => 10 ** power));
  fc.assert(
    fc.property(values, fc.integer({ min: -1, max: 1 }), (value, step) => {
      const near = Math.min(Math.max(value + step, 0), Number.MAX_SAFE_INTEGER);
      expect(written(() => putDecimal(near)).toString()).toBe(String(near));
      expect(decimalSize(near)).toBe(String(near).length);
    }),
    { numRuns: 1000 },
  );
});

describe('of a body, a window is kept', () => {
  const bodyOf = (body: Buffer, from: number, size: number) => {
    const third = Math.floor(body.length / 3);
    const buffer = new Uint8Array(300);
    outputTo(buffer, 0, 300);
    putByte(0xff);
    startBody(from, size);
    putBytes(body, 0, third);
    for (let i = third; i < 2 * third; i++) putByte(body[i]);
    putBytes(body, 2 * third, body.length);
    return { bytes: Buffer.from(buffer.subarray(1, outputPosition())), size: bodySize(), sum: bodyChecksum(), over: outputOverflowed() };
  };

  test('of any size, anywhere; size and checksum are those of the whole', () => {
    const bytes = fc.uint8Array({ maxLength: 90, size: 'max' }).map((all) => Buffer.from(all));
    fc.assert(
      fc.property(bytes, fc.nat(100), fc.nat(100), (body, from, size) => {
        const seen = bodyOf(body, from, size);
        expect(seen.bytes).toEqual(body.subarray(from, from + size));
        expect(seen.size).toBe(body.length);
        expect(seen.sum).toBe(checksum(Checksum.start, body, 0, body.length));
        expect(seen.over).toBe(body.length > from + size);
      }),
    );
  });

  test('what is measured leaves no trace, wherever the window is', () => {
    const body = Buffer.from('0123456789abcdef');
    for (let from = 0; from < 18; from++) {
      for (let size = 1; size < 18; size++) {
        const buffer = new Uint8Array(300);
        outputTo(buffer, 0, 300);
        startBody(from, size);
        for (let i = 0; i < body.length; i++) {
          const outer = startMeasuring();
          putBytes(body, 0, 3);
          const inner = startMeasuring();
          putText('abcdef');
          expect(endMeasuring(inner)).toBe(6);
          putFloat64(1);
          expect(endMeasuring(outer)).toBe(11);
          putByte(body[i]);
        }
        expect(Buffer.from(buffer.subarray(0, outputPosition()))).toEqual(body.subarray(from, from + size));
        expect(bodySize()).toBe(body.length);
        expect(bodyChecksum()).toBe(checksum(Checksum.start, body, 0, body.length));
      }
    }
  });
});


test.each<[string, number, () => void]>([
  ['putByte', 1, () => putByte(1)],
  ['putUint16', 2, () => putUint16(1)],
  ['putBytes', 3, () => putBytes(Buffer.from('abc'), 0, 3)],
  ['putText', 4, () => putText('ab\u00e9')],
  ['putFloat64', 8, () => putFloat64(1)],
  ['putDecimal', 5, () => putDecimal(65535)],
])('%s needs its room, and writes nothing behind it', (_name, size, put) => {
  const output = new Uint8Array(20);
  for (let room = 0; room <= size; room++) {
    output.fill(0xee);
    outputTo(output, 2, 2 + room);
    put();
    expect(outputOverflowed()).toBe(room < size);
    expect([...output.subarray(0, 2), ...output.subarray(2 + room)].every((byte) => byte === 0xee)).toBe(true);
  }
  outputTo(output, 0, 20);
  expect(outputOverflowed()).toBe(false);
});
