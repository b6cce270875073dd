/**
 * A DTLS 1.2 server of pre-shared keys: datagrams in, datagrams and plaintext out. Its time, randomness and socket are
 * the caller's.
 *
 *     const server = new DtlsServer({ psk: (identity) => keys.get(identity), send: (bytes, to) => socket.send(bytes, to.port, to.address), ... });
 *     socket.on('message', (bytes, from) => server.receive(bytes, from));
 */
import { randomBytes } from 'node:crypto';
import { systemClock, type Clock } from '../clock';
import type { Peer } from '../messages';
import { Association, type AssociationEvents, type AssociationOptions, type Failure } from './association';
import { Cookies } from './cookies';
import { parseFragments, whole, type Fragment } from './fragments';
import { helloVerifyRequest, readHelloStart, type HelloStart } from './hello';
import { ContentType, HandshakeType } from '../../../src/dtls/protocol';
import { DtlsError } from './alerts';
import { Reader } from './reader';
import { parseRecords, Writer, type DtlsRecord } from './records';
import { Sessions } from './sessions';
import { CIPHER_SUITES } from './suites';

/** How a client is known and protected. */
export interface Security {
  identity: string;
  suite: string;
  /** By an abbreviated handshake. */
  resumed: boolean;
  /** Connection IDs are used. */
  cid: boolean;
}

export interface DtlsServerOptions {
  /** The key of an identity; undefined for a stranger. */
  psk(identity: string): Buffer | undefined;
  send(datagram: Buffer, to: Peer): void;
  /** A client sent data. */
  received(plaintext: Buffer, from: Peer): void;
  established?(peer: Peer, security: Security): void;
  /** A client was refused, or is lost; the identity is what it claims, once it has. */
  failed?(peer: Peer, identity: string | undefined, failure: Failure): void;
  /** A client said good-bye. */
  closed?(peer: Peer): void;
  /** A client is known by its Connection ID at a new address. */
  moved?(from: Peer, to: Peer): void;
  clock?: Clock;
  random?(size: number): Buffer;
  /** Bytes of the longest datagram of a handshake, 1152 unless told. */
  mtu?: number;
  /** Ids of the cipher suites that are allowed; all of CIPHER_SUITES unless told. */
  suites?: readonly number[];
  /** RFC 4279 5.2: a hint to the client, who its key is for. */
  hint?: string;
  /** Whether Connection IDs are given to clients that know them; they are unless told. */
  cid?: boolean;
  /** Whether a client must show a cookie; it must unless told. */
  cookies?: boolean;
}

const CID = 6;
const MTU = 1152;
/** The most handshakes at a time, and the most clients; the oldest make room. */
const MOST_HANDSHAKES = 64;
const MOST_CLIENTS = 1000;

export class DtlsServer {
  private readonly cookies: Cookies;
  private readonly random: (size: number) => Buffer;
  private readonly shared: AssociationOptions;
  /** By address; a client may be in both, with the old association until the new one has proved itself (RFC 6347 4.2.8). */
  private readonly handshaking = new Map<string, Association>();
  private readonly established = new Map<string, Association>();
  private readonly byCid = new Map<string, Association>();
  private readonly events: AssociationEvents = {
    send: (datagram, peer) => this.options.send(datagram, peer),
    established: (association) => this.establish(association),
    received: (association, plaintext) => this.options.received(plaintext, association.peer),
    moved: (association, from) => this.move(association, from),
    closed: (association, failure) => this.end(association, failure),
  };

  constructor(private readonly options: DtlsServerOptions) {
    const { psk, clock = systemClock, random = randomBytes, mtu = MTU, hint } = options;
    this.random = random;
    this.cookies = new Cookies(clock, random);
    const suites = options.suites ?? CIPHER_SUITES.map(({ id }) => id);
    this.shared = { psk, random, sessions: new Sessions(clock), suites, hint, clock, mtu };
  }

  /** Takes a datagram of a client. Nothing that it may hold throws. */
  receive(datagram: Buffer, { address, port }: Peer): void {
    const from = { address, port };
    for (const record of parseRecords(datagram, CID)) {
      if (record.type === ContentType.tls12Cid) this.byCid.get(record.cid.toString('hex'))?.receive(record, from);
      else if (record.epoch === 0 && record.type === ContentType.handshake) this.receiveHandshake(record, from);
      else this.receiveFrom(record, from);
    }
  }

  /** Sends data to a client. @returns Whether there is such a client. */
  send(plaintext: Buffer, to: Peer): boolean {
    return this.established.get(keyOf(to))?.send(plaintext) ?? false;
  }

  /** Who is at an address, and how it is protected; undefined when nobody is. */
  security(peer: Peer): Security | undefined {
    const association = this.established.get(keyOf(peer));
    return association === undefined ? undefined : securityOf(association);
  }

