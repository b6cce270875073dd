/** Values as records with names: SenML, the JSON of LwM2M 1.0, and LwM2M CBOR. */
import type { Definitions } from './definitions';
import type { Leaf } from './leaves';
import { decodeLwm2mCbor, encodeLwm2mCbor, type PathItem } from './lwm2mCbor';
import { formatPath, isWithin, parsePath, UsageError, type Path } from './path';
import { labelOf, toUntyped, type SenmlRecord } from './senml';
import { fromCbor, toCbor, toTyped, type Typed } from './typed';
import { ContentError, encodeTlvValue, type Type } from './value';

/** Where the values of an answer may lie, and what they are. */
export interface Scope {
  /** What was asked for; the empty path is everything. */
  path: Path;
  definitions: Definitions;
  /** The client's alternate path, without a slash at its end; SenML names may start with it (LwM2M 1.2.1 Core 7.4.5). */
  root: string;
}

/** The values of SenML records. @throws ContentError when one is not of what was asked for. */
export function recordLeaves(records: readonly SenmlRecord[], scope: Scope): Leaf[] {
  const leaves = records.map(({ name, value, time, label }) => {
    const path = pathOf(name, scope.root);
    if (value === undefined || value === null) throw new ContentError(`${name} has no value`);
    const leaf = leafAt(path, scope, (type) => {
      // The JSON of LwM2M 1.0 has no label for bytes.
      const bytes = type === 'Opaque' && label === 'vs' && typeof value === 'string' ? Buffer.from(value, 'base64') : value;
      const typed = toTyped(type, bytes);
      return type === undefined && label === 'vlo' ? { ...typed, type: 'Objlnk' } : typed;
    });
    return time === undefined ? leaf : { ...leaf, time };
  });
  return requireDistinct(leaves);
}

/** The values of LwM2M CBOR. @throws ContentError */
export function lwm2mCborLeaves(payload: Buffer, scope: Scope): Leaf[] {
  return requireDistinct(decodeLwm2mCbor(payload).map(({ path, item }) => leafAt(path, scope, (type) => fromCbor(type, item))));
}

/** Values as SenML records, for the JSON of LwM2M 1.0 too. @throws ContentError for a value that is not of its type. */
export function toRecords(leaves: readonly Leaf[]): SenmlRecord[] {
  return leaves.map(({ path, type, value, time }) => {
    encodeTlvValue(type, value);
    return { name: formatPath(path), label: labelOf(type), value: toUntyped(type, value), ...(time !== undefined && { time }) };
  });
}

/** Values as LwM2M CBOR. @throws ContentError for a value that is not of its type. */
export function toLwm2mCbor(leaves: readonly Leaf[], base: Path): Buffer {
  const items = leaves.map(({ path, type, value }): PathItem => ({ path, item: toCbor(type, value) }));
  return encodeLwm2mCbor(items, base);
}

/** What the names of values at or below `path` have in common, as everybody writes it: `/3/0/`, or the whole name. */
export function baseName(leaves: readonly Leaf[], path: Path): string {
  if (path.length === 0) return '';
  return leaves.every((leaf) => leaf.path.length === path.length) ? formatPath(path) : formatPath(path) + '/';
}

function pathOf(name: string, root: string): Path {
  const local = root !== '' && name.startsWith(root + '/') ? name.slice(root.length) : name;
  try {
    return parsePath(local);
  } catch (error) {
    if (error instanceof UsageError) throw new ContentError(`it names "${name}", which is no path`);
    throw error;
  }
}

function leafAt(path: Path, { path: request, definitions }: Scope, typed: (type: Type | undefined) => Typed): Leaf {
  const name = formatPath(path);
  const definition = definitions.resource(path);
  if (path.length < 3) throw new ContentError(`it has a value for ${name}, which is no resource`);
  if (!isWithin(path, request)) throw new ContentError(`it holds ${name}, which was not asked for`);
  if (path.length === 4 && definition?.multiple === false) throw new ContentError(`it holds ${name}, but ${definition.name} has no instances`);
  try {
    return { path, ...typed(definition?.type) };
  } catch (error) {
    if (error instanceof ContentError) throw new ContentError(`${name}: ${error.message}`);
    throw error;
  }
}

/** A value may stand again only with another time. */
function requireDistinct(leaves: Leaf[]): Leaf[] {
  const seen = new Set<string>();
  for (const { path, time } of leaves) {
    const key = `${formatPath(path)} ${time ?? ''}`;
    if (seen.has(key)) throw new ContentError(`it holds ${formatPath(path)} twice`);
    seen.add(key);
  }
  return leaves;
}
