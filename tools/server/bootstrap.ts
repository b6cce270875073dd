/**
 * A LwM2M bootstrap server for development (LwM2M 1.2 Core 6.1): a client asks, and is given the steps of a configuration
 * one after the other, or all at once as a Bootstrap-Pack.
 */
import { EventEmitter } from 'node:events';
import { systemClock, type Clock } from './clock';
import { Endpoint } from './coap';
import type { BootstrapConfig, BootstrapStep } from './bootstrapConfig';
import { decodeContent, encodeContent } from './content';
import { Definitions } from './definitions';
import type { Failure } from './dtls/association';
import { Format } from './formats';
import { toLeaves, type Leaf } from './leaves';
import { parseLinks, type Link } from './linkFormat';
import { NoAnswerError, type IncomingRequest, type Peer, type Reply, type Request, type Response } from './messages';
import { parsePath, UsageError, type Path } from './path';
import type { PskTable } from './psk';
import type { RawChannel, RawOptions } from './raw';
import { ContentError } from './value';

/** What clients are given, or who is given what. */
export type Configuration = BootstrapConfig | ((peer: Peer) => BootstrapConfig);

export interface BootstrapOptions {
  config: Configuration;
  /** Address to bind; 127.0.0.1 unless told. */
  host?: string;
  /** UDP port, 5783 unless told, or 5784 with keys; 0 for any free one. */
  port?: number;
  /** Keys by identity: clients come over DTLS, and only with one of these. */
  psk?: PskTable;
  /** Seconds to wait for a client's answer, 30 unless told. */
  answerTimeout?: number;
  clock?: Clock;
  definitions?: Definitions;
}

/** What a client answered to one step. */
export interface StepResult {
  endpoint: string;
  step: BootstrapStep;
  /** As CoAP writes it: `2.04`. */
  code: string;
  /** What the client said of an error. */
  diagnostic: string;
  /** Of discover. */
  links: readonly Link[];
  /** Of read. */
  leaves: readonly Leaf[];
}

export interface BootstrapEvents {
  /** A client asked to be bootstrapped. */
  requested: [endpoint: string, peer: Peer];
  step: [result: StepResult];
  /** The client took the end of the configuration. */
  finished: [endpoint: string];
  /** A session ended early. */
  failed: [endpoint: string, reason: string];
  /** A client was given everything at once. */
  packed: [endpoint: string, peer: Peer];
  /** A client behind DTLS was refused or is lost; its identity is what it claims. */
  handshakeFailed: [peer: Peer, failure: Failure];
  /** A request was refused. */
  refused: [peer: Peer, code: string, reason: string];
  trouble: [message: string];
}

const DEFAULT_PORT = 5783;
const DEFAULT_SECURE_PORT = 5784;

/** Formats that a client may prefer in `pct`, and take a pack in (LwM2M 1.2 Core 6.1.7.1). */
const WRITE_FORMATS: readonly number[] = [Format.SenmlJson, Format.SenmlCbor, Format.Tlv, Format.Lwm2mCbor];
const PACK_FORMATS: readonly number[] = [Format.SenmlCbor, Format.SenmlJson, Format.Lwm2mCbor];

/** @throws The system's error when the port cannot be had, such as EADDRINUSE. */
export async function startBootstrapServer(options: BootstrapOptions): Promise<BootstrapServer> {
  const endpoint = await Endpoint.open({
    host: options.host ?? '127.0.0.1',
    port: options.port ?? (options.psk === undefined ? DEFAULT_PORT : DEFAULT_SECURE_PORT),
    psk: options.psk,
    handshakeFailed: (peer, failure) => server.emit('handshakeFailed', peer, failure),
    clock: options.clock ?? systemClock,
    answerTimeout: options.answerTimeout ?? 30,
    handle: (request) => server.handle(request),
    failed: (error) => server.emit('trouble', error.message),
  });
  const server = new BootstrapServer(endpoint, options.config, options.definitions ?? new Definitions());
  return server;
}

/** A request that is refused, and why. */
class Refusal extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

export class BootstrapServer extends EventEmitter<BootstrapEvents> {
  /** By address; a client that asks again ends its earlier session. */
  private readonly sessions = new Map<string, object>();

  constructor(
    private readonly coap: Endpoint,
    /** Taken when a session starts, so that it may be changed between sessions. */
    public config: Configuration,
    private readonly definitions: Definitions,
  ) {
    super();
  }

  port(): number {
    return this.coap.port();
  }

  /** What belongs into /0/x/0 of a client's bootstrap account. */
  url(): string {
    return this.coap.url();
  }

  /** Stops the server; sessions under way fail. */
  close(): Promise<void> {
    this.sessions.clear();
    return this.coap.close();
  }

  /** Sends a client one request of the bootstrap interface: for tests that play a session by hand. @throws NoAnswerError */
  request(peer: Peer, request: Request): Promise<Response> {
    return this.coap.request(peer, request);
  }

  /** Sends a client any datagram: for tests of misbehaviour. */
  raw(peer: Peer, options: RawOptions = {}): RawChannel {
    return this.coap.raw(peer, options);
  }

  /** Answers what a client asks. For the endpoint. */
  handle(request: IncomingRequest): Reply {
    try {
      const path = request.path.join('/');
      if (path === 'bs') return this.handleRequest(request);
      if (path === 'bspack') return this.handlePack(request);
      throw new Refusal('4.04', `nothing is at /${path}: a bootstrap server has /bs and /bspack`);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return { code: error.code, afterwards: () => this.emit('refused', request.peer, error.code, error.message) };
    }
  }

