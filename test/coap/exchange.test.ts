import fc from 'fast-check';
import { Code, Time } from '../../src/coap/code';
import { Outcome } from '../../src/coap/requests';
import { message, type Node, type NodeOptions, startNode } from './node';

/** Exchanges that the endpoint begins (RFC 7252 4.2, 5.2): its requests, separate responses and notifications. */

/** A node whose dice show 0x0101, 0x0102, … so that its first message id is 0101 and its first token 02030405. */
function startCounting(options: NodeOptions = {}): Node {
  let die = 0x0100;
  return startNode({ random: () => (die += 1), ...options });
}

function request(node: Node, link = 0): void {
  node.endpoint.startRequest(link, Code.get);
  node.endpoint.sendExchange(link);
}

const token = Buffer.from('aabb', 'hex');

function notify(node: Node, text = 'on'): void {
  node.endpoint.startExchange(0, Code.content, token, 0, token.length);
  node.encode.putPayloadMarker();
  node.output.putText(text);
  node.endpoint.sendExchange(0);
}

const first = { messageId: 0x0101, token: Buffer.from('02030405', 'hex') };
const ack = (messageId = first.messageId): Buffer => message({ code: '0.00', ack: true, messageId });
const rst = (messageId = first.messageId): Buffer => message({ code: '0.00', reset: true, messageId });
const piggybacked = (rest: object = {}): Buffer => message({ code: '2.05', ack: true, text: 'on', ...first, ...rest });
const separate = (rest: object = {}): Buffer =>
  message({ code: '2.05', confirmable: true, text: 'on', ...first, messageId: 0x7777, ...rest });

const outcomesOf = (node: Node): Outcome[] => node.outcomes.map(({ outcome }) => outcome);

/** A critical option that nobody knows. */
const unknown = { options: [{ name: 'If-None-Match', value: Buffer.alloc(0) }] };

describe('retransmission (RFC 7252 4.2, 4.8)', () => {
  test('five times in all, after 2 to 3 seconds and twice as long each time, then silence and a time-out', () => {
    fc.assert(
      fc.property(fc.nat(65535), fc.nat(2 ** 30 - 1), fc.boolean(), (die, now, isRequest) => {
        const node = startNode({ now, random: () => die });
        if (isRequest) request(node);
        else notify(node);
        node.pass(1_000_000);
        const times = node.sent.map(({ at }) => at);
        const wait = times[1];
        expect(wait).toBeGreaterThanOrEqual(2000);
        expect(wait).toBeLessThanOrEqual(3000);
        expect(times).toEqual([0, wait, 3 * wait, 7 * wait, 15 * wait]);
        expect(new Set(node.sent.map(({ hex }) => hex)).size).toBe(1);
        expect(node.outcomes).toEqual([{ at: 31 * wait, link: 0, outcome: Outcome.timeout }]);
        expect(31 * wait).toBeLessThanOrEqual(Time.maxTransmitWait);
      }),
      { numRuns: 60 },
    );
  });

  test('the dice decide the first time-out, over the whole of its range', () => {
    const waits = [0, 16384, 32768, 65535].map((die) => {
      const node = startNode({ random: () => die });
      request(node);
      return node.endpoint.endpointDue();
    });
    expect(waits).toEqual([2000, 2250, 2500, 2999]);
  });

  test('the next exchange begins with a time-out of its own', () => {
    const dice = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 65535];
    const node = startNode({ random: () => dice.shift() ?? 0 });
    request(node); // four dice for the token, one for the time-out, and the first of all for the message id
    node.pass(100_000);
    node.sent.length = 0;
    request(node);
    node.pass(100_000);
    expect(node.sent.map(({ at }) => at - 100_000)).toEqual([0, 2999, 3 * 2999, 7 * 2999, 15 * 2999]);
  });

  test('nothing to do is due in a day', () => {
    expect(startNode().endpoint.endpointDue()).toBe(86_400_000);
  });
});

