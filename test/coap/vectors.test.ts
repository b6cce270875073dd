import { outputPosition, putBytes } from '../../src/bytes/output';
import { Code, MessageType, Option } from '../../src/coap/code';
import { putHeader, putOption, putPayloadMarker, putTextOption, putUintOption } from '../../src/coap/encode';
import { paired, vectorsOf } from '../format/vectors';
import { bare, decode, type Fields, type Outcome } from './fields';

/** A confirmable request; what is told replaces what a bare message has. */
function request(messageId: number, token: string, code: Code, rest: Partial<Fields> = {}): Fields {
  return { ...bare, type: MessageType.confirmable, code, messageId, token, ...rest };
}

function response(messageId: number, token: string, code: Code, rest: Partial<Fields> = {}): Fields {
  return { ...bare, type: MessageType.acknowledgement, code, messageId, token, ...rest };
}

const hex = (text: string): string => Buffer.from(text, 'latin1').toString('hex');

/** Options that are not among the decoder's fields, since nobody asks for their value. */
const unread: Readonly<Record<string, readonly [Option, number]>> = { 'coap-413': [Option.size1, 1024] };

/** What cannot come out of our encoder: malformed, not of this version, or with an option we have no use for. */
const foreign = ['coap-p-2', 'coap-p-12', 'coap-p-15'];

/**
 * The messages of both sides, as fields.
 */
const messages: Readonly<Record<string, Outcome>> = {
  'coap-reg10': request(0x1235, '01', Code.post, {
    path: ['rd'],
    contentFormat: 40,
    queries: ['ep=dev1', 'lt=60', 'lwm2m=1.0', 'b=UQ'],
    payload: hex('</1/0>,</3/0>'),
  }),
  'coap-reg-201': response(0x1234, '0a0b0c0d', Code.created, { path: ['rd', '5a3f'] }),
  'coap-upd-lt': request(0x1237, '03', Code.post, { path: ['rd', '5a3f'], queries: ['lt=20'] }),
  'coap-204': response(0x1236, '02', Code.changed),
  'coap-dereg': request(0x1238, '04', Code.delete, { path: ['rd', '5a3f'] }),
  'coap-bs': request(1, 'aa', Code.post, { path: ['bs'], queries: ['ep=dev1', 'pct=112'] }),
  'coap-bspack': request(2, 'ab', Code.get, { path: ['bspack'], queries: ['ep=dev1'], accept: 112 }),
  'coap-bsdel': request(4, 'ad', Code.delete),
  'coap-read': request(0x7d01, '21', Code.get, { path: ['3', '0'], accept: 11542 }),
  'coap-disc': request(0x7d02, '22', Code.get, { path: ['3'], queries: ['depth=1'], accept: 40 }),
  'coap-wr': request(0x7d03, '23', Code.put, { path: ['1', '0', '1'], contentFormat: 0, payload: hex('60') }),
  'coap-wa': request(0x7d04, '24', Code.put, { path: ['3', '0', '9'], queries: ['pmin=10', 'pmax=60'] }),
  'coap-exec': request(0x7d05, '25', Code.post, { path: ['3', '0', '4'] }),
  'coap-exec-arg': request(0x7d06, '26', Code.post, { path: ['1', '0', '8'], contentFormat: 0, payload: hex("0='U'") }),
  'coap-create': request(0x7d07, '27', Code.post, { path: ['16'], contentFormat: 11542, payload: '080006880003410061' }),
  'coap-create-201': response(0x7d07, '27', Code.created, { path: ['16', '0'] }),
  'coap-ipatch': request(0x7d09, '29', Code.ipatch, {
    contentFormat: 112,
    payload: '83a321612f0065312f302f32021865a20065312f302f3604f5a20066332f302f31330200',
  }),
  'coap-obs': request(0x7d0a, '2a2b', Code.get, { path: ['4', '0', '2'], observe: 0, accept: 0 }),
  'coap-obs-205': response(0x7d0a, '2a2b', Code.content, { observe: 1, contentFormat: 0, payload: hex('-71') }),
  'coap-send': request(0x2003, '31', Code.post, {
    path: ['dp'],
    contentFormat: 110,
    payload: hex('[{"n":"/4/0/2","v":-49}]'),
  }),
  'coap-blk1-0': request(0x3000, '41', Code.put, {
    path: ['5', '0', '0'],
    contentFormat: 42,
    block1: 0x0a,
    payload: hex('A'.repeat(64)),
  }),
  'coap-blk1-231': response(0x3000, '41', Code.continue, { block1: 0x0a }),
  'coap-blk1-last': request(0x3001, '42', Code.put, {
    path: ['5', '0', '0'],
    contentFormat: 42,
    block1: 0x12,
    payload: hex('B'.repeat(10)),
  }),
  'coap-blk2-req': request(0x3002, '43', Code.get, { path: ['fw'], block2: 0x126 }),
  'coap-ping': { ...bare, type: MessageType.confirmable, code: Code.empty, messageId: 0xbeef },
  'coap-rst': { ...bare, type: MessageType.reset, code: Code.empty, messageId: 0xbeef },
  'coap-ack': { ...bare, type: MessageType.acknowledgement, code: Code.empty, messageId: 0xbeef },
  'coap-404': response(0x7d0c, '2c', Code.notFound),
  'coap-405': response(0x7d0d, '2d', Code.methodNotAllowed),
  'coap-413': response(0x3000, '41', Code.requestEntityTooLarge),
  'coap-p-1': 'ignored',
  'coap-p-2': request(0, '', Code.post, { payload: 'aa' }),
  'coap-p-3': { ...bare, type: MessageType.confirmable, code: Code.empty, messageId: 0 },
  'coap-p-4': 'format error',
  'coap-p-6': 'ignored',
  'coap-p-7': 'ignored',
  'coap-p-8': request(0, '1122334455667788', Code.get),
  'coap-p-10': request(0, '11', Code.get, { payload: 'aa' }),
  'coap-p-11': 'format error',
  'coap-p-12': request(0, '', Code.post, { badOption: true, payload: 'aa' }),
  'coap-p-13': response(0xc3f8, '', Code.forbidden, { contentFormat: 0 }),
  'coap-p-14': response(0xc3f8, '', Code.forbidden, { contentFormat: 65000 }),
  'coap-p-15': response(0xc3f8, '', Code.forbidden),
  'coap-p-16': 'format error',
  'coap-rfc-a1r': response(0x7d34, '', Code.content, { payload: hex('22.3 C') }),
};

