import { decodeContent, encodeComposite, encodeContent, encodeInstance, encodePaths } from '../../../tools/server/content';
import { Definitions } from '../../../tools/server/definitions';
import { Format, formatName, parseFormat } from '../../../tools/server/formats';
import { timeOf, toLeaves, type Content, type Leaf } from '../../../tools/server/leaves';
import { formatPath, parsePath } from '../../../tools/server/path';
import { ContentError } from '../../../tools/server/value';
import { DEVICE_VALUES, vector, vectorBytes, vectorText } from './vectors';

const definitions = new Definitions();

function read(format: number, payload: Buffer, path = '/', root = ''): Leaf[] {
  return decodeContent(format, payload, path === '/' ? [] : parsePath(path), definitions, root);
}

function pairs(leaves: readonly Leaf[]): unknown[] {
  return leaves.map(({ path, value }) => [formatPath(path), value]);
}

const json = (text: string): Buffer => Buffer.from(text);

describe('reading', () => {
  test.each<[string, number, Buffer]>([
    ['sj-3-0', Format.SenmlJson, vectorText('sj-3-0')],
    ['sc-3-0', Format.SenmlCbor, vectorBytes('sc-3-0')],
    ['oj-3-0', Format.Lwm2mJson, vectorText('oj-3-0')],
    ['lc-3-0', Format.Lwm2mCbor, vectorBytes('lc-3-0')],
  ])('%s is the Device instance', (_, format, payload) => expect(pairs(read(format, payload, '/3/0'))).toEqual(DEVICE_VALUES));

  const json110: [string, string, unknown[]][] = [
    ['sj-single', '/3/0/0', [['/3/0/0', 'Open Mobile Alliance']]],
    ['sj-single-n', '/6/0/3', [['/6/0/3', 20]]],
    ['sj-exp', '/3/0/13', [['/3/0/13', 1638435000]]],
    ['sj-long', '/1/0/2', [['/1/0/2', 9223372036854775800n]]],
    ['sj-opaque', '/0/0/3', [['/0/0/3', Buffer.from('abcdef', 'hex')]]],
    ['sj-wcomp', '/', [['/3311/0/5850', false], ['/3311/1/5850', false], ['/3311/2/5851', 20], ['/3308/0/5900', 18]]],
    ['sj-vlo', '/', [['/65/0/0/0', '66:0'], ['/65/0/0/1', '66:1'], ['/65/0/1', '8613800755500'], ['/65/0/2', 1]]],
    ['sj-2bn', '/', [['/2/3/0', 3], ['/2/3/1', 1], ['/2/3/3', 123], ['/2/2/0', 4], ['/2/2/1', 2], ['/2/2/3', 124]]],
    ['sj-ets-257', '/', [['/1/0/2', 101], ['/1/0/6', true], ['/3/0/13', 0]]],
  ];
  test.each(json110)('%s', (id, path, expected) => expect(pairs(read(Format.SenmlJson, vectorText(id), path))).toEqual(expected));

  const cbor112: [string, unknown[]][] = [
    ['sc-single', [['/3/0/0', 'Open Mobile Alliance']]],
    ['sc-comp-resp', [['/3/0/0', 'Open Mobile Alliance'], ['/3/0/9', 95], ['/1/0/1', 86400]]],
    ['sc-bn-noslash', [['/2/3/0', 1234]]],
    ['sc-opaque', [['/0/0/3', Buffer.from('abcdef', 'hex')]]],
    ['sc-half', [['/3442/0/130', 300]]],
    ['sc-ets-257', [['/1/0/2', 101], ['/1/0/6', true], ['/3/0/13', 0]]],
    ['sc-vlo-min', [['/65/0/0/0', '66:0'], ['/65/0/0/1', '66:1']]],
  ];
  test.each(cbor112)('%s', (id, expected) => expect(pairs(read(Format.SenmlCbor, vectorBytes(id)))).toEqual(expected));
  test('sc-indef: indefinite lengths, here on an Integer', () => {
    const payload = Buffer.from(vector('sc-indef').replace('006130', '006139'), 'hex');
    expect(pairs(read(Format.SenmlCbor, payload))).toEqual([['/3/0/9', 1]]);
  });

  const lwm2mCbor: [string, unknown[]][] = [
    ['lc-3-0-0', [['/3/0/0', 'Open Mobile Alliance']]],
    ['lc-3-0-0-nest', [['/3/0/0', 'Open Mobile Alliance']]],
    ['lc-3-0-6', [['/3/0/6/0', 1], ['/3/0/6/1', 5]]],
    ['lc-comp', [['/3/0/0', 'Open Mobile Alliance'], ['/3/0/9', 100], ['/1/0/1', 86400]]],
    ['lc-indef', [['/3/0/9', 1]]],
  ];
  test.each(lwm2mCbor)('%s', (id, expected) => expect(pairs(read(Format.Lwm2mCbor, vectorBytes(id)))).toEqual(expected));

  const json1_0: [string, unknown[]][] = [
    ['oj-root', [['/3/0/0', 'Open Mobile Alliance'], ['/3/0/6/0', 1]]],
    ['oj-nobn', [['/3/0/0', 'Open Mobile Alliance']]],
    ['oj-noslash', [['/1024/0/0', 'a string'], ['/1024/0/1', 10.5], ['/1024/0/2', true]]],
    ['oj-split', [['/3/0/11/0', 0], ['/3/0/11/1', 0]]],
    ['oj-ov', [['/66/0/2', '67:0']]],
    ['oj-empty', []],
  ];
  test.each(json1_0)('%s', (id, expected) => expect(pairs(read(Format.Lwm2mJson, vectorText(id)))).toEqual(expected));
  test('bytes in the JSON of 1.0 are Base64 texts', () => {
    expect(pairs(read(Format.Lwm2mJson, json('{"bn":"/5/0/0","e":[{"sv":"q83v"}]}')))).toEqual([['/5/0/0', Buffer.from('abcdef', 'hex')]]);
  });

  test('time stamps', () => {
    const times = (format: number, payload: Buffer): unknown[] => read(format, payload).map(({ path, value, time }) => [formatPath(path), value, time]);
    expect(times(Format.SenmlJson, vectorText('sj-bt-carry'))).toEqual([['/1024/0/1', 22.9, 268500000], ['/1024/0/1', 22.4, 268499995], ['/1024/0/1', 24.1, 268499950]]);
    expect(times(Format.SenmlCbor, vectorBytes('sc-hist'))).toEqual([['/72/1/2', 22.4, 25462629], ['/72/1/2', 22.9, 25462604], ['/72/1/2', 24.1, 25462584]]);
    expect(times(Format.Lwm2mJson, vectorText('oj-ts'))).toEqual([['/1024/0/1', 22.9, 25462604], ['/1024/0/1', 22.4, 25462629], ['/1024/0/1', 24.1, 25462584]]);
    const leaf = { path: [3, 0, 9], type: 'Integer' as const, value: 1 };
    expect([timeOf(leaf, 5000), timeOf({ ...leaf, time: -3 }, 5000), timeOf({ ...leaf, time: 268500000 }, 5000)]).toEqual([5000, 2000, 268500000000]);
  });

  test('names behind the alternate path of the client, and without it', () => {
    const payload = json('[{"n":"/mote/3/0/9","v":5},{"n":"/3/0/10","v":6}]');
    expect(pairs(read(Format.SenmlJson, payload, '/', '/mote'))).toEqual([['/3/0/9', 5], ['/3/0/10', 6]]);
  });

  test('spellings in the field', () => {
    expect(pairs(read(Format.SenmlJson, json('[{"bn":"/0/0/3","vd":"+/8="},{"bn":"/0/0/4","vd":"-_8"}]')))).toEqual([
      ['/0/0/3', Buffer.from('fbff', 'hex')],
      ['/0/0/4', Buffer.from('fbff', 'hex')],
    ]);
    expect(pairs(read(Format.SenmlJson, json('[{"bn":"/9999/0/","bv":10,"n":"1","v":1},{"n":"2","vs":"a12345678901234567890"}]')))).toEqual([
      ['/9999/0/1', 11],
      ['/9999/0/2', 'a12345678901234567890'],
    ]);
  });
});