  private handleRequest({ method, query, peer }: IncomingRequest): Reply {
    if (method !== 'POST') throw new Refusal('4.05', `/bs takes POST, not ${method}`);
    const parameters = parseQuery(query, ['ep', 'pct']);
    const endpoint = endpointName(parameters);
    const preferred = parameters.get('pct');
    const format = preferred === undefined ? undefined : Number(preferred);
    if (format !== undefined && !WRITE_FORMATS.includes(format)) throw new Refusal('4.15', `${endpoint} prefers Content-Format ${preferred}, which this server does not write`);
    const afterwards = (): void => {
      this.emit('requested', endpoint, peer);
      void this.run(endpoint, peer, format ?? Format.Tlv);
    };
    return { code: '2.04', afterwards };
  }

  /** Bootstrap-Pack (LwM2M 1.2 Core 6.1.7.7): what the steps write, as one collection. */
  private handlePack({ method, query, peer, accept, continued }: IncomingRequest): Reply {
    if (method !== 'GET') throw new Refusal('4.05', `/bspack takes GET, not ${method}`);
    const endpoint = endpointName(parseQuery(query, ['ep', 'acc']));
    const format = accept ?? Format.SenmlCbor;
    if (!PACK_FORMATS.includes(format)) throw new Refusal('4.06', `${endpoint} wants the pack in Content-Format ${format}`);
    const leaves = this.stepsFor(peer).flatMap((step) => (step.kind === 'write' ? this.leavesOf(step) : []));
    const payload = encodeContent(format, leaves, []);
    const afterwards = (): void => {
      if (!continued) this.emit('packed', endpoint, peer);
    };
    return { code: '2.05', contentFormat: format, payload, afterwards };
  }

  /** Carries out the steps; one that changes the client and fails ends the session. */
  private async run(endpoint: string, peer: Peer, format: number): Promise<void> {
    const key = `${peer.address} ${peer.port}`;
    const session = {};
    this.sessions.set(key, session);
    try {
      for (const step of this.stepsFor(peer)) {
        const response = await this.coap.request(peer, this.requestOf(step, format));
        // It asked again, or the server is closing.
        if (this.sessions.get(key) !== session) return;
        const result = this.resultOf(endpoint, step, response);
        this.emit('step', result);
        const looks = step.kind === 'discover' || step.kind === 'read';
        if (!looks && !result.code.startsWith('2.')) {
          this.emit('failed', endpoint, `${describeStep(step)} was answered ${result.code}`);
          return;
        }
        if (step.kind === 'finish') this.emit('finished', endpoint);
      }
    } catch (error) {
      if (!EXPECTED.some((type) => error instanceof type)) throw error;
      if (this.sessions.get(key) === session) this.emit('failed', endpoint, (error as Error).message);
    } finally {
      if (this.sessions.get(key) === session) this.sessions.delete(key);
    }
  }

  private stepsFor(peer: Peer): readonly BootstrapStep[] {
    return (typeof this.config === 'function' ? this.config(peer) : this.config).steps;
  }

  private requestOf(step: BootstrapStep, format: number): Request {
    if (step.kind === 'finish') return { method: 'POST', path: ['bs'] };
    const path = idsOf(step.path);
    const segments = path.map(String);
    switch (step.kind) {
      case 'discover':
        return { method: 'GET', path: segments, accept: Format.LinkFormat };
      case 'read':
        return { method: 'GET', path: segments, accept: format };
      case 'delete':
        return { method: 'DELETE', path: segments };
      case 'write': {
        const contentFormat = step.format ?? format;
        return { method: 'PUT', path: segments, contentFormat, payload: encodeContent(contentFormat, this.leavesOf(step), path) };
      }
    }
  }

  private resultOf(endpoint: string, step: BootstrapStep, { code, payload, contentFormat }: Response): StepResult {
    const success = code.startsWith('2.');
    return {
      endpoint,
      step,
      code,
      diagnostic: success ? '' : payload.toString(),
      links: success && step.kind === 'discover' ? parseLinks(payload.toString()) : [],
      leaves: success && step.kind === 'read' ? decodeContent(contentFormat, payload, idsOf(step.path), this.definitions) : [],
    };
  }

  private leavesOf({ path, content }: BootstrapStep & { kind: 'write' }): Leaf[] {
    return toLeaves(parsePath(path), content, this.definitions);
  }
}

/** What may go wrong with a client or a configuration. */
const EXPECTED = [NoAnswerError, ContentError, UsageError];

/** A step in words: `delete /0`. */
export function describeStep(step: BootstrapStep): string {
  return step.kind === 'finish' ? 'finish' : `${step.kind} ${step.path}`;
}

function idsOf(path: string): Path {
  return path === '/' ? [] : parsePath(path);
}

function parseQuery(query: readonly string[], names: readonly string[]): Map<string, string> {
  const parameters = new Map<string, string>();
  for (const parameter of query) {
    const [name, ...value] = parameter.split('=');
    if (!names.includes(name) || parameters.has(name)) throw new Refusal('4.00', `"${parameter}" is not a parameter here, or there twice`);
    parameters.set(name, value.join('='));
  }
  return parameters;
}

function endpointName(parameters: ReadonlyMap<string, string>): string {
  const endpoint = parameters.get('ep');
  if (endpoint === undefined || endpoint === '') throw new Refusal('4.00', 'the ep parameter is missing, and without security nothing else names the client');
  return endpoint;
}
