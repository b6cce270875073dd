import fc from 'fast-check';
import { utf8Valid } from '../../src/bytes/utf8';

const isValid = (bytes: Uint8Array): boolean => {
  const around = Buffer.concat([Buffer.from([0xf0]), bytes, Buffer.from([0x80, 0x80, 0x80])]);
  return utf8Valid(around, 1, 1 + bytes.length);
};

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return !bytes.includes(0);
  } catch {
    return false;
  }
}

test.each([
  ['', true],
  ['7f', true],
  ['00', false],
  ['80', false],
  ['c080', false],
  ['c1bf', false],
  ['c280', true],
  ['c2', false],
  ['c27f', false],
  ['c2c0', false],
  ['e09fbf', false],
  ['e0a080', true],
  ['e0a0', false],
  ['ed9fbf', true],
  ['eda080', false],
  ['ee8080', true],
  ['efbfbf', true],
  ['f08fbfbf', false],
  ['f0908080', true],
  ['f09080', false],
  ['f48fbfbf', true],
  ['f4908080', false],
  ['f5808080', false],
  ['ff', false],
])('%s: %s', (hex, valid) => {
  expect(isValid(Buffer.from(hex, 'hex'))).toBe(valid);
});

test('every sequence of one lead byte and what can decide about it', () => {
  const probes = [0x00, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xff];
  for (let lead = 0; lead < 256; lead++) {
    for (const second of probes) {
      for (const rest of [[], [0x80], [0x80, 0xbf], [0xc0, 0x80], [0x80, 0x41]]) {
        const bytes = Uint8Array.from([lead, second, ...rest]);
        expect([bytes, isValid(bytes)]).toEqual([bytes, isUtf8(bytes)]);
      }
    }
  }
});

test('any bytes are judged as by TextDecoder', () => {
  const texts = fc.string({ unit: 'binary', maxLength: 20 }).map((text) => new Uint8Array(Buffer.from(text)));
  const spoilt = fc.tuple(texts, fc.nat(80), fc.nat(255)).map(([bytes, at, byte]) => bytes.map((each, i) => (i === at ? byte : each)));
  fc.assert(
    fc.property(fc.oneof(texts, spoilt, fc.uint8Array({ maxLength: 12 })), (bytes) => {
      expect(isValid(bytes)).toBe(isUtf8(bytes));
    }),
    { numRuns: 3000 },
  );
});
