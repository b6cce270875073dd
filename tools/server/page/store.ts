/** What this page knows: devices, their last values, and the past of numbers. */
import type { ClientView, PageEvent, Point, ValueView } from '../web/views';

export interface Store {
  /** Whether events come. */
  connected: boolean;
  /** Where devices register. */
  url: string;
  /** The server's clock minus this browser's, in milliseconds. */
  ahead: number;
  clients: Map<string, ClientView>;
  /** By endpoint and path. */
  values: Map<string, Map<string, ValueView>>;
  history: Map<string, Map<string, Point[]>>;
}

export const store: Store = { connected: false, url: '', ahead: 0, clients: new Map(), values: new Map(), history: new Map() };

/** Points kept of each path, as many as the server keeps. */
const LONGEST_HISTORY = 600;

/** The server's time. */
export function now(): number {
  return Date.now() + store.ahead;
}

export function valueOf(endpoint: string, path: string): ValueView | undefined {
  return store.values.get(endpoint)?.get(path);
}

export function historyOf(endpoint: string, path: string): readonly Point[] {
  return store.history.get(endpoint)?.get(path) ?? [];
}

/** Takes in what the server says. */
export function apply(event: PageEvent): void {
  switch (event.event) {
    case 'welcome':
      store.url = event.url;
      store.ahead = event.time - Date.now();
      store.clients = new Map(event.clients.map((client) => [client.endpoint, client]));
      store.values = new Map();
      for (const [endpoint, values] of Object.entries(event.values)) keepValues(endpoint, values);
      store.history = new Map(
        Object.entries(event.history).map(([endpoint, paths]) => [endpoint, new Map(Object.entries(paths))]),
      );
      break;
    case 'client':
      store.ahead = event.time - Date.now();
      store.clients.set(event.client.endpoint, event.client);
      break;
    case 'values':
      keepValues(event.endpoint, event.values);
      for (const value of event.values) keepPoint(event.endpoint, value);
      break;
    case 'deleted':
      for (const map of [store.values.get(event.endpoint), store.history.get(event.endpoint)]) {
        for (const path of map?.keys() ?? []) if (`${path}/`.startsWith(`${event.path}/`)) map?.delete(path);
      }
      break;
  }
}

function keepValues(endpoint: string, values: readonly ValueView[]): void {
  const kept = store.values.get(endpoint) ?? new Map<string, ValueView>();
  store.values.set(endpoint, kept);
  for (const value of values) {
    kept.set(value.path, value);
    const client = store.clients.get(endpoint);
    if (client !== undefined) client.lastSeen = Math.max(client.lastSeen, value.time);
  }
}

function keepPoint(endpoint: string, { path, number, time, type }: ValueView): void {
  if (number === null || type === 'Boolean') return;
  const paths = store.history.get(endpoint) ?? new Map<string, Point[]>();
  store.history.set(endpoint, paths);
  const points = paths.get(path) ?? [];
  paths.set(path, points);
  points.push([time, number]);
  if (points.length > LONGEST_HISTORY) points.shift();
}
