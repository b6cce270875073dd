/**
 * A LwM2M server (1.0 and 1.1) for development: clients register to it, and its methods operate on them.
 *
 *     const server = await startServer({ port: 5683 });
 *     server.on('registered', async (client) => console.log(await server.read(client.endpoint, '/3/0')));
 */
import { EventEmitter } from 'node:events';
import { ClientTable, type Client } from './clients';
import { systemClock, type Clock } from './clock';
import { Endpoint, type IncomingRequest, type Observing, type Peer, type Reply, type Request, type Response } from './coap';
import { decodeContent, Format, type Content, type Leaf } from './content';
import { Definitions } from './definitions';
import { parseLinks, type Link } from './linkFormat';
import * as operations from './operations';
import { formatPath, parsePath, UsageError, type Path } from './path';
import { parseRegister, parseUpdate, RegistrationError } from './registration';
import { ContentError } from './value';

export interface ServerOptions {
  /** Address to bind; 127.0.0.1 unless told. */
  host?: string;
  /** UDP port, 5683 unless told; 0 for any free one. */
  port?: number;
  /** Seconds to wait for a client's answer, 30 unless told. */
  answerTimeout?: number;
  clock?: Clock;
  definitions?: Definitions;
}

/** A client's answer. */
export interface Answer {
  /** As CoAP writes it: `2.05`; a code that starts with 2 is a success. */
  code: string;
  /** What the client said of an error; usually nothing. */
  diagnostic: string;
}

export interface ReadAnswer extends Answer {
  format: number | undefined;
  leaves: Leaf[];
}

export interface ObserveAnswer extends ReadAnswer {
  /** Whether the client will notify. */
  established: boolean;
}

export interface DiscoverAnswer extends Answer {
  links: Link[];
}

export interface CreateAnswer extends Answer {
  /** Path of the new instance, when the client said it. */
  location: string | undefined;
}

export interface Notification extends ReadAnswer {
  client: Client;
  /** What is observed. An error code ends the observation. */
  path: string;
  /** Milliseconds since 1970. */
  time: number;
}

export interface ServerEvents {
  registered: [client: Client];
  updated: [client: Client];
  deregistered: [client: Client];
  expired: [client: Client];
  notification: [notification: Notification];
  /** The set of paths observed on a client has changed. */
  observations: [client: Client];
  /** A request to register was refused. */
  refused: [peer: Peer, error: RegistrationError];
  /** Something went wrong that no caller waits for. */
  trouble: [message: string];
}

const DEFAULT_PORT = 5683;
const DEFAULT_HOST = '127.0.0.1';
const DEFAULT_ANSWER_TIMEOUT = 30;

/** Starts a server. @throws The system's error when the port cannot be had, such as EADDRINUSE. */
export async function startServer(options: ServerOptions = {}): Promise<LwM2mServer> {
  const clock = options.clock ?? systemClock;
  const endpoint = await Endpoint.open({
    host: options.host ?? DEFAULT_HOST,
    port: options.port ?? DEFAULT_PORT,
    clock,
    answerTimeout: options.answerTimeout ?? DEFAULT_ANSWER_TIMEOUT,
    handle: (request) => server.handle(request),
    failed: (error) => server.emit('trouble', error.stack ?? error.message),
  });
  const server = new LwM2mServer(endpoint, clock, options.definitions ?? new Definitions());
  return server;
}

export class LwM2mServer extends EventEmitter<ServerEvents> {
  private readonly table: ClientTable;

  constructor(
    private readonly endpoint: Endpoint,
    readonly clock: Clock,
    readonly definitions: Definitions,
  ) {
    super();
    this.table = new ClientTable(clock, (client) => this.emit('expired', client));
  }

  /** The UDP port in use. */
  port(): number {
    return this.endpoint.port();
  }

