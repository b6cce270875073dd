/** LwM2M CBOR (LwM2M 1.2 Core 7.4.7): maps whose keys are pieces of paths. */
import { CborMap, decodeCbor, encodeCbor, type Cbor } from './cbor';
import { formatPath, type Path } from './path';
import { ContentError } from './value';

/** A CBOR item at the path that its keys add up to. */
export interface PathItem {
  path: Path;
  item: Cbor;
}

const LONGEST_PATH = 4;
const HIGHEST_ID = 65535;

/** Reads a payload as items with whole paths. @throws ContentError */
export function decodeLwm2mCbor(bytes: Buffer): PathItem[] {
  const root = decodeCbor(bytes);
  if (!(root instanceof CborMap)) throw new ContentError('the LwM2M CBOR is not a map');
  return flatten(root, []);
}

function flatten(map: CborMap, above: Path): PathItem[] {
  return map.pairs.flatMap(([key, item]): PathItem[] => {
    const path = [...above, ...ids(key)];
    if (path.length > LONGEST_PATH) throw new ContentError(`the LwM2M CBOR has the path ${formatPath(path)} of more than four ids`);
    if (item instanceof CborMap) return flatten(item, path);
    if (path.length < 3) throw new ContentError(`the LwM2M CBOR has a value at ${formatPath(path)}, which is no resource`);
    return [{ path, item }];
  });
}

function ids(key: Cbor): number[] {
  const keys = Array.isArray(key) ? key : [key];
  if (keys.length === 0) throw new ContentError('the LwM2M CBOR has an empty key');
  return keys.map((id) => {
    if (typeof id === 'string') throw new ContentError(`the LwM2M CBOR has the prefix "${id}" of a gateway, which this server is not for`);
    if (typeof id !== 'number' || id < 0 || id > HIGHEST_ID) throw new ContentError(`the LwM2M CBOR has a key that is no id from 0 to ${HIGHEST_ID}`);
    return id;
  });
}

/**
 * Writes items at or below `base`. With an empty base each object instance has its own key, and an item that is alone in
 * its instance its whole path.
 */
export function encodeLwm2mCbor(items: readonly PathItem[], base: Path): Buffer {
  if (base.length >= 2) return encodeCbor(items.length === 0 ? new CborMap([]) : new CborMap([[[...base], nest(items, base.length)]]));
  const instances = group(items, ({ path }) => formatPath(path.slice(0, 2)));
  return encodeCbor(
    new CborMap(
      instances.map((inside): [Cbor, Cbor] => {
        const [{ path, item }] = inside;
        return inside.length === 1 ? [[...path], item] : [path.slice(0, 2), nest(inside, 2)];
      }),
    ),
  );
}

/** The items of one node, whose path has `depth` ids: its value, or a map of the nodes below it. */
function nest(items: readonly PathItem[], depth: number): Cbor {
  const [{ path, item }] = items;
  if (path.length === depth) return item;
  const below = group(items, (inside) => String(inside.path[depth]));
  return new CborMap(below.map((inside): [Cbor, Cbor] => [inside[0].path[depth], nest(inside, depth + 1)]));
}

/** Groups in the order of their first members. */
function group(items: readonly PathItem[], keyOf: (item: PathItem) => string): PathItem[][] {
  const groups = new Map<string, PathItem[]>();
  for (const item of items) {
    const key = keyOf(item);
    groups.set(key, [...(groups.get(key) ?? []), item]);
  }
  return [...groups.values()];
}
