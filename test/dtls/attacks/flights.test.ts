/** Every datagram of a handshake lost, doubled or late in turn, and every two of them (RFC 6347 4.2.4). */
import { connected, delivered, Pair, type PairOptions, type Wire } from '../pair';

const LATENCY = 5;
/** Later than the first retransmission, and earlier than the second one. */
const LATE = 1500;

const mishaps: Readonly<Record<string, (datagram: Buffer) => readonly (readonly [Buffer, number])[]>> = {
  lost: () => [],
  doubled: (datagram) => [[datagram, LATENCY], [datagram, LATENCY + 1]],
  overtaken: (datagram) => [[datagram, LATENCY + 3]],
  late: (datagram) => [[datagram, LATE]],
};

/** Has the wire do what is told to the datagrams of these numbers, in order of sending. */
const wireOf =
  (fates: ReadonlyMap<number, string>): Wire =>
  (datagram, _to, count) => {
    const fate = fates.get(count);
    return fate === undefined ? delivered(datagram) : mishaps[fate](datagram);
  };

/** How a handshake can go, and what the client begins with. */
const handshakes: Readonly<Record<string, { options: PairOptions; isResumed: boolean }>> = {
  'a full handshake': { options: {}, isResumed: false },
  'a full handshake without cookies': { options: { server: { cookies: false } }, isResumed: false },
  'a full handshake in small datagrams': { options: { server: { mtu: 60 } }, isResumed: false },
  'a handshake that resumes a session': { options: {}, isResumed: true },
};

function prepared({ options, isResumed }: (typeof handshakes)[string]): Pair {
  if (!isResumed) return new Pair(options);
  const pair = connected(options);
  pair.close();
  pair.run(100);
  pair.sent.length = 0;
  pair.events.length = 0;
  return pair;
}

/** @returns What went wrong, or undefined. */
function failure(handshake: (typeof handshakes)[string], fates: ReadonlyMap<number, string>): string | undefined {
  const pair = prepared(handshake);
  pair.wire = wireOf(fates);
  pair.connect();
  pair.run(20_000);
  pair.wire = delivered;
  const told = pair.events.join();
  const resumed = pair.security()?.resumed;
  const isGood = told === 'protected' && resumed === handshake.isResumed && pair.talks();
  return isGood ? undefined : `${[...fates].join(' and ')}: events ${told}, resumed ${resumed}`;
}

describe.each(Object.entries(handshakes))('%s', (_what, handshake) => {
  const pair = prepared(handshake);
  pair.connect();
  pair.run(200);
  const count = pair.sent.length;

  test('without a mishap', () => {
    expect(failure(handshake, new Map())).toBeUndefined();
    expect(count).toBeGreaterThanOrEqual(3);
  });

  test('one mishap', () => {
    const failures = Object.keys(mishaps).flatMap((fate) =>
      Array.from({ length: count }, (_, i) => failure(handshake, new Map([[i, fate]]))),
    );
    expect(failures.filter((each) => each !== undefined)).toEqual([]);
  });

  test('two mishaps', () => {
    const failures: (string | undefined)[] = [];
    for (let first = 0; first < count; first++) {
      // The second one may be a datagram that is there because of the first.
      for (let second = first + 1; second < count + 3; second++) {
        for (const one of Object.keys(mishaps)) {
          for (const other of Object.keys(mishaps)) failures.push(failure(handshake, new Map([[first, one], [second, other]])));
        }
      }
    }
    expect(failures.filter((each) => each !== undefined)).toEqual([]);
  });
});