  /** Where clients register: `coap://127.0.0.1:5683`. */
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
    await this.endpoint.close();
  }

  /** @param format Accept: a Content-Format, TLV unless told. @throws NoAnswerError, UsageError, ContentError (as all below) */
  async read(endpoint: string, path: string, format: number = Format.Tlv): Promise<ReadAnswer> {
    const response = await this.ask(endpoint, path, operations.read(format));
    return this.toReadAnswer(response, parsePath(path));
  }

  async discover(endpoint: string, path: string): Promise<DiscoverAnswer> {
    const response = await this.ask(endpoint, path, operations.discover());
    const answer = toAnswer(response);
    return { ...answer, links: isSuccess(answer) ? decoded(() => parseLinks(response.payload.toString())) : [] };
  }

  /** @param content One value, or values by id one level deeper: `write(name, '/3311/0', { 5850: true, 5851: 40 })`. */
  async write(endpoint: string, path: string, content: Content, options: operations.WriteOptions = {}): Promise<Answer> {
    return toAnswer(await this.ask(endpoint, path, operations.write(parsePath(path), content, options, this.definitions)));
  }

  /** @param attributes By name; null removes one. */
  async writeAttributes(endpoint: string, path: string, attributes: Record<string, string | number | null>): Promise<Answer> {
    return toAnswer(await this.ask(endpoint, path, operations.writeAttributes(attributes)));
  }

  /** @param argumentList As `0='x',1`. */
  async execute(endpoint: string, path: string, argumentList = ''): Promise<Answer> {
    return toAnswer(await this.ask(endpoint, path, operations.execute(parsePath(path), argumentList)));
  }

  /** @param path `/object`, or `/object/instance` to choose the id. */
  async create(endpoint: string, path: string, content: Content = {}): Promise<CreateAnswer> {
    const object = formatPath(parsePath(path).slice(0, 1));
    const response = await this.ask(endpoint, object, operations.create(parsePath(path), content, this.definitions));
    return { ...toAnswer(response), location: response.location.length > 0 ? '/' + response.location.join('/') : undefined };
  }

  async delete(endpoint: string, path: string): Promise<Answer> {
    return toAnswer(await this.ask(endpoint, path, operations.remove(parsePath(path))));
  }

  /** Observes a path; its notifications are events. One that is observed already is observed anew. */
  async observe(endpoint: string, path: string, format: number = Format.Tlv): Promise<ObserveAnswer> {
    const client = this.registered(endpoint);
    const parsed = parsePath(path);
    const observing: Observing = await this.endpoint.observe(
      client.peer,
      { ...operations.read(format), path: segments(client, parsed) },
      (response) => this.notified(client, parsed, observing, response),
    );
    client.lastSeen = this.clock.now();
    if (observing.established && client.state !== 'registered') observing.forget();
    else if (observing.established) {
      client.observations.get(path)?.forget();
      client.observations.set(path, observing);
      this.emit('observations', client);
    }
    return { ...this.toReadAnswer(observing.response, parsed), established: observing.established };
  }

  /**
   * Cancels an observation.
   * @param how With a request (`get`), or by rejecting the next notification (`reset`), which gives no answer.
   */
  async cancel(endpoint: string, path: string, how: 'get' | 'reset' = 'get'): Promise<ReadAnswer | undefined> {
    const client = this.registered(endpoint);
    const observing = client.observations.get(path);
    if (observing === undefined) throw new UsageError(`${path} is not observed. Observed: ${[...client.observations.keys()].join(', ') || 'nothing'}.`);
    client.observations.delete(path);
    this.emit('observations', client);
    if (how === 'reset') {
      observing.forget();
      return undefined;
    }
    return this.toReadAnswer(await observing.cancel(), parsePath(path));
  }

  /** Answers what a client asks: only registration. For the endpoint. */
  handle(request: IncomingRequest): Reply {
    try {
      // Some clients put rd/<id> into one segment, as some servers give it.
      const [root, id, ...rest] = request.path.join('/').split('/');
      if (root !== 'rd' || rest.length > 0) throw new RegistrationError('4.04', `nothing is at /${request.path.join('/')}`);
      if (id === undefined) return this.handleRegister(request);
      const client = this.table.byId(id);
      if (client === undefined) throw new RegistrationError('4.04', `no registration is at /rd/${id}`);
      return this.handleRegistered(request, client);
    } catch (error) {
      if (!(error instanceof RegistrationError)) throw error;
      return { code: error.code, afterwards: () => this.emit('refused', request.peer, error) };
    }
  }

  private handleRegister(request: IncomingRequest): Reply {
    if (request.method !== 'POST') throw new RegistrationError('4.05', `/rd takes POST, not ${request.method}`);
    const client = this.table.register(parseRegister(request), request.peer);
    return { code: '2.01', location: ['rd', client.id], afterwards: () => this.emit('registered', client) };
  }

  private handleRegistered(request: IncomingRequest, client: Client): Reply {
    switch (request.method) {
      case 'POST':
        this.table.update(client, parseUpdate(request, client.version), request.peer);
        return { code: '2.04', afterwards: () => this.emit('updated', client) };
      case 'DELETE':
        this.table.leave(client, 'deregistered');
        return { code: '2.02', afterwards: () => this.emit('deregistered', client) };
      default:
        throw new RegistrationError('4.05', `a registration takes POST and DELETE, not ${request.method}`);
    }
  }

  private notified(client: Client, path: Path, observing: Observing, response: Response): void {
    const name = formatPath(path);
    client.lastSeen = this.clock.now();
    try {
      const answer = this.toReadAnswer(response, path);
      if (!isSuccess(answer)) {
        observing.forget();
        if (client.observations.get(name) === observing) client.observations.delete(name);
        this.emit('observations', client);
      }
      this.emit('notification', { ...answer, client, path: name, time: client.lastSeen });
    } catch (error) {
      if (!(error instanceof ContentError)) throw error;
      this.emit('trouble', `${client.endpoint} ${name}: ${error.message}`);
    }
  }

  private async ask(endpoint: string, path: string, operation: Omit<Request, 'path'>): Promise<Response> {
    const client = this.registered(endpoint);
    const response = await this.endpoint.request(client.peer, { ...operation, path: segments(client, parsePath(path)) });
    client.lastSeen = this.clock.now();
    return response;
  }

  private registered(endpoint: string): Client {
    const client = this.table.byEndpoint(endpoint);
    if (client?.state === 'registered') return client;
    const names = this.clients().filter(({ state }) => state === 'registered').map((other) => other.endpoint);
    throw new UsageError(`${endpoint} is not registered. Registered: ${names.join(', ') || 'no client'}.`);
  }

  private toReadAnswer(response: Response, path: Path): ReadAnswer {
    const answer = toAnswer(response);
    const { contentFormat: format, payload } = response;
    return { ...answer, format, leaves: isSuccess(answer) ? decoded(() => decodeContent(format, payload, path, this.definitions)) : [] };
  }
}

/** Whether an answer's code is of class 2. */
export function isSuccess(answer: Answer): boolean {
  return answer.code.startsWith('2.');
}

function toAnswer({ code, payload }: Response): Answer {
  // RFC 7252 5.5.2: an error may carry a text for people.
  return { code, diagnostic: code.startsWith('2.') ? '' : payload.toString() };
}

/** Says of whose payload a ContentError is. */
function decoded<T>(decode: () => T): T {
  try {
    return decode();
  } catch (error) {
    if (error instanceof ContentError) throw new ContentError(`The client's answer cannot be read, since ${error.message}.`);
    throw error;
  }
}

/** Uri-Path of a path, behind the root that the client registered with rt="oma.lwm2m" (LwM2M 1.1 Core 6.2.1). */
function segments(client: Client, path: Path): string[] {
  const root = client.links.find(({ attributes }) => attributes.get('rt') === 'oma.lwm2m')?.target ?? '/';
  return [...root.split('/').filter((segment) => segment !== ''), ...path.map(String)];
}
