/** Observations and their notifications (LwM2M 1.1 Core 6.4), of one path or of several. */
import type { EventEmitter } from 'node:events';
import { isSuccess, toReadAnswer, type ObserveAnswer, type ReadAnswer, type ServerEvents } from './answers';
import { rootOf, rootSegments, segments, type Client } from './clients';
import type { Endpoint } from './coap';
import { decodeContent } from './content';
import type { Definitions } from './definitions';
import type { Delivery } from './delivery';
import type { Observing, Request, Response } from './messages';
import type { Operation } from './operations';
import { formatPath, UsageError, type Path } from './path';
import { ContentError } from './value';

export class Observations {
  constructor(
    private readonly endpoint: Endpoint,
    private readonly delivery: Delivery,
    private readonly definitions: Definitions,
    private readonly events: EventEmitter<ServerEvents>,
  ) {}

  /** Observes one path; one that is observed already is observed anew. */
  single(name: string, path: Path, operationFor: (client: Client) => Operation): Promise<ObserveAnswer> {
    const subject = { name: formatPath(path), path, of: (client: Client) => client.observations };
    return this.observe(name, subject, (client) => ({ ...operationFor(client), path: segments(client, path) }));
  }

  /** Observes a list of paths with one token. */
  composite(name: string, paths: readonly string[], operationFor: (client: Client) => Operation): Promise<ObserveAnswer> {
    const subject = { name: paths.join(' '), path: [], of: (client: Client) => client.compositeObservations };
    return this.observe(name, subject, (client) => ({ ...operationFor(client), path: rootSegments(client) }));
  }

  /**
   * Cancels the observation of a path, or of the paths of a composite one with spaces between.
   * @param how With a request (`get`), or by rejecting the next notification (`reset`), which gives no answer.
   */
  async cancel(name: string, path: string, how: 'get' | 'reset'): Promise<ReadAnswer | undefined> {
    const client = this.delivery.registered(name);
    const all = [client.observations, client.compositeObservations].find((observations) => observations.has(path));
    const observing = all?.get(path);
    if (all === undefined || observing === undefined) {
      const observed = [...client.observations.keys(), ...client.compositeObservations.keys()];
      throw new UsageError(`${path} is not observed. Observed: ${observed.join(', ') || 'nothing'}.`);
    }
    all.delete(path);
    this.events.emit('observations', client);
    if (how === 'reset') {
      observing.forget();
      return undefined;
    }
    const scope = all === client.observations ? path.slice(1).split('/').map(Number) : [];
    const response = await this.delivery.ask(name, () => observing.cancel());
    return toReadAnswer(response, () => this.decode(client, response, scope));
  }

  private observe(name: string, subject: Subject, requestFor: (client: Client) => Request): Promise<ObserveAnswer> {
    return this.delivery.ask(name, async (client) => {
      const observing: Observing = await this.endpoint.observe(client.peer, requestFor(client), (response) =>
        this.notified(client, subject, observing, response),
      );
      if (observing.established && client.state !== 'registered') observing.forget();
      else if (observing.established) {
        subject.of(client).get(subject.name)?.forget();
        subject.of(client).set(subject.name, observing);
        this.events.emit('observations', client);
      }
      const { response, established } = observing;
      return { ...toReadAnswer(response, () => this.decode(client, response, subject.path)), established };
    });
  }

  private notified(client: Client, { name, path, of }: Subject, observing: Observing, response: Response): void {
    this.delivery.heard(client);
    try {
      const answer = toReadAnswer(response, () => this.decode(client, response, path));
      if (!isSuccess(answer)) {
        observing.forget();
        if (of(client).get(name) === observing) of(client).delete(name);
        this.events.emit('observations', client);
      }
      this.events.emit('notification', { ...answer, client, path: name, time: client.lastSeen });
    } catch (error) {
      if (!(error instanceof ContentError)) throw error;
      this.events.emit('trouble', `${client.endpoint} ${name}: ${error.message}`);
    }
  }

  private decode(client: Client, { contentFormat, payload }: Response, path: Path): ReturnType<typeof decodeContent> {
    return decodeContent(contentFormat, payload, path, this.definitions, rootOf(client));
  }
}

/** What is observed. */
interface Subject {
  /** Key in the table of observations, and what notifications say. */
  name: string;
  /** Where its values lie. */
  path: Path;
  of(client: Client): Map<string, Observing>;
}
