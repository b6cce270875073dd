/** What a server and an application can do to the object, as data, and a choice of it at random. */
import { Format } from '../../tools/server/formats';
import type { Value } from '../../tools/server/value';
import { ResourceId } from './ids';
import type { Below, Written } from './reference';
import { RESOURCES } from './resources';

export type Operation =
  /** `szx`: the size of blocks asked for (RFC 7959 2.2); undefined leaves it to the client. */
  | { kind: 'read'; path: Below; format: number; szx?: number }
  | { kind: 'observe'; path: Below; format: number }
  | { kind: 'replace' | 'update'; path: Below; values: readonly Written[]; format: number; szx?: number }
  /** Without `id` the client chooses. */
  | { kind: 'create'; id?: number; values: readonly Written[]; format: number; szx?: number }
  | { kind: 'delete'; path: Below }
  | { kind: 'discover'; path: Below }
  | { kind: 'execute'; path: Below; argument: number }
  | { kind: 'readComposite'; paths: readonly Below[]; format: number; szx?: number }
  | { kind: 'writeComposite'; values: readonly Written[]; format: number; szx?: number }
  | { kind: 'attributes'; path: Below; attributes: readonly (readonly [name: string, value?: number])[] }
  | { kind: 'cancel' }
  /** By the application. */
  | { kind: 'measure' | 'set'; instance: number; value: number };

/** Gives an integer from 0 to just below `limit`. All 0 is the simplest operation there is. */
export type Choose = (limit: number) => number;

const MULTIPLE = [Format.SenmlCbor, Format.SenmlJson, Format.Tlv, Format.Lwm2mJson, Format.Lwm2mCbor];
const COMPOSITE = [Format.SenmlCbor, Format.SenmlJson, Format.SenmlEtchCbor, Format.SenmlEtchJson];
/** Weighted by how often they are there. */
const KINDS: readonly Operation['kind'][] = [
  'read', 'read', 'replace', 'replace', 'replace', 'update', 'update', 'create', 'create', 'create', 'delete', 'execute', 'observe', 'cancel', 'discover',
  'attributes', 'readComposite', 'writeComposite', 'writeComposite', 'measure', 'set',
];
const WRITABLE = [...RESOURCES.values()].filter(({ operations }) => operations === 'RW').map(({ id }) => id);
const IDS = [...RESOURCES.keys()];

const TEXTS = ['', 'a', 'ÄÖ ü', '"\\/\b\f\n\r\t', '\u20ac\u{1f4a1}', '{"n":"x"}', 'x'.repeat(70), 'y'.repeat(300)];
const INTEGERS = [0, 1, -1, 127, 128, -128, -129, 32767, 32768, 65536, 2 ** 31 - 1, -(2 ** 31), 2 ** 31, 2 ** 32, 2 ** 53 - 1, 1 - 2 ** 53];
const FLOATS = [0, 1, -1.5, 0.1, 1e-7, 21.375, 3.4e38, -1e21, 123456.789, 2 ** 53];
const BYTES = [0, 1, 3, 16, 100, 400, 900];

function valueOf(resource: number, choose: Choose): Value {
  const of = <T>(values: readonly T[]): T => values[choose(values.length)];
  if (resource === (ResourceId.guarded as number)) return choose(13) - 1;
  switch (RESOURCES.get(resource)?.type) {
    case 'String':
      return of(TEXTS);
    case 'Float':
      return of(FLOATS);
    case 'Boolean':
      return choose(2) === 1;
    case 'Opaque':
      return Buffer.from(Array.from({ length: of(BYTES) }, (_, index) => (index * 37) & 255));
    case 'Time':
      return of([0, 1, 1_700_000_000, 2 ** 32]);
    case 'Objlnk':
      return of(['65535:65535', '3:0', '1:0']);
    case 'Unsigned Integer':
      return Math.abs(of(INTEGERS));
    default:
      return of(INTEGERS);
  }
}

function formatOf(path: Below, choose: Choose): number {
  const definition = RESOURCES.get(path[1]);
  const single = path.length === 3 || (path.length === 2 && definition?.multiple === false);
  if (!single) return MULTIPLE[choose(MULTIPLE.length)];
  const formats = [Format.Text, ...(definition?.type === 'Opaque' ? [Format.Opaque] : []), Format.Cbor, ...MULTIPLE];
  return formats[choose(formats.length)];
}

/** Values of some resources of an instance, each resource once. */
function someValues(instance: number, resources: readonly number[], choose: Choose): Written[] {
  return resources.flatMap((resource): Written[] => {
    if (RESOURCES.get(resource)?.multiple !== true) return [[[instance, resource], valueOf(resource, choose)]];
    const ids = Array.from({ length: 1 + choose(3) }, (_, index) => 2 * index + choose(2));
    return ids.map((id): Written => [[instance, resource, id], valueOf(resource, choose)]);
  });
}

