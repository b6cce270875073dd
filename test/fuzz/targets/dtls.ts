import { createCipheriv } from 'node:crypto';
import { Secret, State } from '../../../src/dtls/associations';
import { Flight } from '../../../src/dtls/flight';
import { type ClientHalf, delivered, Pair } from '../../dtls/pair';
import vectors from '../../vectors.json';
import { kindOf, newPart, partsOf, pauseBefore, sequence } from '../sequence';
import { hexBytes, promise, type Target } from '../target';

/**
 * The client's half of DTLS, in a handshake with the server's half or after it, is given a sequence of datagrams
 * (../sequence.ts).
 */

/** What a part is. */
const enum Kind {
  /** A datagram as it is. */
  datagram,
  /** A handshake message without its header, of which the next is made: its type, then its body. */
  message,
  /** A record's type and content, sealed with the keys of the server as far as there are any. */
  sealed,
  /** What the server has sent so far. One of its bytes is changed: where (16 bits), and by what. */
  server,
}

/** Milliseconds that pass before a part. */
const pauses = [0, 0, 10, 1000, 3000, 20_000, 70_000, 3_600_000];

/** Datagrams that one can have the client send: a flight in fragments, and an alert. */
const MOST_SENT = 6;

function uint(value: number, size: number): Buffer {
  const bytes = Buffer.alloc(size);
  bytes.writeUIntBE(value, 0, size);
  return bytes;
}

function record(type: number, epoch: number, number: number, content: Uint8Array): Buffer {
  return Buffer.concat([Buffer.of(type, 254, 253), uint(epoch, 2), uint(number, 6), uint(content.length, 2), content]);
}

/** RFC 6655 3, with keys that the client has. */
function sealed(secrets: Uint8Array, type: number, number: number, content: Uint8Array): Buffer {
  const explicit = Buffer.concat([uint(1, 2), uint(number, 6)]);
  const nonce = Buffer.concat([secrets.subarray(Secret.serverIv, Secret.serverIv + 4), explicit]);
  const cipher = createCipheriv('aes-128-ccm', secrets.subarray(Secret.serverKey, Secret.serverKey + 16), nonce, { authTagLength: 8 });
  cipher.setAAD(Buffer.concat([explicit, Buffer.of(type, 254, 253), uint(content.length, 2)]), { plaintextLength: content.length });
  const ciphertext = Buffer.concat([cipher.update(content), cipher.final()]);
  return record(type, 1, number, Buffer.concat([explicit, ciphertext, cipher.getAuthTag()]));
}

function changed(datagram: Buffer, change: Uint8Array): Buffer {
  const copy = Buffer.from(datagram);
  if (change.length > 2) copy[(change[0] * 256 + change[1]) % copy.length] ^= change[2];
  return copy;
}

/** The datagrams that a part stands for. `count` tells the parts of an input apart. */
function datagramsOf(part: Uint8Array, count: number, pending: Buffer[], expected: number, secrets: Uint8Array): Buffer[] {
  const rest = part.subarray(1);
  const kind: Kind = kindOf(part);
  switch (kind) {
    case Kind.datagram:
      return [Buffer.from(rest)];
    case Kind.message: {
      const size = uint(Math.max(0, rest.length - 1), 3);
      const header = Buffer.concat([rest.subarray(0, 1), size, uint(expected & 255, 2), uint(0, 3), size]);
      return rest.length === 0 ? [] : [record(22, 0, 1000 + count, Buffer.concat([header, rest.subarray(1)]))];
    }
    case Kind.sealed:
      return rest.length === 0 ? [] : [sealed(secrets, rest[0], 1000 + count, rest.subarray(1))];
    case Kind.server:
      return pending.splice(0).map((datagram) => changed(datagram, rest));
  }
}

const go = newPart(Kind.server, new Uint8Array());

