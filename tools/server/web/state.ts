/** What the page shows of the clients: views of them, the last value of each path, and the past of numbers. */
import type { Client } from '../clients';
import type { Definitions } from '../definitions';
import { displayValue } from '../input';
import { timeOf, type Leaf } from '../leaves';
import { formatPath, isWithin, parsePath, type Path } from '../path';
import type { Value } from '../value';
import type { ClientView, ObjectView, Point, ResourceView, ValueView } from './views';
import type { Link } from '../linkFormat';

/** Points kept of each path. */
const LONGEST_HISTORY = 600;

/** The last values of one client. */
export class Values {
  private readonly last = new Map<string, ValueView>();
  private readonly past = new Map<string, Point[]>();

  /** Keeps values, and gives them back as views. */
  set(leaves: readonly Leaf[], time: number): ValueView[] {
    return leaves.map((leaf) => {
      const at = timeOf(leaf, time);
      const view = valueView(leaf, at);
      this.last.set(view.path, view);
      if (typeof leaf.value === 'number') {
        const points = this.past.get(view.path) ?? [];
        points.push([at, leaf.value]);
        if (points.length > LONGEST_HISTORY) points.shift();
        this.past.set(view.path, points);
      }
      return view;
    });
  }

  /** Forgets a path and what is below it. */
  delete(path: Path): void {
    for (const map of [this.last, this.past]) {
      for (const name of map.keys()) if (isWithin(parsePath(name), path)) map.delete(name);
    }
  }

  all(): ValueView[] {
    return [...this.last.values()];
  }

  history(): Record<string, Point[]> {
    return Object.fromEntries(this.past);
  }
}

export function clientView(client: Client, definitions: Definitions): ClientView {
  const { endpoint, state, version, binding, queueMode, peer, lifetime, registeredAt, lastSeen } = client;
  return {
    endpoint, state, version, binding, queueMode, lifetime, registeredAt, lastSeen,
    address: `${peer.address}:${peer.port}${peer.identity === undefined ? '' : `, DTLS as "${peer.identity}"`}`,
    expiresAt: client.expiresAt ?? null,
    objects: objectViews(client.links, definitions),
    observed: [...client.observations.keys()],
  };
}

/** The objects of a Register's links. */
function objectViews(links: readonly Link[], definitions: Definitions): ObjectView[] {
  const objects = new Map<number, ObjectView>();
  for (const { target, attributes } of links) {
    // The last one or two segments that are numbers: an alternate root path may stand before them.
    const match = /(?:^|\/)(\d+)(?:\/(\d+))?$/.exec(target);
    if (match === null) continue;
    const id = Number(match[1]);
    const definition = definitions.object(id);
    const object = objects.get(id) ?? {
      id,
      name: definition?.name ?? `Object ${id}`,
      version: '',
      multiple: definition?.multiple ?? true,
      instances: [],
    };
    object.version = attributes.get('ver') ?? object.version;
    if (match[2] !== undefined) object.instances.push(Number(match[2]));
    objects.set(id, object);
  }
  return [...objects.values()];
}

/** The resources of Discover's links to an instance. */
export function resourceViews(links: readonly Link[], instance: Path, definitions: Definitions): ResourceView[] {
  const resources = new Map<number, ResourceView>();
  for (const { target, attributes } of links) {
    const path = target.split('/').slice(-3).map(Number);
    if (path.length !== 3 || !isWithin(path, instance)) continue;
    const definition = definitions.resource(path);
    resources.set(path[2], {
      path: formatPath(path),
      id: path[2],
      name: definition?.name ?? `Resource ${path[2]}`,
      // Without a definition anything may be tried.
      operations: definition?.operations ?? 'RWE',
      multiple: definition?.multiple ?? attributes.has('dim'),
      type: definition?.type ?? '',
      range: definition?.range ?? '',
      units: definition?.units ?? '',
      description: definition?.description ?? '',
      attributes: Object.fromEntries(attributes),
    });
  }
  return [...resources.values()];
}

function valueView({ path, type, value }: Leaf, time: number): ValueView {
  const text = typeof value === 'string' ? value : displayValue(type, value);
  return { path: formatPath(path), type, text, input: typeof value === 'number' ? String(value) : text, number: toNumber(value), time };
}

function toNumber(value: Value): number | null {
  if (typeof value === 'boolean') return value ? 1 : 0;
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}
