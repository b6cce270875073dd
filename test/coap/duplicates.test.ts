import fc from 'fast-check';
import { Config } from 'config';
import { Code, MessageType, Time } from '../../src/coap/code';
import { Duplicate } from '../../src/coap/duplicates';
import { fresh } from '../fresh';

type Duplicates = typeof import('../../src/coap/duplicates');

const wrap = 2 ** 30;
const reply = Buffer.from('6044123400', 'hex');

function load(): Duplicates {
  return fresh(() => jest.requireActual<Duplicates>('../../src/coap/duplicates'));
}

let duplicates: Duplicates;

beforeEach(() => {
  duplicates = load();
});

function note(messageId: number, now: number, code = Code.put, type = MessageType.confirmable, link = 0): number {
  return duplicates.noteRequest(link, messageId, now, type, code);
}

function isKnown(messageId: number, now: number, link = 0): boolean {
  return duplicates.findDuplicate(link, messageId, now) !== Duplicate.none;
}

function repeated(row: number): string {
  const to = Buffer.alloc(Config.messageBytes, 0xee);
  const size = duplicates.repeatReply(row, to);
  expect(to[size]).toBe(0xee);
  return to.toString('hex', 0, size);
}

test.each([
  ['a confirmable request for EXCHANGE_LIFETIME', MessageType.confirmable, Time.exchangeLifetime, 247_000],
  ['a non-confirmable one for NON_LIFETIME', MessageType.nonConfirmable, Time.nonLifetime, 145_000],
])('knows %s (RFC 7252 4.8.2)', (_, type, lifetime, milliseconds) => {
  expect(lifetime).toBe(milliseconds);
  note(7, 1000, Code.put, type);
  expect(isKnown(7, 1000)).toBe(true);
  expect(isKnown(7, 1000 + lifetime - 1)).toBe(true);
  expect(isKnown(7, 1000 + lifetime)).toBe(false);
});

test('a request is known by its link and its message id together', () => {
  note(7, 0);
  expect([isKnown(7, 1), isKnown(8, 1), isKnown(7, 1, 1)]).toEqual([true, false, false]);
});

test('nothing is known at the start, not even message id 0 of link 0', () => {
  expect([isKnown(0, 0), isKnown(0, 5)]).toEqual([false, false]);
});

test('repeats the bytes of the reply, and of no other', () => {
  const first = note(1, 0);
  const second = note(2, 0);
  duplicates.keepReply(first, reply, reply.length);
  duplicates.keepReply(second, Buffer.from('aabbccdd', 'hex'), 3);
  expect([repeated(first), repeated(second)]).toEqual(['6044123400', 'aabbcc']);
});

test('a request whose reply is not there yet has none to repeat, also where another had one', () => {
  for (let messageId = 0; messageId < Config.duplicates; messageId++) {
    duplicates.keepReply(note(messageId, 0), reply, reply.length);
  }
  expect(repeated(note(100, 0))).toBe('');
});

test('keeps a reply as large as a row, and not a byte more', () => {
  const large = Buffer.alloc(Config.duplicateBytes + 1, 0x77);
  const neighbour = note(1, 0);
  const row = note(2, 0);
  const other = note(3, 0);
  duplicates.keepReply(neighbour, reply, reply.length);
  duplicates.keepReply(other, reply, reply.length);
  duplicates.keepReply(row, large, Config.duplicateBytes);
  expect(repeated(row)).toBe('77'.repeat(Config.duplicateBytes));
  expect([repeated(neighbour), repeated(other)]).toEqual(['6044123400', '6044123400']);

  const larger = note(4, 0);
  duplicates.keepReply(larger, large, Config.duplicateBytes + 1);
  expect(repeated(larger)).toBe('');
});

test.each([
  ['GET', Code.get, false],
  ['FETCH', Code.fetch, false],
  ['PUT', Code.put, true],
  ['POST', Code.post, true],
  ['DELETE', Code.delete, true],
  ['PATCH', Code.patch, true],
  ['iPATCH', Code.ipatch, true],
])('%s whose reply is too large to keep: known afterwards is only what must not run twice', (_, code, known) => {
  duplicates.keepReply(note(9, 0, code), Buffer.alloc(1000), Config.duplicateBytes + 1);
  expect(isKnown(9, 1)).toBe(known);
});

test('a full ring forgets the oldest request that is idempotent', () => {
  const codes = [Code.put, Code.get, Code.post, Code.get];
  const all = Array.from({ length: Config.duplicates }, (_, i) => i);
  for (const i of all) note(i, i, codes[i % 4]);
  expect(all.every((i) => isKnown(i, 100))).toBe(true);

  const idempotent = all.filter((i) => codes[i % 4] !== Code.post);
  for (const [evictions, evicted] of idempotent.entries()) {
    note(1000 + evictions, 50);
    expect(all.filter((i) => !isKnown(i, 100))).toEqual(idempotent.slice(0, evictions + 1));
    expect(isKnown(evicted, 100)).toBe(false);
  }
});

