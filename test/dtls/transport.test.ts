/** The seam between links and what is sent on them. */
import { Secret, secrets, State, stateOf } from '../../src/dtls/associations';
import { Cause } from '../../src/dtls/owner';
import { randoms } from '../../src/dtls/keys';
import { protect } from '../../src/dtls/transport';
import { ContentType, Size } from '../../src/dtls/protocol';
import { Writer } from '../../tools/server/dtls/records';
import { CIPHER_SUITES } from '../../tools/server/dtls/suites';
import { connected, Pair } from './pair';
import { intercepted } from './attacks/nothing';

const nowhere = (): [] => [];

describe('a link that is opened anew', () => {
  test('in the clear, in a handshake: nothing more is sent, and nothing told', () => {
    const pair = new Pair({ wire: nowhere });
    pair.connect();
    protect(0, false);
    pair.run(100_000);
    expect(pair.sentTo('server')).toHaveLength(1);
    expect(pair.events).toEqual([]);
    expect(stateOf(0)).toBe(State.plain);
    expect(pair.say('ping')).toBe(true);
  });

  test('with an association: the server is told that it is over', () => {
    const pair = connected();
    protect(0, false);
    pair.run(10);
    expect(pair.security()).toBeUndefined();
  });
});

describe('datagrams of several records', () => {
  test('data is handed up before the good-bye behind it counts', () => {
    const pair = connected();
    const data = intercepted(pair, 'off');
    pair.wire = nowhere;
    pair.server.close();
    pair.give(Buffer.concat([data, pair.sentTo('client').at(-1)!]));
    expect(pair.atClient).toEqual(['off']);
    expect(pair.events).toEqual(['protected']);
  });

  test('what is behind a record that is not genuine is not looked at', () => {
    const pair = connected();
    const [first, second] = [intercepted(pair, 'one'), intercepted(pair, 'two')];
    const forged = Buffer.from(first);
    forged[forged.length - 1] ^= 1;
    pair.give(Buffer.concat([forged, second]));
    expect(pair.atClient).toEqual([]);
    pair.give(second);
    expect(pair.atClient).toEqual(['two']);
  });
});

/** A record of the server's with any content. */
function fromServer(type: ContentType, content: Buffer): Buffer {
  const master = Buffer.from(secrets.subarray(Secret.master, Secret.master + Size.master));
  const keys = CIPHER_SUITES[0].derive(master, Buffer.from(randoms.subarray(0, Size.random)), Buffer.from(randoms.subarray(Size.random, 2 * Size.random)));
  return new Writer(1, 50, keys.write).seal(type, content);
}

test.each<[string, Buffer, boolean]>([
  ['without bytes', Buffer.alloc(0), false],
  ['of a byte', Buffer.of(1), false],
  ['of three bytes', Buffer.of(1, 0, 0), false],
  ['of a warning', Buffer.of(1, 90), false],
  ['of close_notify', Buffer.of(1, 0), true],
  ['of a fatal alert', Buffer.of(2, 40), true],
])('a protected alert %s', (_what, content, isEnd) => {
  const pair = connected();
  pair.give(Buffer.alloc(60)); // what is behind the alert reads as close_notify
  pair.give(fromServer(ContentType.alert, content));
  expect(pair.events.includes(Cause.closed)).toBe(isEnd);
});

test('a record full of HelloRequests is answered once', () => {
  const pair = connected();
  const sent = pair.sentTo('server').length;
  pair.give(fromServer(ContentType.handshake, Buffer.alloc(12 * 9)));
  expect(pair.sentTo('server').length - sent).toBe(1);
});