/** Writes a message with the encoder, its options in ascending order. */
function encode(id: string, fields: Fields): string {
  const buffer = Buffer.alloc(256);
  const token = Buffer.from(fields.token, 'hex');
  const payload = Buffer.from(fields.payload, 'hex');
  const uint = (option: Option, value: number): void => {
    if (value !== -1) putUintOption(option, value);
  };
  putHeader(buffer, 0, buffer.length, fields.type, fields.code, fields.messageId, token, 0, token.length);
  uint(Option.observe, fields.observe);
  for (const segment of fields.path) {
    putTextOption(fields.code < Code.firstResponse ? Option.uriPath : Option.locationPath, segment);
  }
  uint(Option.contentFormat, fields.contentFormat);
  for (const query of fields.queries) putTextOption(Option.uriQuery, query);
  uint(Option.accept, fields.accept);
  uint(Option.block2, fields.block2);
  uint(Option.block1, fields.block1);
  if (id in unread) putUintOption(...unread[id]);
  if (payload.length > 0) {
    putPayloadMarker();
    putBytes(payload, 0, payload.length);
  }
  return buffer.toString('hex', 0, outputPosition());
}

const cases = paired('coap', messages);

test.each(cases)('%s is decoded', (_, { input }, expected) => {
  expect(decode(Buffer.from(input, 'hex'))).toEqual(expected);
});

test.each(cases.filter(([id, , expected]) => typeof expected === 'object' && !foreign.includes(id)))(
  '%s is what the encoder writes',
  (id, { input }, fields) => {
    expect(encode(id, fields as Fields)).toBe(input);
  },
);

/** A GET with one option, as `decode` sees it. */
function decodeOption(option: Option, value: string): Fields {
  const buffer = Buffer.alloc(32);
  const bytes = Buffer.from(value, 'hex');
  putHeader(buffer, 0, buffer.length, MessageType.confirmable, Code.get, 1, bytes, 0, 0);
  putOption(option, bytes.length);
  putBytes(bytes, 0, bytes.length);
  const outcome = decode(buffer.subarray(0, outputPosition()));
  if (typeof outcome === 'string') throw new Error(outcome);
  return outcome;
}

/**
 * Block and observe values. A block value stays one number (NUM, M, SZX: the last two are its lowest four bits); what it
 * says is judged where blocks are put together. That an Observe value is newer (ar-7, ar-8) is judged by who observes; our half is to count on
 * and to wrap at 24 bits, in as few bytes as it takes.
 */
type Value = { readonly block: number } | { readonly badOption: true } | { readonly written: readonly string[] };
const values: Readonly<Record<string, Value>> = {
  'ar-0': { block: 0 },
  'ar-2': { block: 0x0e },
  'ar-3': { block: 0x1a },
  'ar-4': { block: 0x126 },
  'ar-5': { block: 0xffffff },
  'ar-6': { badOption: true },
  'ar-7': { written: ['63ffffff', '60'] },
  'ar-8': { written: ['6164', '6165'] },
};

test.each(paired('ar', values))('%s', (_, { input }, expected) => {
  if ('written' in expected) {
    const numbers = [...input.matchAll(/v\d=(\d+)/g)].map((match) => Number(match[1]));
    const written = numbers.map((number) => {
      const buffer = Buffer.alloc(16);
      putHeader(buffer, 0, buffer.length, MessageType.confirmable, Code.content, 1, buffer, 0, 0);
      putUintOption(Option.observe, number);
      return buffer.toString('hex', 4, outputPosition());
    });
    expect(written).toEqual(expected.written);
    expect(written.map((option) => decodeOption(Option.observe, option.slice(2)).observe)).toEqual(numbers);
    return;
  }
  const value = { 'block value empty': '', 'block 4 bytes': '00000001' }[input] ?? input.replace('block ', '');
  for (const [option, field] of [
    [Option.block1, 'block1'],
    [Option.block2, 'block2'],
  ] as const) {
    const fields = decodeOption(option, value);
    // RFC 7252 5.4.3: a length out of range makes an option unrecognised, and Block options are critical.
    expect([fields[field], fields.badOption]).toEqual('block' in expected ? [expected.block, false] : [-1, true]);
  }
});

/** CoAP over TCP (RFC 8323) frames messages in another way: stream.test.ts has these vectors as what they are. */
test.each([...vectorsOf('tcp')])(
  '%s is no message of a datagram: it decodes to nothing that would be carried out',
  (id, { input }) => {
    const outcome = decode(Buffer.from(input.replace('...', ''), 'hex'));
    // By its first two bits, tcp-csm and tcp-201 could be of version 1; then the rest does not fit.
    expect([id, outcome]).toEqual([id, expect.stringMatching('ignored|format error')]);
  },
);
