import { newUint16s } from 'runtime';
import { Config } from 'config';
import { payload, Payload, payloadBuffer } from '../coap/block1';
import { Code } from '../coap/code';
import { Next, record, Record, type Reader } from '../format/format';
import { Id, Level } from '../format/type';
import { Callback, hasCallback } from '../model/callbacks';
import { isMultiple, Operations, resourceOperations } from '../model/description';
import { findInstance, instanceCount } from '../model/instances';
import { definitionCount, descriptionOf, findDefinition, findObject, Found, resourceRow, slotCount } from '../model/objects';
import { addResource, clearResource, isPresent, setNumberAt } from '../model/values';
import { clearSeen, isReplaced, Seen, seen } from './replace';
import { instantiate, valueRow } from './resources';
import { Target, target } from './target';
import { callWriteCallback, checkRoom, checkValue, countReplaced, startValues, storeValue, tellAll, Writing, writing } from './write-value';

/**
 * Writing of the Bootstrap-Server, or from storage (LwM2M 1.1 Core 6.1.7.5): instances are made or replaced, resources
 * are set whatever their operations, and what the client does not know is ignored. The payload is read twice, to check
 * all of it and to store it, so that a rejected one changes nothing.
 */
const enum Phase {
  check,
  store,
}

/** The instances that the payload has written to so far, and those that have to be made. */
const objectIds = /* @__PURE__ */ newUint16s(Config.instances);
const instanceIds = /* @__PURE__ */ newUint16s(Config.instances);
let entered = 0;
/** Whether the object that the walk is in is in the image. */
let known = false;

/**
 * Writes the payload to what the ids of `target` name: nothing (records of any path), an object, instance or resource.
 * @returns 0, or the code of an error.
 */
export function bootstrapWrite(reader: Reader): number {
  target[Target.link] = -1;
  startValues(1, 1, 0);
  let code = walk(reader, Phase.check);
  code = code === 0 ? checkRoom() : code;
  return code === 0 ? walk(reader, Phase.store) : code;
}

function walk(reader: Reader, phase: Phase): number {
  const level = target[Target.level];
  const instanceId = target[Target.instanceId];
  entered = 0;
  if (!reader.start(payloadBuffer(), payload[Payload.start], payload[Payload.end], target, Target.objectId)) {
    return Code.badRequest;
  }
  let code = level >= Level.instance ? enter(target[Target.objectId], instanceId, phase) : 0;
  let next = code === 0 ? reader.next() : Next.end;
  while (next !== Next.end && code === 0) {
    code = step(reader, next, phase);
    next = code === 0 ? reader.next() : Next.end;
  }
  if (phase === Phase.store && entered > 0 && known) {
    tellAll();
  }
  return code;
}

function step(reader: Reader, next: Next, phase: Phase): number {
  if (next === Next.malformed || next === Next.name || next === Next.remove || record[Record.instanceId] === Id.none) {
    return Code.badRequest;
  }
  const last = entered - 1;
  if (entered === 0 || objectIds[last] !== record[Record.objectId] || instanceIds[last] !== record[Record.instanceId]) {
    const code = enter(record[Record.objectId], record[Record.instanceId], phase);
    if (code !== 0) {
      return code;
    }
  }
  const definition = known && next !== Next.instance ? findDefinition(target[Target.object], record[Record.resourceId]) : Found.none;
  if (definition === Found.none) {
    return 0;
  }
  const description = descriptionOf(target[Target.object]);
  writing[Writing.definition] = definition;
  if (resourceOperations(description, definition) === Operations.execute) {
    return 0;
  }
  if (isMultiple(description, definition) !== (next === Next.multiple || record[Record.resourceInstanceId] !== Id.none)) {
    return Code.badRequest;
  }
  if (phase === Phase.check) {
    return next === Next.multiple ? 0 : checkValue(reader);
  }
  return next === Next.multiple ? storeMultiple(definition) : storeOne(reader);
}

function storeMultiple(definition: number): number {
  valueRow(target[Target.object], writing[Writing.slot], definition, Id.none);
  return 0;
}

/** What a write callback answers later counts as done. */
function storeOne(reader: Reader): number {
  const refused = callWriteCallback(reader);
  return refused > 0 ? refused : storeValue(reader);
}

/** The values that follow are those of this instance. @returns 0, or the code of an error. */
function enter(objectId: number, instanceId: number, phase: Phase): number {
  if (phase === Phase.store && entered > 0 && known) {
    tellAll();
  }
  if (phase === Phase.check && isEntered(objectId, instanceId)) {
    return Code.badRequest;
  }
  if (entered === Config.instances) {
    return Code.requestEntityTooLarge;
  }
  objectIds[entered] = objectId;
  instanceIds[entered] = instanceId;
  entered++;
  const object = findObject(objectId);
  known = object !== Found.none;
  target[Target.object] = object;
  if (!known) {
    return 0;
  }
  clearSeen();
  const slot = findInstance(object, instanceId);
  if (target[Target.level] === Level.resource) {
    target[Target.definition] = findDefinition(object, target[Target.resourceId]);
  }
  writing[Writing.slot] = slot;
  return phase === Phase.check ? checkInstance(object, slot) : replaceInstance(object, slot, instanceId);
}

/** Whether the payload has come to the instance before: what it wrote would be replaced. */
function isEntered(objectId: number, instanceId: number): boolean {
  for (let i = 0; i < entered; i++) {
    if (objectIds[i] === objectId && instanceIds[i] === instanceId) {
      return true;
    }
  }
  return false;
}

/** @returns 0; or 4.13 when there is no room for the instances that the payload makes. */
function checkInstance(object: number, slot: number): number {
  if (slot !== Found.none) {
    countReplaced(slot);
    return 0;
  }
  let made = 0;
  for (let i = 0; i < entered; i++) {
    made += findObject(objectIds[i]) === object && findInstance(object, instanceIds[i]) === Found.none ? 1 : 0;
  }
  return instanceCount(object) + made > slotCount(object) ? Code.requestEntityTooLarge : 0;
}

/** Makes the instance if it is not there, without values; or takes away those that are written anew. */
function replaceInstance(object: number, slot: number, instanceId: number): number {
  const isNew = slot === Found.none;
  writing[Writing.slot] = isNew ? instantiate(object, instanceId) : slot;
  for (let i = 0; i < definitionCount(object); i++) {
    const goes = isNew ? resourceOperations(descriptionOf(object), i) !== Operations.execute : isReplaced(writing[Writing.slot], i);
    const row = resourceRow(object, writing[Writing.slot], i);
    if (goes && isPresent(row)) {
      clearResource(row);
      setNumberAt(row, 0);
      if (hasCallback(object, i, Callback.read)) {
        addResource(row); // what a callback stands for stays, without its value
      } else {
        seen[i] = Seen.changed;
      }
    }
  }
  return 0;
}
