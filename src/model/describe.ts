import { Id, Type } from '../format/type';
import { type Description, type ObjectDefinition, Operations, Packed, type ResourceDefinition } from './description';

function requireInteger(value: number): void {
  if (value < 0 || !Number.isInteger(value)) {
    throw new Error(`${value} is not a whole number that a description can hold`);
  }
}

/** Packs a non-negative integer into `characters` characters of 6 bits. */
function pack(value: number, characters: number): string {
  requireInteger(value);
  let packed = '';
  let rest = value;
  for (let i = 0; i < characters; i++) {
    packed = String.fromCharCode(Packed.zero + (rest % 64)) + packed;
    rest = Math.floor(rest / 64);
  }
  if (rest !== 0) {
    throw new Error(`${value} does not fit in ${characters} characters of a description`);
  }
  return packed;
}

/** Packs a non-negative integer into as few characters of 5 bits as hold it. */
function packNumber(value: number): string {
  requireInteger(value);
  let packed = String.fromCharCode(Packed.zero + (value & Packed.digitMask));
  for (let rest = Math.floor(value / Packed.more); rest > 0; rest = Math.floor(rest / Packed.more)) {
    packed = String.fromCharCode(Packed.zero + Packed.more + (rest & Packed.digitMask)) + packed;
  }
  return packed;
}

function checkId(id: number): number {
  if (id >= Id.none) {
    throw new Error(`${id} is not an id: the largest is ${Id.none - 1}`);
  }
  return id;
}

const enum Bound {
  /** The least and the greatest bound of a range that stay exact on every engine. */
  least = -0x20000000,
  greatest = 0x1fffffff,
}

function packRange([least, greatest]: readonly [number, number]): string {
  for (const bound of [least, greatest]) {
    if (bound < Bound.least || bound > Bound.greatest) {
      throw new Error(`${bound} is too large for a bound: it has to be within ±2^29`);
    }
  }
  return packNumber(least < 0 ? 2 * (-1 - least) + Packed.negative : 2 * least) + packNumber(greatest - least);
}

/** Type and operations in 6 bits. */
function typeAndOperations(resource: ResourceDefinition): number {
  if ((resource.type === Type.none) !== (resource.operations === Operations.execute)) {
    throw new Error('a resource is executed, or has a type');
  }
  return resource.type === Type.none ? 0 : (resource.type << Packed.typeShift) + resource.operations;
}

/**
 * Packs an object definition into its description. The build calls this and puts the result in the place of the
 * call, so that the definition itself is not in the image; hence this file need not keep to the device dialect.
 * @throws Error when the definition cannot be packed: an id beyond 65534, bounds that are not whole numbers, more
 * than 15 different ranges.
 */
export function describe<const D extends ObjectDefinition>(definition: D): Description<D> {
  const ids = Object.keys(definition.resources)
    .map(Number)
    .sort((a, b) => a - b);
  const version = definition.version.split('.').map(Number);
  const ranges: string[] = [];
  let resources = '';
  let differences = '';
  let before = 0;
  for (const id of ids) {
    const resource = definition.resources[id];
    let range = 0;
    if (resource.range !== undefined) {
      const packed = packRange(resource.range);
      if (!ranges.includes(packed)) {
        ranges.push(packed);
      }
      range = ranges.indexOf(packed) + 1;
      if (range > Packed.ranges) {
        throw new Error(`resource ${id} has one range more than the ${Packed.ranges} that a description can tell apart`);
      }
    }
    const flags =
      (resource.multiple === true ? Packed.multiple : 0) +
      (resource.mandatory === true ? Packed.mandatory : 0) +
      (range << Packed.rangeShift);
    resources += pack(typeAndOperations(resource), 1) + pack(flags, 1);
    differences += packNumber(checkId(id) - before);
    before = id;
  }
  const flags = (definition.multiple === true ? Packed.multipleInstances : 0) + (ranges.length << Packed.rangesShift);
  return (pack(checkId(definition.id), 3) +
    pack(version[0], 1) +
    pack(version[1], 1) +
    pack(flags, 1) +
    pack(ids.length, 2) +
    resources +
    ranges.join('') +
    differences) as Description<D>;
}
