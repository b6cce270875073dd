/** Who gets a handshake, and what is left of one that came to nothing. */
import { createHash } from 'node:crypto';
import { StorageSlot } from '../../src/board';
import { startRandom } from '../../src/crypto/random';
import { Flight, flight, Step } from '../../src/dtls/flight';
import { Cause } from '../../src/dtls/owner';
import { ContentType, HandshakeType } from '../../src/dtls/protocol';
import { whole } from '../../tools/server/dtls/fragments';
import { verifyData } from '../../tools/server/dtls/keys';
import { Writer } from '../../tools/server/dtls/records';
import { CIPHER_SUITES } from '../../tools/server/dtls/suites';
import { createBoard } from '../engine/board';
import { clientHelloIn, helloMessage, messageIn, plain } from './forged';
import { connected, delivered, Pair } from './pair';

const nowhere = (): [] => [];

describe('a session is none before the server has shown the key', () => {
  const forgedId = Buffer.alloc(32, 0xaa);

  test.each<[string, (pair: Pair) => void]>([
    ['the link is closed', (pair) => pair.close()],
    ['the handshake begins anew', () => undefined],
    ['the server falls silent', (pair) => pair.run(100_000)],
  ])('a ServerHello was forged, and %s', (_what, then) => {
    const pair = new Pair({ wire: nowhere });
    pair.connect();
    pair.give(plain(ContentType.handshake, helloMessage(0, forgedId)));
    then(pair);
    pair.connect();
    const offered = pair.sentTo('server').at(-1)!;
    const { hello, sequence } = clientHelloIn(offered);
    expect(hello.sessionId).toEqual(Buffer.alloc(0));

    // Resumed with the master secret of a link that never had one.
    const master = Buffer.alloc(48);
    const serverRandom = Buffer.alloc(32, 9);
    const answer = helloMessage(sequence, forgedId, serverRandom);
    const transcript = createHash('sha256').update(messageIn(offered)).update(answer).digest();
    const finished = whole({ type: HandshakeType.finished, sequence: sequence + 1, body: verifyData(master, 'server', transcript) });
    const sealed = new Writer(1, 0, CIPHER_SUITES[0].derive(master, hello.random, serverRandom).write);
    pair.give(plain(ContentType.handshake, answer));
    pair.give(sealed.seal(ContentType.handshake, finished));
    pair.give(sealed.seal(ContentType.applicationData, Buffer.from('PUT /3/0/4')));
    expect(pair.atClient).toEqual([]);
    expect(pair.events).not.toContain('protected');
  });

  test('a session that was there is not resumed with the master secret of another', () => {
    const pair = connected();
    pair.close();
    pair.run(100);
    pair.wire = nowhere;
    pair.connect();
    pair.give(plain(ContentType.handshake, helloMessage(0, forgedId)));
    pair.give(plain(ContentType.handshake, whole({ type: HandshakeType.serverHelloDone, sequence: 1, body: Buffer.alloc(0) })));
    expect(pair.sentTo('server').at(-1)![13]).toBe(HandshakeType.clientKeyExchange);
    pair.close();
    pair.wire = delivered;
    pair.connect();
    pair.run(200);
    expect(pair.events).toEqual(['protected', 'protected']);
    expect(pair.security()?.resumed).toBe(true);
    expect(pair.talks()).toBe(true);
  });
});

test.each([0, 65])('a key of %s bytes is none: it takes the handshake to an end', (size) => {
  const none = Buffer.alloc(size, 1);
  const pair = new Pair({ key: none, server: { psk: () => none } });
  pair.connect();
  pair.run(100);
  expect(pair.events).toEqual([Cause.refused]);
});

test('without a seed nothing is sent', () => {
  const pair = new Pair();
  pair.slots.delete(StorageSlot.seed);
  startRandom({ ...createBoard(), load: () => -1 });
  pair.connect();
  pair.run(100_000);
  expect(pair.sent).toEqual([]);
  expect(pair.events).toEqual([Cause.noSeed]);
});

/** What anybody can send: a handshake message in the clear. */
function forged(type: number, sequence: number, body = Buffer.alloc(0)): Buffer {
  return plain(ContentType.handshake, whole({ type, sequence, body }), 99);
}

