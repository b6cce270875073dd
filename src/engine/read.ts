import { Code } from '../coap/code';
import type { Format, Writer } from '../format/format';
import { Level, Type } from '../format/type';
import { Callback, callCallbacks, hasAnyCallback, hasCallback } from '../model/callbacks';
import { isMultiple, Operations, resourceOperations, resourceType } from '../model/description';
import { idOfInstance, instanceCount, instanceInOrder } from '../model/instances';
import { definitionCount, descriptionOf, idOfDefinition, resourceRow } from '../model/objects';
import {
  firstResourceInstance,
  idOfResourceInstance,
  isPresent,
  nextResourceInstance,
  numberAt,
  Row,
  texts,
  textSizeAt,
  textStart,
} from '../model/values';
import { defaultContentFormat } from './formats';
import { Target, target } from './target';

/** Reading what `target` names: the Read operation (LwM2M 1.1 Core 6.3.1) and notifications. */

/** Whether values of the type are kept as bytes; otherwise as a number. */
export function isText(type: Type): boolean {
  return type === Type.string || type === Type.opaque || type === Type.coreLink;
}

/** @returns 0, or 4.05 when the target is a resource that cannot be read. */
export function checkReadable(): number {
  if (target[Target.level] < Level.resource) {
    return 0;
  }
  const operations = resourceOperations(descriptionOf(target[Target.object]), target[Target.definition]);
  return (operations & Operations.read) !== 0 ? 0 : Code.methodNotAllowed;
}

/** The Content-Format of an answer about `target` when the request names none. */
export function targetContentFormat(): number {
  const level = target[Target.level];
  if (level < Level.resource) {
    return defaultContentFormat(false, Type.none);
  }
  const description = descriptionOf(target[Target.object]);
  const definition = target[Target.definition];
  const single = level === Level.resourceInstance || !isMultiple(description, definition);
  return defaultContentFormat(single, resourceType(description, definition));
}

let refreshing = false;

/** Whether read callbacks are at work: what they set is what is being read, and no change to be notified. */
export function isRefreshing(): boolean {
  return refreshing;
}

/**
 * Calls the read callbacks of everything that `target` names, so that the values are fresh.
 * @returns An error code; or 0, or minus the number of callbacks that will answer later.
 */
export function refreshTarget(): number {
  if (!hasAnyCallback(target[Target.object], Callback.read)) {
    return 0;
  }
  refreshing = true;
  const answer = refreshAll();
  refreshing = false;
  return answer;
}

function refreshAll(): number {
  const object = target[Target.object];
  const level = target[Target.level];
  if (level >= Level.resource) {
    return refreshResource(object, target[Target.slot], target[Target.definition]);
  }
  if (level === Level.instance) {
    return refreshInstance(object, target[Target.slot]);
  }
  let later = 0;
  for (let i = 0; i < instanceCount(object); i++) {
    const answer = refreshInstance(object, instanceInOrder(object, i));
    if (answer > 0) {
      return answer;
    }
    later += answer;
  }
  return later;
}

function refreshInstance(object: number, slot: number): number {
  let later = 0;
  for (let definition = 0; definition < definitionCount(object); definition++) {
    const answer = refreshResource(object, slot, definition);
    if (answer > 0) {
      return answer;
    }
    later += answer;
  }
  return later;
}

function refreshResource(object: number, slot: number, definition: number): number {
  if (hasCallback(object, definition, Callback.read) && isPresent(resourceRow(object, slot, definition))) {
    return callCallbacks(object, definition, Callback.read, slot, 0, 0);
  }
  return 0;
}

/**
 * Writes what `target` names as a payload to the output cursor. Parts that cannot be read are left out.
 * @returns 0; or 4.06 when the format cannot represent it.
 */
export function putTarget(format: Format): number {
  const writer = format.writer;
  const object = target[Target.object];
  const level = target[Target.level];
  let representable = writer.start(level, target[Target.objectId], target[Target.instanceId], target[Target.resourceId]);
  if (!representable) {
    return Code.notAcceptable;
  }
  if (level === Level.object) {
    for (let i = 0; i < instanceCount(object) && representable; i++) {
      const slot = instanceInOrder(object, i);
      writer.startInstance(idOfInstance(slot));
      representable = putInstance(writer, object, slot);
      writer.endInstance();
    }
  } else if (level === Level.instance) {
    representable = putInstance(writer, object, target[Target.slot]);
  } else if (level === Level.resource) {
    representable = putResource(writer, object, target[Target.definition], target[Target.resourceRow]);
  } else {
    const type = resourceType(descriptionOf(object), target[Target.definition]);
    representable = putValue(writer, type, target[Target.resourceInstanceId], target[Target.row]);
  }
  writer.end();
  return representable ? 0 : Code.notAcceptable;
}

function putInstance(writer: Writer, object: number, slot: number): boolean {
  const description = descriptionOf(object);
  const count = definitionCount(object);
  const first = resourceRow(object, slot, 0);
  let representable = true;
  for (let i = 0; i < count && representable; i++) {
    if (isPresent(first + i) && (resourceOperations(description, i) & Operations.read) !== 0) {
      representable = putResource(writer, object, i, first + i);
    }
  }
  return representable;
}

function putResource(writer: Writer, object: number, definition: number, row: number): boolean {
  const description = descriptionOf(object);
  const type = resourceType(description, definition);
  const id = idOfDefinition(object, definition);
  if (!isMultiple(description, definition)) {
    return putValue(writer, type, id, row);
  }
  let representable = writer.startMultiple(id);
  for (let i = firstResourceInstance(row); i !== Row.none && representable; i = nextResourceInstance(i)) {
    representable = putValue(writer, type, idOfResourceInstance(i), i);
  }
  writer.endMultiple();
  return representable;
}

function putValue(writer: Writer, type: Type, id: number, row: number): boolean {
  if (isText(type)) {
    return writer.bytes(type, id, texts, textStart(row), textStart(row) + textSizeAt(row));
  }
  return writer.number(type, id, numberAt(row));
}
