/** The object that model checking is about: its resources, as the reference and the scripted server know them. */
import { Definitions, type ObjectDefinition, type ResourceDefinition } from '../../tools/server/definitions';
import type { Type } from '../../tools/server/value';
import { OBJECT, ResourceId } from './ids';

const define = (id: ResourceId, type: Type | undefined, operations: string, parts: Partial<ResourceDefinition> = {}): [number, ResourceDefinition] => [
  id,
  { id, name: `resource ${id}`, operations, multiple: false, mandatory: false, type, range: '', units: '', description: '', ...parts },
];

export const RESOURCES: ReadonlyMap<number, ResourceDefinition> = new Map([
  define(ResourceId.integer, 'Integer', 'RW', { mandatory: true }),
  define(ResourceId.string, 'String', 'RW'),
  define(ResourceId.float, 'Float', 'RW'),
  define(ResourceId.boolean, 'Boolean', 'RW'),
  define(ResourceId.opaque, 'Opaque', 'RW'),
  define(ResourceId.time, 'Time', 'RW'),
  define(ResourceId.objectLink, 'Objlnk', 'RW'),
  define(ResourceId.unsigned, 'Unsigned Integer', 'RW'),
  define(ResourceId.integers, 'Integer', 'RW', { multiple: true }),
  define(ResourceId.strings, 'String', 'RW', { multiple: true }),
  define(ResourceId.execute, undefined, 'E'),
  define(ResourceId.measured, 'Integer', 'R'),
  define(ResourceId.guarded, 'Integer', 'RW', { range: '-10..10' }),
  define(ResourceId.slow, 'Integer', 'RW'),
  define(ResourceId.slowExecute, undefined, 'E'),
]);

/** Stands for the registry, which has no objects of tests. */
class OneDefinition extends Definitions {
  override object(id: number): ObjectDefinition | undefined {
    return id === OBJECT ? { id, name: 'Everything', version: '1.0', multiple: true, description: '', resources: RESOURCES } : undefined;
  }
}

export const definitions: Definitions = new OneDefinition();
