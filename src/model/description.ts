import { asciiAt } from 'runtime';
import type { Type } from '../format/type';

/** Operations of a resource. One that no server may touch has none (object 0); one that is executed has no type. */
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
 * Layout: 8 characters of the object (id 3, version 2, several instances and how many ranges 1, resources 2); 2 a
 * resource by ascending id (type and operations; multiple, mandatory and which range); then numbers of 5 bits a
 * character: two a range (its least value, and how far the greatest is from it), and one a resource (how far its id
 * is from the one before). What each request asks for is found at once; the numbers are read from the first one on.
 */
export type Description<D extends ObjectDefinition = ObjectDefinition> = string & { readonly definition?: D };

export const enum Packed {
  /** Character code of the 6 bits 0. */
  zero = 48,
  versionAt = 3,
  flagsAt = 5,
  resourcesAt = 6,
  header = 8,
  resource = 2,
  /** Bits of the character at `flagsAt`. */
  multipleInstances = 1,
  rangesShift = 1,
  /** Bits of the first character of a resource: its type above its operations. An executable one has neither. */
  typeShift = 2,
  operationsMask = 3,
  /** Bits of the second one. */
  multiple = 1,
  mandatory = 2,
  rangeShift = 2,
  /** Ranges that can be told apart. */
  ranges = 15,
  /** Bits of a character of a number: another one follows; 5 bits, the highest of the number first. */
  more = 32,
  digitMask = 31,
  /** The lowest bit of the least value of a range: whether it is below 0; then the bits above are -1 - value. */
  negative = 1,
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
  return (bitsAt(description, Packed.flagsAt) & Packed.multipleInstances) !== 0;
}

/** How many resources the object defines. */
export function resourceCount(description: string): number {
  return integerAt(description, Packed.resourcesAt, 2);
}

export function resourceType(description: string, index: number): Type {
  return bitsAt(description, Packed.header + index * Packed.resource) >>> Packed.typeShift;
}

export function resourceOperations(description: string, index: number): Operations {
  const bits = bitsAt(description, Packed.header + index * Packed.resource);
  return bits === 0 ? Operations.execute : bits & Packed.operationsMask;
}

function flagsOf(description: string, index: number): number {
  return bitsAt(description, Packed.header + index * Packed.resource + 1);
}

export function isMultiple(description: string, index: number): boolean {
  return (flagsOf(description, index) & Packed.multiple) !== 0;
}

export function isMandatory(description: string, index: number): boolean {
  return (flagsOf(description, index) & Packed.mandatory) !== 0;
}

/** Where the next number begins. */
let at = 0;

function nextNumber(description: string): number {
  let value = 0;
  let bits: number = Packed.more;
  while (bits >= Packed.more) {
    bits = bitsAt(description, at);
    value = value * Packed.more + (bits & Packed.digitMask);
    at++;
  }
  return value;
}

/** Goes to the first number of a range, counted from 0. */
function skipRanges(description: string, ranges: number): void {
  at = Packed.header + resourceCount(description) * Packed.resource;
  for (let i = 0; i < 2 * ranges; i++) {
    nextNumber(description);
  }
}

/** Reads the ids of all resources, ascending, into `into` from `start` on. */
export function readResourceIds(description: string, into: Uint16Array, start: number): void {
  skipRanges(description, bitsAt(description, Packed.flagsAt) >>> Packed.rangesShift);
  const end = start + resourceCount(description);
  let id = 0;
  for (let i = start; i < end; i++) {
    id += nextNumber(description);
    into[i] = id;
  }
}

/** Whether a value, or the length of a text, is within the range of the resource. */
export function inRange(description: string, index: number, value: number): boolean {
  const range = flagsOf(description, index) >>> Packed.rangeShift;
  if (range === 0) {
    return true;
  }
  skipRanges(description, range - 1);
  const bits = nextNumber(description);
  const least = (bits & Packed.negative) === 0 ? bits >>> 1 : -1 - (bits >>> 1);
  return value >= least && value <= least + nextNumber(description);
}
