import { parse } from 'coap-packet';
import fc from 'fast-check';
import { Config } from 'config';
import { Code, Time } from '../../src/coap/code';
import { createBoard } from '../engine/board';
import { answerWith, message, startNode } from './node';

/** What an endpoint does with what the peer sends (RFC 7252 4); its own exchanges are in exchange.test.ts. */

const get = (messageId: number, rest: object = {}): Buffer =>
  message({ code: 'GET', confirmable: true, messageId, token: Buffer.from('70', 'hex'), ...rest });

const large = (bytes: number): { payload: Buffer } => ({ payload: Buffer.alloc(bytes, 0x2e) });

/** Size of `get` with a payload of so many bytes: a header, a token, a marker. */
const overhead = 6;

describe('a request', () => {
  test.each([0, 1, 4, 8])('that is confirmable is answered in its acknowledgement, with a token of %i bytes', (size) => {
    const node = startNode();
    answerWith(node, Code.content, 'on');
    const token = Buffer.from('0102030405060708', 'hex').subarray(0, size);
    const [reply, ...others] = node.receive(get(0x1234, { token }));
    expect(others).toEqual([]);
    expect(reply).toBe(`6${size}451234${token.toString('hex')}ff6f6e`); // RFC 7252 5.2.1
  });

  test('that is non-confirmable is answered so, with a message id of our own (RFC 7252 5.2.3)', () => {
    const node = startNode({ random: () => 0xfffe });
    answerWith(node, Code.content, 'on');
    const replies = [1, 2, 3].flatMap((messageId) => node.receive(get(messageId, { confirmable: false })));
    expect(replies).toEqual(['5145fffe70ff6f6e', '5145ffff70ff6f6e', '5145000070ff6f6e']);
  });

  test.each([true, false])('whose reply is begun anew is answered once, by what was begun last (confirmable: %s)', (confirmable) => {
    const node = startNode({ random: () => 0x0100 });
    node.onRequest = () => {
      node.endpoint.startReply(0, Code.content);
      node.encode.putPayloadMarker();
      node.output.putText('too much');
      node.endpoint.startReply(0, Code.notAcceptable);
    };
    const replies = [7, 8].flatMap((messageId) => node.receive(get(messageId, { confirmable })));
    expect(replies).toEqual(confirmable ? ['6186000770', '6186000870'] : ['5186010070', '5186010170']);
  });

  test('that is ignored is not answered; when it comes again it may be carried out', () => {
    const node = startNode();
    expect([node.receive(get(5)), node.receive(get(5))]).toEqual([[], []]);
    expect(node.requests).toHaveLength(2);
  });

  test('that is as long as the buffer is carried out', () => {
    const node = startNode();
    answerWith(node, Code.changed);
    expect(node.receive(get(5, large(Config.messageBytes - overhead)))).toEqual(['6144000570']);
    expect(node.requests).toHaveLength(1);
  });

  test.each([
    [true, '618d000570'],
    [false, '518d000070'],
  ])('that is longer than the buffer is refused with 4.13 and not carried out (confirmable: %s)', (confirmable, reply) => {
    const node = startNode();
    answerWith(node, Code.changed);
    expect(node.receive(get(5, { confirmable, ...large(Config.messageBytes - overhead + 1) }))).toEqual([reply]);
    expect(node.requests).toEqual([]);
  });

  test('that is longer than the buffer, and whose cut goes through an option, is reset', () => {
    const node = startNode();
    const options = [{ name: 'Uri-Path' as const, value: Buffer.alloc(2000) }];
    expect(node.receive(get(5, { options }))).toEqual(['70000005']);
  });
});

