import { decodeContent, encodeContent, encodeInstance } from '../../../tools/server/content';
import { Definitions } from '../../../tools/server/definitions';
import { Format } from '../../../tools/server/formats';
import { toLeaves } from '../../../tools/server/leaves';
import { formatPath, parsePath } from '../../../tools/server/path';
import { ContentError } from '../../../tools/server/value';

const definitions = new Definitions();
const hex = (text: string): Buffer => Buffer.from(text, 'hex');
const read = (path: string, bytes: string): unknown =>
  decodeContent(Format.Tlv, hex(bytes), parsePath(path), definitions).map((leaf) => [formatPath(leaf.path), leaf.value]);

const DEVICE = 'c800144f70656e204d6f62696c6520416c6c69616e6365c801164c69676874776569676874204d324d20436c69656e74c80209333435303030313233c303312e30860641000141010588070842000ed842011388870841007d42010384c10964c10a0f830b410000c40d5182428fc60e2b30323a3030c11055';
const DEVICE_VALUES = [
  ['/3/0/0', 'Open Mobile Alliance'],
  ['/3/0/1', 'Lightweight M2M Client'],
  ['/3/0/2', '345000123'],
  ['/3/0/3', '1.0'],
  ['/3/0/6/0', 1],
  ['/3/0/6/1', 5],
  ['/3/0/7/0', 3800],
  ['/3/0/7/1', 5000],
  ['/3/0/8/0', 125],
  ['/3/0/8/1', 900],
  ['/3/0/9', 100],
  ['/3/0/10', 15],
  ['/3/0/11/0', 0],
  ['/3/0/13', 1367491215],
  ['/3/0/14', '+02:00'],
  ['/3/0/16', 'U'],
];

describe('TLV of an answer', () => {
  test('tlv-dev-3-0: an instance, without its wrapper', () => expect(read('/3/0', DEVICE)).toEqual(DEVICE_VALUES));
  test('tlv-dev-3: an object', () => expect(read('/3', '080079' + DEVICE)).toEqual(DEVICE_VALUES));
  test('an instance in its wrapper', () => expect(read('/3/0', '080079' + DEVICE)).toEqual(DEVICE_VALUES));
  test('a resource', () => expect(read('/3/0/9', 'c10964')).toEqual([['/3/0/9', 100]]));
  test('a multiple resource', () => expect(read('/3/0/6', '8606410001410105')).toEqual([['/3/0/6/0', 1], ['/3/0/6/1', 5]]));
  test('its instances bare', () => expect(read('/3/0/6', '410001410105')).toEqual([['/3/0/6/0', 1], ['/3/0/6/1', 5]]));
  test('one resource instance', () => expect(read('/3/0/6/1', '410105')).toEqual([['/3/0/6/1', 5]]));
  test('one resource instance inside its resource', () => expect(read('/3/0/6/1', '8306410105')).toEqual([['/3/0/6/1', 5]]));
  test('nothing', () => expect(read('/3', '')).toEqual([]));
  test('a resource that no definition types is bytes', () => expect(read('/3/0/999', 'e203e70102')).toEqual([['/3/0/999', hex('0102')]]));

  test.each([
    ['another instance', '/3/0', '080100'],
    ['another resource', '/3/0/9', 'c10a0f'],
    ['another resource instance', '/3/0/6/1', '410001'],
    ['tlv-bad-dup', '/1/0', 'c10002c10003'],
    ['a resource of no instance', '/3', 'c10964'],
    ['tlv-bad-int3', '/1/0', 'c30100ffff'],
  ])('%s is refused', (_, path, bytes) => {
    expect(() => read(path, bytes)).toThrow(ContentError);
  });
});

test('other formats of an answer', () => {
  const path = parsePath('/3/0/9');
  expect(decodeContent(Format.Text, Buffer.from('100'), path, definitions)).toEqual([{ path, type: 'Integer', value: 100 }]);
  expect(decodeContent(Format.Opaque, hex('01'), path, definitions)).toEqual([{ path, type: 'Opaque', value: hex('01') }]);
  expect(decodeContent(undefined, hex(''), path, definitions)).toEqual([]);
  expect(() => decodeContent(undefined, hex('01'), path, definitions)).toThrow(ContentError);
  expect(() => decodeContent(50, hex('01'), path, definitions)).toThrow('does not read Content-Format 50');
  expect(() => decodeContent(Format.Text, Buffer.from('100'), parsePath('/3/0'), definitions)).toThrow(ContentError);
});

describe('writing', () => {
  const write = (path: string, content: Parameters<typeof toLeaves>[1], format: number = Format.Tlv): string =>
    encodeContent(format, toLeaves(parsePath(path), content, definitions), parsePath(path)).toString('hex');

  test('tlv-ets-215: several resources', () => {
    expect(write('/1/0', { 2: 101, 3: 1010, 5: 2000, 6: true, 7: 'U' })).toBe('c10265c20303f2c20507d0c10601c10755');
  });
  test('tlv-ets-1630: an instance with multiple resources', () => {
    const instance = { 0: { 0: 'Host Device ID #2', 1: 'Host Device Model #2' } };
    expect(encodeInstance([16, 1], instance, definitions).toString('hex')).toBe('08012e88002b480011486f737420446576696365204944202332480114486f737420446576696365204d6f64656c202332');
  });
  test('one resource, a multiple resource, one resource instance', () => {
    expect(write('/3311/0/5851', 40)).toBe('e116db28');
    expect(write('/3/0/6', { 0: 1, 1: 5 })).toBe('8606410001410105');
    expect(write('/3/0/6/1', 5)).toBe('410105');
  });
  test('text and opaque', () => {
    expect(write('/3311/0/5850', true, Format.Text)).toBe('31');
    expect(write('/5/0/0', hex('ff'), Format.Opaque)).toBe('ff');
  });
  test('what a format cannot hold', () => {
    expect(() => write('/3311/0', { 5850: true }, Format.Text)).toThrow('use TLV');
    expect(() => write('/3311/0', true)).toThrow(ContentError);
    expect(() => write('/3/0/6/0', { 0: 1 })).toThrow(ContentError);
    expect(() => write('/3311/0/5850', 'on')).toThrow('on is not a Boolean');
  });
  test('a resource without definition has the type of its value', () => {
    expect(toLeaves([9999, 0], { 0: 'x', 1: true, 2: 1.5, 3: 2, 4: 2n, 5: hex('00') }, definitions).map(({ type }) => type)).toEqual([
      'String', 'Boolean', 'Float', 'Integer', 'Integer', 'Opaque',
    ]);
  });
});
