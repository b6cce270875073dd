/** What an operation of the server is on the wire, and what the reference has to say to it. */
import { encodeComposite, encodeContent, encodeInstance, encodePaths } from '../../tools/server/content';
import { Format } from '../../tools/server/formats';
import type { Leaf } from '../../tools/server/leaves';
import type { Value } from '../../tools/server/value';
import type { Parts } from '../stack/message';
import { OBJECT } from './ids';
import type { Operation } from './operations';
import type { Below, Tables, Verdict, Written } from './reference';
import { definitions, RESOURCES } from './resources';

export interface Request {
  readonly method: string;
  readonly path: string;
  readonly parts: Parts;
  /** What is asked for: all of the answer lies there. */
  readonly below: readonly number[];
  /** Has the reference do the same. */
  readonly apply: (tables: Tables) => Verdict;
}

export const full = (path: Below): number[] => [OBJECT, ...path];
export const uri = (path: Below): string => `/${full(path).join('/')}`;

type Requested = Exclude<Operation, { kind: 'discover' | 'observe' | 'cancel' | 'measure' | 'set' }>;

/** @param argument Of an Execute. */
export function requestOf(operation: Requested, argument: string): Request {
  switch (operation.kind) {
    case 'read': {
      const { path, format } = operation;
      return { method: 'GET', path: uri(path), parts: { accept: format }, below: full(path), apply: (tables) => tables.read(path) };
    }
    case 'replace':
    case 'update': {
      const { kind, path, values, format } = operation;
      const parts = { payload: encodeContent(format, leavesOf(values), full(path)), format };
      return { method: kind === 'replace' ? 'PUT' : 'POST', path: uri(path), parts, below: [], apply: (tables) => tables.write(path, values, kind) };
    }
    case 'create': {
      const { id, values, format } = operation;
      const parts = { payload: encodeInstance(id === undefined ? [OBJECT] : [OBJECT, id], contentOf(values), definitions, format), format };
      return { method: 'POST', path: uri([]), parts, below: [], apply: (tables) => tables.create(id ?? tables.freeId(), values) };
    }
    case 'delete':
      return { method: 'DELETE', path: uri(operation.path), parts: {}, below: [], apply: (tables) => tables.delete(operation.path) };
    case 'execute': {
      const parts = { payload: `0='${argument}'`, format: Format.Text };
      return { method: 'POST', path: uri(operation.path), parts, below: [], apply: (tables) => tables.execute(operation.path) };
    }
    case 'readComposite': {
      const parts = { payload: encodePaths(operation.format, operation.paths.map(uri)), format: operation.format };
      return { method: 'FETCH', path: '/', parts, below: [], apply: (tables) => tables.readComposite(operation.paths) };
    }
    case 'writeComposite': {
      const content = Object.fromEntries(operation.values.map(([path, value]) => [uri(path), value]));
      const parts = { payload: encodeComposite(operation.format, content, definitions), format: operation.format };
      return { method: 'iPATCH', path: '/', parts, below: [], apply: (tables) => tables.writeComposite(operation.values) };
    }
    case 'attributes': {
      const { path, attributes } = operation;
      const query = attributes.map(([name, value]) => (value === undefined ? name : `${name}=${value}`)).join('&');
      return { method: 'PUT', path: uri(path), parts: { query }, below: [], apply: (tables) => tables.writeAttributes(path, attributes) };
    }
  }
}

function leavesOf(written: readonly Written[]): Leaf[] {
  return written.flatMap(([path, value]) => {
    const type = RESOURCES.get(path[1])?.type;
    return type === undefined || value === null ? [] : [{ path: full(path), type, value }];
  });
}

/** The values of an instance by resource id, and by resource instance id. */
function contentOf(written: readonly Written[]): Record<number, Value | Record<number, Value>> {
  const content: Record<number, Value | Record<number, Value>> = {};
  for (const [[, resource, instance], value] of written) {
    if (value === null) continue;
    if (instance === undefined) content[resource] = value;
    else content[resource] = { ...(content[resource] as Record<number, Value> | undefined), [instance]: value };
  }
  return content;
}