describe('a request that comes again', () => {
  test('is answered with the same bytes, and carried out once (RFC 7252 4.5)', () => {
    const node = startNode();
    answerWith(node, Code.content, 'first');
    const first = node.receive(get(5));
    answerWith(node, Code.content, 'second');
    node.pass(Time.exchangeLifetime - 1);
    expect(node.receive(get(5))).toEqual(first);
    expect(node.requests).toHaveLength(1);
    node.pass(1);
    expect(node.receive(get(5))).toEqual([`6145000570ff${Buffer.from('second').toString('hex')}`]);
    expect(node.requests).toHaveLength(2);
  });

  test('is not known any more when the clock has come round to the same time', () => {
    const node = startNode();
    answerWith(node, Code.changed);
    node.receive(get(5));
    node.pass(2 ** 30);
    node.receive(get(5));
    expect(node.requests).toHaveLength(2);
  });

  test('is known by its message id, whatever else it holds', () => {
    const node = startNode();
    answerWith(node, Code.changed);
    const first = node.receive(get(5, { code: 'POST' }));
    expect(node.receive(get(5, { code: 'PUT', token: Buffer.from('99', 'hex') }))).toEqual(first);
    expect(node.requests).toHaveLength(1);
  });

  test('is ignored when it is non-confirmable (RFC 7252 4.5)', () => {
    const node = startNode();
    answerWith(node, Code.changed);
    const post = get(5, { code: 'POST', confirmable: false });
    expect(node.receive(post)).toHaveLength(1);
    expect(node.receive(post)).toEqual([]);
    expect(node.requests).toHaveLength(1);
    node.pass(Time.nonLifetime);
    expect(node.receive(post)).toHaveLength(1);
  });

  test('is carried out again when it is safe and its reply was too large to keep', () => {
    const node = startNode();
    answerWith(node, Code.content, 'x'.repeat(Config.duplicateBytes));
    expect(node.receive(get(5))).toEqual(node.receive(get(5)));
    expect(node.requests).toHaveLength(2);
  });

  test('is not carried out again when it is not safe, even when its reply was too large to keep', () => {
    const node = startNode();
    answerWith(node, Code.changed, 'x'.repeat(Config.duplicateBytes));
    expect(node.receive(get(5, { code: 'POST' }))).toHaveLength(1);
    expect(node.receive(get(5, { code: 'POST' }))).toEqual([]);
    expect(node.requests).toHaveLength(1);
  });

  test('with the same message id from another server is another request', () => {
    const node = startNode({ sizes: { servers: 2 } });
    answerWith(node, Code.changed);
    node.receive(get(5), 0);
    node.receive(get(5), 1);
    expect(node.requests).toEqual([0, 1]);
    expect(node.sent.map(({ link }) => link)).toEqual([0, 1]);
  });

  test('after the endpoint was started anew is a new request', () => {
    const node = startNode();
    answerWith(node, Code.changed);
    node.receive(get(5));
    node.endpoint.startEndpoint(
      createBoard(),
      { request: (link) => void node.requests.push(link), exchanged() {}, retransmitting() {} },
    );
    node.receive(get(5));
    expect(node.requests).toHaveLength(2);
  });
});

describe('a request that is answered later', () => {
  test('is acknowledged at once, and again when it comes again (RFC 7252 5.2.2)', () => {
    const node = startNode();
    node.onRequest = (link) => node.endpoint.acknowledgeRequest(link);
    expect(node.receive(get(0xabcd))).toEqual(['6000abcd']);
    expect(node.receive(get(0xabcd))).toEqual(['6000abcd']);
    expect(node.requests).toHaveLength(1);
  });

  test('is not mixed up with the next, which is ignored', () => {
    const node = startNode();
    node.onRequest = (link) => node.endpoint.acknowledgeRequest(link);
    node.receive(get(1));
    node.onRequest = () => {};
    expect([node.receive(get(2)), node.receive(get(2))]).toEqual([[], []]);
    expect(node.requests).toHaveLength(3);
  });

  test('is not acknowledged when it is non-confirmable', () => {
    const node = startNode();
    node.onRequest = (link) => node.endpoint.acknowledgeRequest(link);
    expect(node.receive(get(0xabcd, { confirmable: false }))).toEqual([]);
  });
});

