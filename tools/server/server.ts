/**
 * A LwM2M server (1.0, 1.1 and 1.2) for development: clients register to it, and its methods operate on them.
 *
 *     const server = await startServer({ port: 5683 });
 *     server.on('registered', async (client) => console.log(await server.read(client.endpoint, '/3/0')));
 */
import { EventEmitter } from 'node:events';
import { decoded, isSuccess, toAnswer, toReadAnswer, type Answer, type CreateAnswer, type DiscoverAnswer, type ObserveAnswer, type ReadAnswer, type ServerEvents } from './answers';
import { ClientTable, rootOf, rootSegments, segments, usualFormat, type Client } from './clients';
import { systemClock, type Clock } from './clock';
import { Endpoint } from './coap';
import { decodeContent, type CompositeContent } from './content';
import { Definitions } from './definitions';
import { DEFAULT_AWAKE_TIME, Delivery } from './delivery';
import { Format } from './formats';
import { Inbound } from './inbound';
import type { Content, Leaf } from './leaves';
import { parseLinks } from './linkFormat';
import type { IncomingRequest, Peer, Reply, Response } from './messages';
import { Observations } from './observations';
import * as operations from './operations';
import { parsePath, type Path } from './path';
import type { PskTable } from './psk';
import type { RawChannel, RawOptions } from './raw';

export interface ServerOptions {
  /** Address to bind; 127.0.0.1 unless told. */
  host?: string;
  /** UDP port, 5683 unless told, or 5684 with keys; 0 for any free one. */
  port?: number;
  /** Keys by identity: clients come over DTLS, and only with one of these. */
  psk?: PskTable;
  /** Seconds to wait for a client's answer, 30 unless told. */
  answerTimeout?: number;
  /** Seconds that a client in queue mode is awake after it was heard from, 93 unless told. */
  awakeTime?: number;
  clock?: Clock;
  definitions?: Definitions;
}

/** Attributes by name, as `{ pmin: 1, pmax: 10 }`; null removes one. */
export type Attributes = Readonly<Record<string, string | number | null>>;

export interface ObserveOptions extends operations.ReadOptions {
  /** For this observation only (LwM2M 1.2 Core 6.4.1). */
  attributes?: Attributes;
}

export type CompositeObserveOptions = operations.CompositeOptions & ObserveOptions;

const DEFAULT_PORT = 5683;
const DEFAULT_SECURE_PORT = 5684;
const DEFAULT_HOST = '127.0.0.1';
const DEFAULT_ANSWER_TIMEOUT = 30;

/** Starts a server. @throws The system's error when the port cannot be had, such as EADDRINUSE. */
export async function startServer(options: ServerOptions = {}): Promise<LwM2mServer> {
  const clock = options.clock ?? systemClock;
  const endpoint = await Endpoint.open({
    host: options.host ?? DEFAULT_HOST,
    port: options.port ?? (options.psk === undefined ? DEFAULT_PORT : DEFAULT_SECURE_PORT),
    psk: options.psk,
    handshakeFailed: (peer, failure) => server.emit('handshakeFailed', peer, failure),
    moved: (from, to) => server.moved(from, to),
    clock,
    answerTimeout: options.answerTimeout ?? DEFAULT_ANSWER_TIMEOUT,
    handle: (request) => server.handle(request),
    failed: (error) => server.emit('trouble', error.stack ?? error.message),
  });
  const server = new LwM2mServer(endpoint, clock, options.definitions ?? new Definitions(), options.awakeTime ?? DEFAULT_AWAKE_TIME);
  return server;
}

/** Every operation may throw NoAnswerError, UsageError and ContentError. */
export class LwM2mServer extends EventEmitter<ServerEvents> {
  private readonly table: ClientTable;
  private readonly delivery: Delivery;
  private readonly inbound: Inbound;
  private readonly observations: Observations;

  constructor(
    private readonly endpoint: Endpoint,
    readonly clock: Clock,
    readonly definitions: Definitions,
    awakeTime: number,
  ) {
    super();
    this.table = new ClientTable(clock, (client) => {
      this.delivery.left(client);
      this.emit('expired', client);
    });
    this.delivery = new Delivery(this.table, clock, awakeTime, (client) => this.emit('held', client));
    this.inbound = new Inbound(this.table, this.delivery, definitions, this);
    this.observations = new Observations(endpoint, this.delivery, definitions, this);
  }

  /** The UDP port in use. */
  port(): number {
    return this.endpoint.port();
  }

  /** Where clients register: `coap://127.0.0.1:5683`, or coaps. */
  url(): string {
    return this.endpoint.url();
  }

  /** Every client that is or was registered, in the order they first came. */
  clients(): Client[] {
    return this.table.list();
  }

  /** Stops the server; requests under way fail. */
  async close(): Promise<void> {
    this.table.close();
    this.delivery.close();
    await this.endpoint.close();
  }

  async read(endpoint: string, path: string, options: operations.ReadOptions = {}): Promise<ReadAnswer> {
    const parsed = parsePath(path);
    return this.delivery.ask(endpoint, async (client) => {
      const response = await this.request(client, parsed, operations.read(withFormat(client, options)));
      return toReadAnswer(response, () => this.decode(client, response, parsed));
    });
  }

  /** @param depth Levels below the target, 0 to 3 (LwM2M 1.2); the client's own choice when left out. */
  async discover(endpoint: string, path: string, depth?: number | string): Promise<DiscoverAnswer> {
    const response = await this.ask(endpoint, parsePath(path), operations.discover(depth));
    const answer = toAnswer(response);
    return { ...answer, links: isSuccess(answer) ? decoded(() => parseLinks(response.payload.toString())) : [] };
  }

