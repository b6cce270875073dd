/**
 * The client's half of DTLS and the server's, on a wire and a clock of their own: nothing is lost, or late, but what a test
 * has the wire do.
 */
import { StorageSlot } from '../../src/board';
import { putBytes } from '../../src/bytes/output';
import { Config } from '../../src/config';
import { Links } from '../../src/coap/link';
import { startRandom } from '../../src/crypto/random';
import { associations, secrets, wipeKeys, wipeSession } from '../../src/dtls/associations';
import { type Cause, flight } from '../../src/dtls/flight';
import { beginProtection, endProtection, protect, protectionDue, seal, startTransport, unseal } from '../../src/dtls/transport';
import { DtlsServer, type DtlsServerOptions, type Security } from '../../tools/server/dtls/dtlsServer';
import { createBoard } from '../engine/board';
import { FakeClock } from '../tools/server/fakeClock';

export const identity = 'light';
export const key = Buffer.from('00112233445566778899aabbccddeeff', 'hex');

/** Which half a datagram is for. */
export type Side = 'client' | 'server';

/** What the wire makes of a datagram: what arrives in its place, each with its delay in milliseconds. */
export type Wire = (datagram: Buffer, to: Side, count: number) => readonly (readonly [Buffer, number])[];

const LATENCY = 5;
const room = Config.messageBytes + Links.protection;

/** Delivers a datagram as it is. */
export const delivered = (datagram: Buffer): [Buffer, number][] => [[datagram, LATENCY]];

export interface PairOptions {
  wire?: Wire;
  server?: Partial<DtlsServerOptions>;
  /** What the client takes for its key. */
  key?: Buffer;
  /** What the client is called. */
  identity?: string;
}

export class Pair {
  readonly clock = new FakeClock();
  /** All that was sent, in order. */
  readonly sent: { to: Side; datagram: Buffer }[] = [];
  /** What the client was told. */
  readonly events: ('protected' | Cause)[] = [];
  /** Messages that came out of the records. */
  readonly atClient: string[] = [];
  readonly atServer: string[] = [];
  readonly server: DtlsServer;
  wire: Wire;
  identity: string;
  /** What the client has stored. */
  readonly slots = new Map<number, Buffer>([[StorageSlot.seed, Buffer.alloc(32, 9)]]);
  private readonly incoming = new Uint8Array(room);
  private readonly outgoing = new Uint8Array(room);
  private readonly peer = { address: '192.0.2.1', port: 1000 };
  private timer: { cancel(): void } | undefined;

  constructor(options: PairOptions = {}) {
    this.wire = options.wire ?? delivered;
    this.identity = options.identity ?? identity;
    const { clock, outgoing, slots } = this;
    const psk = options.key ?? key;
    let random = 0;
    this.server = new DtlsServer({
      psk: (name) => (name === identity ? key : undefined),
      send: (datagram) => this.carry(datagram, 'client'),
      received: (plaintext) => void this.atServer.push(plaintext.toString()),
      clock,
      // Another one each time, and the same in each run.
      random: (size) => Buffer.alloc(size, ++random),
      ...options.server,
    });
    const board = createBoard();
    board.now = () => clock.now() % 2 ** 30;
    board.send = (_link, buffer, length) => this.carry(Buffer.from(buffer.subarray(0, length)), 'server');
    board.load = (slot, buffer) => slots.get(slot)?.copy(buffer) ?? -1;
    board.store = (slot, buffer, length) => slots.set(slot, Buffer.from(buffer.subarray(0, length))) !== undefined;
    // The modules of the client are those of the pair before.
    wipeKeys(0);
    wipeSession(0);
    startRandom(board);
    const put = (bytes: Uint8Array): void => putBytes(bytes, 0, bytes.length);
    startTransport(
      board,
      {
        putIdentity: () => put(Buffer.from(this.identity)),
        putKey: () => put(psk),
        protected: () => void this.events.push('protected'),
        ended: (_link, cause) => void this.events.push(cause),
      },
      this.incoming,
      outgoing,
    );
  }

  /** Has the handshake begin. */
  connect(): void {
    protect(0, true);
    beginProtection(0);
    this.arm();
  }

  /** Ends the association, or the handshake. */
  close(): void {
    endProtection(0);
    this.arm();
  }

  run(milliseconds: number): void {
    this.clock.advance(milliseconds);
  }

  /** @returns Whether the client could send. */
  say(text: string): boolean {
    const bytes = Buffer.from(text);
    this.outgoing.set(bytes);
    const length = seal(0, this.outgoing, bytes.length);
    if (length > 0) this.carry(Buffer.from(this.outgoing.subarray(0, length)), 'server');
    return length > 0;
  }

  /** @returns Whether the server could send. */
  answer(text: string): boolean {
    return this.server.send(Buffer.from(text), this.peer);
  }

  /** Hands the client a datagram, at once. */
  give(datagram: Buffer): void {
    this.incoming.set(datagram.subarray(0, room));
    const length = unseal(0, datagram.length);
    if (length > 0) this.atClient.push(Buffer.from(this.incoming.subarray(0, length)).toString());
    this.arm();
  }

  /** How the server protects the client; undefined when it does not. */
  security(): Security | undefined {
    return this.server.security(this.peer);
  }

  /** All that the client has of the association, and what it has told and sent. */
  state(): unknown {
    const { sent, events, atClient } = this;
    return [[...associations], [...secrets], [...flight], sent.length, events.length, atClient.length];
  }

  /** Datagrams for one side, in order. */
  sentTo(side: Side): Buffer[] {
    return this.sent.filter(({ to }) => to === side).map(({ datagram }) => datagram);
  }

  /** Whether data goes both ways. */
  talks(): boolean {
    const [before, after] = [this.atServer.length, this.atClient.length];
    const could = this.say(`ping ${before}`);
    this.run(50);
    const answered = could && this.answer(`pong ${after}`);
    this.run(50);
    return answered && this.atServer[before] === `ping ${before}` && this.atClient[after] === `pong ${after}`;
  }

  private carry(datagram: Buffer, to: Side): void {
    const count = this.sent.push({ to, datagram }) - 1;
    for (const [bytes, delay] of this.wire(datagram, to, count)) {
      this.clock.after(delay, () => (to === 'client' ? this.give(bytes) : this.server.receive(bytes, this.peer)));
    }
  }

  private arm(): void {
    this.timer?.cancel();
    this.timer = this.clock.after(Math.max(1, protectionDue()), () => this.arm());
  }
}

/** A pair that has an association, and what was sent for it. */
export function connected(options: PairOptions = {}): Pair {
  const pair = new Pair(options);
  pair.connect();
  pair.run(200);
  return pair;
}
