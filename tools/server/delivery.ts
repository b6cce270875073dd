/** Who may be asked, and when: a client in queue mode only while it is awake (LwM2M 1.1 Core 6.2.1.1). */
import type { Client, ClientTable } from './clients';
import type { Clock } from './clock';
import { NoAnswerError } from './messages';
import { UsageError } from './path';

/** Seconds that a client in queue mode is awake after it was heard from: MAX_TRANSMIT_WAIT (RFC 7252 4.8.2). */
export const DEFAULT_AWAKE_TIME = 93;

export class Delivery {
  /** By endpoint name, so that what waits outlives a new registration. */
  private readonly lines = new Map<string, Promise<unknown>>();
  private readonly sleepers = new Map<string, { wake: () => void; leave: (reason: Error) => void }>();
  /** Clients that did not answer when they should have been awake. */
  private readonly silent = new WeakSet<Client>();

  constructor(
    private readonly table: ClientTable,
    private readonly clock: Clock,
    private readonly awakeTime: number,
    /** A request begins to wait. */
    private readonly held: (client: Client) => void,
  ) {}

  /** The registered client of a name. @throws UsageError */
  registered(endpoint: string): Client {
    const client = this.table.byEndpoint(endpoint);
    if (client?.state === 'registered') return client;
    const names = this.table.list().filter(({ state }) => state === 'registered').map((other) => other.endpoint);
    throw new UsageError(`${endpoint} is not registered. Registered: ${names.join(', ') || 'no client'}.`);
  }

  /**
   * Asks a client; one that sleeps, when it is heard from, one request after the other.
   * @throws UsageError when no such client is registered. @throws NoAnswerError also when it leaves before.
   */
  async ask<T>(endpoint: string, send: (client: Client) => Promise<T>): Promise<T> {
    const client = this.registered(endpoint);
    if (!client.queueMode) return this.send(client, send);
    const line = this.lines.get(endpoint) ?? Promise.resolve();
    let counted = false;
    const count = (sleeper: Client): void => {
      if (counted) return;
      counted = true;
      sleeper.held++;
      this.held(sleeper);
    };
    if (this.sleeps(client)) count(client);
    const answered = async (): Promise<T> => {
      try {
        const current = this.registered(endpoint);
        if (this.sleeps(current)) {
          count(current);
          await this.heardFrom(endpoint);
        }
      } finally {
        if (counted) this.release(endpoint);
      }
      return this.send(this.registered(endpoint), send);
    };
    const turn = line.then(answered, answered);
    this.lines.set(endpoint, turn);
    const leave = (): void => {
      if (this.lines.get(endpoint) === turn) this.lines.delete(endpoint);
    };
    turn.then(leave, leave);
    return turn;
  }

  /** Notes a sign of life. */
  heard(client: Client): void {
    client.lastSeen = this.clock.now();
    this.silent.delete(client);
    this.sleepers.get(client.endpoint)?.wake();
  }

  /** A registration has ended: what waits for the client fails. */
  left({ endpoint }: Client): void {
    this.sleepers.get(endpoint)?.leave(new NoAnswerError(`${endpoint} left before it could be asked.`));
  }

  /** What waits fails. */
  close(): void {
    for (const sleeper of [...this.sleepers.values()]) sleeper.leave(new NoAnswerError('The server was closed.'));
  }

  private sleeps(client: Client): boolean {
    if (!client.queueMode) return false;
    return this.silent.has(client) || this.clock.now() >= client.lastSeen + 1000 * this.awakeTime;
  }

  private heardFrom(endpoint: string): Promise<void> {
    return new Promise<void>((resolve, reject) => {
      this.sleepers.set(endpoint, { wake: resolve, leave: reject });
    }).finally(() => this.sleepers.delete(endpoint));
  }

  private release(endpoint: string): void {
    const client = this.table.byEndpoint(endpoint);
    if (client !== undefined && client.held > 0) client.held--;
  }

  private async send<T>(client: Client, send: (client: Client) => Promise<T>): Promise<T> {
    try {
      const answer = await send(client);
      this.heard(client);
      return answer;
    } catch (error) {
      if (error instanceof NoAnswerError) this.silent.add(client);
      throw error;
    }
  }
}
