/** One client: its handshake with fragments, flights and their retransmission, then its protected records (RFC 6347 4). */
import type { Clock, Timer } from '../clock';
import type { Peer } from '../messages';
import { HANDSHAKE_HEADER, parseFragments, Reassembly, split, type HandshakeMessage } from './fragments';
import { Handshake, type FlightItem, type HandshakeOptions } from './handshake';
import { Alert, AlertLevel, ContentType, HandshakeType } from '../../../src/dtls/protocol';
import { alertName, DtlsError } from './alerts';
import { Receiver, Writer, type DtlsRecord, type Opened } from './records';

/** What associations tell the server of. */
export interface AssociationEvents {
  send(datagram: Buffer, peer: Peer): void;
  established(association: Association): void;
  received(association: Association, plaintext: Buffer): void;
  /** An authentic record came from a new address (RFC 9146 6). */
  moved(association: Association, from: Peer): void;
  /** It is over; `failure` says why, when it is not by close_notify. */
  closed(association: Association, failure?: Failure): void;
}

/** Why a client was refused or is lost. */
export interface Failure {
  /** A sentence without its end. */
  reason: string;
  /** What was told to the client or by it; undefined when it fell silent. */
  alert?: Alert;
}

export interface AssociationOptions extends HandshakeOptions {
  clock: Clock;
  /** Bytes of the longest datagram of a handshake. */
  mtu: number;
}

/** A ClientHello whose cookie is right, and what it begins. */
export interface Beginning {
  readonly peer: Peer;
  /** Of the ClientHello, as is its message_seq. */
  readonly clientRandom: Buffer;
  readonly messageSequence: number;
  /** The record of the ClientHello. */
  readonly record: DtlsRecord;
  readonly ownCid: Buffer | undefined;
  /** Whether another association of this address is established. */
  readonly replaces: boolean;
}

/** RFC 6347 4.2.4.1, in milliseconds. */
const FIRST_TIMEOUT = 1000;
const LONGEST_TIMEOUT = 60_000;
/** A client that is silent that often is given up: after 63 s. */
const MOST_RETRANSMISSIONS = 5;
/** How long a Finished that fits may come behind one that does not, in milliseconds; some clients wait no more than a second. */
const DOUBT = 500;
/** Records that may wait for the keys. */
const MOST_EARLY = 8;

export class Association {
  state: 'handshaking' | 'established' | 'closed' = 'handshaking';
  peer: Peer;
  readonly clientRandom: Buffer;
  readonly ownCid: Buffer | undefined;
  private readonly replaces: boolean;
  private readonly helloSequence: number;
  private readonly handshake: Handshake;
  private readonly reassembly: Reassembly;
  /** By epoch, as far as they are known. */
  private readonly receivers: [Receiver, Receiver?] = [new Receiver()];
  private readonly writers: [Writer, Writer?];
  /** A ChangeCipherSpec has come. */
  private changed = false;
  /** Records of epoch 1 that came before its keys, or data before Finished. */
  private early: DtlsRecord[] = [];
  private flight: readonly FlightItem[] = [];
  private writeEpoch: 0 | 1 = 0;
  private retransmissions = 0;
  /** A Finished has come that the keys do not open. */
  private doubted = false;
  private timer: Timer | undefined;

  constructor(
    private readonly options: AssociationOptions,
    private readonly events: AssociationEvents,
    { peer, clientRandom, messageSequence, record, ownCid, replaces }: Beginning,
  ) {
    this.peer = peer;
    this.clientRandom = clientRandom;
    this.ownCid = ownCid;
    this.replaces = replaces;
    this.helloSequence = messageSequence;
    this.handshake = new Handshake(options, ownCid, this.helloSequence);
    this.reassembly = new Reassembly(this.helloSequence);
    // RFC 6347 4.2.1: the ServerHello has the number of the ClientHello, so that it is not one of a HelloVerifyRequest.
    this.writers = [new Writer(0, record.sequence)];
  }

  /** What the client is called; undefined until it has said so. */
  identity(): string | undefined {
    return this.handshake.identity;
  }

  /** How it is protected. */
  security(): { suite: string; resumed: boolean; cid: boolean } {
    const { session, resumed, peerCid } = this.handshake;
    return { suite: session?.suite.name ?? '', resumed, cid: peerCid !== undefined };
  }