describe('what is refused', () => {
  test.each(['sj-x-1', 'sj-x-2', 'sj-x-3', 'sj-x-5', 'sj-etch-del'])('%s', (id) => expect(() => read(Format.SenmlJson, vectorText(id))).toThrow(ContentError));
  test.each(['lc-bad-a1187b01', 'lc-bad-a1840300', 'lc-bad-a1f90000', 'lc-bad-8101', 'lc-bad-a18001', 'lc-bad-a11a0001', 'lc-gw'])('%s', (id) =>
    expect(() => read(Format.Lwm2mCbor, vectorBytes(id))).toThrow(ContentError),
  );
  test.each(['oj-bad1', 'oj-bad2', 'oj-bad3'])('%s', (id) => expect(() => read(Format.Lwm2mJson, vectorText(id))).toThrow(ContentError));
  test.each([
    ['a resource that was not asked for', '/3/0/9', '[{"n":"/3/0/10","v":1}]', 'was not asked for'],
    ['a value of another type', '/3/0/9', '[{"n":"/3/0/9","vs":"1"}]', '/3/0/9: 1 is not an Integer'],
    ['a value at an instance', '/3', '[{"n":"/3/0","v":1}]', 'which is no resource'],
    ['an instance of a single resource', '/3', '[{"n":"/3/0/9/0","v":1}]', 'has no instances'],
    ['one value twice', '/3', '[{"n":"/3/0/9","v":1},{"n":"/3/0/9","v":1}]', 'twice'],
    ['a name that is no path', '/', '[{"n":"/3/x","v":1}]', 'which is no path'],
    ['no name', '/', '[{"v":1}]', 'no name'],
    ['a newer version', '/', '[{"bver":11,"n":"/3/0/9","v":1}]', 'newer'],
    ['a label with another value', '/', '[{"n":"/3/0/9","vb":1}]', 'not what "vb" holds'],
    ['no JSON', '/', '[{', 'not JSON'],
  ])('%s', (_, path, text, message) => expect(() => read(Format.SenmlJson, json(text), path)).toThrow(message));
  test('TLV for several paths', () => expect(() => read(Format.Tlv, Buffer.of(0xc1, 0, 1))).toThrow('of which objects'));
});

