import vectors from '../../vectors.json';
import { bytesOf, hexBytes, type Target } from '../target';
import { formatTarget } from './format';

/** The inputs of the vectors whose ids begin with `prefix`, in hex. */
function vectorPayloads(prefix: string): string[] {
  const inputs = vectors.filter(({ id }) => id.startsWith(`${prefix}-`)).map(({ input }) => input);
  return inputs.flatMap((input) => (/^([0-9a-f]{2})*$/.test(input) ? [input] : /^[[{]/.test(input) ? hexOf(input) : []));
}

function hexOf(...texts: readonly string[]): string[] {
  return texts.map((text) => Buffer.from(text).toString('hex'));
}

/** Heads, floats, tags and lengths of CBOR (RFC 8949). */
const cborWords = hexBytes(
  '80', '81', '82', '9f', 'a0', 'a1', 'a2', 'bf', 'ff', 'f4', 'f5', 'f6', 'f7', '18ff', '190100', '1a00010000', '1b001fffffffffffff', '1b0020000000000000', '20', '3a7fffffff',
  'f93c00', 'fa47c35000', 'fb3ff0000000000000', 'fb7ff0000000000000', 'c0', 'c1', 'd9d9f7', '40', '60', '61', '5f', '7f', '5b7fffffffffffffff', '9b7fffffffffffffff',
  '63333a30', '74323031332d30332d32315432303a30343a30305a',
);
const jsonWords = bytesOf(
  '[', ']', '{', '}', ',', ':', '"', '\\"', '\\u00e9', '\\ud83e\\udd21', '\\u0000', '\\n', 'true', 'false', 'null', '1e3', '-0.5', '1E400', '9007199254740993',
  '"bn":"/3/0/"', '"n":"1"', '"n":"1/2"', '"n":"1024/65534"', '"/3/0/1/2"', '"v":1', '"vs":"a"', '"vb":true', '"vd":"AQID"', '"vlo":"3:0"', '"bv":1', '"bt":1', '"t":-5', '"bver":11', '"x_":1',
  '"e":[', '"sv":"a"', '"bv":true', '"ov":"3:0"', '{"n":"1","v":1}', ' ', '\t',
);

/** The content formats: one more is a line. */
export const formats: readonly Target[] = [
  formatTarget({
    name: 'tlv',
    module: 'src/format/tlv',
    format: 'tlvFormat',
    hasContainers: true,
    payloads: vectorPayloads('tlv'),
    dictionary: hexBytes('c0', 'c1', 'c2', 'c4', 'c8', 'e1 0101', '00', '08', '20', '40', '41', '80', '88', 'c10101', '410001', '4b'),
  }),
  formatTarget({
    name: 'text',
    module: 'src/format/text',
    format: 'textFormat',
    hasContainers: false,
    payloads: hexOf('', '1', '-5', '3.25', '3:0', '65535:65535', 'text', 'AAEC', '1e3', '0.1'),
    dictionary: bytesOf(':', '.', 'e', '-', '65535', '65536', '9007199254740991', '==', 'ü'),
  }),
  formatTarget({
    name: 'opaque',
    module: 'src/format/opaque',
    format: 'opaqueFormat',
    hasContainers: false,
    payloads: ['', '00', 'c28000ff'],
    dictionary: [],
  }),
  formatTarget({
    name: 'cbor',
    module: 'src/format/cbor',
    format: 'cborFormat',
    hasContainers: false,
    payloads: vectorPayloads('cbor'),
    dictionary: cborWords,
  }),
  formatTarget({
    name: 'senml-cbor',
    module: 'src/format/senml-cbor',
    format: 'senmlCborFormat',
    hasContainers: false,
    payloads: [...vectorPayloads('sc'), '81a221682f332f302f312f320201', '82a321662f332f302f3100613202 01a20061330202'],
    dictionary: [...cborWords, ...hexBytes('00', '0061 31', '02', '0201', '0361 61', '04f5', '0841 01', '21652f332f302f', '2201', '2301', '200b', '63766c6f 63333a30', '62785f00'), ...bytesOf('/', '/3/0/1/2', '65534', '65535')],
  }),
  formatTarget({
    name: 'lwm2m-cbor',
    module: 'src/format/lwm2m-cbor',
    format: 'lwm2mCborFormat',
    hasContainers: false,
    payloads: [...vectorPayloads('lc'), 'a1840300010205', 'a1010203', 'a103a100a101a10205'],
    dictionary: [...cborWords, ...hexBytes('8203 00', '83030001', '8403000102', 'a103', 'a100', 'a101', '19ffff', '19fffe', '820319ffff')],
  }),
  formatTarget({
    name: 'senml-json',
    module: 'src/format/senml-json',
    format: 'senmlJsonFormat',
    hasContainers: false,
    payloads: [...vectorPayloads('sj'), ...hexOf('[{"bn":"/3/0/1/2","v":1}]', '[{"bn":"/3/0/1/","n":"2","vs":"\\u00e9"},{"n":"3","vd":"AQ"}]', '[]')],
    dictionary: jsonWords,
  }),
  formatTarget({
    name: 'lwm2m-json',
    module: 'src/format/lwm2m-json',
    format: 'lwm2mJsonFormat',
    hasContainers: false,
    payloads: [...vectorPayloads('oj'), ...hexOf('{"bn":"/3/0/1","e":[{"n":"/2","v":1}]}', '{"e":[{"n":"2","bv":true}],"bn":"/3/0/1/"}')],
    dictionary: jsonWords,
  }),
];