test('a ring full of requests that must not run twice forgets the oldest of them', () => {
  for (let i = 0; i < 3 * Config.duplicates; i++) {
    note(i, i);
    const known = Array.from({ length: i + 1 }, (_, messageId) => messageId).filter((id) => isKnown(id, i));
    expect(known).toEqual(Array.from({ length: Math.min(i + 1, Config.duplicates) }, (_, k) => i - k).reverse());
  }
});

test('a request that is over makes room before one that is alive is forgotten', () => {
  for (let i = 0; i < Config.duplicates; i++) note(i, i < 4 ? 0 : 200_000);
  for (let i = 0; i < 4; i++) note(100 + i, Time.exchangeLifetime);
  const known = Array.from({ length: Config.duplicates }, (_, i) => isKnown(i, Time.exchangeLifetime));
  expect(known).toEqual(Array.from({ length: Config.duplicates }, (_, i) => i >= 4));
});

test('whatever comes, what must not run twice is remembered as long as there is any other row to use', () => {
  const request = fc.record({
    code: fc.constantFrom(Code.get, Code.put, Code.post, Code.fetch),
    type: fc.constantFrom(MessageType.confirmable, MessageType.nonConfirmable),
    pause: fc.constantFrom(0, 1000, 20_000, 150_000),
    tooLarge: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(request, { maxLength: 60 }), fc.nat(wrap - 1), (requests, start) => {
      duplicates = load();
      let now = start;
      /** When each request that must not run twice is over. */
      const unsafe = new Map<number, number>();
      requests.forEach(({ code, type, pause, tooLarge }, messageId) => {
        now += pause;
        duplicates.expireDuplicates(now % wrap);
        for (const [id, end] of unsafe) if (end <= now) unsafe.delete(id);

        const row = note(messageId, now % wrap, code, type);
        duplicates.keepReply(row, Buffer.alloc(1000), tooLarge ? 1000 : 5);
        expect(row).toBeLessThan(Config.duplicates);
        const lost = [...unsafe.keys()].filter((id) => !isKnown(id, now % wrap));
        expect(lost.length).toBe(unsafe.size < Config.duplicates ? 0 : 1);
        lost.forEach((id) => unsafe.delete(id));
        if (code === Code.put || code === Code.post) {
          unsafe.set(messageId, now + (type === MessageType.confirmable ? 247_000 : 145_000));
        }
        expect(isKnown(messageId, now % wrap)).toBe(unsafe.has(messageId) || !tooLarge);
      });
    }),
    { numRuns: 150 },
  );
});

test('the age of a request is right across the wrap of the clock', () => {
  note(5, wrap - 1000);
  expect(isKnown(5, 0)).toBe(true);
  expect(isKnown(5, Time.exchangeLifetime - 1001)).toBe(true);
  expect(isKnown(5, Time.exchangeLifetime - 1000)).toBe(false);
});

test('a request that is over stays so when the clock comes round to it again', () => {
  note(5, 1000);
  duplicates.expireDuplicates(1000 + Time.exchangeLifetime - 1);
  expect(isKnown(5, 1001)).toBe(true);
  // Looked for once a lifetime: what was over just after the last time goes at the next.
  duplicates.expireDuplicates(1000 + 2 * Time.exchangeLifetime);
  expect(isKnown(5, 1001)).toBe(false);
});

test('a link is forgotten without the others', () => {
  note(5, 0, Code.put, MessageType.confirmable, 0);
  note(5, 0, Code.put, MessageType.confirmable, 1);
  duplicates.forgetDuplicates(1);
  expect([isKnown(5, 1, 0), isKnown(5, 1, 1)]).toEqual([true, false]);
});

test('a POST gives way once its peer cannot send it again (MAX_TRANSMIT_SPAN, RFC 7252 4.8.2)', () => {
  for (let i = 0; i < Config.duplicates - 1; i++) note(i, 0, Code.post);
  note(100, 10, Code.put);
  note(101, Time.maxTransmitSpan - 1, Code.put);
  expect([isKnown(0, 20), isKnown(100, Time.maxTransmitSpan - 1)]).toEqual([true, false]);
  note(102, Time.maxTransmitSpan, Code.put);
  expect([isKnown(0, Time.maxTransmitSpan), isKnown(101, Time.maxTransmitSpan)]).toEqual([false, true]);
});
