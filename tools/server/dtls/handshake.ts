/**
 * The server's side of one handshake, message by message (RFC 5246 7.3, RFC 4279 2). It knows nothing of records,
 * fragments and time: messages in, flights out.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import { whole, type HandshakeMessage } from './fragments';
import { parseClientHello, serverHello, type ClientHello } from './hello';
import { extendedMasterSecret, masterSecret, premasterSecret, verifyData } from './keys';
import { Alert, HandshakeType } from '../../../src/dtls/protocol';
import { DtlsError } from './alerts';
import { DTLS_1_2 } from './records';
import { Reader, vector } from './reader';
import type { Session, Sessions } from './sessions';
import { CIPHER_SUITES, type ConnectionKeys } from './suites';

/** What handshakes of a server have in common. */
export interface HandshakeOptions {
  /** The key of an identity; undefined for a stranger. */
  psk(identity: string): Buffer | undefined;
  random(size: number): Buffer;
  sessions: Sessions;
  /** Ids of the cipher suites that are allowed. */
  suites: readonly number[];
  /** RFC 4279 5.2: sent to the client, when there is one. */
  hint: string | undefined;
}

/** What a handshake sends, in this order. */
export type FlightItem = { kind: 'message'; message: HandshakeMessage } | { kind: 'changeCipherSpec' };

/** What came of a message. */
export interface Outcome {
  /** A flight to send. */
  flight?: FlightItem[];
  /** No more is expected. */
  done?: boolean;
}

const RANDOM = 32;
const SESSION_ID = 32;
const changeCipherSpec: FlightItem = { kind: 'changeCipherSpec' };

export class Handshake {
  private readonly transcript = createHash('sha256');
  private expected: 'ClientHello' | 'ClientKeyExchange' | 'Finished' = 'ClientHello';
  private readonly serverRandom: Buffer;
  private hello: ClientHello | undefined;
  /** The session that is made, or resumed. */
  session: Session | undefined;
  resumed = false;
  /** What the client claims to be, once it has said so. */
  identity: string | undefined;
  /** Set as soon as both sides can know them. */
  keys: ConnectionKeys | undefined;
  /** What the client wants in records that it gets, once that is negotiated. */
  peerCid: Buffer | undefined;

  constructor(
    private readonly options: HandshakeOptions,
    /** What this server wants in records that it gets; undefined for no Connection IDs. */
    private readonly ownCid: Buffer | undefined,
    /** message_seq of the next message that is sent. */
    private sendSequence: number,
  ) {
    this.serverRandom = options.random(RANDOM);
  }

  /** Takes the next message. @param isProtected Whether it came under the keys of this handshake. @throws DtlsError */
  take(message: HandshakeMessage, isProtected: boolean): Outcome {
    const { type } = message;
    // RFC 5246 7.4.9: Finished alone comes after ChangeCipherSpec.
    if (isProtected !== (type === HandshakeType.finished)) throw new DtlsError(Alert.unexpectedMessage, `message ${type} came on the wrong side of ChangeCipherSpec`);
    if (type === HandshakeType.clientHello && this.expected === 'ClientHello') return this.takeHello(message);
    if (type === HandshakeType.clientKeyExchange && this.expected === 'ClientKeyExchange') return this.takeKeyExchange(message);
    if (type === HandshakeType.finished && this.expected === 'Finished') return this.takeFinished(message);
    throw new DtlsError(Alert.unexpectedMessage, `message ${type} came instead of ${this.expected}`);
  }

  private takeHello(message: HandshakeMessage): Outcome {
    const hello = parseClientHello(message.body);
    // Versions count down: 1.2 is fefd, 1.0 feff.
    if (hello.version >>> 8 !== DTLS_1_2 >>> 8 || hello.version > DTLS_1_2) throw new DtlsError(Alert.protocolVersion, 'it offers an older version than DTLS 1.2');
    this.hello = hello;
    this.transcript.update(whole(message));
    this.peerCid = this.ownCid === undefined ? undefined : hello.cid;
    const session = this.resumable(hello);
    return session === undefined ? this.begin(hello) : this.resume(hello, session);
  }

