import fc from 'fast-check';
import { ContentError, decodeText, decodeTlvValue, encodeText, encodeTlvValue, type Type, type Value } from '../../../tools/server/value';

const hex = (text: string): Buffer => Buffer.from(text, 'hex');

test.each<[string, Type, string, Value]>([
  ['tlv-z-s8-max', 'Integer', '7f', 127],
  ['tlv-z-s8-min', 'Integer', '80', -128],
  ['tlv-z-s16-min', 'Integer', '8000', -32768],
  ['tlv-z-s32-max', 'Integer', '7fffffff', 2147483647],
  ['tlv-z-s64-max', 'Integer', '7fffffffffffffff', 9223372036854775807n],
  ['tlv-z-s64-min', 'Integer', '8000000000000000', -9223372036854775808n],
  ['beyond 2^53', 'Integer', '0020000000000001', 9007199254740993n],
  ['unsigned', 'Unsigned Integer', 'ff', 255],
  ['unsigned 64 bits', 'Unsigned Integer', 'ffffffffffffffff', 18446744073709551615n],
  ['time before 1970', 'Time', 'ff', -1],
  ['tlv-z-f-0.123', 'Float', '3fbf7ced916872b0', 0.123],
  ['tlv-z-str-utf8', 'String', 'f09f91a8f09f91a9f09fa4a1', '\u{1f468}\u{1f469}\u{1f921}'],
  ['Boolean', 'Boolean', '01', true],
  ['Objlnk', 'Objlnk', '0042ffff', '66:65535'],
])('%s in TLV', (_, type, bytes, value) => {
  expect(decodeTlvValue(type, hex(bytes))).toEqual(value);
  expect(encodeTlvValue(type, value).toString('hex')).toBe(bytes);
});

test('a float of 32 bits is read', () => {
  expect(decodeTlvValue('Float', hex('41a40000'))).toBe(20.5);
});

test.each<[Type, string]>([
  ['Integer', '00ffff'],
  ['Integer', ''],
  ['Float', '0000'],
  ['Boolean', '02'],
  ['Boolean', ''],
  ['Objlnk', '000000'],
  ['String', 'ff'],
  ['String', 'c080'],
])('%s is not %s in TLV', (type, bytes) => {
  expect(() => decodeTlvValue(type, hex(bytes))).toThrow(ContentError);
});

test.each<[Type, Value]>([
  ['Integer', 1.5],
  ['Integer', '1'],
  ['Integer', 2n ** 63n],
  ['Unsigned Integer', -1],
  ['Unsigned Integer', 2n ** 64n],
  ['Float', '1'],
  ['Boolean', 1],
  ['Opaque', 'aa'],
  ['String', 1],
  ['Objlnk', '3'],
  ['Objlnk', '65536:0'],
])('as %s, %p is not written', (type, value) => {
  expect(() => encodeTlvValue(type, value)).toThrow(ContentError);
  expect(() => encodeText(type, value)).toThrow(ContentError);
});

test.each<[Type, string, Value]>([
  ['Boolean', '0', false],
  ['Integer', '-128', -128],
  ['Float', '21.5', 21.5],
  ['Time', '1367491215', 1367491215],
  ['Objlnk', '3:0', '3:0'],
  ['Opaque', 'AQID', hex('010203')],
  ['String', 'Europe/Paris', 'Europe/Paris'],
])('%s as text %s', (type, text, value) => {
  expect(decodeText(type, Buffer.from(text))).toEqual(value);
  expect(encodeText(type, value).toString()).toBe(text);
});

test.each<[Type, string]>([
  ['Boolean', 'true'],
  ['Integer', '1.0'],
  ['Integer', ''],
  ['Unsigned Integer', '-1'],
  ['Float', '1,5'],
  ['Float', 'NaN'],
  ['Objlnk', '3'],
  ['Opaque', 'AQI'],
])('%s is not the text "%s"', (type, text) => {
  expect(() => decodeText(type, Buffer.from(text))).toThrow(ContentError);
});

test.each([
  [1e-7, '0.0000001'],
  [6.667e-11, '0.00000000006667'],
  [-1.5e-8, '-0.000000015'],
  [1e21, '1000000000000000000000'],
  [1.25e22, '12500000000000000000000'],
])('the float %p has no exponent in text', (value, text) => {
  expect(encodeText('Float', value).toString()).toBe(text);
});

test('every float comes back from text', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
      const text = encodeText('Float', value).toString();
      expect(text).not.toContain('e');
      expect(decodeText('Float', Buffer.from(text))).toBe(value === 0 ? 0 : value);
    }),
  );
});

test('every integer comes back from TLV', () => {
  fc.assert(
    fc.property(fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n), (value) => {
      expect(BigInt(decodeTlvValue('Integer', encodeTlvValue('Integer', value)) as bigint)).toBe(value);
    }),
  );
});
