/** The clients that are registered, and those that were. */
import { randomBytes } from 'node:crypto';
import type { Clock, Timer } from './clock';
import { Format } from './formats';
import type { Link } from './linkFormat';
import type { Observing, Peer } from './messages';
import type { Path } from './path';
import type { Registration, RegistrationParameters } from './registration';

export type ClientState = 'registered' | 'deregistered' | 'expired';

export interface Client {
  readonly endpoint: string;
  state: ClientState;
  /** Last part of the location `rd/<id>`. */
  id: string;
  peer: Peer;
  /** Seconds; 0 never ends. */
  lifetime: number;
  version: string;
  binding: string;
  queueMode: boolean;
  links: readonly Link[];
  /** Milliseconds since 1970, as all times here. */
  registeredAt: number;
  lastSeen: number;
  /** When the lifetime runs out, unless the client updates; undefined for a lifetime without end. */
  expiresAt: number | undefined;
  /** By path. */
  readonly observations: Map<string, Observing>;
  /** By their paths, with spaces between. */
  readonly compositeObservations: Map<string, Observing>;
  /** Requests that wait until it is heard from. */
  held: number;
}

/** Clients that left are remembered, so that a page can show them; no more than this many. */
const REMEMBERED = 100;

export class ClientTable {
  private readonly clients = new Map<string, Client>();
  private readonly timers = new Map<Client, Timer>();

  constructor(
    private readonly clock: Clock,
    private readonly expired: (client: Client) => void,
  ) {}

  /** Every client, in the order they first came. */
  list(): Client[] {
    return [...this.clients.values()];
  }

  byEndpoint(endpoint: string): Client | undefined {
    return this.clients.get(endpoint);
  }

  /** The registered client of a location. */
  byId(id: string): Client | undefined {
    return this.list().find((client) => client.id === id && client.state === 'registered');
  }

  /** The registered client that sends from an address. */
  byPeer({ address, port }: Peer): Client | undefined {
    return this.list().find(
      (client) => client.state === 'registered' && client.peer.address === address && client.peer.port === port,
    );
  }

  /** Registers a client; one of the same name loses its earlier registration and all observations. */
  register(parameters: Registration, peer: Peer): Client {
    const earlier = this.clients.get(parameters.endpoint);
    const now = this.clock.now();
    const client: Client = {
      endpoint: parameters.endpoint,
      state: 'registered',
      id: randomBytes(4).toString('hex'),
      peer,
      lifetime: parameters.lifetime,
      version: parameters.version,
      binding: parameters.binding ?? 'U',
      queueMode: parameters.queueMode ?? false,
      links: parameters.links,
      registeredAt: now,
      lastSeen: now,
      expiresAt: undefined,
      observations: new Map(),
      compositeObservations: new Map(),
      held: earlier?.held ?? 0,
    };
    if (earlier !== undefined) this.leave(earlier, 'deregistered');
    this.clients.set(client.endpoint, client);
    this.restartLifetime(client);
    this.forgetOldest();
    return client;
  }

  update(client: Client, parameters: RegistrationParameters, peer: Peer): void {
    client.peer = peer;
    client.lifetime = parameters.lifetime ?? client.lifetime;
    client.binding = parameters.binding ?? client.binding;
    client.queueMode = parameters.queueMode ?? client.queueMode;
    client.links = parameters.links ?? client.links;
    client.lastSeen = this.clock.now();
    this.restartLifetime(client);
  }

  /** Notes that a client is at a new address. */
  move(from: Peer, to: Peer): void {
    const client = this.byPeer(from);
    if (client !== undefined) client.peer = { ...client.peer, ...to };
  }

  /** Ends a registration. */
  leave(client: Client, state: 'deregistered' | 'expired'): void {
    this.timers.get(client)?.cancel();
    this.timers.delete(client);
    for (const observations of [client.observations, client.compositeObservations]) {
      for (const observing of observations.values()) observing.forget();
      observations.clear();
    }
    client.state = state;
    client.expiresAt = undefined;
  }

  /** Stops every timer. */
  close(): void {
    for (const timer of this.timers.values()) timer.cancel();
    this.timers.clear();
  }

  private restartLifetime(client: Client): void {
    this.timers.get(client)?.cancel();
    this.timers.delete(client);
    client.expiresAt = undefined;
    if (client.lifetime === 0) return;
    const milliseconds = 1000 * client.lifetime;
    client.expiresAt = this.clock.now() + milliseconds;
    const expire = (): void => {
      this.leave(client, 'expired');
      this.expired(client);
    };
    this.timers.set(client, this.clock.after(milliseconds, expire));
  }

  private forgetOldest(): void {
    const gone = this.list().filter((client) => client.state !== 'registered');
    for (const client of gone.slice(0, Math.max(0, gone.length - REMEMBERED))) this.clients.delete(client.endpoint);
  }
}

/** The root that the client registered with rt="oma.lwm2m" (LwM2M 1.1 Core 6.2.1), without a slash at its end; empty for `/`. */
export function rootOf(client: Client): string {
  const root = client.links.find(({ attributes }) => attributes.get('rt') === 'oma.lwm2m')?.target ?? '/';
  return root.replace(/\/$/, '');
}

/** Uri-Path of the client's root, to which composite operations go. */
export function rootSegments(client: Client): string[] {
  return rootOf(client).split('/').filter((segment) => segment !== '');
}

/** Uri-Path of a path. */
export function segments(client: Client, path: Path): string[] {
  return [...rootSegments(client), ...path.map(String)];
}

/** Formats for several values, the best first. */
const USUAL_FORMATS: readonly number[] = [Format.Tlv, Format.SenmlCbor, Format.SenmlJson, Format.Lwm2mCbor];

/** The format to ask a client for: of those that it announced with `ct` (LwM2M 1.1 Core 6.2.1), or TLV. */
export function usualFormat(client: Client): number {
  const announced = client.links.map(({ attributes }) => attributes.get('ct')).find((formats) => formats !== undefined);
  const numbers = (announced ?? '').split(' ').map(Number);
  return USUAL_FORMATS.find((format) => numbers.includes(format)) ?? Format.Tlv;
}
