/** Records that are not what the server has sent, or not for the first time: none of them changes anything. */
import fc from 'fast-check';
import { connected } from '../pair';
import { expectNothing, flipped, intercepted } from './nothing';

const changed = (datagram: Buffer, at: number, ...bytes: number[]): Buffer => {
  const copy = Buffer.from(datagram);
  copy.set(bytes, at);
  return copy;
};

/** A record without protection. */
const plainRecord = (type: number, epoch: number, content: Uint8Array): Buffer =>
  Buffer.concat([Buffer.of(type, 254, 253, 0, epoch, 0, 0, 0, 0, 0, 99, content.length >>> 8, content.length & 255), content]);

test('every bit of a record changed', () => {
  const pair = connected();
  const record = intercepted(pair, 'switch the light on');
  expectNothing(pair, flipped(record));
  pair.give(record);
  expect(pair.atClient).toContain('switch the light on');
});

test('a record cut short anywhere, and one with bytes behind it that are none of it', () => {
  const pair = connected();
  const record = intercepted(pair, 'switch the light on');
  const cut = Array.from({ length: record.length }, (_, size) => record.subarray(0, size));
  // Cut short, with a length that says so.
  const shortened = cut.slice(13).map((part) => changed(part, 11, (part.length - 13) >>> 8, (part.length - 13) & 255));
  const extended = changed(Buffer.concat([record, Buffer.alloc(4)]), 11, (record.length - 9) >>> 8, (record.length - 9) & 255);
  expectNothing(pair, [...cut, ...shortened, extended]);
});

test('records again, at once and much later', () => {
  const pair = connected();
  const records = Array.from({ length: 150 }, (_, i) => intercepted(pair, `message ${i}`));
  // The last one first: the window of 64 is behind it (RFC 6347 4.1.2.6).
  for (const record of [...records].reverse()) pair.give(record);
  expect(pair.atClient).toEqual(Array.from({ length: 64 }, (_, i) => `message ${149 - i}`));
  expectNothing(pair, [...records, ...records]);
});

test('records in any order, each some times: every one counts once, or is too old', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(99), { maxLength: 150 }), (order) => {
      const pair = connected();
      const records = Array.from({ length: 100 }, (_, i) => intercepted(pair, `${i}`));
      const expected: number[] = [];
      let newest = -1;
      for (const index of order) {
        if (index > newest - 64 && !expected.includes(index)) expected.push(index);
        newest = Math.max(newest, index);
        pair.give(records[index]);
      }
      expect(pair.atClient).toEqual(expected.map(String));
    }),
    { numRuns: 30 },
  );
});

test('what the client has sent itself', () => {
  const pair = connected();
  pair.say('ping');
  pair.run(10);
  expectNothing(pair, pair.sentTo('server'));
});

test('the datagrams of its own handshake again, both sides', () => {
  const pair = connected();
  // The server's last flight is answered only where the client's was the last one, after a resumption.
  expectNothing(pair, pair.sent.map(({ datagram }) => datagram));
});

test('records of another association', () => {
  const other = connected({ server: { random: (size) => Buffer.alloc(size, 77) } });
  const foreign = Array.from({ length: 5 }, (_, i) => intercepted(other, `of the other one ${i}`));
  expectNothing(connected(), foreign);
});

test('another epoch', () => {
  const pair = connected();
  const record = intercepted(pair, 'switch the light on');
  const epochs = Array.from({ length: 65536 / 64 }, (_, i) => i * 64 + 2);
  expectNothing(pair, [0, 2, ...epochs].map((epoch) => changed(record, 3, epoch >>> 8, epoch & 255)));
});

test('whatever can be said without keys: alerts, handshake messages, data, a Connection ID nobody asked for', () => {
  const pair = connected();
  const alerts = [0, 10, 20, 40, 51, 80, 90, 115].flatMap((alert) => [1, 2].map((level) => plainRecord(21, 0, Buffer.of(level, alert))));
  const messages = [0, 1, 2, 3, 12, 14, 16, 20].map((type) => plainRecord(22, 0, Buffer.of(type, 0, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0)));
  const others = [20, 23, 24, 25, 255].map((type) => plainRecord(type, 0, Buffer.of(1)));
  const unsealed = [20, 21, 22, 23, 25].flatMap((type) => [plainRecord(type, 1, Buffer.of(2, 40)), plainRecord(type, 1, Buffer.alloc(40))]);
  expectNothing(pair, [...alerts, ...messages, ...others, ...unsealed, Buffer.concat([...alerts, ...messages])]);
});

test('any bytes at all', () => {
  const pair = connected();
  const before = pair.state();
  const header = fc.constantFrom('', '17fefd0001', '16fefd0000', '15fefd0001', '19fefd0001', '17fefd000100000000000a');
  fc.assert(
    fc.property(header, fc.uint8Array({ maxLength: 1300 }), (start, rest) => {
      pair.give(Buffer.concat([Buffer.from(start, 'hex'), rest]));
      expect(pair.state()).toEqual(before);
    }),
    { numRuns: 500 },
  );
  expect(pair.talks()).toBe(true);
});