/** A handshake that goes well, with something else at each moment. */
function woven(other: Uint8Array): Uint8Array[] {
  return [0, 1, 2, 3].map((at) => sequence.join([go, go, go].slice(0, at).concat([other], [go, go, go].slice(at))));
}

function seeds(): Uint8Array[] {
  const captured = hexBytes(...vectors.filter(({ id }) => /^(dtls|cid)-.*dg\d+$/.test(id)).map(({ input }) => input));
  const messages = hexBytes('00', '03feff0401020304', '0cabcd', '0e', '14000102030405060708090a0b', `02fefd${'07'.repeat(32)}00c0a800`, `02fefd${'07'.repeat(32)}20${'05'.repeat(32)}c0a8000009ff01000100 0017 0000`);
  const contents = hexBytes('1768656c6c6f', '150100', '150228', '16000000000000000000000000', '1614000000 0005 000000000000', '1401', '19', '17');
  return [
    ...captured.map((datagram) => sequence.join([newPart(Kind.datagram, datagram)])),
    ...messages.flatMap((message) => woven(newPart(Kind.message, message))),
    ...contents.flatMap((content) => woven(newPart(Kind.sealed, content))),
    ...[1, 2, 3, 4, 5, 6, 7].flatMap((pause) => woven(newPart(Kind.datagram, new Uint8Array(), pause))),
    ...[11, 13, 14, 20, 25, 40, 60].flatMap((at) => woven(newPart(Kind.server, Uint8Array.of(0, at, 1)))),
  ];
}

function dtlsTarget(name: string, isConnected: boolean): Target {
  return {
    name,
    longest: 2000,
    sequence,
    dictionary: hexBytes('fefd', 'feff', 'c0a8', 'ff01', '0017', '0036', '00ff', '16fefd0000', '16fefd0001', '17fefd0001', '15fefd0000', '19fefd0001', '0228', '0100'),
    seeds,
    start(modules) {
      const half: ClientHalf = {
        output: modules.load('src/bytes/output'),
        random: modules.load('src/crypto/random'),
        associations: modules.load('src/dtls/associations'),
        flight: modules.load('src/dtls/flight'),
        transport: modules.load('src/dtls/transport'),
      };
      const { stateOf, secrets } = half.associations;
      return (input) => {
        const pair = new Pair({ half });
        pair.connect();
        if (isConnected) pair.run(100);
        const pending: Buffer[] = [];
        pair.wire = (datagram, to) => {
          if (to === 'server') return delivered(datagram);
          pending.push(datagram);
          return [];
        };
        if (!isConnected) pair.run(10);
        partsOf(input).forEach((each, count) => {
          if (each.length === 0) return;
          pair.run(pauseBefore(each, pauses));
          for (const datagram of datagramsOf(each, count, pending, half.flight.flight[Flight.expected], secrets)) {
            const before = pair.state();
            const isOpen = stateOf(0) === State.open;
            const [sent, told, read] = [pair.sent.length, pair.events.length, pair.atClient.length];
            pair.give(datagram);
            promise(pair.sent.length - sent <= MOST_SENT, `${pair.sent.length - sent} datagrams for one`);
            promise(pair.events.length - told <= 1 && pair.atClient.length - read <= 1, 'the owner is told too much');
            const kind: Kind = kindOf(each);
            const isAuthentic = kind === Kind.sealed || kind === Kind.server;
            promise(isAuthentic || pair.atClient.length === read, 'a message that was not sealed');
            if (isOpen && !isAuthentic) promise(JSON.stringify(pair.state()) === JSON.stringify(before), 'what was not sealed has changed something');
          }
        });
        pair.wire = delivered;
        pair.close();
        pair.run(200_000);
        pair.events.length = 0;
        pair.connect();
        pair.run(100_000);
        promise(pair.events.join() === 'protected' && pair.talks(), `no association any more: ${pair.events.join()}`);
      };
    },
  };
}

export const dtls: readonly Target[] = [dtlsTarget('dtls-handshake', false), dtlsTarget('dtls-record', true)];