  /** The ClientHello has come again. */
  helloRepeated(): void {
    if (this.state === 'handshaking' && this.flight.length > 0 && this.reassembly.next === this.helloSequence + 1) this.transmit();
  }

  /** Takes a record. @returns Whether it was one of this association. */
  receive(record: DtlsRecord, from: Peer): boolean {
    if (this.state === 'closed') return false;
    try {
      if (record.epoch === 0) return this.receivePlain(record);
      return record.epoch === 1 && this.receiveProtected(record, from);
    } catch (error) {
      if (!(error instanceof DtlsError)) throw error;
      // What is not authentic must not end what is.
      if (record.epoch > 0 || this.state === 'handshaking') this.fail(error.alert, error.message);
      return true;
    }
  }

  /** Sends data to the client. @returns Whether it could: only an established association can. */
  send(plaintext: Buffer): boolean {
    if (this.state !== 'established') return false;
    this.transmitRecord(ContentType.applicationData, plaintext);
    return true;
  }

  /** Says good-bye. */
  close(): void {
    if (this.state === 'closed') return;
    this.alert(AlertLevel.warning, Alert.closeNotify);
    this.end();
  }

  /** Forgets the client without a word to it. */
  drop(): void {
    this.state = 'closed';
    this.timer?.cancel();
  }

  private receivePlain(record: DtlsRecord): boolean {
    if (this.state !== 'handshaking') return false;
    const opened = this.receivers[0].open(record);
    if (opened === undefined) return false;
    switch (opened.type) {
      case ContentType.handshake:
        this.takeFragments(opened.content, false);
        break;
      case ContentType.changeCipherSpec:
        if (!opened.content.equals(Buffer.of(1))) throw new DtlsError(Alert.decodeError, 'its ChangeCipherSpec is malformed');
        this.changed = true;
        this.takeEarly();
        break;
      case ContentType.alert:
        this.takeAlert(opened.content);
        break;
    }
    return true;
  }

  private receiveProtected(record: DtlsRecord, from: Peer): boolean {
    const receiver = this.changed ? this.receivers[1] : undefined;
    if (receiver === undefined) {
      if (this.early.length < MOST_EARLY) this.early.push(record);
      return true;
    }
    const opened = receiver.open(record);
    if (opened === undefined) {
      const isFinished = this.state === 'handshaking' && (record.type === ContentType.handshake || record.type === ContentType.tls12Cid);
      // RFC 4279 2: a wrong key. Another association of this address may have sent it, if there is one.
      if (isFinished && !this.handshake.resumed && !this.replaces && !this.doubted) this.doubt();
      return false;
    }
    this.follow(from, opened);
    switch (opened.type) {
      case ContentType.handshake:
        this.takeFragments(opened.content, true);
        break;
      case ContentType.alert:
        this.takeAlert(opened.content);
        break;
      case ContentType.applicationData:
        if (this.state === 'established') this.events.received(this, opened.content);
        break;
    }
    return true;
  }

  /** RFC 6347 4.1.2.7: a record that is not authentic ends nothing at once, since anybody can send one: the client's own may be on its way. */
  private doubt(): void {
    this.doubted = true;
    this.timer?.cancel();
    this.timer = this.options.clock.after(DOUBT, () => this.fail(Alert.decryptError, `the key of "${this.identity()}" is another one here`));
  }

  /** RFC 9146 6: the newest record says where the client is. */
  private follow(from: Peer, { newest }: Opened): void {
    const { peer } = this;
    if (this.state !== 'established' || !newest || (from.address === peer.address && from.port === peer.port)) return;
    this.peer = from;
    this.events.moved(this, peer);
  }

  private takeFragments(content: Buffer, isProtected: boolean): void {
    for (const fragment of parseFragments(content)) {
      if (this.state === 'established') {
        // RFC 6347 4.2.4: the client has not got the last flight, when that is ours.
        if (fragment.type === HandshakeType.finished && !this.handshake.resumed) this.transmit();
        // RFC 5746 4.4: no renegotiation
        else if (fragment.type === HandshakeType.clientHello && fragment.offset === 0) this.alert(AlertLevel.warning, Alert.noRenegotiation);
        continue;
      }
      this.reassembly.take(fragment);
      for (let message = this.reassembly.message(); message !== undefined; message = this.reassembly.message()) this.take(message, isProtected);
    }
  }

