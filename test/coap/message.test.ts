import { generate, parse, type ParsedPacket } from 'coap-packet';
import fc from 'fast-check';
import { outputPosition, putBytes } from '../../src/bytes/output';
import { Code, MessageType, Option } from '../../src/coap/code';
import { putHeader, putOption, putPayloadMarker } from '../../src/coap/encode';
import { Field, message as fields } from '../../src/coap/message';
import { bare, decode, decodedHead, type Fields } from './fields';

/** What the decoder is compared with: npm coap-packet, written by somebody else. */

const numbersByName: Readonly<Record<string, number>> = {
  'If-Match': 1, 'Uri-Host': 3, ETag: 4, 'If-None-Match': 5, Observe: 6, 'Uri-Port': 7, 'Location-Path': 8, OSCORE: 9,
  'Uri-Path': 11, 'Content-Format': 12, 'Max-Age': 14, 'Uri-Query': 15, 'Hop-Limit': 16, Accept: 17, 'Q-Block1': 19,
  'Location-Query': 20, Block2: 23, Block1: 27, Size2: 28, 'Q-Block2': 31, 'Proxy-Uri': 35, 'Proxy-Scheme': 39,
  Size1: 60, 'No-Response': 258, 'OCF-Accept-Content-Format-Version': 2049, 'OCF-Content-Format-Version': 2053,
};

const numberOf = (name: string | number): number => numbersByName[name] ?? Number(name);

function codeOf(text: string): number {
  const [major, minor] = text.split('.').map(Number);
  return major * 32 + minor;
}

/** Reads an option value of format uint (RFC 7252 3.2); -1 when the option is absent or its value too long. */
function uintOf(packet: ParsedPacket, name: string, maxLength: number): number {
  const value = packet.options.find((option) => option.name === name)?.value;
  return value === undefined || value.length > maxLength ? -1 : Number(`0x0${value.toString('hex')}`);
}

/** Length of the options that the decoder knows (RFC 7252 5.10, RFC 7641 2, RFC 7959 2.1), and whether they repeat. */
const known: Readonly<Record<number, { least: number; most: number; repeatable: boolean }>> = {
  [Option.uriHost]: { least: 1, most: 255, repeatable: false },
  [Option.uriPort]: { least: 0, most: 2, repeatable: false },
  [Option.uriPath]: { least: 0, most: 255, repeatable: true },
  [Option.uriQuery]: { least: 0, most: 255, repeatable: true },
  [Option.accept]: { least: 0, most: 2, repeatable: false },
  [Option.block2]: { least: 0, most: 3, repeatable: false },
  [Option.block1]: { least: 0, most: 3, repeatable: false },
};

/** RFC 7252 5.4.1, 5.4.3, 5.4.5: a critical option that is unknown, too long or too short, or one too many. */
function hasBadOption(packet: ParsedPacket): boolean {
  const numbers = packet.options.map(({ name }) => numberOf(name));
  const isRequest = codeOf(packet.code) < Code.firstResponse;
  return packet.options.some(({ value }, at) => {
    const number = numbers[at];
    const rule = known[number];
    if (number % 2 === 0) return false;
    if (rule === undefined || (number === Option.uriPath && !isRequest)) return true;
    return value.length < rule.least || value.length > rule.most || (!rule.repeatable && numbers.indexOf(number) < at);
  });
}

function fieldsOf(packet: ParsedPacket): Fields {
  const code = codeOf(packet.code);
  const texts = (name: string): string[] =>
    packet.options.filter((option) => option.name === name).map(({ value }) => value.toString('latin1')).slice(0, 8);
  const answer = packet.ack ? MessageType.acknowledgement : packet.reset ? MessageType.reset : MessageType.nonConfirmable;
  return {
    type: packet.confirmable ? MessageType.confirmable : answer,
    code,
    messageId: packet.messageId,
    token: packet.token.toString('hex'),
    path: texts(code < Code.firstResponse ? 'Uri-Path' : 'Location-Path'),
    queries: texts('Uri-Query'),
    observe: uintOf(packet, 'Observe', 3),
    contentFormat: uintOf(packet, 'Content-Format', 2),
    accept: uintOf(packet, 'Accept', 2),
    block1: uintOf(packet, 'Block1', 3),
    block2: uintOf(packet, 'Block2', 3),
    badOption: hasBadOption(packet),
    payload: packet.payload.toString('hex'),
  };
}