describe('rejecting (RFC 7252 4.2, 4.3)', () => {
  /** First digit of a message, by type. */
  const types = [
    ['confirmable', '4', ['70000005']],
    ['non-confirmable', '5', []],
    ['acknowledgement', '6', []],
    ['reset', '7', []],
  ] as const;

  const formatErrors = [
    ['a token of 9 bytes', '9 01 0005 000000000000000000'],
    ['a token that is not there whole', '8 01 0005 0000'],
    ['an empty message with a token', '1 00 0005 00'],
    ['an empty message with an option', '0 00 0005 10'],
    ['a reserved class 1', '0 20 0005'],
    ['a reserved class 6', '0 c0 0005'],
    ['a reserved class 7', '0 e1 0005'],
    ['a reserved delta', '0 01 0005 f0'],
    ['a reserved length', '0 01 0005 1f'],
    ['an option that is not there whole', '0 01 0005 13aa'],
    ['a delta that is not there whole', '0 01 0005 e000'],
    ['an option number beyond 65535', '0 01 0005 e0ffff e0ffff'],
    ['a marker without payload', '0 01 0005 ff'],
  ] as const;

  test.each(formatErrors.flatMap(([error, rest]) => types.map(([type, first, replies]) => [type, error, first + rest, replies] as const)))(
    '%s, %s',
    (_, __, hex, replies) => {
      const node = startNode();
      expect(node.receive(Buffer.from(hex.replaceAll(' ', ''), 'hex'))).toEqual(replies);
      expect(node.requests).toEqual([]);
    },
  );

  test.each(['', '40', '4001', '400100', '00010005', '80010005', 'c0010005', '80000005'])(
    'bytes that are no CoAP message of version 1 are ignored: %s',
    (hex) => {
      expect(startNode().receive(Buffer.from(hex, 'hex'))).toEqual([]);
    },
  );

  test('a ping is answered with Reset, also when it comes again', () => {
    const node = startNode();
    const ping = Buffer.from('4000beef', 'hex');
    expect([node.receive(ping), node.receive(ping)]).toEqual([['7000beef'], ['7000beef']]);
  });

  test.each(['5000beef', '6000beef', '7000beef'])('an empty message that is no ping is ignored: %s', (hex) => {
    expect(startNode().receive(Buffer.from(hex, 'hex'))).toEqual([]);
  });

  test('a critical option that is not known: 4.02, and the request is not carried out (RFC 7252 5.4.1)', () => {
    const node = startNode();
    answerWith(node, Code.changed);
    const options = [{ name: 'If-Match' as const, value: Buffer.alloc(0) }];
    expect(node.receive(get(5, { options }))).toEqual(['6182000570']);
    expect(node.receive(get(5))).toEqual(['6182000570']); // the same message id
    expect(node.receive(get(6, { options, confirmable: false }))).toEqual([]);
    expect(node.receive(get(7, { options, ...large(2000) }))).toEqual(['6182000770']);
    expect(node.requests).toEqual([]);
    // A non-confirmable request was rejected as if it had never come.
    expect(node.receive(get(6, { confirmable: false }))).toHaveLength(1);
  });

  test('an elective option that is not known is ignored', () => {
    const node = startNode();
    answerWith(node, Code.changed);
    const options = [{ name: '65000', value: Buffer.alloc(3) }];
    expect(node.receive(get(5, { options }))).toEqual(['6144000570']);
  });

  test.each([
    ['confirmable', { confirmable: true }, ['70000009']],
    ['non-confirmable', {}, []],
    ['acknowledgement', { ack: true }, []],
  ])('a response that nobody waits for, %s', (_, type, replies) => {
    const node = startNode();
    const response = { code: '2.05', messageId: 9, token: Buffer.from('01020304', 'hex'), text: 'on', ...type };
    expect(node.receive(message(response))).toEqual(replies);
    expect(node.receive(message({ ...response, code: '2.00' }))).toEqual(replies);
    expect(node.receive(message({ ...response, code: '5.31' }))).toEqual(replies);
    expect(node.receive(message({ ...response, ...large(2000) }))).toEqual(replies);
    expect([node.requests, node.outcomes]).toEqual([[], []]);
  });
});

test('whatever comes: at most one answer, never one to an acknowledgement or reset, never an exception', () => {
  const peer = fc.record({
    code: fc.constantFrom('0.00', '0.01', '0.02', '0.05', '2.05', '4.04', '5.00'),
    kind: fc.constantFrom('confirmable', 'nonConfirmable', 'ack', 'reset'),
    messageId: fc.nat(6),
    token: fc.constantFrom('', '07', '00000000'),
    payload: fc.constantFrom(0, 3, 1300),
  });
  const datagram = fc.oneof(
    peer.map(({ kind, token, payload, ...rest }) =>
      message({ ...rest, token: Buffer.from(token, 'hex'), ...large(rest.code === '0.00' ? 0 : payload), [kind]: true }),
    ),
    fc.uint8Array({ maxLength: 20 }).map((bytes) => Buffer.from(bytes)),
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(datagram, fc.constantFrom(0, 0, 3000)), { maxLength: 25, size: 'max' }), (datagrams) => {
      const node = startNode({ random: () => 0 });
      answerWith(node, Code.changed);
      node.onExchanged = () => {
        node.endpoint.startRequest(0, Code.post);
        node.endpoint.sendExchange(0);
      };
      node.onExchanged(0);
      for (const [bytes, pause] of datagrams) {
        const sent = node.receive(bytes);
        const replies = sent.filter((hex) => !hex.startsWith('4'));
        const type = bytes.length < 4 || bytes[0] >>> 6 !== 1 ? -1 : (bytes[0] >>> 4) & 3;
        expect(replies.length).toBeLessThanOrEqual(type === 0 || type === 1 ? 1 : 0);
        for (const reply of replies.map((hex) => parse(Buffer.from(hex, 'hex')))) {
          expect(reply.ack || reply.reset).toBe(type === 0);
          if (type === 0) expect(reply.messageId).toBe(bytes.readUInt16BE(2));
        }
        // Our request is not sent again because of what the peer sends; another one may follow it.
        expect(sent.length - replies.length).toBeLessThanOrEqual(1);
        node.pass(pause);
      }
    }),
    { numRuns: 60 },
  );
});
