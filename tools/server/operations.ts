/** The CoAP requests of the device management and information reporting operations (LwM2M 1.1 Transport 6.4). */
import type { Request } from './coap';
import { encodeContent, encodeInstance, Format, toLeaves, type Content } from './content';
import type { Definitions } from './definitions';
import { UsageError, type Path } from './path';

/** A request without the client's own root path in front. */
type Operation = Omit<Request, 'path'>;

export function read(format: number): Operation {
  return { method: 'GET', accept: format };
}

export function discover(): Operation {
  return { method: 'GET', accept: Format.LinkFormat };
}

export interface WriteOptions {
  /** Content-Format; when left out, text for one value, opaque for bytes, TLV for more. */
  format?: number;
  /** Partial update instead of replace: what the content does not name stays. */
  update?: boolean;
}

/** @throws UsageError for a path that Write cannot have. @throws ContentError for values that are not of their types. */
export function write(path: Path, content: Content, options: WriteOptions, definitions: Definitions): Operation {
  if (path.length < 2) throw new UsageError('An object is not written whole: write /object/instance, or create an instance.');
  const update = options.update ?? false;
  const leaves = toLeaves(path, content, definitions);
  const single = leaves.length === 1 && leaves[0].path.length === path.length;
  const plain = leaves[0]?.type === 'Opaque' ? Format.Opaque : Format.Text;
  // A POST of text to a resource is an Execute.
  const format = options.format ?? (single && !update ? plain : Format.Tlv);
  return { method: update ? 'POST' : 'PUT', contentFormat: format, payload: encodeContent(format, leaves, path) };
}

/**
 * @param attributes By name, as `{ pmin: 1, pmax: 10 }`; null removes one.
 * @throws UsageError when there is none.
 */
export function writeAttributes(attributes: Readonly<Record<string, string | number | null>>): Operation {
  const query = Object.entries(attributes).map(([name, value]) => (value === null ? name : `${name}=${value}`));
  if (query.length === 0) throw new UsageError('Name an attribute, as in pmin=1 pmax=10; pmin alone removes it.');
  return { method: 'PUT', query };
}

/** @param argumentList As LwM2M 1.1 Core 6.3.5 writes it: `0='x',1`. Sent as it is, so that a test can send a wrong one. */
export function execute(path: Path, argumentList: string): Operation {
  if (path.length !== 3) throw new UsageError('Only a resource can be executed: /object/instance/resource, as in /3/0/4.');
  if (argumentList === '') return { method: 'POST' };
  return { method: 'POST', contentFormat: Format.Text, payload: Buffer.from(argumentList) };
}

/** @param path The object; or the instance, when its id is not left to the client. */
export function create(path: Path, content: Content, definitions: Definitions): Operation {
  if (path.length > 2) throw new UsageError('Only an instance can be created: /object, or /object/instance to choose its id.');
  return { method: 'POST', contentFormat: Format.Tlv, payload: encodeInstance(path, content, definitions) };
}

export function remove(path: Path): Operation {
  if (path.length === 1) throw new UsageError('An object cannot be deleted, only an instance of it: /object/instance.');
  return { method: 'DELETE' };
}