  /** @param content One value, or values by id one level deeper: `write(name, '/3311/0', { 5850: true, 5851: 40 })`. */
  async write(endpoint: string, path: string, content: Content, options: operations.WriteOptions = {}): Promise<Answer> {
    const parsed = parsePath(path);
    return toAnswer(await this.ask(endpoint, parsed, operations.write(parsed, content, options, this.definitions)));
  }

  async writeAttributes(endpoint: string, path: string, attributes: Attributes): Promise<Answer> {
    return toAnswer(await this.ask(endpoint, parsePath(path), operations.writeAttributes(attributes)));
  }

  /** @param argumentList As `0='x',1`. */
  async execute(endpoint: string, path: string, argumentList = ''): Promise<Answer> {
    return toAnswer(await this.ask(endpoint, parsePath(path), operations.execute(parsePath(path), argumentList)));
  }

  /** @param path `/object`, or `/object/instance` to choose the id. */
  async create(endpoint: string, path: string, content: Content = {}, format: number = Format.Tlv): Promise<CreateAnswer> {
    const parsed = parsePath(path);
    const response = await this.ask(endpoint, parsed.slice(0, 1), operations.create(parsed, content, format, this.definitions));
    return { ...toAnswer(response), location: response.location.length > 0 ? '/' + response.location.join('/') : undefined };
  }

  /** @param path An instance, or an instance of a resource (LwM2M 1.2). */
  async delete(endpoint: string, path: string): Promise<Answer> {
    return toAnswer(await this.ask(endpoint, parsePath(path), operations.remove(parsePath(path))));
  }

  /** Reads several paths at once; `/` is everything. What the client does not have is not in its answer. */
  async readComposite(endpoint: string, paths: readonly string[], options: operations.CompositeOptions = {}): Promise<ReadAnswer> {
    return this.delivery.ask(endpoint, async (client) => {
      const operation = operations.readComposite(paths, options, rootOf(client));
      const response = await this.endpoint.request(client.peer, { ...operation, path: rootSegments(client) });
      return toReadAnswer(response, () => this.decode(client, response, []));
    });
  }

  /** Writes all or nothing: `writeComposite(name, { '/3311/0/5850': true, '/1/0/1': 60 })`; null removes a resource instance (SenML ETCH only). */
  async writeComposite(endpoint: string, content: CompositeContent, format: number = Format.SenmlCbor): Promise<Answer> {
    return this.delivery.ask(endpoint, async (client) => {
      const operation = operations.writeComposite(content, format, this.definitions, rootOf(client));
      return toAnswer(await this.endpoint.request(client.peer, { ...operation, path: rootSegments(client) }));
    });
  }

  /** Observes a path; its notifications are events. One that is observed already is observed anew. */
  async observe(endpoint: string, path: string, options: ObserveOptions = {}): Promise<ObserveAnswer> {
    const query = queryOf(options);
    return this.observations.single(endpoint, parsePath(path), (client) => ({ ...operations.read(withFormat(client, options)), ...query }));
  }

  /** Observes several paths with one token; each notification has the values of all. */
  async observeComposite(endpoint: string, paths: readonly string[], options: CompositeObserveOptions = {}): Promise<ObserveAnswer> {
    const query = queryOf(options);
    return this.observations.composite(endpoint, paths, (client) => ({ ...operations.readComposite(paths, options, rootOf(client)), ...query }));
  }

  /**
   * Cancels an observation.
   * @param path Of a composite observation, its paths with spaces between.
   * @param how With a request (`get`), or by rejecting the next notification (`reset`), which gives no answer.
   */
  cancel(endpoint: string, path: string, how: 'get' | 'reset' = 'get'): Promise<ReadAnswer | undefined> {
    return this.observations.cancel(endpoint, path, how);
  }

  /** Sends a registered client any datagram, from the address it registered to: for tests of misbehaviour. Close it before the server. */
  raw(endpoint: string, options: RawOptions = {}): RawChannel {
    return this.endpoint.raw(this.delivery.registered(endpoint).peer, options);
  }

  /** A client is at a new address. For the endpoint. */
  moved(from: Peer, to: Peer): void {
    this.table.move(from, to);
  }

  /** Answers what a client asks. For the endpoint. */
  handle(request: IncomingRequest): Reply {
    return this.inbound.handle(request);
  }

  private ask(endpoint: string, path: Path, operation: operations.Operation): Promise<Response> {
    return this.delivery.ask(endpoint, (client) => this.request(client, path, operation));
  }

  private request(client: Client, path: Path, operation: operations.Operation): Promise<Response> {
    return this.endpoint.request(client.peer, { ...operation, path: segments(client, path) });
  }

  private decode(client: Client, { contentFormat, payload }: Response, path: Path): Leaf[] {
    return decodeContent(contentFormat, payload, path, this.definitions, rootOf(client));
  }
}

/** Asks for the format that the client has, when none is chosen. */
function withFormat(client: Client, options: operations.ReadOptions): operations.ReadOptions {
  return { ...options, accept: options.accept === undefined ? usualFormat(client) : options.accept };
}

function queryOf({ attributes }: ObserveOptions): { query?: readonly string[] } {
  return attributes === undefined ? {} : { query: operations.writeAttributes(attributes).query };
}
