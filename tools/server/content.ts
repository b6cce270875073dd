/** Payloads of LwM2M requests and answers, as flat lists of values with their paths. */
import type { Definitions } from './definitions';
import { formatPath, isWithin, type Path } from './path';
import { decodeTlv, encodeTlv, Kind, type Tlv } from './tlv';
import { ContentError, decodeText, decodeTlvValue, encodeText, encodeTlvValue, typeOf, type Type, type Value } from './value';

/** CoAP Content-Format numbers (LwM2M 1.1 Core 7.4). */
export const enum Format {
  Text = 0,
  LinkFormat = 40,
  Opaque = 42,
  Tlv = 11542,
}

/** The value of one resource (path of three ids) or resource instance (four). */
export interface Leaf {
  path: Path;
  type: Type;
  value: Value;
}

/** What can be written: one value, or values by id, one level deeper each: `{ 5850: true }`, `{ 6: { 0: 1, 1: 5 } }`. */
export type Content = Value | { readonly [id: number]: Content };

/**
 * Reads the payload of an answer to a request for `path`.
 * @param format Content-Format, undefined when the answer has none.
 * @throws ContentError when the payload is not in that format, or not of the resources asked for.
 */
export function decodeContent(format: number | undefined, payload: Buffer, path: Path, definitions: Definitions): Leaf[] {
  const type = definitions.resource(path)?.type;
  switch (format) {
    case undefined:
      if (payload.length === 0) return [];
      throw new ContentError('the answer has a payload but no Content-Format');
    case Format.Text:
      requireSingle(path, 'text');
      return [{ path, type: type ?? 'String', value: decodeText(type ?? 'String', payload) }];
    case Format.Opaque:
      requireSingle(path, 'an opaque value');
      return [{ path, type: 'Opaque', value: payload }];
    case Format.Tlv:
      return tlvLeaves(decodeTlv(payload), path, definitions);
    default:
      throw new ContentError(`this server does not read Content-Format ${format}`);
  }
}

/** Writes values in a format. All must lie at or below `path`. @throws ContentError when the format cannot hold them. */
export function encodeContent(format: number, leaves: readonly Leaf[], path: Path): Buffer {
  if (format === Format.Tlv) return encodeTlv(tlvRecords(leaves, path));
  const [leaf] = leaves;
  if (leaves.length !== 1 || leaf.path.length !== path.length) {
    throw new ContentError('plain text and opaque hold the value of one resource; use TLV for more');
  }
  if (format === Format.Text) return encodeText(leaf.type, leaf.value);
  if (format === Format.Opaque) return encodeTlvValue('Opaque', leaf.value);
  throw new ContentError(`this server does not write Content-Format ${format}`);
}

/** Number of ids in the path of a TLV record. */
const DEPTH: Record<Kind, number> = {
  [Kind.ObjectInstance]: 2,
  [Kind.Resource]: 3,
  [Kind.MultipleResource]: 3,
  [Kind.ResourceInstance]: 4,
};

/** Gives each value in `content` its path and type; one the definitions do not know has the type of its JavaScript value. */
export function toLeaves(path: Path, content: Content, definitions: Definitions): Leaf[] {
  if (typeof content === 'object' && !Buffer.isBuffer(content)) {
    if (path.length === 4) throw new ContentError(`${formatPath(path)} holds one value and nothing below it`);
    return Object.entries(content).flatMap(([id, below]) => toLeaves([...path, Number(id)], below, definitions));
  }
  if (path.length < 3) throw new ContentError(`${formatPath(path)} holds resources by their ids, not one value`);
  return [{ path, type: definitions.resource(path)?.type ?? typeOf(content), value: content }];
}

/**
 * The TLV payload of a Create (LwM2M 1.1 Core 6.3.6).
 * @param path The object, or the instance to create when the server chooses its id.
 */
export function encodeInstance(path: Path, content: Content, definitions: Definitions): Buffer {
  // Left without a number, the instance is the client's to name; the 0 here is not sent.
  const instance = path.length === 2 ? path : [path[0], 0];
  const records = tlvRecords(toLeaves(instance, content, definitions), instance);
  if (path.length === 1) return encodeTlv(records);
  return encodeTlv([{ kind: Kind.ObjectInstance, id: path[1], value: Buffer.alloc(0), children: records }]);
}

function requireSingle(path: Path, what: string): void {
  if (path.length < 3) throw new ContentError(`the answer to ${formatPath(path)} is ${what}, which holds one resource only`);
}

function tlvLeaves(records: readonly Tlv[], request: Path, definitions: Definitions): Leaf[] {
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
function tlvRecords(leaves: readonly Leaf[], path: Path): Tlv[] {
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