function some(ids: readonly number[], choose: Choose): number[] {
  return [...new Set(Array.from({ length: choose(6) }, () => ids[choose(ids.length)]))];
}

/** An operation at random, about one of the instances 0 to 4, or 5, which the application refuses. */
export function operationOf(choose: Choose): Operation {
  const kind = KINDS[choose(KINDS.length)];
  const instance = choose(kind === 'create' ? 6 : 4);
  const blocks = choose(3) === 2 ? { szx: 2 + choose(5) } : {};
  const resource = IDS[choose(IDS.length)];
  const writable = WRITABLE[choose(WRITABLE.length)];
  const anywhere = [[instance], [instance, resource], [], [instance, choose(2) + ResourceId.integers, choose(6)]][choose(4)];
  switch (kind) {
    case 'read':
      return { kind, path: anywhere, format: formatOf(anywhere, choose), ...blocks };
    case 'observe': {
      const path = [[instance], [instance, ResourceId.integer], [instance, ResourceId.measured]][choose(3)];
      return { kind, path, format: formatOf(path, choose) };
    }
    case 'replace': {
      const target = [[instance, writable], [instance], [instance, ResourceId.strings, choose(6)]][choose(3)];
      const values: readonly Written[] =
        target.length === 3
          ? [[target, valueOf(ResourceId.strings, choose)]]
          : someValues(instance, target.length === 2 ? [writable] : [...new Set([ResourceId.integer, ...some(WRITABLE, choose)])], choose);
      return { kind, path: target, values, format: formatOf(target, choose), ...blocks };
    }
    case 'update': {
      const multiple = choose(2) + ResourceId.integers;
      const path = choose(2) === 0 ? [instance] : [instance, multiple];
      const values = someValues(instance, path.length === 2 ? [multiple] : [...new Set([writable, ...some(WRITABLE, choose)])], choose);
      return { kind, path, values, format: formatOf(path, choose), ...blocks };
    }
    case 'create': {
      const resources = [...(choose(8) === 7 ? [] : [ResourceId.integer]), ...some([...WRITABLE, ResourceId.measured], choose)];
      const values = someValues(instance, resources.length === 0 ? [ResourceId.string] : [...new Set(resources)], choose);
      // TLV and LwM2M CBOR can leave the id to the client.
      if (choose(4) === 3) return { kind, values, format: [Format.Tlv, Format.Lwm2mCbor][choose(2)], ...blocks };
      return { kind, id: instance, values, format: MULTIPLE[choose(MULTIPLE.length)], ...blocks };
    }
    case 'delete':
      return { kind, path: choose(3) !== 2 ? [instance, choose(2) + ResourceId.integers, choose(6)] : [instance] };
    case 'discover':
      return { kind, path: choose(2) === 0 ? [instance] : [] };
    case 'execute':
      return { kind, path: [instance, [ResourceId.execute, ResourceId.slowExecute, resource][choose(3)]], argument: choose(10) };
    case 'readComposite': {
      // Each in another instance: paths that overlap name values twice.
      const paths = [[instance], [(instance + 1) % 4, resource], [(instance + 2) % 4, ResourceId.integers, choose(6)]];
      return { kind, paths: paths.slice(0, 1 + choose(3)), format: COMPOSITE[choose(4)], ...blocks };
    }
    case 'writeComposite': {
      const other = choose(4);
      const format = COMPOSITE[choose(4)];
      const values = [...someValues(instance, [writable], choose), ...(other === instance ? [] : someValues(other, some(WRITABLE, choose), choose))];
      const removed = [other, ResourceId.integers, choose(6)];
      const etch = format === Format.SenmlEtchCbor || format === Format.SenmlEtchJson;
      if (!etch || choose(2) === 0 || values.some(([path]) => path.join() === removed.join())) return { kind, values, format, ...blocks };
      return { kind, values: [...values, [removed, null]], format, ...blocks };
    }
    case 'attributes': {
      const path = [[instance, ResourceId.unsigned], [instance, ResourceId.integer], [instance], []][choose(4)];
      const periods = [['pmin', choose(100)], ['pmax', 100 + choose(1000)], ['pmin'], ['pmax']] as const;
      const conditions = [['gt', choose(100)], ['lt', choose(100)], ['st', choose(20)], ['gt']] as const;
      const names = path.length === 2 && path[1] === (ResourceId.unsigned as number) ? [...periods.slice(0, 2), ...conditions] : periods;
      const first = names[choose(names.length)];
      const second = names[choose(names.length)];
      return { kind, path, attributes: first[0] === second[0] ? [first] : [first, second] };
    }
    case 'measure':
    case 'set':
      return { kind, instance, value: choose(1000) };
    case 'cancel':
      return { kind };
  }
}
