/** Values as TLV records (LwM2M 1.1 Core 7.4.4). */
import type { Definitions } from './definitions';
import type { Leaf } from './leaves';
import { formatPath, isWithin, type Path } from './path';
import { Kind, type Tlv } from './tlv';
import { ContentError, decodeTlvValue, encodeTlvValue } from './value';

/** Number of ids in the path of a TLV record. */
const DEPTH: Record<Kind, number> = {
  [Kind.ObjectInstance]: 2,
  [Kind.Resource]: 3,
  [Kind.MultipleResource]: 3,
  [Kind.ResourceInstance]: 4,
};

/** The values of records that answer a request for `request`. @throws ContentError when they are not of what was asked for. */
export function tlvLeaves(records: readonly Tlv[], request: Path, definitions: Definitions): Leaf[] {
  const leaves: Leaf[] = [];
  const seen = new Set<string>();
  const visit = (record: Tlv, parent: Path): void => {
    const path = [...parent, record.id];
    const name = formatPath(path);
    if (!isWithin(path, request.slice(0, path.length))) throw new ContentError(`the answer holds ${name}, which was not asked for`);
    if (seen.has(name)) throw new ContentError(`the answer holds ${name} twice`);
    seen.add(name);
    record.children.forEach((child) => visit(child, path));
    if (record.kind === Kind.Resource || record.kind === Kind.ResourceInstance) {
      const type = definitions.resource(path)?.type ?? 'Opaque';
      try {
        leaves.push({ path, type, value: decodeTlvValue(type, record.value) });
      } catch (error) {
        if (error instanceof ContentError) throw new ContentError(`${name}: ${error.message}`);
        throw error;
      }
    }
  };
  for (const record of records) {
    const depth = DEPTH[record.kind];
    // Wrappers above what was asked for may be left out (LwM2M 1.1 Core 7.4.4), not above what was not.
    if (request.length < depth - 1) throw new ContentError('the answer does not say which object instance it is of');
    visit(record, request.slice(0, depth - 1));
  }
  return leaves;
}

/** Records for `leaves`, without the wrappers that `path` implies. */
export function tlvRecords(leaves: readonly Leaf[], path: Path): Tlv[] {
  const children = new Map<number, Leaf[]>();
  // A resource or resource instance is named in its own record; an instance is left to the path.
  const level = path.length >= 3 ? path.length - 1 : path.length;
  for (const leaf of leaves) {
    const id = leaf.path[level];
    children.set(id, [...(children.get(id) ?? []), leaf]);
  }
  return [...children].map(([id, below]) => {
    const here = [...below[0].path.slice(0, level), id];
    const empty = { id, value: Buffer.alloc(0), children: [] };
    if (here.length === 2) return { ...empty, kind: Kind.ObjectInstance, children: tlvRecords(below, here) };
    if (below[0].path.length > here.length) {
      const inside = below.map((leaf) => leafRecord(leaf, Kind.ResourceInstance));
      return { ...empty, kind: Kind.MultipleResource, children: inside };
    }
    return leafRecord(below[0], here.length === 3 ? Kind.Resource : Kind.ResourceInstance);
  });
}

function leafRecord(leaf: Leaf, kind: Kind): Tlv {
  const id = leaf.path[leaf.path.length - 1];
  return { kind, id, value: encodeTlvValue(leaf.type, leaf.value), children: [] };
}