describe('a request of ours', () => {
  test('has a message id that counts on from a random one, and a random token of 4 bytes', () => {
    const node = startCounting();
    request(node);
    node.receive(piggybacked());
    request(node);
    expect(node.sent.map(({ hex }) => hex)).toEqual(['4401010102030405', '440101020708090a']);
  });

  test('is answered in its acknowledgement (RFC 7252 5.2.1); that is the end of it', () => {
    const node = startCounting();
    request(node);
    expect(node.receive(piggybacked())).toEqual([]);
    expect(node.receive(piggybacked())).toEqual([]);
    node.pass(1_000_000);
    expect(node.outcomes).toEqual([{ at: 0, link: 0, outcome: Outcome.response }]);
    expect(node.sent).toHaveLength(1);
  });

  test('is answered with an error code just so', () => {
    const node = startCounting();
    request(node);
    node.receive(piggybacked({ code: '5.03' }));
    expect(outcomesOf(node)).toEqual([Outcome.response]);
  });

  test('is reset', () => {
    const node = startCounting();
    request(node);
    expect(node.receive(rst())).toEqual([]);
    node.pass(1_000_000);
    expect(outcomesOf(node)).toEqual([Outcome.reset]);
    expect(node.sent).toHaveLength(1);
  });

  const notItsAnswer: Readonly<Record<string, Buffer>> = {
    'an acknowledgement with another message id': ack(0x0102),
    'a reset with another message id': rst(0x0102),
    'a piggybacked response with another message id': piggybacked({ messageId: 0x0102 }),
    'a piggybacked response with another token': piggybacked({ token: Buffer.from('02030406', 'hex') }),
    'a piggybacked response whose token begins otherwise': piggybacked({ token: Buffer.from('01030405', 'hex') }),
    'a piggybacked response with a shorter token': piggybacked({ token: Buffer.from('020304', 'hex') }),
    'a piggybacked response with a longer token': piggybacked({ token: Buffer.from('0203040506', 'hex') }),
    'a piggybacked response with an unknown critical option': piggybacked(unknown),
    'a piggybacked response longer than the buffer': piggybacked({ text: 'x'.repeat(1200) }),
    'an acknowledgement with a request': piggybacked({ code: '0.02' }),
    'a reset that is not empty': message({ code: '2.05', reset: true, ...first }),
    'a non-confirmable response with another token': separate({ confirmable: false, token: Buffer.from('aa', 'hex') }),
    'a non-confirmable response with an unknown critical option': separate({ confirmable: false, ...unknown }),
    'a non-confirmable response longer than the buffer': separate({ confirmable: false, text: 'x'.repeat(1200) }),
  };

  test.each(Object.entries(notItsAnswer))('is not answered by %s, which is ignored', (_, bytes) => {
    const node = startCounting();
    request(node);
    expect(node.receive(bytes)).toEqual([]);
    node.pass(40_000);
    expect([node.sent.length, node.outcomes, node.requests]).toEqual([5, [], []]);
    node.receive(piggybacked());
    expect(outcomesOf(node)).toEqual([Outcome.response]);
  });

  test.each([
    ['another token', { token: Buffer.from('02030406', 'hex') }],
    ['a token that begins as its own', { token: Buffer.from('020304', 'hex') }],
    ['an unknown critical option', unknown],
    ['more bytes than fit', { text: 'x'.repeat(1200) }],
  ])('is not answered by a confirmable response with %s, which is reset (RFC 7252 4.2)', (_, rest) => {
    const node = startCounting();
    request(node);
    expect(node.receive(separate(rest))).toEqual(['70007777']);
    expect(node.outcomes).toEqual([]);
    expect(node.receive(separate())).toEqual(['60007777']);
    expect(outcomesOf(node)).toEqual([Outcome.response]);
  });

  test('that is acknowledged is not sent again, and waits MAX_TRANSMIT_WAIT for its response', () => {
    const node = startCounting();
    request(node);
    node.pass(1500);
    expect(node.receive(ack())).toEqual([]);
    node.pass(1500 + 91_499);
    expect([node.sent.length, node.outcomes]).toEqual([1, []]);
    node.pass(2);
    expect(node.outcomes).toEqual([{ at: 94_500, link: 0, outcome: Outcome.timeout }]);
    expect(node.receive(separate())).toEqual(['70007777']);
  });

  test('that was sent again is acknowledged as well', () => {
    const node = startCounting();
    request(node);
    node.pass(10_000);
    const sent = node.sent.length;
    expect(sent).toBe(3);
    node.receive(ack());
    node.pass(60_000);
    expect([node.sent.length, node.outcomes]).toEqual([sent, []]);
  });

  test('is answered separately; the response is acknowledged (RFC 7252 5.2.2)', () => {
    const node = startCounting();
    request(node);
    node.receive(ack());
    node.pass(50_000);
    expect(node.receive(separate())).toEqual(['60007777']);
    node.pass(1_000_000);
    expect(node.outcomes).toEqual([{ at: 50_000, link: 0, outcome: Outcome.response }]);
  });

  test('is answered separately by a non-confirmable response, which is not acknowledged', () => {
    const node = startCounting();
    request(node);
    node.receive(ack());
    expect(node.receive(separate({ confirmable: false }))).toEqual([]);
    expect(outcomesOf(node)).toEqual([Outcome.response]);
  });

  test('is answered by a response that overtakes the acknowledgement, which then means nothing', () => {
    const node = startCounting();
    request(node);
    expect(node.receive(separate())).toEqual(['60007777']);
    expect(node.receive(ack())).toEqual([]);
    node.pass(1_000_000);
    expect(outcomesOf(node)).toEqual([Outcome.response]);
    expect(node.sent).toHaveLength(2);
  });

  test('whose response comes again: it is acknowledged again, and not told again', () => {
    const node = startCounting();
    request(node);
    node.receive(separate());
    node.pass(2500);
    expect(node.receive(separate())).toEqual(['60007777']);
    request(node);
    node.sent.length = 0;
    expect(node.receive(separate())).toEqual(['60007777']);
    expect(node.receive(separate({ messageId: 0x7778 }))).toEqual(['70007778']);
    expect(outcomesOf(node)).toEqual([Outcome.response]);
  });

  test('does not see to what the peer asks meanwhile', () => {
    const node = startCounting();
    request(node);
    node.onRequest = (link) => node.endpoint.startReply(link, Code.changed);
    const asked = message({ code: 'POST', confirmable: true, messageId: first.messageId, token: first.token });
    expect(node.receive(asked)).toEqual(['6444010102030405']);
    expect(node.outcomes).toEqual([]);
    node.receive(piggybacked());
    expect(outcomesOf(node)).toEqual([Outcome.response]);
  });
});

