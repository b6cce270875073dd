import fc from 'fast-check';
import { outputOverflowed, outputPosition, outputTo } from '../../src/bytes/output';
import { tlvFormat } from '../../src/format/tlv';
import { Level, Type } from '../../src/format/type';
import { type Event, readPayload, setPath, writePayload } from './payload';
import { float, integer, objectLink, opaque, string, time, unsigned } from './types';

describe('values', () => {
  test.each<[Type, number, string]>([
    [integer, 1e300, ''],
    [integer, 0.5, ''],
    [time, NaN, ''],
    [integer, 2 ** 53, ''],
    [unsigned, -1, ''],
    [float, NaN, 'c805087ff8000000000000'],
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

test('nothing is written at the root', () => {
  expect(tlvFormat.writer.start(Level.root, 0)).toBe(false);
});

describe('an output that is too small', () => {
  const output = new Uint8Array(200);
  const { writer } = tlvFormat;

  /** Writes an instance with a single and a multiple resource into `room` bytes from 3 on. @returns Bytes written. */
  function write(room: number): number {
    output.fill(0xee);
    outputTo(output, 3, 3 + room);
    setPath([3]);
    writer.start(Level.object, 0);
    setPath([3, 300]);
    writer.instance(33);
    setPath([3, 300, 9]);
    writer.number(integer, 100);
    setPath([3, 300, 7]);
    writer.multiple(14);
    setPath([3, 300, 7, 0]);
    writer.number(integer, 3800);
    setPath([3, 300, 7, 1]);
    writer.number(float, 0.5);
    setPath([3, 300, 8]);
    writer.bytes(string, Buffer.from('abcdefghijkl'), 0, 12);
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