describe('writing', () => {
  const DEVICE: Content = {
    0: 'Open Mobile Alliance', 1: 'Lightweight M2M Client', 2: '345000123', 3: '1.0', 6: { 0: 1, 1: 5 }, 7: { 0: 3800, 1: 5000 }, 8: { 0: 125, 1: 900 },
    9: 100, 10: 15, 11: { 0: 0 }, 13: 1367491215, 14: '+02:00', 16: 'U',
  };
  const write = (format: number, path: string, content: Content): Buffer => encodeContent(format, toLeaves(parsePath(path), content, definitions), parsePath(path));

  test('the Device instance, byte for byte as the vectors', () => {
    expect(write(Format.SenmlJson, '/3/0', DEVICE).toString()).toBe(vector('sj-3-0'));
    expect(write(Format.SenmlCbor, '/3/0', DEVICE).toString('hex')).toBe(vector('sc-3-0'));
    expect(write(Format.Lwm2mJson, '/3/0', DEVICE).toString()).toBe(vector('oj-3-0'));
    expect(write(Format.Lwm2mCbor, '/3/0', DEVICE).toString('hex')).toBe(vector('lc-3-0'));
  });

  test.each<[string, number, string, Content, string]>([
    ['sj-single', Format.SenmlJson, '/3/0/0', 'Open Mobile Alliance', vector('sj-single')],
    ['sj-long', Format.SenmlJson, '/1/0/2', 9223372036854775800n, '[{"bn":"/1/0/2","v":9223372036854775800}]'],
    ['sj-opaque', Format.SenmlJson, '/0/0/3', Buffer.from('abcdef', 'hex'), vector('sj-opaque')],
    ['a Float without a fraction', Format.SenmlJson, '/6/0/3', 20, '[{"bn":"/6/0/3","v":20}]'],
    ['an object link', Format.SenmlJson, '/9/0', { 13: { 0: '3:0' } }, '[{"bn":"/9/0/","n":"13/0","vlo":"3:0"}]'],
    ['bytes in the JSON of 1.0', Format.Lwm2mJson, '/5/0/0', Buffer.from('abcdef', 'hex'), '{"bn":"/5/0/0","e":[{"sv":"q83v"}]}'],
  ])('%s', (_, format, path, content, expected) => {
    // Object 9 types resource 13 as a link only with a definition; the label is what is looked at.
    const leaves = toLeaves(parsePath(path), content, definitions).map((leaf) => (leaf.path[0] === 9 ? { ...leaf, type: 'Objlnk' as const } : leaf));
    expect(encodeContent(format, leaves, parsePath(path)).toString()).toBe(expected);
  });

  test.each<[string, number, string, Content, string]>([
    ['sc-single', Format.SenmlCbor, '/3/0/0', 'Open Mobile Alliance', vector('sc-single')],
    ['sc-opaque', Format.SenmlCbor, '/0/0/3', Buffer.from('abcdef', 'hex'), vector('sc-opaque')],
    ['lc-3-0-0', Format.Lwm2mCbor, '/3/0/0', 'Open Mobile Alliance', vector('lc-3-0-0')],
    ['lc-3-0-6', Format.Lwm2mCbor, '/3/0/6', { 0: 1, 1: 5 }, vector('lc-3-0-6')],
    ['a Float is a float', Format.Cbor, '/3303/0/5601', 20, 'fa41a00000'],
    ['a Boolean', Format.Cbor, '/3311/0/5850', true, 'f5'],
    ['an Integer', Format.Cbor, '/3/0/13', 1367491215, '1a5182428f'],
    ['bytes', Format.Cbor, '/5/0/0', Buffer.from('abcdef', 'hex'), '43abcdef'],
  ])('%s', (_, format, path, content, expected) => expect(write(format, path, content).toString('hex')).toBe(expected));

  test('lists of paths', () => {
    expect(encodePaths(Format.SenmlJson, ['/3/0/0', '/3/0/9', '/1/0/1']).toString()).toBe(vector('sj-fetch'));
    expect(encodePaths(Format.SenmlCbor, ['/3/0/0', '/3/0/9', '/1/0/1']).toString('hex')).toBe(vector('sc-fetch'));
    expect(encodePaths(Format.SenmlEtchJson, ['/']).toString()).toBe(vector('sj-fetch-root'));
    expect(() => encodePaths(Format.Lwm2mCbor, ['/3'])).toThrow('written in SenML');
  });

  test('composite values', () => {
    const values = { '/3311/0/5850': false, '/3311/1/5850': false, '/3311/2/5851': 20, '/3308/0/5900': 18 };
    expect(encodeComposite(Format.SenmlJson, values, definitions).toString()).toBe(vector('sj-wcomp'));
    expect(encodeComposite(Format.SenmlEtchJson, { '/2/0/2/101': null }, definitions).toString()).toBe(vector('sj-etch-del'));
    expect(encodeComposite(Format.SenmlEtchCbor, { '/2/0/2/101': null }, definitions).toString('hex')).toBe(vector('sc-etch-del'));
    expect(encodeComposite(Format.SenmlJson, { '/3/0/9': 1, '/2/0/2/1': null }, definitions, '/mote').toString()).toBe('[{"n":"/mote/3/0/9","v":1},{"n":"/mote/2/0/2/1","v":null}]');
    expect(encodeComposite(Format.Lwm2mCbor, { '/3/0': { 0: 'Open Mobile Alliance', 9: 100 }, '/1/0/1': 86400 }, definitions).toString('hex')).toBe(vector('lc-comp'));
    expect(() => encodeComposite(Format.Lwm2mCbor, { '/2/0/2/101': null }, definitions)).toThrow('cannot remove');
    expect(() => encodeComposite(Format.SenmlJson, { '/3/0/9': 'x' }, definitions)).toThrow('x is not an Integer');
  });

  test('Create', () => {
    // lc-create5 has the key [2,102] for {2: {102: 0}}: both are the same paths.
    expect(encodeInstance([2, 5], { 0: 5, 1: 0, 2: { 102: 0 }, 3: 101 }, definitions, Format.Lwm2mCbor).toString('hex')).toBe('a1820205a40005010002a11866000318' + '65');
    expect(encodeInstance([2], { 0: 5 }, definitions, Format.Lwm2mCbor).toString('hex')).toBe('a1820219ffffa10005');
    expect(encodeInstance([2, 5], { 0: 5 }, definitions, Format.SenmlJson).toString()).toBe('[{"bn":"/2/5/","n":"0","v":5}]');
    expect(() => encodeInstance([2], { 0: 5 }, definitions, Format.SenmlJson)).toThrow('name the instance');
  });

  test('what a format cannot hold', () => {
    expect(() => write(Format.Cbor, '/3/0', { 9: 1 })).toThrow('cbor holds the value of one resource');
    expect(() => write(Format.SenmlJson, '/6/0/3', NaN)).toThrow('no form in JSON');
    expect(() => write(Format.Lwm2mJson, '/6/0/3', Infinity)).toThrow('no form in JSON');
    expect(() => write(50, '/3/0/9', 1)).toThrow('does not write Content-Format 50');
  });
});

test('names of formats', () => {
  expect(['senml-json', '110', '65535'].map(parseFormat)).toEqual([110, 110, 65535]);
  expect([formatName(11544), formatName(50)]).toEqual(['lwm2m-cbor', '50']);
  expect(() => parseFormat('json')).toThrow('"json" is not a format: write text, opaque, cbor,');
  expect(() => parseFormat('65536')).toThrow('is not a format');
});
