/** Keeps the paths that a card shows observed. */
import { perform } from './connection.js';
import type { Status } from './status.js';
import { store } from './store.js';

export interface Live {
  /** The resources that the device has of those the card can show. */
  has(resource: number): boolean;
  /** Observes what is not, once for each registration: what a person cancels stays cancelled. */
  update(): void;
}

/**
 * @param instance Path of the object instance.
 * @param resources Ids of the resources to observe, when the device has them.
 * @param others Ids to read once.
 */
export function keepLive(endpoint: string, instance: string, resources: readonly number[], others: readonly number[], status: Status): Live {
  const present = new Set<number>();
  let registration = 0;

  async function begin(): Promise<void> {
    const { resources: found = [] } = await perform('discover', { endpoint, path: instance });
    present.clear();
    for (const { id } of found) present.add(id);
    for (const id of others.filter((other) => present.has(other))) await perform('read', { endpoint, path: `${instance}/${id}` });
    for (const id of resources.filter((resource) => present.has(resource))) {
      const path = `${instance}/${id}`;
      const observed = store.clients.get(endpoint)?.observed.includes(path) ?? false;
      if (!observed) await perform('observe', { endpoint, path });
    }
  }

  return {
    has: (resource) => present.has(resource),
    update() {
      const client = store.clients.get(endpoint);
      if (client?.state !== 'registered' || client.registeredAt === registration) return;
      registration = client.registeredAt;
      void status.run('Asking the device', begin);
    },
  };
}
