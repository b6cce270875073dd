import { newInt32s } from 'runtime';
import { Code } from '../coap/code';
import { numberRead, record, Record, type Reader } from '../format/format';
import { Id, isText, Type } from '../format/type';
import { Callback, callCallbacks, hasCallback, type Value } from '../model/callbacks';
import { inRange, isMultiple, resourceType } from '../model/description';
import { findInstance } from '../model/instances';
import { definitionCount, descriptionOf, findObject, Found, resourceRow } from '../model/objects';
import {
  firstResourceInstance,
  idOfResourceInstance,
  markRow,
  nextResourceInstance,
  resizeText,
  resourceInstancesFree,
  Row,
  textBytesFree,
  texts,
  textScratch,
  textSizeAt,
  textStart,
} from '../model/values';
import { tellChanged, valueChanged, valueFromBytes, valueFromNumber } from './changes';
import { replacedResourceInstances, replacedTextBytes, Seen, seen } from './replace';
import { findValueRow, Stored, storeNumber, valueRow } from './resources';
import { Target, target } from './target';

/** One value of a payload: whether it may be written, and storing it. Behind the writes of servers and of bootstrap. */
export const enum Writing {
  /** The instance that the value belongs to, `Found.none` while it is yet to be created; and its definition. */
  slot,
  definition,
  /** Room that the payload needs beyond what is in use. */
  textBytes,
  resourceInstances,
  /** 1 when what was there is taken away first. */
  fresh,
  /** 1 when validators are asked. */
  asking,
  /** 1 when changed rows are marked, because they are not all of one instance. */
  marking,
  columns,
}

export const writing: Int32Array = /* @__PURE__ */ newInt32s(Writing.columns);

/** Begins to check the values of a payload. */
export function startValues(fresh: number, asking: number, marking: number): void {
  writing[Writing.textBytes] = 0;
  writing[Writing.resourceInstances] = 0;
  writing[Writing.fresh] = fresh;
  writing[Writing.asking] = asking;
  writing[Writing.marking] = marking;
}

/** Counts the room that an instance sets free, of which the write takes away what `target` names. */
export function countReplaced(slot: number): void {
  writing[Writing.textBytes] -= replacedTextBytes(slot);
  writing[Writing.resourceInstances] -= replacedResourceInstances(slot);
}

/** @returns 0, or 4.13 when there is not the room that all the values need. */
export function checkRoom(): number {
  return writing[Writing.textBytes] > textBytesFree() || writing[Writing.resourceInstances] > resourceInstancesFree()
    ? Code.requestEntityTooLarge
    : 0;
}

/** Checks the value come upon: type, range, validators, and counts the room it needs. @returns 0, or the code of an error. */
export function checkValue(reader: Reader): number {
  const definition = writing[Writing.definition];
  const description = descriptionOf(target[Target.object]);
  const type = resourceType(description, definition);
  if (isText(type)) {
    const size = reader.size(type);
    if (size < 0 || !inRange(description, definition, size)) {
      return Code.badRequest;
    }
    needRoom(size);
  } else if (
    !reader.number(type) ||
    !inRange(description, definition, numberRead[0]) ||
    (type === Type.objectLink && target[Target.link] >= 0 && !isLinkable(numberRead[0]))
  ) {
    return Code.badRequest;
  } else {
    needRoom(0);
  }
  if (writing[Writing.asking] === 0 || !hasCallback(target[Target.object], definition, Callback.validate)) {
    return 0;
  }
  const answer = callWith(reader, Callback.validate);
  return answer < 0 ? Code.internalServerError : answer; // a validator has to answer at once
}

/** Counts the room that a value needs: for its text, and for the resource instance it may belong to. */
function needRoom(textSize: number): void {
  const object = target[Target.object];
  const instance = record[Record.resourceInstanceId];
  const old =
    writing[Writing.fresh] === 1 ? Row.none : findValueRow(object, writing[Writing.slot], writing[Writing.definition], instance);
  if (old === Row.none) {
    writing[Writing.textBytes] += textSize;
    writing[Writing.resourceInstances] += instance === Id.none ? 0 : 1;
  } else if (textSize > textSizeAt(old)) {
    writing[Writing.textBytes] += textSize - textSizeAt(old);
  }
}

/**
 * An object link names nothing, an object of the client, or an instance of one (LwM2M 1.1 Core Appendix C). A
 * Bootstrap-Server may link what it will write later.
 */
function isLinkable(link: number): boolean {
  const objectId = link >>> 16;
  const instanceId = link & 65535;
  if (objectId === Id.none) {
    return instanceId === Id.none;
  }
  const object = findObject(objectId);
  return object !== Found.none && (instanceId === Id.none || findInstance(object, instanceId) !== Found.none);
}

function callWith(reader: Reader, kind: Callback): number {
  const object = target[Target.object];
  const definition = writing[Writing.definition];
  const type = resourceType(descriptionOf(object), definition);
  let value: Value = 0;
  if (isText(type)) {
    const size = reader.size(type);
    if (size > textBytesFree()) {
      return Code.requestEntityTooLarge;
    }
    reader.copy(type, texts, textScratch());
    value = valueFromBytes(type, texts, textScratch(), textScratch() + size);
  } else {
    reader.number(type);
    value = valueFromNumber(type, numberRead[0]);
  }
  return callCallbacks(object, definition, kind, writing[Writing.slot], value, record[Record.resourceInstanceId]);
}

/** Stores the value. @returns 0; or 4.13 when a callback that made a new instance has used up the room for it. */
export function storeValue(reader: Reader): number {
  const object = target[Target.object];
  const slot = writing[Writing.slot];
  const definition = writing[Writing.definition];
  const type = resourceType(descriptionOf(object), definition);
  const instance = record[Record.resourceInstanceId];
  if (isText(type)) {
    const row = valueRow(object, slot, definition, instance);
    const size = reader.size(type);
    if (row === Row.none || size - textSizeAt(row) > textBytesFree()) {
      return Code.requestEntityTooLarge;
    }
    resizeText(row, size);
    reader.copy(type, texts, textStart(row));
    valueChanged(object, slot, definition, instance, row);
    noteStored(row);
  } else {
    reader.number(type);
    const stored = storeNumber(object, slot, definition, instance, numberRead[0]);
    if (stored === Stored.full) {
      return Code.requestEntityTooLarge;
    }
    if (stored === Stored.changed) {
      noteStored(findValueRow(object, slot, definition, instance));
    }
  }
  return 0;
}

/** Notes that a value has been changed, for its `changed` callbacks. */
function noteStored(row: number): void {
  if (writing[Writing.marking] === 1) {
    markRow(row, true);
  } else {
    seen[writing[Writing.definition]] = Seen.changed;
  }
}

/** Calls the write callbacks of the value come upon. @returns An error code, 0, or minus those that answer later. */
export function callWriteCallback(reader: Reader): number {
  return hasCallback(target[Target.object], writing[Writing.definition], Callback.write) ? callWith(reader, Callback.write) : 0;
}

/** Calls the `changed` callbacks of the instance, now that all its values are stored. */
export function tellAll(): void {
  const object = target[Target.object];
  const slot = writing[Writing.slot];
  for (let i = 0; i < definitionCount(object); i++) {
    if (seen[i] === Seen.changed) {
      const row = resourceRow(object, slot, i);
      if (!isMultiple(descriptionOf(object), i)) {
        tellChanged(object, slot, i, Id.none, row);
      } else {
        for (let each = firstResourceInstance(row); each !== Row.none; each = nextResourceInstance(each)) {
          tellChanged(object, slot, i, idOfResourceInstance(each), each);
        }
      }
    }
  }
}