/** What a datagram is to a node of RFC 7252, as coap-packet sees it. */
function expectedOf(bytes: Buffer): ReturnType<typeof decode> {
  if (bytes.length < 4 || bytes[0] >>> 6 !== 1) return 'ignored';
  const codeClass = bytes[1] >>> 5;
  if ((bytes[0] & 15) > 8 || codeClass === 1 || codeClass > 5) return 'format error'; // coap-packet lets these pass
  try {
    const packet = parse(bytes);
    const numbers = packet.options.map(({ name }) => numberOf(name));
    // Each message has one encoding only. What coap-packet cut short or left out does not come back.
    const written = generate({ ...packet, options: packet.options.map((option) => ({ ...option })) }, 4096);
    return written.equals(bytes) && numbers.every((number) => number <= 65535) ? fieldsOf(packet) : 'format error';
  } catch {
    return 'format error';
  }
}

const bytesOf = (minLength: number, maxLength: number): fc.Arbitrary<Buffer> =>
  fc.uint8Array({ minLength, maxLength }).map((bytes) => Buffer.from(bytes));

const option = fc.record({
  name: fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...Object.values(numbersByName)) },
    { weight: 1, arbitrary: fc.nat(65535) },
  ),
  value: fc.oneof({ weight: 8, arbitrary: bytesOf(0, 5) }, { weight: 1, arbitrary: bytesOf(0, 300) }),
});

const packet = fc.record({
  kind: fc.constantFrom('confirmable', 'nonConfirmable', 'ack', 'reset'),
  // Classes 0 and 2 to 5 (RFC 7252 12.1); 0.00 is an empty message, with a test of its own.
  code: fc.tuple(fc.constantFrom(0, 2, 3, 4, 5), fc.nat(31)).filter(([major, minor]) => major + minor > 0),
  messageId: fc.nat(65535),
  token: bytesOf(0, 8),
  options: fc.array(option, { maxLength: 12 }),
  payload: bytesOf(0, 40),
});

const message = packet.map(({ kind, code, options, ...rest }) =>
  generate(
    {
      ...rest,
      code: code.join('.'),
      [kind]: true,
      options: options.map(({ name, value }) => ({ name: String(name), value })),
    },
    4096,
  ),
);

/** Nearly well-formed: one byte of a message changed, or its end cut off. */
const damaged = fc
  .tuple(message.filter((bytes) => bytes.length < 2000), fc.nat(), fc.nat(255), fc.boolean())
  .map(([bytes, place, value, cut]) => {
    const at = place % bytes.length;
    return cut ? bytes.subarray(0, at) : Buffer.concat([bytes.subarray(0, at), Buffer.of(value), bytes.subarray(at + 1)]);
  });

test('any message of another implementation decodes to the same fields', () => {
  fc.assert(
    fc.property(message, (bytes) => {
      fc.pre(bytes.length <= 2048);
      expect(decode(bytes)).toEqual(fieldsOf(parse(bytes)));
    }),
    { numRuns: 1500 },
  );
});

test.each([
  ['random bytes', fc.oneof(bytesOf(0, 40), bytesOf(0, 1152))],
  ['random bytes behind a good head', fc.tuple(message, bytesOf(0, 60)).map(([bytes, rest]) => Buffer.concat([bytes.subarray(0, 4), rest]))],
  ['damaged messages', damaged],
])('%s: a message, a format error or nothing, as another implementation has it', (_, datagrams) => {
  fc.assert(
    fc.property(datagrams, (bytes) => {
      const outcome = decode(bytes);
      expect(outcome).toEqual(expectedOf(bytes));
      // What lies behind the datagram, from an earlier one, is not looked at.
      expect(decode(bytes, 0x11)).toEqual(outcome);
      if (outcome === 'format error') {
        expect(decodedHead()).toEqual({ type: (bytes[0] >>> 4) & 3, messageId: bytes.readUInt16BE(2) });
      }
    }),
    { numRuns: 1500 },
  );
});

