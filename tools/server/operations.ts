/** The CoAP requests of the device management and information reporting operations (LwM2M 1.2 Transport 6.4). */
import { checkPaths, encodeComposite, encodeContent, encodeInstance, encodePaths, type CompositeContent } from './content';
import type { Definitions } from './definitions';
import { Format } from './formats';
import { toLeaves, type Content } from './leaves';
import type { Request } from './messages';
import { UsageError, type Path } from './path';

/** A request without the client's own root path in front. */
export type Operation = Omit<Request, 'path'>;

/** How an answer is asked for. */
export interface ReadOptions {
  /** Accept: a Content-Format; TLV unless told, SenML CBOR for composite operations; null leaves the choice to the client. */
  accept?: number | null;
  /** Bytes of a block of the answer to ask for at once. */
  answerBlockSize?: number;
}

export function read(options: ReadOptions): Operation {
  return { method: 'GET', ...answerOptions(options, Format.Tlv) };
}

/** @param depth Levels below the target, 0 to 3; the client's own choice when left out (LwM2M 1.2 Core 6.3.2). */
export function discover(depth?: number | string): Operation {
  return { method: 'GET', accept: Format.LinkFormat, ...(depth !== undefined && { query: [`depth=${depth}`] }) };
}

export interface CompositeOptions extends ReadOptions {
  /** Content-Format of the request, SenML CBOR unless told. */
  format?: number;
  /** Whether requests for later blocks of the answer carry the list of paths again. */
  repeatBody?: boolean;
}

/** @param root The client's alternate path, which stands before every name (LwM2M 1.2.1 Core 7.4.5). @throws UsageError without paths. */
export function readComposite(paths: readonly string[], options: CompositeOptions, root: string): Operation {
  const { format = Format.SenmlCbor, repeatBody } = options;
  const names = checkPaths(paths).map((path) => root + path);
  return {
    method: 'FETCH',
    contentFormat: format,
    payload: encodePaths(format, names),
    ...answerOptions(options, Format.SenmlCbor),
    ...(repeatBody !== undefined && { repeatBody }),
  };
}

/** @throws UsageError without values. @throws ContentError for values that are not of their types. */
export function writeComposite(content: CompositeContent, format: number, definitions: Definitions, root: string): Operation {
  checkPaths(Object.keys(content));
  return { method: 'iPATCH', contentFormat: format, payload: encodeComposite(format, content, definitions, root) };
}

/** How a payload goes in blocks. */
export type BlockOptions = Pick<Request, 'blockSize' | 'progress'>;

export interface WriteOptions extends BlockOptions {
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
  const { blockSize, progress } = options;
  return {
    method: update ? 'POST' : 'PUT',
    contentFormat: format,
    payload: encodeContent(format, leaves, path),
    ...(blockSize !== undefined && { blockSize }),
    ...(progress !== undefined && { progress }),
  };
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
export function create(path: Path, content: Content, format: number, definitions: Definitions): Operation {
  if (path.length > 2) throw new UsageError('Only an instance can be created: /object, or /object/instance to choose its id.');
  return { method: 'POST', contentFormat: format, payload: encodeInstance(path, content, definitions, format) };
}

export function remove(path: Path): Operation {
  if (path.length === 1) throw new UsageError('An object cannot be deleted, only an instance of it: /object/instance.');
  if (path.length === 3) throw new UsageError('A resource cannot be deleted, only an instance of one that is multiple: /object/instance/resource/instance.');
  return { method: 'DELETE' };
}

function answerOptions({ accept, answerBlockSize }: ReadOptions, usual: number): Pick<Request, 'accept' | 'answerBlockSize'> {
  return { ...(accept !== null && { accept: accept ?? usual }), ...(answerBlockSize !== undefined && { answerBlockSize }) };
}
