import fc from 'fast-check';
import {
  decimalSize,
  outputInsert,
  outputOverflowed,
  outputPosition,
  outputReverse,
  outputRewind,
  outputTo,
  putByte,
  putBytes,
  putDecimal,
  putFloat64,
  putText,
  putUint16,
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

test('room is made, or taken out, in what was written', () => {
  const insert = (at: number, size: number): string =>
    hex(() => {
      putBytes(Buffer.from('0a0b0c0d', 'hex'), 0, 4);
      outputInsert(at, size);
      const end = outputPosition();
      outputRewind(at);
      for (let i = 0; i < size; i++) putByte(0xff);
      outputRewind(end);
    });
  expect(insert(1, 2)).toBe('0affff0b0c0d');
  expect(insert(4, 1)).toBe('0a0b0c0dff');
  expect(insert(3, -1)).toBe('0a0b0d');
});

test.each(['', '01', '0102', '010203', '01020304'])('"%s" is turned round', (bytes) => {
  const all = Buffer.from(`ee${bytes}`, 'hex');
  const turned = written(() => {
    putBytes(all, 0, all.length);
    outputReverse(1);
  });
  expect(turned.toString('hex')).toBe(`ee${Buffer.from(bytes, 'hex').reverse().toString('hex')}`);
});

test.each<[string, number, () => void]>([
  ['putByte', 1, () => putByte(1)],
  ['putUint16', 2, () => putUint16(1)],
  ['putBytes', 3, () => putBytes(Buffer.from('abc'), 0, 3)],
  ['putText', 4, () => putText('ab\u00e9')],
  ['putFloat64', 8, () => putFloat64(1)],
  ['putDecimal', 5, () => putDecimal(65535)],
  ['outputInsert', 3, () => outputInsert(2, 3)],
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
