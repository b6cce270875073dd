/** An OMA object definition as a description needs it: checked, and with names for the program. */
import { Type } from '../../src/format/type';
import { describe } from '../../src/model/describe';
import { Operations, type ObjectDefinition as Packable } from '../../src/model/description';
import { type ObjectDefinition, parseDefinition, type ResourceDefinition } from '../server/definitions';
import { type ObjectNames, objectNames, resourceNames } from './names';

/** The definition cannot become a description; the message says why. */
export class DefinitionError extends Error {
  override name = 'DefinitionError';
}

export interface Resource {
  readonly id: number;
  /** The member of the enum. */
  readonly name: string;
  /** The member of `Type`. */
  readonly type: string;
  /** The member of `Operations`. */
  readonly operations: string;
  readonly multiple: boolean;
  readonly mandatory: boolean;
  readonly range: readonly [number, number] | undefined;
  /** As the registry writes it. */
  readonly rangeText: string;
  readonly units: string;
}

export interface DescribedObject extends ObjectNames {
  readonly id: number;
  /** As the registry has it. */
  readonly title: string;
  readonly version: string;
  readonly multiple: boolean;
  /** By ascending id. */
  readonly resources: readonly Resource[];
}

const types: Readonly<Record<NonNullable<ResourceDefinition['type']>, readonly [string, Type]>> = {
  String: ['string', Type.string],
  Integer: ['integer', Type.integer],
  'Unsigned Integer': ['unsigned', Type.unsigned],
  Float: ['float', Type.float],
  Boolean: ['boolean', Type.boolean],
  Opaque: ['opaque', Type.opaque],
  Time: ['time', Type.time],
  Objlnk: ['objectLink', Type.objectLink],
  Corelnk: ['coreLink', Type.coreLink],
};

const operations: Readonly<Record<string, readonly [string, Operations]>> = {
  '': ['none', Operations.none],
  R: ['read', Operations.read],
  W: ['write', Operations.write],
  RW: ['readWrite', Operations.readWrite],
  E: ['execute', Operations.execute],
};

/** Types whose values a range bounds, and those of which it bounds the length. */
const ranged: readonly (string | undefined)[] = ['Integer', 'Unsigned Integer', 'Float', 'Time'];
export const texts: readonly (string | undefined)[] = ['String', 'Opaque', 'Corelnk'];

/** The largest bound that is exact on every engine. */
const largestBound = 2 ** 29 - 1;

/** `0..100`, or `0-100` as older definitions have it; of a text in bytes. Undefined for what is no plain range. */
function parseRange({ range, type }: ResourceDefinition): [number, number] | undefined {
  const bytes = texts.includes(type);
  if (!bytes && !ranged.includes(type)) return undefined;
  const match = /^(-?\d+)\s*(?:\.\.|-)\s*(-?\d+)(\s*bytes)?$/i.exec(range);
  if (match === null || (match[3] !== undefined && !bytes)) return undefined;
  const bounds: [number, number] = [Number(match[1]), Number(match[2])];
  return bounds[0] <= bounds[1] && bounds.every((bound) => Math.abs(bound) <= largestBound) ? bounds : undefined;
}

function checkResource(resource: ResourceDefinition): void {
  const { id, type } = resource;
  if (!Number.isInteger(id) || id < 0 || id > 65534) {
    throw new DefinitionError(`a resource has the ID "${id}": it has to be a number from 0 to 65534`);
  }
  if (operations[resource.operations] === undefined) {
    throw new DefinitionError(`resource ${id} has the Operations "${resource.operations}": R, W, RW, E or nothing is known`);
  }
  if (type === undefined && resource.operations !== 'E') {
    throw new DefinitionError(`resource ${id} has no Type that LwM2M has: ${Object.keys(types).join(', ')}`);
  }
}

/** Refuses what cannot be packed by packing it. */
function checkPacks(object: ObjectDefinition, resources: readonly Resource[]): void {
  const packed: Packable['resources'] = Object.fromEntries(
    resources.map(({ id, multiple, mandatory, range }) => {
      const defined = object.resources.get(id)!;
      const type = defined.operations === 'E' ? Type.none : types[defined.type!][1];
      return [id, { type, operations: operations[defined.operations][1], multiple, mandatory, range }];
    }),
  );
  try {
    describe({ id: object.id, version: object.version, multiple: object.multiple, resources: packed });
  } catch (error) {
    throw new DefinitionError((error as Error).message);
  }
}

/**
 * Reads a definition.
 * @throws DefinitionError when it is not XML, not the definition of an object, or has what LwM2M has not.
 */
export function readDefinition(xml: string): DescribedObject {
  let object: ObjectDefinition;
  try {
    object = parseDefinition(xml);
  } catch (error) {
    throw new DefinitionError((error as Error).message);
  }
  if (!/^\d+\.\d+$/.test(object.version)) {
    throw new DefinitionError(`the ObjectVersion is "${object.version}": it has to be like 1.0`);
  }
  if (object.resources.size === 0) throw new DefinitionError('the object has no resources');
  const defined = [...object.resources.values()].sort((a, b) => a.id - b.id);
  defined.forEach(checkResource);
  const names = resourceNames(defined);
  const resources = defined.map((resource): Resource => {
    const range = parseRange(resource);
    return {
      id: resource.id,
      name: names.get(resource.id)!,
      type: resource.operations === 'E' ? 'none' : types[resource.type!][0],
      operations: operations[resource.operations][0],
      multiple: resource.multiple,
      mandatory: resource.mandatory,
      range,
      rangeText: resource.range,
      units: resource.units,
    };
  });
  checkPacks(object, resources);
  const { id, name, version, multiple } = object;
  return { id, title: name, version, multiple, resources, ...objectNames(object) };
}
