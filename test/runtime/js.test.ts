import fc from 'fast-check';
import * as js from '../../src/runtime/js';

test('tables have their size, and are filled with zeros', () => {
  expect([js.newUint8s(3), js.newUint16s(3), js.newInt32s(3), js.newFloat64s(3)]).toEqual([
    new Uint8Array(3),
    new Uint16Array(3),
    new Int32Array(3),
    new Float64Array(3),
  ]);
});

test('bytes are copied, between buffers and within one', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 30, maxLength: 30 }), fc.nat(10), fc.nat(10), fc.nat(20), fc.boolean(), (bytes, from, at, size, within) => {
      const source = Uint8Array.from(bytes);
      const to = within ? source : new Uint8Array(30);
      const expected = Uint8Array.from(to);
      expected.set(bytes.slice(from, from + size), at);
      js.copyBytes(source, from, from + size, to, at);
      expect(to).toEqual(expected);
    }),
  );
});

test('floats are big-endian', () => {
  fc.assert(
    fc.property(fc.double(), fc.float(), (double, single) => {
      const bytes = Buffer.alloc(12);
      js.writeFloat64(double, bytes, 1);
      expect(bytes.readDoubleBE(1)).toBe(double);
      expect([bytes[0], bytes[9]]).toEqual([0, 0]);
      expect(js.readFloat64(bytes, 1)).toBe(double);
      bytes.writeFloatBE(single, 2);
      expect(js.readFloat32(bytes, 2)).toBe(single);
    }),
  );
});

test('there is one NaN', () => {
  const bytes = Buffer.from('fff0000000000001', 'hex');
  js.writeFloat64(js.readFloat64(bytes, 0), bytes, 0);
  expect(bytes.toString('hex')).toBe('7ff8000000000000');
});

test('texts become UTF-8 and come back', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
      const expected = Buffer.from(text);
      const bytes = Buffer.alloc(200);
      js.writeText(text, bytes, 3);
      expect(js.textSize(text)).toBe(expected.length);
      expect(bytes.subarray(3, 3 + expected.length)).toEqual(expected);
      expect(js.readText(bytes, 3, 3 + expected.length)).toBe(text);
    }),
  );
});

test.each(['\ud800', '\udc00', 'a\ud800b', '\udc00\ud800'])('lone surrogates of %j become U+FFFD', (text) => {
  const bytes = Buffer.alloc(js.textSize(text));
  js.writeText(text, bytes, 0);
  expect(bytes).toEqual(Buffer.from(text));
});

test('the code of a character of a constant', () => {
  expect(js.asciiAt('Mote', 1)).toBe(111);
});