  /** Forgets all clients and sessions without a word to them, as if the server had been restarted. */
  forget(): void {
    for (const association of [...this.handshaking.values(), ...this.established.values()]) this.remove(association);
    this.shared.sessions = new Sessions(this.shared.clock);
  }

  /** Says good-bye to all clients. */
  close(): void {
    for (const association of [...this.handshaking.values(), ...this.established.values()]) association.close();
  }

  private receiveFrom(record: DtlsRecord, from: Peer): void {
    const key = keyOf(from);
    const taken = this.established.get(key)?.receive(record, from) ?? false;
    if (!taken) this.handshaking.get(key)?.receive(record, from);
  }

  /** Takes handshake messages without protection: those of a ClientHello begin a handshake. */
  private receiveHandshake(record: DtlsRecord, from: Peer): void {
    try {
      const [first] = parseFragments(record.fragment);
      const begins = first.type === HandshakeType.clientHello && first.offset === 0;
      if (!begins || this.receiveHello(record, first, from)) this.receiveFrom(record, from);
    } catch (error) {
      // Nothing is known of who sent it: silence.
      if (!(error instanceof DtlsError)) throw error;
    }
  }

  /** @returns Whether the record goes on to a handshake at this address. */
  private receiveHello(record: DtlsRecord, fragment: Fragment, from: Peer): boolean {
    const hello = readHelloStart(new Reader(fragment.body));
    if (this.options.cookies !== false && !this.cookies.verify(from, hello)) {
      this.requestCookie(record, fragment, hello, from);
      return false;
    }
    const key = keyOf(from);
    const old = this.established.get(key);
    // The network has doubled it, late.
    if (old?.clientRandom.equals(hello.random) === true) return false;
    const current = this.handshaking.get(key);
    if (current?.clientRandom.equals(hello.random) === true) {
      current.helloRepeated();
      return true;
    }
    if (current !== undefined) this.remove(current);
    const ownCid = this.options.cid === false ? undefined : this.random(CID);
    const association = new Association(this.shared, this.events, {
      peer: from,
      clientRandom: Buffer.from(hello.random),
      messageSequence: fragment.sequence,
      record,
      ownCid,
      replaces: old !== undefined,
    });
    this.handshaking.set(key, association);
    if (ownCid !== undefined) this.byCid.set(ownCid.toString('hex'), association);
    this.makeRoom(this.handshaking, MOST_HANDSHAKES);
    return true;
  }

  private requestCookie(record: DtlsRecord, { sequence }: Fragment, hello: HelloStart, from: Peer): void {
    const body = helloVerifyRequest(this.cookies.make(from, hello));
    const message = whole({ type: HandshakeType.helloVerifyRequest, sequence, body });
    // RFC 6347 4.2.1: under the number of the ClientHello, since nothing is remembered.
    this.options.send(new Writer(0, record.sequence).seal(ContentType.handshake, message), from);
  }

  private establish(association: Association): void {
    const { peer } = association;
    const key = keyOf(peer);
    this.handshaking.delete(key);
    this.place(key, association);
    this.makeRoom(this.established, MOST_CLIENTS);
    this.options.established?.(peer, securityOf(association));
  }

  /**
   * An authentic record decides where a client is. RFC 9146 6 would have the new address asked before: a client that sends
   * under another one's address takes its place. This is a server to develop with, and its clients have keys.
   */
  private move(association: Association, from: Peer): void {
    if (this.established.get(keyOf(from)) === association) this.established.delete(keyOf(from));
    this.place(keyOf(association.peer), association);
    this.options.moved?.(from, association.peer);
  }

  /** Puts an association at its address; another one there is replaced. */
  private place(key: string, association: Association): void {
    const old = this.established.get(key);
    if (old !== undefined && old !== association) this.remove(old);
    this.established.set(key, association);
  }

  private end(association: Association, failure: Failure | undefined): void {
    this.remove(association);
    if (failure !== undefined) this.options.failed?.(association.peer, association.identity(), failure);
    else this.options.closed?.(association.peer);
  }

  private makeRoom(associations: ReadonlyMap<string, Association>, most: number): void {
    for (const association of associations.values()) {
      if (associations.size <= most) break;
      this.remove(association);
    }
  }

  private remove(association: Association): void {
    association.drop();
    const key = keyOf(association.peer);
    for (const map of [this.handshaking, this.established]) if (map.get(key) === association) map.delete(key);
    if (association.ownCid !== undefined) this.byCid.delete(association.ownCid.toString('hex'));
  }
}

function keyOf({ address, port }: Peer): string {
  return `${address} ${port}`;
}

function securityOf(association: Association): Security {
  return { identity: association.identity() ?? '', ...association.security() };
}