describe('a message of a type that cannot come does not take the place of the one that does', () => {
  const types = [...Array.from({ length: 25 }, (_, type) => type), 255];
  const due: Readonly<Record<string, readonly HandshakeType[]>> = {
    hello: [HandshakeType.serverHello, HandshakeType.helloVerifyRequest],
    keys: [HandshakeType.serverKeyExchange, HandshakeType.serverHelloDone],
    finished: [],
  };

  /** Forges every message that does not fit, with the number that is expected, before each datagram of the server. */
  function disturb(pair: Pair): void {
    pair.wire = (datagram, to) => {
      if (to === 'client') {
        const step = flight[Flight.step] === Step.hello ? 'hello' : flight[Flight.step] === Step.keys ? 'keys' : 'finished';
        for (const type of types.filter((each) => !due[step].includes(each))) pair.give(forged(type, flight[Flight.expected]));
        if (step === 'hello') pair.give(forged(HandshakeType.helloVerifyRequest, flight[Flight.expected], Buffer.of(254, 255, 4, 1)));
      }
      return delivered(datagram);
    };
  }

  test.each([1152, 60])('a full handshake, in datagrams of %s bytes', (mtu) => {
    const pair = new Pair({ server: { mtu } });
    disturb(pair);
    pair.connect();
    pair.run(500);
    expect(pair.events).toEqual(['protected']);
    expect(pair.talks()).toBe(true);
  });

  test('one that resumes a session', () => {
    const pair = connected();
    pair.close();
    pair.run(100);
    disturb(pair);
    pair.connect();
    pair.run(500);
    expect(pair.security()?.resumed).toBe(true);
    expect(pair.talks()).toBe(true);
  });

  test('a fragmented one either, whole before the genuine one comes', () => {
    /** Both halves of a message of no known type. */
    const halves = (size: number): Buffer[] => {
      const message = whole({ type: 77, sequence: 0, body: Buffer.alloc(size, 1) });
      return [[0, 10], [10, size]].map(([from, until]) => {
        const header = Buffer.from(message.subarray(0, 12));
        header.writeUIntBE(from, 6, 3);
        header.writeUIntBE(until - from, 9, 3);
        return plain(ContentType.handshake, Buffer.concat([header, message.subarray(12 + from, 12 + until)]), 99);
      });
    };
    const pair = new Pair({ server: { cookies: false, mtu: 60 } });
    pair.wire = (datagram, to) => {
      if (to === 'client' && datagram[13] === HandshakeType.serverHello) halves(datagram.readUIntBE(14, 3)).forEach((half) => pair.give(half));
      return delivered(datagram);
    };
    pair.connect();
    pair.run(500);
    expect(pair.events).toEqual(['protected']);
  });
});

describe('the session that is stored', () => {
  /** A pair that could resume a session. */
  function parted(): Pair {
    const pair = connected();
    pair.close();
    pair.run(100);
    pair.events.length = 0;
    return pair;
  }
  const size = (pair: Pair): number => pair.slots.get(3)?.length ?? 0;

  test.each<[string, Buffer[]]>([
    ['a forged ServerHello and silence', [plain(ContentType.handshake, helloMessage(0, Buffer.alloc(32, 0xaa)))]],
    ['a forged ServerHello and an alert', [plain(ContentType.handshake, helloMessage(0, Buffer.alloc(32, 0xaa))), plain(ContentType.alert, Buffer.of(2, 40))]],
    ['silence', []],
  ])('outlives %s', (_what, datagrams) => {
    const pair = parted();
    pair.wire = nowhere;
    pair.connect();
    for (const datagram of datagrams) pair.give(datagram);
    pair.run(100_000);
    expect(pair.events).toHaveLength(1);
    expect(size(pair)).toBeGreaterThan(0);
    pair.wire = delivered;
    pair.connect();
    pair.run(200);
    expect(pair.security()?.resumed).toBe(true);
  });

  test('is given up when the server refuses it, so that the next handshake is a full one', () => {
    const pair = parted();
    pair.wire = nowhere;
    pair.connect();
    pair.give(plain(ContentType.alert, Buffer.of(2, 47)));
    expect(pair.events).toEqual([Cause.refused]);
    expect(size(pair)).toBe(0);
  });

  test('is given up when it comes to nothing', () => {
    const pair = parted();
    pair.wire = (datagram, to) => (to === 'client' ? [] : delivered(datagram));
    pair.connect();
    const { hello } = clientHelloIn(pair.sentTo('server').at(-1)!);
    pair.give(plain(ContentType.handshake, helloMessage(0, hello.sessionId)));
    pair.run(100_000);
    expect(pair.events).toEqual([Cause.timeout]);
    expect(size(pair)).toBe(0);
  });
});
