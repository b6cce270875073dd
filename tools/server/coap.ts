/**
 * CoAP on one UDP socket: it answers what clients ask (Register, Update) and asks clients, from the same port, since a
 * client takes requests only from the address it registered to.
 */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { isIPv6 } from 'node:net';
import { urlOf } from './address';
import type { Clock } from './clock';
import type { DatagramSocket } from './datagramSocket';
import type { Failure } from './dtls/association';
import type { IncomingRequest, Observing, Peer, Reply, Request, Response } from './messages';
import type { Intercept } from './npmCoap';
import type { PskTable } from './psk';
import { RawChannel, type RawOptions } from './raw';
import { Requester } from './requester';
import { Responder } from './responder';
import { SecureSocket } from './secureSocket';

export interface EndpointOptions {
  host: string;
  /** 0 for any free port. */
  port: number;
  clock: Clock;
  /** Seconds to wait for an answer. */
  answerTimeout: number;
  /** With keys, the endpoint is behind DTLS, and clients without a key are not heard. */
  psk?: PskTable;
  /** A client behind DTLS was refused or is lost; its identity is what it claims. */
  handshakeFailed?(peer: Peer, failure: Failure): void;
  /** A client behind DTLS is known by its Connection ID at a new address. */
  moved?(from: Peer, to: Peer): void;
  /** Answers a request of a client. */
  handle(request: IncomingRequest): Reply;
  /** Something is wrong with the socket, or with an answer that no caller waits for. */
  failed(error: Error): void;
}

export class Endpoint {
  private readonly requester: Requester;
  private readonly responder: Responder;
  private readonly channels = new Set<RawChannel>();

  private constructor(
    private readonly socket: DatagramSocket,
    private readonly options: EndpointOptions,
  ) {
    this.requester = new Requester(socket, options.clock, options.answerTimeout);
    const handle = (request: IncomingRequest): Reply => options.handle({ ...request, peer: this.identified(request.peer) });
    this.responder = new Responder(socket, options.clock, handle, options.failed);
    // Both halves report the errors of the one socket: one report is enough.
    this.requester.agent.on('error', () => undefined);
    const intercept: Intercept = (packet, from) => [...this.channels].some((channel) => channel.claims(packet, from));
    this.requester.agent.intercept = intercept;
    this.responder.server.intercept = intercept;
  }

  /** Binds the socket. @throws The system's error, such as EADDRINUSE. */
  static async open(options: EndpointOptions): Promise<Endpoint> {
    const socket = createSocket(isIPv6(options.host) ? 'udp6' : 'udp4');
    socket.bind(options.port, options.host);
    await once(socket, 'listening');
    const { psk, clock, handshakeFailed, moved } = options;
    if (psk === undefined) return new Endpoint(socket, options);
    const events = { failed: handshakeFailed ?? (() => undefined), moved: moved ?? (() => undefined) };
    return new Endpoint(new SecureSocket(socket, { psk, clock, ...events }), options);
  }

  /** The port in use. */
  port(): number {
    return this.socket.address().port;
  }

  /** Where clients find it: `coap://127.0.0.1:5683`, or coaps. */
  url(): string {
    return urlOf(this.socket instanceof SecureSocket ? 'coaps' : 'coap', this.options.host, this.port());
  }

  /** Sends a confirmable request, in blocks where it must be. @throws NoAnswerError, ContentError */
  request(peer: Peer, request: Request): Promise<Response> {
    return this.requester.request(peer, request);
  }

  /**
   * Observes (RFC 7641).
   * @param notified Called with each notification after the first answer, the newest only when they overtake each other.
   */
  observe(peer: Peer, request: Request, notified: (response: Response) => void): Promise<Observing> {
    return this.requester.observe(peer, request, notified, this.options.failed);
  }

  /** Opens a way to send a client any datagram from this endpoint's address, for tests. */
  raw(peer: Peer, { exclusive = false }: RawOptions = {}): RawChannel {
    const channel = new RawChannel(this.socket, peer, this.options.clock, exclusive, (closed) => this.channels.delete(closed));
    this.channels.add(channel);
    return channel;
  }

  /** Gives up what is under way and closes the socket. */
  async close(): Promise<void> {
    this.requester.close();
    this.responder.close();
    const closed = once(this.socket, 'close');
    this.socket.close();
    await closed;
  }

  private identified(peer: Peer): Peer {
    return this.socket instanceof SecureSocket ? { ...peer, identity: this.socket.identity(peer) } : peer;
  }
}
