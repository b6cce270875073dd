/**
 * The client's half of DTLS and the server's, on a wire and a clock of their own: nothing is lost, or late, but what a test
 * has the wire do.
 */
import { StorageSlot } from '../../src/board';
import * as output from '../../src/bytes/output';
import { Config } from '../../src/config';
import { Links } from '../../src/coap/link';
import * as random from '../../src/crypto/random';
import * as associations from '../../src/dtls/associations';
import * as flight from '../../src/dtls/flight';
import type { Cause } from '../../src/dtls/owner';
import * as transport from '../../src/dtls/transport';
import { DtlsServer, type DtlsServerOptions, type Security } from '../../tools/server/dtls/dtlsServer';
import { createBoard } from '../engine/board';
import { FakeClock } from '../tools/server/fakeClock';

export const identity = 'light';
export const key = Buffer.from('00112233445566778899aabbccddeeff', 'hex');

/** Which half a datagram is for. */
export type Side = 'client' | 'server';

/** What the wire makes of a datagram: what arrives in its place, each with its delay in milliseconds. */
export type Wire = (datagram: Buffer, to: Side, count: number) => readonly (readonly [Buffer, number])[];

/** The modules of the client's half. */
export interface ClientHalf {
  readonly output: typeof output;
  readonly random: typeof random;
  readonly associations: typeof associations;
  readonly flight: typeof flight;
  readonly transport: typeof transport;
}

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
  /** Modules that a test has loaded by itself; those that it imports, unless told. */
  half?: ClientHalf;
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
  private readonly half: ClientHalf;
  private readonly incoming = new Uint8Array(room);
  private readonly outgoing = new Uint8Array(room);
  private readonly peer = { address: '192.0.2.1', port: 1000 };
  private timer: { cancel(): void } | undefined;

  constructor(options: PairOptions = {}) {
    this.wire = options.wire ?? delivered;
    this.identity = options.identity ?? identity;
    this.half = options.half ?? { output, random, associations, flight, transport };
    const { clock, outgoing, slots, half } = this;
    const psk = options.key ?? key;
    let drawn = 0;
    this.server = new DtlsServer({
      psk: (name) => (name === identity ? key : undefined),
      send: (datagram) => this.carry(datagram, 'client'),
      received: (plaintext) => void this.atServer.push(plaintext.toString()),
      clock,
      // Another one each time, and the same in each run.
      random: (size) => Buffer.alloc(size, ++drawn),
      ...options.server,
    });
    const board = createBoard();
    board.now = () => clock.now() % 2 ** 30;
    board.send = (_link, buffer, length) => this.carry(Buffer.from(buffer.subarray(0, length)), 'server');
    board.load = (slot, buffer) => slots.get(slot)?.copy(buffer) ?? -1;
    board.store = (slot, buffer, length) => slots.set(slot, Buffer.from(buffer.subarray(0, length))) !== undefined;
    // The modules of the client are those of the pair before.
    half.associations.wipeKeys(0);
    half.associations.wipeSession(0);
    half.random.startRandom(board);
    const put = (bytes: Uint8Array): void => half.output.putBytes(bytes, 0, bytes.length);
    half.transport.startTransport(
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
    this.half.transport.protect(0, true);
    this.half.transport.beginProtection(0);
    this.arm();
  }

  /** Ends the association, or the handshake. */
  close(): void {
    this.half.transport.endProtection(0);
    this.arm();
  }

  run(milliseconds: number): void {
    this.clock.advance(milliseconds);
  }

  /** @returns Whether the client could send. */
  say(text: string): boolean {
    const bytes = Buffer.from(text);
    this.outgoing.set(bytes);
    const length = this.half.transport.seal(0, this.outgoing, bytes.length);
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
    const length = this.half.transport.unseal(0, datagram.length);
    if (length > 0) this.atClient.push(Buffer.from(this.incoming.subarray(0, length)).toString());
    this.arm();
  }

  /** How the server protects the client; undefined when it does not. */
  security(): Security | undefined {
    return this.server.security(this.peer);
  }

  /** All that the client has of the association, and what it has told and sent. */
  state(): unknown {
    const { sent, events, atClient, half } = this;
    return [[...half.associations.associations], [...half.associations.secrets], [...half.flight.flight], sent.length, events.length, atClient.length];
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
    this.timer = this.clock.after(Math.max(1, this.half.transport.protectionDue()), () => this.arm());
  }
}

/** A pair that has an association, and what was sent for it. */
export function connected(options: PairOptions = {}): Pair {
  const pair = new Pair(options);
  pair.connect();
  pair.run(200);
  return pair;
}