describe('a notification or separate response', () => {
  test('is confirmable, with the token it is given, and ends with its acknowledgement', () => {
    const node = startCounting();
    notify(node);
    expect(node.sent.map(({ hex }) => hex)).toEqual(['42450101aabbff6f6e']);
    node.receive(ack());
    node.pass(1_000_000);
    expect(node.outcomes).toEqual([{ at: 0, link: 0, outcome: Outcome.acknowledged }]);
    expect(node.sent).toHaveLength(1);
  });

  test('is reset (RFC 7641 3.6)', () => {
    const node = startCounting();
    notify(node);
    node.receive(rst());
    expect(outcomesOf(node)).toEqual([Outcome.reset]);
  });

  test('has no response: one with its token is none of ours', () => {
    const node = startCounting();
    notify(node);
    expect(node.receive(piggybacked({ token }))).toEqual([]);
    expect(node.receive(separate({ token }))).toEqual(['70007777']);
    // Also not one with the token of a request before it, or with that of a request never made.
    expect(node.receive(separate({ token: Buffer.alloc(4) }))).toEqual(['70007777']);
    expect(node.outcomes).toEqual([]);
    node.receive(ack());
    expect(outcomesOf(node)).toEqual([Outcome.acknowledged]);
  });

  test('is renewed while it is sent again: a new message id, and the schedule it had (RFC 7641 4.5.2)', () => {
    const node = startCounting({ random: () => 0x0101 });
    let renewals = 0;
    node.onRetransmitting = () => {
      renewals += 1;
      if (renewals <= 2) notify(node, 'off');
    };
    notify(node);
    node.pass(1_000_000);
    const wait = node.sent[1].at;
    expect(node.sent).toEqual([
      { at: 0, link: 0, hex: '42450101aabbff6f6e' },
      { at: wait, link: 0, hex: '42450102aabbff6f6666' },
      { at: 3 * wait, link: 0, hex: '42450103aabbff6f6666' },
      { at: 7 * wait, link: 0, hex: '42450103aabbff6f6666' },
      { at: 15 * wait, link: 0, hex: '42450103aabbff6f6666' },
    ]);
    expect(node.outcomes).toEqual([{ at: 31 * wait, link: 0, outcome: Outcome.timeout }]);
  });

  test('that was renewed is acknowledged by its new message id alone', () => {
    const node = startCounting();
    node.onRetransmitting = () => notify(node, 'off');
    notify(node);
    node.pass(4000);
    node.receive(ack(0x0101));
    expect(node.outcomes).toEqual([]);
    node.receive(ack(0x0102));
    expect(outcomesOf(node)).toEqual([Outcome.acknowledged]);
  });
});

