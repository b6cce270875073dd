import { Id } from '../format/type';
import { Packed, type Description, type ObjectDefinition } from './description';

/** Packs a non-negative integer into `characters` characters of 6 bits. */
function pack(value: number, characters: number): string {
  if (value < 0 || !Number.isInteger(value)) {
    throw new Error(`${value} is not a whole number that a description can hold`);
  }
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

/** Packs the id of an object or a resource. */
function packId(id: number): string {
  if (id >= Id.none) {
    throw new Error(`${id} is not an id: the largest is ${Id.none - 1}`);
  }
  return pack(id, 3);
}

/**
 * Packs an object definition into its description. The build calls this and puts the result in the place of the
 * call, so that the definition itself is not in the image; hence this file need not keep to the device dialect.
 * @throws Error when the definition cannot be packed: an id beyond 65534, bounds that are not whole numbers.
 */
export function describe<const D extends ObjectDefinition>(definition: D): Description<D> {
  const ids = Object.keys(definition.resources)
    .map(Number)
    .sort((a, b) => a - b);
  const version = definition.version.split('.').map(Number);
  const ranges: string[] = [];
  let resources = '';
  for (const id of ids) {
    const resource = definition.resources[id];
    let range = 0;
    if (resource.range !== undefined) {
      const packed = pack(resource.range[0] + Packed.bias, Packed.bound) + pack(resource.range[1] + Packed.bias, Packed.bound);
      if (!ranges.includes(packed)) {
        ranges.push(packed);
      }
      range = ranges.indexOf(packed) + 1;
    }
    const kind =
      resource.type +
      (resource.multiple === true ? Packed.multiple : 0) +
      (resource.mandatory === true ? Packed.mandatory : 0);
    resources += packId(id) + pack(kind, 1) + pack(resource.operations, 1) + pack(range, 1);
  }
  return (packId(definition.id) +
    pack(version[0], 1) +
    pack(version[1], 1) +
    pack(definition.multiple === true ? 1 : 0, 1) +
    pack(ids.length, 2) +
    resources +
    ranges.join('')) as Description<D>;
}
