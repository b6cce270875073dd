/** Records to a client that has asked for a Connection ID in them (RFC 9146 4): those without it, or with another one, change nothing. */
import { fresh } from '../../fresh';
import { expectNothing, flipped, intercepted } from './nothing';

const { connected } = fresh(() => jest.requireActual<typeof import('../pair')>('../pair'), { dtlsCidBytes: 4 });

const TLS12_CID = 25;
const CID_AT = 11;

test('both halves use Connection IDs, and talk', () => {
  const pair = connected();
  expect(pair.events).toEqual(['protected']);
  expect(pair.security()?.cid).toBe(true);
  expect(pair.talks()).toBe(true);
  expect(pair.sent.slice(-2).map(({ datagram }) => datagram[0])).toEqual([TLS12_CID, TLS12_CID]);
});

test('another Connection ID, none, one of another size', () => {
  const pair = connected();
  const record = intercepted(pair, 'switch the light on');
  const others = flipped(record).slice(8 * CID_AT, 8 * (CID_AT + 4));
  const without = Buffer.concat([record.subarray(0, CID_AT), record.subarray(CID_AT + 4)]);
  const asData = Buffer.concat([Buffer.of(23), without.subarray(1)]);
  const longer = Buffer.concat([record.subarray(0, CID_AT), Buffer.of(0), record.subarray(CID_AT)]);
  const shorter = Buffer.concat([record.subarray(0, CID_AT), record.subarray(CID_AT + 1)]);
  expectNothing(pair, [...others, without, asData, longer, shorter]);
  pair.give(record);
  expect(pair.atClient).toContain('switch the light on');
});

test('every bit of a record changed, a record cut short, and a record again', () => {
  const pair = connected();
  const record = intercepted(pair, 'off');
  expectNothing(pair, [...flipped(record), ...Array.from({ length: record.length }, (_, size) => record.subarray(0, size))]);
  pair.give(record);
  expectNothing(pair, [record]);
});

test('what the client has sent itself, whose Connection ID is the server’s', () => {
  const pair = connected();
  pair.say('ping');
  pair.run(10);
  expectNothing(pair, pair.sentTo('server'));
});
