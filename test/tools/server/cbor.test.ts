import { CborFloat, CborMap, CborTag, decodeCbor, encodeCbor, type Cbor } from '../../../tools/server/cbor';
import { fromCbor } from '../../../tools/server/typed';
import { ContentError, type Type, type Value } from '../../../tools/server/value';
import * as cborJs from 'cbor-js';
import { vectorBytes } from './vectors';

const hex = (text: string): Buffer => Buffer.from(text, 'hex');

describe('values of the vectors', () => {
  test.each<[string, Type, Value]>([
    ['cbor-01', 'Integer', 1],
    ['cbor-17', 'Integer', 23],
    ['cbor-1818', 'Integer', 24],
    ['cbor-1903e8', 'Integer', 1000],
    ['cbor-1a000f4240', 'Integer', 1_000_000],
    ['cbor-1b000000e8', 'Integer', 1_000_000_000_000],
    ['cbor-1bffffffff', 'Unsigned Integer', 18446744073709551615n],
    ['cbor-3b7fffffff', 'Integer', -9223372036854775808n],
    ['cbor-29', 'Integer', -10],
    ['cbor-f90000', 'Float', 0],
    ['cbor-f98000', 'Float', -0],
    ['cbor-f93e00', 'Float', 1.5],
    ['cbor-f97bff', 'Float', 65504],
    ['cbor-fa47c35000', 'Float', 100000],
    ['cbor-fa7f7fffff', 'Float', 3.4028234663852886e38],
    ['cbor-f90001', 'Float', 5.960464477539063e-8],
    ['cbor-f90400', 'Float', 0.00006103515625],
    ['cbor-f9c400', 'Float', -4],
    ['cbor-f4', 'Boolean', false],
    ['cbor-f5', 'Boolean', true],
    ['cbor-40', 'Opaque', hex('')],
    ['cbor-4401020304', 'Opaque', hex('01020304')],
    ['cbor-60', 'String', ''],
    ['cbor-6449455446', 'String', 'IETF'],
    ['cbor-62225c', 'String', '"\\'],
    ['cbor-c11a514b67', 'Time', 1363896240],
    ['cbor-c074323031', 'Time', 1363896240],
    ['cbor-c1fb41d452', 'Time', 1363896240],
    ['cbor-6b36353533', 'Objlnk', '65535:65535'],
    ['cbor-5f42010243', 'Opaque', hex('0102030405')],
    ['cbor-7f65737472', 'String', 'streaming'],
  ])('%s is %s %p', (id, type, value) => expect(fromCbor(type, decodeCbor(vectorBytes(id)))).toEqual({ type, value }));

  test.each<[string, Type]>([
    ['cbor-bad-f6', 'Integer'],
    ['cbor-bad-80', 'Integer'],
    ['cbor-bad-3bffffff', 'Integer'],
    ['cbor-bad-18', 'Integer'],
    ['cbor-bad-1c', 'Integer'],
    ['cbor-f93e00', 'Integer'],
    ['cbor-6161', 'Float'],
    ['cbor-29', 'Unsigned Integer'],
  ])('%s is no %s', (id, type) => expect(() => fromCbor(type, decodeCbor(vectorBytes(id)))).toThrow(ContentError));

  test.each(['', '0000', 'ff', '81', '9f', 'a1', 'bf01ff', '5fff01', '5f6161ff', '62fffe', '9bffffffffffffffff', 'bbffffffffffffffff', '1f', 'f8ff', '81'.repeat(20) + '01'])(
    '%s is refused',
    (bytes) => expect(() => decodeCbor(hex(bytes))).toThrow(ContentError),
  );
});

describe('against cbor-js, another implementation', () => {
  const plain = (item: Cbor): unknown => {
    if (Buffer.isBuffer(item)) return new Uint8Array(item);
    if (Array.isArray(item)) return item.map(plain);
    if (item instanceof CborMap) return Object.fromEntries(item.pairs.map(([key, value]) => [String(key), plain(value)]));
    return item instanceof CborFloat ? item.value : item;
  };
  const items: Cbor[] = [
    0, 23, 24, 255, 256, 65535, 65536, 2 ** 32 - 1, 2 ** 32, -1, -24, -25, -256, -257, 2 ** 53 - 1, true, false, null, '', 'ü€', 'x'.repeat(300),
    Buffer.alloc(0), Buffer.alloc(70000, 7), new CborFloat(1.5), new CborFloat(0.1), new CborFloat(-0), new CborFloat(1e300), [],
    [1, ['a'], []], new CborMap([[-2, '/3/'], [0, '0'], ['vlo', '3:0']]), new CborMap([]),
  ];
  test.each(items.map((item) => [item]))('%p', (item) => {
    const bytes = encodeCbor(item);
    expect(cborJs.decode(new Uint8Array(bytes).buffer)).toEqual(plain(item));
    expect(decodeCbor(bytes)).toEqual(item);
  });
});

test('what cbor-js cannot hold', () => {
  expect(encodeCbor(18446744073709551615n)).toEqual(hex('1bffffffffffffffff'));
  expect(encodeCbor(-9223372036854775808n)).toEqual(hex('3b7fffffffffffffff'));
  expect(encodeCbor([3, 0])).toEqual(hex('820300'));
  expect(encodeCbor(new CborTag(1, 5))).toEqual(hex('c105'));
  expect(decodeCbor(hex('a1820300a0'))).toEqual(new CborMap([[[3, 0], new CborMap([])]]));
  // Tag 4, as Leshan writes times: 22.4 = 224 x 10^-1.
  expect(fromCbor('Float', decodeCbor(hex('c4822018e0')))).toEqual({ type: 'Float', value: 22.4 });
});