  private take(message: HandshakeMessage, isProtected: boolean): void {
    const { flight, done } = this.handshake.take(message, isProtected);
    const { keys, peerCid } = this.handshake;
    if (keys !== undefined && this.receivers[1] === undefined) {
      this.receivers[1] = new Receiver(keys.read, peerCid === undefined ? undefined : this.ownCid);
      this.writers[1] = new Writer(1, 0, keys.write, peerCid);
    }
    if (flight !== undefined) {
      this.flight = flight;
      this.retransmissions = 0;
      this.transmit();
    }
    if (done === true) {
      this.state = 'established';
      this.timer?.cancel();
      this.events.established(this);
    } else if (flight !== undefined) {
      this.retransmitIn(FIRST_TIMEOUT);
    }
    this.takeEarly();
  }

  /** Takes what came too early, as far as it is not too early still. */
  private takeEarly(): void {
    if (!this.changed || this.receivers[1] === undefined) return;
    const { early } = this;
    this.early = [];
    for (const record of early) this.receive(record, this.peer);
  }

  private takeAlert(content: Buffer): void {
    if (content.length !== 2) throw new DtlsError(Alert.decodeError, 'its alert is malformed');
    const [level, description] = content;
    if (description === Alert.closeNotify) {
      // RFC 5246 7.2.1
      this.alert(AlertLevel.warning, Alert.closeNotify);
      this.end();
    } else if (level === AlertLevel.fatal) {
      this.forgetSession();
      this.end({ reason: `the client says ${alertName(description)}`, alert: description });
    }
  }

  private retransmitIn(milliseconds: number): void {
    this.timer?.cancel();
    this.timer = this.options.clock.after(milliseconds, () => {
      if (this.retransmissions++ === MOST_RETRANSMISSIONS) return this.end({ reason: 'the client fell silent in the handshake' });
      this.transmit();
      this.retransmitIn(Math.min(2 * milliseconds, LONGEST_TIMEOUT));
    });
  }

  /** Sends the flight, in as few datagrams as it fits. */
  private transmit(): void {
    const records: Buffer[] = [];
    let epoch: 0 | 1 = 0;
    for (const item of this.flight) {
      const writer = this.writer(epoch);
      if (item.kind === 'changeCipherSpec') {
        records.push(writer.seal(ContentType.changeCipherSpec, Buffer.of(1)));
        epoch = 1;
      } else {
        const room = this.options.mtu - writer.overhead() - HANDSHAKE_HEADER;
        for (const fragment of split(item.message, room)) records.push(writer.seal(ContentType.handshake, fragment));
      }
    }
    let datagram: Buffer[] = [];
    for (const record of records) {
      if (datagram.length > 0 && Buffer.concat([...datagram, record]).length > this.options.mtu) {
        this.events.send(Buffer.concat(datagram), this.peer);
        datagram = [];
      }
      datagram.push(record);
    }
    this.events.send(Buffer.concat(datagram), this.peer);
    this.writeEpoch = epoch;
  }

  private writer(epoch: 0 | 1): Writer {
    const writer = this.writers[epoch];
    if (writer === undefined) throw new Error('there are no keys yet');
    return writer;
  }

  private transmitRecord(type: ContentType, content: Buffer): void {
    this.events.send(this.writer(this.writeEpoch).seal(type, content), this.peer);
  }

  private alert(level: AlertLevel, description: Alert): void {
    this.transmitRecord(ContentType.alert, Buffer.of(level, description));
  }

  private fail(alert: Alert, reason: string): void {
    this.alert(AlertLevel.fatal, alert);
    this.forgetSession();
    this.end({ reason: `${reason} (${alertName(alert)})`, alert });
  }

  /** RFC 5246 7.2.2: a session that ended with a fatal alert is not resumed. */
  private forgetSession(): void {
    const { session } = this.handshake;
    if (this.state === 'established' && session !== undefined) this.options.sessions.forget(session.id);
  }

  private end(failure?: Failure): void {
    this.drop();
    this.events.closed(this, failure);
  }
}