test('what the encoder writes, another implementation reads', () => {
  fc.assert(
    fc.property(packet, ({ code: [major, minor], messageId, token, options, payload }) => {
      const buffer = Buffer.alloc(8192);
      const sorted = options.sort((a, b) => a.name - b.name);
      putHeader(buffer, 3, buffer.length, MessageType.confirmable, major * 32 + minor, messageId, token, 0, token.length);
      for (const { name, value } of sorted) {
        putOption(name as Option, value.length);
        putBytes(value, 0, value.length);
      }
      if (payload.length > 0) putPayloadMarker();
      putBytes(payload, 0, payload.length);
      const read = parse(buffer.subarray(3, outputPosition()));
      expect({ ...read, options: read.options.map(({ name, value }) => ({ name: numberOf(name), value })) }).toEqual({
        code: `${major}.${String(minor).padStart(2, '0')}`,
        confirmable: true,
        reset: false,
        ack: false,
        messageId,
        token,
        options: sorted,
        payload,
      });
    }),
    { numRuns: 500 },
  );
});

/** A GET with the options, each filled with zeros. */
function withOptions(...options: readonly { name: number; size: number }[]): ReturnType<typeof decode> {
  const values = options.map(({ name, size }) => ({ name: String(name), value: Buffer.alloc(size) }));
  return decode(generate({ code: 'GET', confirmable: true, messageId: 1, options: values }, 4096));
}

test.each(Object.entries(known))('option %i counts as unknown when it is too short or too long', (name, { least, most }) => {
  const bad = [least - 1, least, most, most + 1].map((size) =>
    size < 0 ? undefined : withOptions({ name: Number(name), size }),
  );
  expect(bad.map((fields) => typeof fields === 'object' && fields.badOption)).toEqual([least > 0, false, false, true]);
});

test.each([12, 13, 14, 268, 269, 270, 524, 525, 1000])('an option of %i bytes, and one that comes after it', (size) => {
  // 65000 is elective; Accept comes before it, so the length decides where 65002 is looked for.
  expect(withOptions({ name: 17, size: 1 }, { name: 65000, size }, { name: 65002, size: 2 })).toMatchObject({ accept: 0, badOption: false });
  expect(withOptions({ name: 65000, size }, { name: 65001, size: 0 })).toMatchObject({ badOption: true });
});

test.each([12, 13, 268, 269, 525, 65535])('an option whose number is %i more than that before it', (delta) => {
  const fields = withOptions({ name: delta, size: 1 });
  const alsoKnown = [...Object.keys(known)].map(Number);
  expect(fields).toMatchObject({ badOption: delta % 2 === 1 && !alsoKnown.includes(delta) });
});

test('an empty message of 4 bytes is one; with anything behind it, it is a format error (RFC 7252 4.1)', () => {
  const empty = Buffer.from('40001234', 'hex');
  expect(decode(empty)).toEqual({ ...bare, type: 0, code: 0, messageId: 0x1234 });
  for (const rest of ['00', 'ff', 'ff00', '110f']) {
    expect(decode(Buffer.concat([empty, Buffer.from(rest, 'hex')]))).toBe('format error');
  }
});

test('more segments than have a place are counted, and nothing is written over', () => {
  const options = [
    ...Array.from({ length: 300 }, (_, i) => ({ name: 'Uri-Path' as const, value: Buffer.from(String(i % 10)) })),
    ...Array.from({ length: 300 }, (_, i) => ({ name: 'Uri-Query' as const, value: Buffer.from(`q${i % 10}`) })),
  ];
  const bytes = generate({ code: 'GET', messageId: 7, confirmable: true, options, payload: Buffer.from('x') }, 2048);
  expect(decode(bytes)).toEqual({
    ...bare,
    type: 0,
    code: Code.get,
    messageId: 7,
    path: ['0', '1', '2', '3', '4', '5', '6', '7'],
    queries: ['q0', 'q1', 'q2', 'q3', 'q4', 'q5', 'q6', 'q7'],
    payload: '78',
  });
});

// Found by the fuzzer: it was stored as a negative number, and 0xffffffff as if there was none.
test.each([
  ['', 0],
  ['0480', 1152],
  ['ffffff', 0xffffff],
  ['3fffffff', 0x3fffffff],
  ['40000000', 0x3fffffff],
  ['80000000', 0x3fffffff],
  ['ffffffff', 0x3fffffff],
  ['0000000001', -1],
])('Size1 of %s counts as %d', (value, size) => {
  decode(generate({ code: 'PUT', messageId: 1, options: [{ name: 'Size1', value: Buffer.from(value, 'hex') }] }));
  expect(fields[Field.size1]).toBe(size);
});
