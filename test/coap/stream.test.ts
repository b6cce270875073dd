import fc from 'fast-check';
import { paired } from '../format/vectors';
import { fresh } from '../fresh';

type Stream = typeof import('../../src/coap/stream');

const load = (): Stream => fresh(() => jest.requireActual<Stream>('../../src/coap/stream'), { messageBytes: 400, servers: 2 });
const LINK = 1;

/** Gives a stream some bytes in chunks of `size`. @returns The messages it is made of, in hex; -1 for what is too large. */
function messages(stream: Stream, bytes: Uint8Array, size: number): (string | number)[] {
  const into = new Uint8Array(400);
  const found: (string | number)[] = [];
  for (let at = 0; at < bytes.length; at += size) {
    const chunk = bytes.subarray(at, at + size);
    stream.takeChunk(LINK, chunk, chunk.length);
    for (let length = stream.takeFrame(LINK, into); length !== 0; length = stream.takeFrame(LINK, into)) {
      if (length < 0) return [...found, -1];
      found.push(Buffer.from(into.subarray(0, length)).toString('hex'));
    }
  }
  return found;
}

/** A frame by the letter of RFC 8323 3.2, independent of the code under test. */
function frame(code: number, token: Buffer, rest: Buffer): Buffer {
  const { length } = rest;
  const extension = length < 13 ? [] : length < 269 ? [length - 13] : [(length - 269) >> 8, (length - 269) & 255];
  const nibble = length < 13 ? length : length < 269 ? 13 : 14;
  return Buffer.concat([Buffer.from([(nibble << 4) | token.length, ...extension, code]), token, rest]);
}

const part = fc.record({
  code: fc.constantFrom(0x01, 0x02, 0x45, 0xe1),
  token: fc.uint8Array({ maxLength: 8 }),
  rest: fc.oneof(fc.uint8Array({ maxLength: 20 }), fc.uint8Array({ minLength: 250, maxLength: 388, size: 'max' })),
});

test('frames become messages however the stream is cut, and messages become the same frames', () => {
  fc.assert(
    fc.property(fc.array(part, { maxLength: 6 }), fc.integer({ min: 1, max: 400 }), (parts, size) => {
      const stream = load();
      stream.setStream(LINK, true);
      const frames = parts.map(({ code, token, rest }) => frame(code, Buffer.from(token), Buffer.from(rest)));
      const found = messages(stream, Buffer.concat(frames), size);
      expect(found).toEqual(
        parts.map(({ code, token, rest }) => Buffer.concat([Buffer.from([0x50 | token.length, code, 0, 0]), token, rest]).toString('hex')),
      );
      frames.forEach((expected, i) => {
        const buffer = Buffer.alloc(400);
        const length = buffer.write(found[i] as string, 'hex');
        expect(buffer.subarray(0, stream.toFrame(buffer, length))).toEqual(expected);
      });
    }),
    { numRuns: 100 },
  );
});

/** The vectors, whole: one of them ends in dots, which stand for 300 bytes. */
const frames: Readonly<Record<string, string | undefined>> = {
  'tcp-201': undefined,
  'tcp-205-300': `e100224502c12aff${'aa'.repeat(300)}`,
  'tcp-abort': undefined,
  'tcp-csm': undefined,
  'tcp-csm0': undefined,
  'tcp-ping': undefined,
  'tcp-reg': undefined,
};

test.each(paired('tcp', frames))('%s', (_id, { input }, whole = input) => {
  const stream = load();
  const bytes = Buffer.from(whole, 'hex');
  const [message, ...more] = messages(stream, bytes, 1);
  expect(more).toEqual([]);
  const buffer = Buffer.alloc(400);
  const length = buffer.write(message as string, 'hex');
  expect(buffer.toString('hex', 0, stream.toFrame(buffer, length))).toBe(whole);
});

test.each([
  ['one that is larger than a message', 'e00100 45', -1],
  ['one of four bytes of length', 'f0000000 0045', -1],
])('%s cannot be taken', (_name, hex, outcome) => {
  expect(messages(load(), Buffer.from(hex.replaceAll(' ', ''), 'hex'), 400)).toEqual([outcome]);
});

test('a link is a stream from when it is told until it is told otherwise, and begins empty', () => {
  const stream = load();
  expect([stream.isStream(0), stream.isStream(LINK)]).toEqual([false, false]);
  stream.setStream(LINK, true);
  stream.takeChunk(LINK, Buffer.from('d1', 'hex'), 1);
  expect([stream.isStream(0), stream.isStream(LINK)]).toEqual([false, true]);
  stream.setStream(LINK, true);
  expect(messages(stream, Buffer.from('00e2', 'hex'), 2)).toEqual(['50e20000']);
});