describe('a message that is too long for its buffer', () => {
  const sizes = { messageBytes: 32 };

  /** Puts a notification of so many bytes: a header, a token of 2, a marker, a text. */
  function putBytes(node: Node, bytes: number): boolean {
    node.endpoint.startExchange(0, Code.content, token, 0, token.length);
    node.encode.putPayloadMarker();
    node.output.putText('x'.repeat(bytes - 7));
    return node.endpoint.sendExchange(0);
  }

  test('is not sent, and leaves the link free', () => {
    const node = startCounting({ sizes });
    expect(putBytes(node, 33)).toBe(false);
    expect([node.endpoint.exchangeFree(0), node.sent]).toEqual([true, []]);
    expect(putBytes(node, 32)).toBe(true);
    expect(node.sent.map(({ hex }) => hex.length / 2)).toEqual([32]);
  });

  test('does not take the place of one under way: that is given up', () => {
    const node = startCounting({ sizes });
    node.onRetransmitting = () => putBytes(node, 33);
    putBytes(node, 20);
    node.pass(1_000_000);
    expect(node.sent.map(({ hex }) => hex.length / 2)).toEqual([20]);
    expect(node.endpoint.exchangeFree(0)).toBe(true);
  });

  test('on one link does not reach into that of another', () => {
    const node = startCounting({ sizes: { ...sizes, servers: 2 } });
    request(node, 1);
    putBytes(node, 33);
    node.pass(2100);
    const [first, again] = node.sent;
    expect([node.sent.length, again.hex]).toEqual([2, first.hex]);
  });
});

describe('one exchange at a time (NSTART 1, RFC 7252 4.7)', () => {
  test('the link is free until an exchange is sent, and again when it is over', () => {
    const node = startCounting();
    const free = [node.endpoint.exchangeFree(0)];
    request(node);
    free.push(node.endpoint.exchangeFree(0));
    node.receive(ack());
    free.push(node.endpoint.exchangeFree(0));
    node.onExchanged = () => free.push(node.endpoint.exchangeFree(0));
    node.receive(separate());
    expect(free).toEqual([true, false, false, true]);
  });

  test('what is sent while one is under way takes its place, and not a turn of its own', () => {
    const node = startCounting();
    request(node);
    notify(node);
    expect(node.sent).toHaveLength(1);
    node.pass(3000);
    expect(node.sent.map(({ hex }) => hex)).toEqual(['4401010102030405', '42450102aabbff6f6e']);
  });

  test('the next one may start as the last one ends', () => {
    const node = startCounting();
    node.onExchanged = () => {
      if (node.outcomes.length < 3) request(node);
    };
    request(node);
    node.receive(piggybacked());
    node.receive(rst(0x0102));
    node.pass(100_000);
    expect(outcomesOf(node)).toEqual([Outcome.response, Outcome.reset, Outcome.timeout]);
    expect(node.sent.map(({ hex }) => hex.slice(4, 8))).toEqual(['0101', '0102', ...Array<string>(5).fill('0103')]);
  });

  test('an abandoned one is not sent again, nor told of; what answers it is answered by nobody', () => {
    const node = startCounting();
    request(node);
    node.endpoint.abandonExchange(0);
    expect(node.endpoint.exchangeFree(0)).toBe(true);
    expect(node.receive(piggybacked())).toEqual([]);
    expect(node.receive(separate())).toEqual(['70007777']);
    node.pass(1_000_000);
    expect([node.sent.length, node.outcomes]).toEqual([2, []]);
  });

  test('a link that is reset forgets which response it has acknowledged', () => {
    const node = startCounting();
    request(node);
    node.receive(separate());
    node.endpoint.resetLink(0);
    expect(node.receive(separate())).toEqual(['70007777']);
  });

  test('a link that is reset forgets what it was asked', () => {
    const node = startCounting();
    node.onRequest = (link) => node.endpoint.startReply(link, Code.changed);
    const asked = message({ code: 'POST', confirmable: true, messageId: 5 });
    node.receive(asked);
    node.endpoint.resetLink(0);
    node.receive(asked);
    expect(node.requests).toHaveLength(2);
  });

  test('each link has its own', () => {
    const node = startCounting({ sizes: { servers: 2 } });
    request(node, 0); // message id 0101, token 03040506, a time-out, as the dice fall
    node.pass(1000);
    request(node, 1);
    const [one, two] = node.sent.map(({ hex }) => Buffer.from(hex, 'hex'));
    expect([one.toString('hex', 4), two.toString('hex', 4)]).toEqual(['03040506', '08090a0b']);
    const answer = (bytes: Buffer): Buffer => piggybacked({ messageId: bytes.readUInt16BE(2), token: bytes.subarray(4) });
    expect(node.receive(answer(one), 1)).toEqual([]);
    expect(node.outcomes).toEqual([]);

    const waits = { first: 2000 + ((0x107 * 1000) >>> 16), second: 2000 + ((0x10c * 1000) >>> 16) };
    node.pass(3000);
    expect(node.sent.slice(2)).toEqual([
      { at: waits.first, link: 0, hex: one.toString('hex') },
      { at: 1000 + waits.second, link: 1, hex: two.toString('hex') },
    ]);
    node.receive(answer(two), 1);
    node.receive(rst(one.readUInt16BE(2)), 0);
    expect(node.outcomes.map(({ link, outcome }) => [link, outcome])).toEqual([
      [1, Outcome.response],
      [0, Outcome.reset],
    ]);
  });
});
