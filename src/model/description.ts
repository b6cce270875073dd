import { asciiAt } from 'runtime';
import type { Type } from '../format/type';

/** Operations of a resource. A resource that no server may touch has none (object 0). */
export const enum Operations {
  none = 0,
  read = 1,
  write = 2,
  readWrite = 3,
  execute = 4,
}

/** A resource as an object definition has it (LwM2M 1.1 Core Appendix D). */
export interface ResourceDefinition {
  readonly type: Type;
  readonly operations: Operations;
  readonly multiple?: boolean;
  readonly mandatory?: boolean;
  /** Least and greatest value, both allowed. For String and Opaque: of the length in bytes. Whole numbers, within ±2^29. */
  readonly range?: readonly [number, number];
}

/** An object definition. */
export interface ObjectDefinition {
  readonly id: number;
  /** Object version, such as '1.1'. */
  readonly version: string;
  readonly multiple?: boolean;
  /** Resources by id. */
  readonly resources: { readonly [id: number]: ResourceDefinition };
}

/**
 * A description is an object definition packed into a constant text of ASCII characters, of 6 bits each: constant
 * text lies in flash on every engine, where arrays and objects would take RAM. `describe` (describe.ts) packs it,
 * at build time. The definition survives as a type only, for the checks of the public API.
 *
 * Layout: 8 characters of the object (id 3, version 2, several instances 1, resources 2), 6 a resource by
 * ascending id (id 3, type and flags 1, operations 1, range 1), 10 a range (least 5, greatest 5).
 */
export type Description<D extends ObjectDefinition = ObjectDefinition> = string & { readonly definition?: D };

export const enum Packed {
  /** Character code of the 6 bits 0. */
  zero = 48,
  versionAt = 3,
  multipleInstancesAt = 5,
  resourcesAt = 6,
  header = 8,
  resource = 6,
  typeAt = 3,
  operationsAt = 4,
  rangeAt = 5,
  range = 10,
  bound = 5,
  /** Added to the bounds of a range, so that they are not negative. */
  bias = 0x20000000,
  /** Bits of the character at `typeAt`. */
  typeMask = 15,
  multiple = 16,
  mandatory = 32,
}

function bitsAt(description: string, index: number): number {
  return asciiAt(description, index) - Packed.zero;
}

function integerAt(description: string, index: number, characters: number): number {
  let value = 0;
  for (let i = 0; i < characters; i++) {
    value = value * 64 + bitsAt(description, index + i);
  }
  return value;
}

export function objectId(description: string): number {
  return integerAt(description, 0, 3);
}

export function versionMajor(description: string): number {
  return bitsAt(description, Packed.versionAt);
}

export function versionMinor(description: string): number {
  return bitsAt(description, Packed.versionAt + 1);
}

/** Whether the object may have several instances. */
export function hasMultipleInstances(description: string): boolean {
  return bitsAt(description, Packed.multipleInstancesAt) === 1;
}

/** How many resources the object defines. */
export function resourceCount(description: string): number {
  return integerAt(description, Packed.resourcesAt, 2);
}

/** The id of the resource that is `index`th by ascending id. */
export function resourceId(description: string, index: number): number {
  return integerAt(description, Packed.header + index * Packed.resource, 3);
}

/** Type and flags of the resource, to be taken apart with the masks of `Packed`. */
export function resourceKind(description: string, index: number): number {
  return bitsAt(description, Packed.header + index * Packed.resource + Packed.typeAt);
}

export function resourceType(description: string, index: number): Type {
  return resourceKind(description, index) & Packed.typeMask;
}

export function isMultiple(description: string, index: number): boolean {
  return (resourceKind(description, index) & Packed.multiple) !== 0;
}

export function isMandatory(description: string, index: number): boolean {
  return (resourceKind(description, index) & Packed.mandatory) !== 0;
}

export function resourceOperations(description: string, index: number): Operations {
  return bitsAt(description, Packed.header + index * Packed.resource + Packed.operationsAt);
}

/** Whether a value, or the length of a text, is within the range of the resource. */
export function inRange(description: string, index: number, value: number): boolean {
  const range = bitsAt(description, Packed.header + index * Packed.resource + Packed.rangeAt);
  if (range === 0) {
    return true;
  }
  const at = Packed.header + resourceCount(description) * Packed.resource + (range - 1) * Packed.range;
  const least = integerAt(description, at, Packed.bound) - Packed.bias;
  const greatest = integerAt(description, at + Packed.bound, Packed.bound) - Packed.bias;
  return value >= least && value <= greatest;
}
