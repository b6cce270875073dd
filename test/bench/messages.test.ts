import { generate, parse } from 'coap-packet';
import {
  acknowledgement,
  optionsAndPayload,
  patchRequest,
  readRequest,
  registrationReply,
  repliedMessageId,
  requestHead,
} from '../../bench/messages';
import { register } from '../../bench/clients/floor-messages.js';

describe('a READ request', () => {
  test('has its path, its Accept and a token of 4 bytes', () => {
    const request = parse(readRequest([3303, 0], 11542));
    expect(request.code).toBe('0.01');
    expect(request.confirmable).toBe(true);
    expect(request.token).toHaveLength(4);
    expect(request.options.map(({ name, value }) => [name, value.toString('hex')])).toEqual([
      ['Uri-Path', Buffer.from('3303').toString('hex')],
      ['Uri-Path', Buffer.from('0').toString('hex')],
      ['Accept', '2d16'],
    ]);
  });
  test('asks for text with an empty Accept, and for nothing without one', () => {
    expect(parse(readRequest([3], 0)).options[1].value).toHaveLength(0);
    expect(parse(readRequest([3], undefined)).options).toHaveLength(1);
  });
});

describe('patching', () => {
  test.each([
    [0, 0],
    [1, 255],
    [0xabcd, 256],
    [0xffff, 0xffff],
  ])('tag %i and message id %i go into header and token and nowhere else', (tag, messageId) => {
    const untouched = readRequest([3, 0, 0], 0);
    const request = Buffer.from(untouched);
    patchRequest(request, tag, messageId);
    const parsed = parse(request);
    expect(parsed.messageId).toBe(messageId);
    expect(parsed.token.readUInt16BE(0)).toBe(tag);
    expect(parsed.token.readUInt16BE(2)).toBe(messageId);
    expect(request.subarray(0, 2)).toEqual(untouched.subarray(0, 2));
    expect(request.subarray(requestHead)).toEqual(untouched.subarray(requestHead));
  });
});

describe('a reply is told by its token', () => {
  const token = Buffer.from([0x12, 0x34, 0xbe, 0xef]);
  const reply = (over: object): Buffer =>
    generate({ code: '2.05', ack: true, messageId: 0xbeef, token, payload: Buffer.from('x'), ...over });

  test('piggybacked', () => {
    expect(repliedMessageId(reply({}), 0x1234)).toBe(0xbeef);
  });
  test('separate, with a message id of its own', () => {
    expect(repliedMessageId(reply({ ack: false, confirmable: true, messageId: 7 }), 0x1234)).toBe(0xbeef);
  });
  test('not when the acknowledgement is of another message', () => {
    expect(repliedMessageId(reply({ messageId: 0xbeee }), 0x1234)).toBe(-1);
  });
  test('not when the token is of another run, of another length, or cut off', () => {
    expect(repliedMessageId(reply({}), 0x1235)).toBe(-1);
    expect(repliedMessageId(reply({ token: Buffer.alloc(8) }), 0)).toBe(-1);
    expect(repliedMessageId(reply({}).subarray(0, 7), 0x1234)).toBe(-1);
  });
});

describe('the server answers', () => {
  test('Register with 2.01 and a location', () => {
    const request = register('light');
    const parsed = parse(request);
    expect(parsed.options.map(({ value }) => value.toString()).slice(2)).toContain('ep=light');
    const reply = parse(registrationReply(request));
    expect(reply.code).toBe('2.01');
    expect(reply.ack).toBe(true);
    expect(reply.messageId).toBe(parsed.messageId);
    expect(reply.options.map(({ name, value }) => `${name} ${value.toString()}`)).toEqual([
      'Location-Path rd',
      'Location-Path 1',
    ]);
  });
  test.each([
    ['POST', '2.04'],
    ['DELETE', '2.02'],
  ])('%s on the location with %s and the same token', (code, expected) => {
    const path = ['rd', '1'].map((segment) => ({ name: 'Uri-Path' as const, value: Buffer.from(segment) }));
    const token = Buffer.from([1, 2, 3]);
    const request = generate({ code, confirmable: true, messageId: 9, token, options: path });
    const reply = parse(registrationReply(request));
    expect([reply.code, reply.messageId, reply.token]).toEqual([expected, 9, token]);
  });
  test('a separate response with an empty acknowledgement', () => {
    const separate = generate({ code: '2.05', confirmable: true, messageId: 0x0102, token: Buffer.from([5]) });
    expect(parse(acknowledgement(separate))).toMatchObject({ code: '0.00', ack: true, messageId: 0x0102 });
  });
});

test('options with extended deltas and lengths are read, and the payload after them', () => {
  const long = Buffer.alloc(300, 'a');
  const message = generate({
    code: '2.05',
    token: Buffer.from([1, 2]),
    options: [
      { name: 'ETag', value: Buffer.from([7]) },
      { name: 'Uri-Query', value: Buffer.alloc(20, 'b') },
      { name: 'Proxy-Uri', value: long },
      { name: 2000, value: Buffer.from('z') },
    ],
    payload: Buffer.from('hello'),
  });
  const { options, payload } = optionsAndPayload(message);
  expect(options.map(({ number, value }) => [number, value.length])).toEqual([
    [4, 1],
    [15, 20],
    [35, 300],
    [2000, 1],
  ]);
  expect(payload.toString()).toBe('hello');
});
