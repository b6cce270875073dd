import { newInt32s } from 'runtime';
import { Config } from 'config';
import { Code } from '../coap/code';
import { Field, Limit, message, pathSegments } from '../coap/message';
import { incoming } from '../coap/endpoint';
import { Id, Level } from '../format/type';
import { descriptionOf, findDefinition, findObject, Found, resourceRow } from '../model/objects';
import { findInstance } from '../model/instances';
import { isMultiple, Operations, resourceOperations } from '../model/description';
import { findResourceInstance, isPresent, Row } from '../model/values';
import { isAllowed, Right } from './access';

/** What a request is aimed at: the ids of its path, and where they are in the tables. */
export const enum Target {
  /** How many ids the path has. */
  level,
  objectId,
  instanceId,
  resourceId,
  resourceInstanceId,
  /** Object number, instance slot, place of the definition; `Found.none` below the path's level. */
  object,
  slot,
  definition,
  /** The link of the asking server; -1 for the device itself. */
  link,
  /** The row of the resource, and that of the value: the resource's own, or the resource instance's. */
  resourceRow,
  row,
  columns,
}

export const target: Int32Array = /* @__PURE__ */ newInt32s(Target.columns);

/** Objects that no LwM2M server may touch (LwM2M 1.1 Core E.1, 1.1.1 Transport 5.2.8). */
const enum Hidden {
  security = 0,
  oscore = 21,
  cose = 23,
}

/** Whether no LwM2M server may touch the object. */
export function isHidden(objectId: number): boolean {
  return objectId === Hidden.security || objectId === Hidden.oscore || objectId === Hidden.cose;
}

/** @returns The id in a path segment, -1 when it is not a number, -2 when it is one that cannot be an id. */
function segmentId(start: number, end: number): number {
  if (end - start > 1 && incoming[start] === 48) {
    return -2;
  }
  let id = 0;
  for (let i = start; i < end; i++) {
    const digit = incoming[i] - 48;
    if (digit < 0 || digit > 9) {
      return -1;
    }
    id = id * 10 + digit;
    if (id >= Id.none) {
      return -2;
    }
  }
  return end > start ? id : -1;
}

/**
 * Reads the request's Uri-Path into the ids of `target`.
 * @returns 0, or the code of an error: 4.04 for what is no LwM2M path, 4.00 for an impossible id, 4.05 for a path
 * that is too long (LwM2M 1.1 Core 7.2).
 */
export function readPath(): number {
  let count = message[Field.pathCount];
  const last = count - 1;
  if (count > 0 && count <= Limit.segments && pathSegments[2 * last] === pathSegments[2 * last + 1]) {
    count = last; // a trailing slash
  }
  for (let i = 0; i < Level.resourceInstance; i++) {
    let id: number = Id.none;
    if (i < count) {
      const start = pathSegments[2 * i];
      const end = pathSegments[2 * i + 1];
      id = end - start === 1 ? incoming[start] - 48 : -1; // most ids have one digit
      if (id < 0 || id > 9) {
        id = segmentId(start, end);
      }
      if (id < 0) {
        return id === -1 ? Code.notFound : Code.badRequest;
      }
    }
    target[Target.objectId + i] = id;
  }
  target[Target.level] = count;
  return count > Level.resourceInstance ? Code.methodNotAllowed : 0;
}

/**
 * Finds the ids of `target` in the tables.
 * @param right What the operation needs.
 * @returns 0, or the code of an error in the order of LwM2M 1.1 Core 6.3: forbidden object, object and instance,
 * access right, resource.
 */
export function findTarget(right: Right): number {
  const level = target[Target.level];
  const objectId = target[Target.objectId];
  target[Target.slot] = Found.none;
  target[Target.definition] = Found.none;
  target[Target.resourceRow] = Row.none;
  target[Target.row] = Row.none;
  if (level === Level.root) {
    return Code.methodNotAllowed;
  }
  if (isHidden(objectId)) {
    return Code.unauthorized;
  }
  const object = findObject(objectId);
  target[Target.object] = object;
  if (object === Found.none) {
    return Code.notFound;
  }
  if (level >= Level.instance) {
    target[Target.slot] = findInstance(object, target[Target.instanceId]);
    if (target[Target.slot] === Found.none) {
      return Code.notFound;
    }
  }
  if (
    Config.accessControl === 1 &&
    right !== Right.granted &&
    (level >= Level.instance || right === Right.create) &&
    !isAllowed(target[Target.link], objectId, target[Target.instanceId], right)
  ) {
    return Code.unauthorized;
  }
  return level >= Level.resource ? findResource(right === Right.write || right === Right.granted) : 0;
}

/**
 * Whether the request writes to a resource that is not there but may be: a Write makes it (OMA ETS
 * LightweightM2M-1.1-int-205 writes to optional resources of object 1).
 */
function isInstantiating(): boolean {
  const method = message[Field.code];
  const isWrite = message[Field.contentFormat] !== -1 || message[Field.payloadEnd] > message[Field.payloadStart];
  const operations = resourceOperations(descriptionOf(target[Target.object]), target[Target.definition]);
  return (
    (method === Code.ipatch || (method === Code.put && isWrite && target[Target.level] === Level.resource)) &&
    (operations & Operations.write) !== 0
  );
}

/** @param isWrite Whether the request may make what is not there. */
function findResource(isWrite: boolean): number {
  const object = target[Target.object];
  const definition = findDefinition(object, target[Target.resourceId]);
  if (definition === Found.none) {
    return Code.notFound;
  }
  const row = resourceRow(object, target[Target.slot], definition);
  target[Target.definition] = definition;
  target[Target.resourceRow] = row;
  target[Target.row] = row;
  const isAbsent = !isPresent(row);
  const isMade = isWrite && isInstantiating();
  if (isAbsent && !isMade) {
    return Code.notFound;
  }
  if (target[Target.level] === Level.resourceInstance) {
    if (!isMultiple(descriptionOf(object), definition)) {
      return Code.methodNotAllowed;
    }
    target[Target.row] = isAbsent ? Row.none : findResourceInstance(row, target[Target.resourceInstanceId]);
    return target[Target.row] === Row.none && !isMade ? Code.notFound : 0;
  }
  return 0;
}