  /** The full handshake: ServerHello to ServerHelloDone. */
  private begin(hello: ClientHello): Outcome {
    const { suites, hint, random } = this.options;
    const suite = CIPHER_SUITES.find(({ id }) => suites.includes(id) && hello.suites.includes(id));
    if (suite === undefined) throw new DtlsError(Alert.handshakeFailure, 'it offers no cipher suite that this server has; TLS_PSK_WITH_AES_128_CCM_8 is one');
    const { extendedMasterSecret: extended } = hello;
    this.session = { id: random(SESSION_ID), master: Buffer.alloc(0), suite, extendedMasterSecret: extended, identity: '', psk: Buffer.alloc(0) };
    this.expected = 'ClientKeyExchange';
    return {
      flight: [
        this.send(HandshakeType.serverHello, this.serverHello(hello, this.session)),
        ...(hint === undefined ? [] : [this.send(HandshakeType.serverKeyExchange, vector(2, Buffer.from(hint)))]),
        this.send(HandshakeType.serverHelloDone, Buffer.alloc(0)),
      ],
    };
  }

  /** The abbreviated handshake: ServerHello and Finished. */
  private resume(hello: ClientHello, session: Session): Outcome {
    this.session = session;
    this.resumed = true;
    this.identity = session.identity;
    this.keys = session.suite.derive(session.master, hello.random, this.serverRandom);
    this.expected = 'Finished';
    const first = this.send(HandshakeType.serverHello, this.serverHello(hello, session));
    return { flight: [first, changeCipherSpec, this.finished(session)] };
  }

  private serverHello(hello: ClientHello, session: Session): Buffer {
    return serverHello({
      random: this.serverRandom,
      sessionId: session.id,
      suite: session.suite.id,
      extendedMasterSecret: session.extendedMasterSecret,
      secureRenegotiation: hello.secureRenegotiation,
      cid: this.peerCid === undefined ? undefined : this.ownCid,
    });
  }

  private takeKeyExchange(message: HandshakeMessage): Outcome {
    const { hello, session } = this;
    if (hello === undefined || session === undefined) throw new Error('ClientKeyExchange before ClientHello');
    const reader = new Reader(message.body);
    const identity = reader.vector(2).toString();
    reader.end();
    this.identity = identity;
    const psk = this.options.psk(identity);
    // RFC 4279 2
    if (psk === undefined) throw new DtlsError(Alert.unknownPskIdentity, `nobody is called "${identity}" here`);
    this.transcript.update(whole(message));
    const premaster = premasterSecret(psk);
    const master = session.extendedMasterSecret ? extendedMasterSecret(premaster, this.transcriptHash()) : masterSecret(premaster, hello.random, this.serverRandom);
    this.session = { ...session, master, identity, psk };
    this.keys = session.suite.derive(master, hello.random, this.serverRandom);
    this.expected = 'Finished';
    return {};
  }

  private takeFinished(message: HandshakeMessage): Outcome {
    const { session } = this;
    if (session === undefined) throw new Error('Finished before ClientHello');
    const right = verifyData(session.master, 'client', this.transcriptHash());
    if (message.body.length !== right.length || !timingSafeEqual(message.body, right)) throw new DtlsError(Alert.decryptError, 'its Finished is wrong: it saw another handshake');
    if (this.resumed) return { done: true };
    this.transcript.update(whole(message));
    this.options.sessions.keep(session);
    return { flight: [changeCipherSpec, this.finished(session)], done: true };
  }

  private finished({ master }: Session): FlightItem {
    return this.send(HandshakeType.finished, verifyData(master, 'server', this.transcriptHash()));
  }

  private send(type: HandshakeType, body: Buffer): FlightItem {
    const message = { type, sequence: this.sendSequence++, body };
    this.transcript.update(whole(message));
    return { kind: 'message', message };
  }

  private transcriptHash(): Buffer {
    return this.transcript.copy().digest();
  }

  private resumable(hello: ClientHello): Session | undefined {
    const session = this.options.sessions.find(hello.sessionId);
    if (session === undefined || !hello.suites.includes(session.suite.id)) return undefined;
    if (this.options.psk(session.identity)?.equals(session.psk) !== true) return undefined;
    // RFC 7627 5.3
    if (session.extendedMasterSecret && !hello.extendedMasterSecret) throw new DtlsError(Alert.handshakeFailure, 'it resumes a session without the extended_master_secret that it had');
    return session.extendedMasterSecret === hello.extendedMasterSecret ? session : undefined;
  }
}
