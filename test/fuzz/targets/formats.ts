import vectors from '../../vectors.json';
import { bytesOf, hexBytes, type Target } from '../target';
import { formatTarget } from './format';

/** The inputs of the vectors whose ids begin with one of `prefixes`, in hex. */
function vectorPayloads(...prefixes: readonly string[]): string[] {
  return vectors
    .filter(({ id, input }) => prefixes.some((prefix) => id.startsWith(`${prefix}-`)) && /^([0-9a-f]{2})*$/.test(input))
    .map(({ input }) => input);
}

function hexOf(...texts: readonly string[]): string[] {
  return texts.map((text) => Buffer.from(text).toString('hex'));
}

/** The content formats: one more is a line. */
export const formats: readonly Target[] = [
  formatTarget({
    name: 'tlv',
    module: 'src/format/tlv',
    format: 'tlvFormat',
    payloads: vectorPayloads('tlv'),
    dictionary: hexBytes('c0', 'c1', 'c2', 'c4', 'c8', 'e1 0101', '00', '08', '20', '40', '41', '80', '88', 'c10101', '410001', '4b'),
  }),
  formatTarget({
    name: 'text',
    module: 'src/format/text',
    format: 'textFormat',
    payloads: hexOf('', '1', '-5', '3.25', '3:0', '65535:65535', 'text', 'AAEC', '1e3', '0.1'),
    dictionary: bytesOf(':', '.', 'e', '-', '65535', '65536', '9007199254740991', '==', 'ü'),
  }),
  formatTarget({
    name: 'opaque',
    module: 'src/format/opaque',
    format: 'opaqueFormat',
    payloads: ['', '00', 'c28000ff'],
    dictionary: [],
  }),
];
