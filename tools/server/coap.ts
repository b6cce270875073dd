/**
 * CoAP on one UDP socket, by npm `coap`: it answers what clients ask (Register, Update) and asks clients, from the same
 * port, since a client takes requests only from the address it registered to.
 */
import { createSocket, type Socket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import { once } from 'node:events';
import { ObserveReadStream, type IncomingMessage, type OutgoingMessage } from 'coap';
import { urlOf } from './address';
import type { Clock } from './clock';
import { ClientAgent, contentFormat, follow, RequestServer, strings } from './npmCoap';

export interface Peer {
  address: string;
  port: number;
}

export interface Request {
  method: 'GET' | 'PUT' | 'POST' | 'DELETE';
  /** Uri-Path, one segment each. */
  path: readonly string[];
  /** Uri-Query, one option each. */
  query?: readonly string[];
  accept?: number;
  contentFormat?: number;
  payload?: Buffer;
}

export interface Response {
  /** As CoAP writes it: `2.05`. */
  code: string;
  contentFormat: number | undefined;
  payload: Buffer;
  /** Location-Path, one segment each. */
  location: readonly string[];
}

/** What a client asked this server. */
export interface IncomingRequest {
  peer: Peer;
  method: string;
  path: readonly string[];
  query: readonly string[];
  contentFormat: number | undefined;
  payload: Buffer;
}

export interface Reply {
  code: string;
  location?: readonly string[];
  /** Runs when the reply has been handed to the socket, so that what it sends comes after it. */
  afterwards?: () => void;
}

/** No answer came within the time allowed, or the client rejected the request with a Reset. */
export class NoAnswerError extends Error {
  override name = 'NoAnswerError';
}

export interface EndpointOptions {
  host: string;
  /** 0 for any free port. */
  port: number;
  clock: Clock;
  /** Seconds to wait for an answer. */
  answerTimeout: number;
  /** Answers a request of a client. */
  handle(request: IncomingRequest): Reply;
  /** Something is wrong with the socket. */
  failed(error: Error): void;
}

/** The largest payload of one message (RFC 7252 4.6). */
const LARGEST_PAYLOAD = 1024;

export class Endpoint {
  private readonly agent: ClientAgent;
  private readonly server: RequestServer;
  /** What gives up each request that waits for its answer. */
  private readonly waiting = new Map<OutgoingMessage, (reason: Error) => void>();
  /** The end of the queue of requests to each peer. */
  private readonly queues = new Map<string, Promise<unknown>>();
  private closed = false;

  private constructor(
    private readonly socket: Socket,
    private readonly options: EndpointOptions,
  ) {
    this.agent = new ClientAgent({ socket });
    this.server = new RequestServer((request, response) => this.answer(request, response));
    this.server.listen(socket);
    // Both halves report the errors of the one socket: one report is enough.
    this.agent.on('error', () => undefined);
    this.server.on('error', options.failed);
  }

  /** Binds the socket. @throws The system's error, such as EADDRINUSE. */
  static async open(options: EndpointOptions): Promise<Endpoint> {
    const socket = createSocket(isIPv6(options.host) ? 'udp6' : 'udp4');
    socket.bind(options.port, options.host);
    await once(socket, 'listening');
    return new Endpoint(socket, options);
  }

  /** The port in use. */
  port(): number {
    return this.socket.address().port;
  }

  /** Where clients find it: `coap://127.0.0.1:5683`. */
  url(): string {
    return urlOf('coap', this.options.host, this.port());
  }

  /** Sends a confirmable request. @throws NoAnswerError */
  request(peer: Peer, request: Request): Promise<Response> {
    return this.exchange(peer, request, {}).then(({ message }) => toResponse(message));
  }

  /**
   * Observes (RFC 7641).
   * @param notified Called with each notification after the first answer, the newest only when they overtake each other.
   */
  async observe(peer: Peer, request: Request, notified: (response: Response) => void): Promise<Observing> {
    const { message, outgoing } = await this.exchange(peer, request, { observe: true });
    const established = message instanceof ObserveReadStream && message.headers.Observe !== undefined;
    const forget = (): void => this.agent.abort(outgoing);
    if (!established) {
      forget();
      return { response: toResponse(message), established, forget: () => undefined, cancel: () => this.request(peer, request) };
    }
    const response = toResponse(message);
    follow(message, this.options.clock, () => notified(toResponse(message)));
    return {
      response,
      established,
      forget,
      cancel: async () => {
        forget();
        const token = outgoing._packet.token;
        return toResponse((await this.exchange(peer, request, { observe: 1, token })).message);
      },
    };
  }

  /** Gives up what is under way and closes the socket. */
  async close(): Promise<void> {
    this.closed = true;
    for (const giveUp of [...this.waiting.values()]) giveUp(new NoAnswerError('The server was closed.'));
    this.server.close();
    const closed = once(this.socket, 'close');
    this.socket.close();
    await closed;
  }

  private answer(message: IncomingMessage, response: OutgoingMessage): void {
    try {
      const { code, location, afterwards } = this.reply(message);
      response.code = code;
      if (location !== undefined) response.setOption('Location-Path', location.map((segment) => Buffer.from(segment)));
      response.end();
      if (afterwards !== undefined) setImmediate(afterwards);
    } catch (error) {
      // npm coap would swallow it.
      setImmediate(() => this.options.failed(error as Error));
      response.code = '5.00';
      response.end();
    }
  }

  private reply(message: IncomingMessage): Reply {
    // An option that coap-packet has no name for comes with its number; odd ones are critical (RFC 7252 5.4.1).
    const options = message._packet.options ?? [];
    if (options.some(({ name }) => Number(name) % 2 === 1)) return { code: '4.02' };
    return this.options.handle({
      peer: { address: message.rsinfo.address, port: message.rsinfo.port },
      method: message.method,
      path: strings(message, 'Uri-Path'),
      query: strings(message, 'Uri-Query'),
      contentFormat: contentFormat(message),
      payload: message.payload,
    });
  }

  /** One request at a time to each peer (NSTART 1, RFC 7252 4.7). */
  private exchange(peer: Peer, request: Request, more: ObserveOptions): Promise<Exchange> {
    const name = `${peer.address} ${peer.port}`;
    const send = (): Promise<Exchange> => this.send(peer, request, more);
    const turn = (this.queues.get(name) ?? Promise.resolve()).then(send, send);
    this.queues.set(name, turn);
    const leave = (): void => {
      if (this.queues.get(name) === turn) this.queues.delete(name);
    };
    turn.then(leave, leave);
    return turn;
  }

  private send(peer: Peer, request: Request, more: ObserveOptions): Promise<Exchange> {
    if (this.closed) throw new NoAnswerError('The server was closed.');
    const { payload = Buffer.alloc(0) } = request;
    if (payload.length > LARGEST_PAYLOAD) {
      throw new RangeError(`${payload.length} bytes do not fit one message of ${LARGEST_PAYLOAD}; this server has no block-wise transfer yet.`);
    }
    const outgoing = this.agent.request({
      host: peer.address,
      port: peer.port,
      method: request.method,
      ...more,
      options: {
        'Uri-Path': request.path.map((segment) => Buffer.from(segment)),
        'Uri-Query': (request.query ?? []).map((query) => Buffer.from(query)),
        ...(request.accept !== undefined && { Accept: request.accept }),
        ...(request.contentFormat !== undefined && { 'Content-Format': request.contentFormat }),
      },
    });
    return new Promise<Exchange>((resolve, reject) => {
      const giveUp = (reason: Error): void => {
        settle();
        this.agent.abort(outgoing);
        reject(reason);
      };
      const timer = this.options.clock.after(1000 * this.options.answerTimeout, () =>
        giveUp(new NoAnswerError(`No answer within ${this.options.answerTimeout} s.`)),
      );
      const settle = (): void => {
        timer.cancel();
        this.waiting.delete(outgoing);
      };
      this.waiting.set(outgoing, giveUp);
      outgoing.on('error', (error: Error) => {
        if (this.waiting.has(outgoing)) giveUp(error);
      });
      outgoing.on('response', (message: IncomingMessage) => {
        settle();
        this.agent.clear(outgoing, message);
        if (message.code === '0.00') reject(new NoAnswerError('The client rejected the request with a Reset.'));
        else resolve({ message, outgoing });
      });
      outgoing.end(payload);
    });
  }
}

/** An observation, or the attempt at one. */
export interface Observing {
  response: Response;
  /** Whether the client keeps the observation and will notify. */
  established: boolean;
  /** Stops listening; the next notification is answered with a Reset, which cancels (RFC 7641 3.6). */
  forget(): void;
  /** Cancels with a GET of Observe 1 on the same token. @throws NoAnswerError */
  cancel(): Promise<Response>;
}

interface ObserveOptions {
  observe?: true | 1;
  token?: Buffer;
}

interface Exchange {
  message: IncomingMessage;
  outgoing: OutgoingMessage;
}

function toResponse(message: IncomingMessage): Response {
  return {
    code: message.code,
    contentFormat: contentFormat(message),
    payload: message.payload,
    location: strings(message, 'Location-Path'),
  };
}
