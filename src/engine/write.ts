import { newUint16s } from 'runtime';
import { Config } from 'config';
import { payload, Payload, payloadBuffer } from '../coap/block1';
import { Code } from '../coap/code';
import { Next, numberRead, record, Record, type Reader } from '../format/format';
import { Id, isText, Level, Type } from '../format/type';
import { Callback, callCallbacks, callObjectCallbacks, hasCallback, type Value } from '../model/callbacks';
import { inRange, isMandatory, isMultiple, Operations, resourceOperations, resourceType } from '../model/description';
import { findInstance, freeInstanceId, instanceCount } from '../model/instances';
import {
  definitionCount,
  descriptionOf,
  findDefinition,
  findObject,
  Found,
  resourceRow,
  slotCount,
} from '../model/objects';
import {
  firstResourceInstance,
  idOfResourceInstance,
  isMarked,
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
import { Right } from './access';
import { tellChanged, valueChanged, valueFromBytes, valueFromNumber } from './changes';
import { deleteInstance, deleteResourceInstance, findValueRow, instantiate, Stored, storeNumber, valueRow } from './resources';
import { clearSeen, removeReplaced, replacedResourceInstances, replacedTextBytes, Seen, seen } from './replace';
import { findTarget, Target, target } from './target';

/**
 * Writing the payload of a request to what `target` names (LwM2M 1.1 Core 6.3.3, 6.3.6). The payload is read
 * several times: once to check all of it, once for the write callbacks, and only then, when nothing can fail any
 * more, to store it; so that a rejected write leaves everything as it was.
 */
export const enum Mode {
  /** PUT: what the payload leaves out is removed. */
  replace,
  /** POST: what the payload leaves out stays. */
  partial,
  /** New instances; resources that a server may not write are skipped. */
  create,
  /** iPATCH: the payload names resources anywhere, and `target` nothing. */
  composite,
}

const enum Phase {
  check,
  callbacks,
  store,
  /** The `changed` callbacks of a composite write. */
  tell,
}

const enum Located {
  skip = -1,
}

let mode: Mode = Mode.replace;
/** Whether validators are asked. */
let asking = false;
/** The instance that the values being read belong to; `Found.none` while it is yet to be created. */
let slot = 0;
/** The definition of the value being read. */
let definition = 0;
/** Room that the payload needs beyond what is in use. */
let textBytesNeeded = 0;
let resourceInstancesNeeded = 0;
/** The instances a Create makes: their ids, how many, and how many of them have been come upon. */
const newIds = /* @__PURE__ */ newUint16s(Config.instances);
let newCount = 0;
let reached = 0;
/** The id of the instance come upon last. */
let enteredId = 0;

/** How many instances a Create has made, and their ids. */
export function createdCount(): number {
  return newCount;
}

export function createdId(index: number): number {
  return newIds[index];
}

/** Checks the whole payload. @returns 0, or the code of an error. */
export function checkWrite(reader: Reader, writeMode: Mode): number {
  mode = writeMode;
  asking = true;
  return check(reader);
}

/** Checks again what was checked, for the room there is: callbacks may have used it. Validators are not asked again. */
export function recheckWrite(reader: Reader): number {
  asking = false;
  return check(reader);
}

/** Whether the write takes away what it does not name. */
function isReplacing(): boolean {
  return mode === Mode.replace && target[Target.level] < Level.resourceInstance;
}

function check(reader: Reader): number {
  slot = target[Target.slot];
  // Not -n: minus 0 is no small integer, and would be allocated.
  textBytesNeeded = isReplacing() ? 0 - replacedTextBytes(slot) : 0;
  resourceInstancesNeeded = isReplacing() ? 0 - replacedResourceInstances(slot) : 0;
  newCount = 0;
  if (mode !== Mode.composite) {
    clearSeen();
  }
  let code = walk(reader, Phase.check);
  if (code === 0 && mode === Mode.create && newCount === 0) {
    code = startInstance(Id.none, Phase.check); // an empty payload is an instance without values
  }
  if (code !== 0) {
    return code;
  }
  if (mode !== Mode.composite && isIncomplete()) {
    return Code.badRequest;
  }
  if (mode === Mode.create && newCount > slotCount(target[Target.object]) - instanceCount(target[Target.object])) {
    return Code.serviceUnavailable;
  }
  return textBytesNeeded > textBytesFree() || resourceInstancesNeeded > resourceInstancesFree()
    ? Code.requestEntityTooLarge
    : 0;
}

/** Whether a write callback stands for anything the payload names. After `checkWrite`. */
export function hasWriteCallbacks(): boolean {
  if (mode === Mode.composite) {
    return true;
  }
  const object = target[Target.object];
  let found = false;
  for (let i = 0; i < definitionCount(object); i++) {
    found = found || (seen[i] === Seen.named && hasCallback(object, i, Callback.write));
  }
  return found;
}

/** Calls the write callbacks. @returns An error code; otherwise 0, or minus the number of those that answer later. */
export function callWriteCallbacks(reader: Reader): number {
  return walk(reader, Phase.callbacks);
}

/**
 * Stores what was checked.
 * @returns 0; or the code of an error by which a callback refuses a new instance, and then there are none.
 */
export function storeWrite(reader: Reader): number {
  if (isReplacing()) {
    removeReplaced(slot);
  }
  let code = walk(reader, Phase.store);
  if (code === 0 && mode === Mode.create && reached === 0) {
    code = startInstance(Id.none, Phase.store);
  }
  if (code > 0) {
    removeCreated();
  } else if (mode === Mode.composite) {
    walk(reader, Phase.tell);
  } else {
    tellAll();
  }
  return code;
}

function removeCreated(): void {
  const object = target[Target.object];
  for (let i = 0; i < newCount; i++) {
    const created = findInstance(object, newIds[i]);
    if (created !== Found.none) {
      deleteInstance(object, created);
    }
  }
}

/** Calls the `changed` callbacks of the instance, now that all its values are stored. */
function tellAll(): void {
  const object = target[Target.object];
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

/** Whether the payload lacks what a server has to give: the resource that the path names, or a mandatory one of a whole instance. */
function isIncomplete(): boolean {
  if (target[Target.level] >= Level.resource) {
    return seen[target[Target.definition]] === Seen.no;
  }
  const object = target[Target.object];
  const description = descriptionOf(object);
  let missing = false;
  if (mode === Mode.create || (mode === Mode.replace && target[Target.level] === Level.instance)) {
    for (let i = 0; i < definitionCount(object); i++) {
      const given = (resourceOperations(description, i) & Operations.write) !== 0 && isMandatory(description, i);
      missing = missing || (given && seen[i] === Seen.no);
    }
  }
  return missing;
}

/** Reads the payload from the start. @returns 0, an error code, or minus the callbacks that answer later. */
function walk(reader: Reader, phase: Phase): number {
  reached = 0;
  const started = reader.start(
    payloadBuffer(),
    payload[Payload.start],
    payload[Payload.end],
    mode === Mode.composite ? Level.root : target[Target.level],
    mode === Mode.composite ? Id.none : target[Target.objectId],
    target[Target.instanceId],
    target[Target.resourceId],
    target[Target.resourceInstanceId],
  );
  if (!started) {
    return Code.badRequest;
  }
  let later = 0;
  let next = reader.next();
  while (next !== Next.end) {
    const answer = next === Next.malformed ? Code.badRequest : step(reader, next, phase);
    if (answer > 0) {
      return answer;
    }
    later += answer;
    next = reader.next();
  }
  return later;
}

/** Handles what the reader has come upon. */
function step(reader: Reader, next: Next, phase: Phase): number {
  if (next === Next.name || (next === Next.remove && mode !== Mode.composite)) {
    return Code.badRequest;
  }
  if (mode === Mode.create && (next === Next.instance || reached === 0 || record[Record.instanceId] !== enteredId)) {
    const code = startInstance(record[Record.instanceId], phase);
    if (code !== 0) {
      return code;
    }
  }
  if (next === Next.instance) {
    return 0;
  }
  const located = mode === Mode.composite ? locateAnywhere(next) : locate(next, phase);
  if (located !== 0) {
    return located === Located.skip ? 0 : located;
  }
  if (next === Next.multiple) {
    if (phase === Phase.store) {
      valueRow(target[Target.object], slot, definition, Id.none);
    }
    return 0;
  }
  if (next === Next.remove) {
    if (phase === Phase.store) {
      deleteResourceInstance(target[Target.object], slot, definition, record[Record.resourceInstanceId]);
    }
    return 0;
  }
  if (phase === Phase.check) {
    return checkValue(reader);
  }
  if (phase === Phase.tell) {
    tellMarked();
    return 0;
  }
  if (phase === Phase.callbacks) {
    return callWriteCallback(reader);
  }
  const refused = mode === Mode.create ? callWriteCallback(reader) : 0;
  if (refused > 0) {
    return refused;
  }
  return storeValue(reader);
}

function callWriteCallback(reader: Reader): number {
  return hasCallback(target[Target.object], definition, Callback.write) ? callWith(reader, Callback.write) : 0;
}

/**
 * Finds what the record of a composite write names: a single resource, or an instance of a multiple one (LwM2M 1.1 Core
 * 6.3.9). @returns 0, or the code of an error.
 */
function locateAnywhere(next: Next): number {
  for (let i = 0; i < Record.columns; i++) {
    target[Target.objectId + i] = record[i];
  }
  target[Target.level] = record[Record.resourceInstanceId] !== Id.none ? Level.resourceInstance : Level.resource;
  const code = record[Record.resourceId] === Id.none ? Code.badRequest : findTarget(Right.write);
  if (code !== 0) {
    return code;
  }
  slot = target[Target.slot];
  definition = target[Target.definition];
  const description = descriptionOf(target[Target.object]);
  if ((resourceOperations(description, definition) & Operations.write) === 0) {
    return Code.methodNotAllowed;
  }
  const isInstance = target[Target.level] === Level.resourceInstance;
  return isMultiple(description, definition) !== isInstance || (next === Next.remove && !isInstance) ? Code.badRequest : 0;
}

/** Calls the `changed` callbacks of the value just found, if it has changed. */
function tellMarked(): void {
  const row = target[Target.row];
  if (row !== Row.none && isMarked(row)) {
    markRow(row, false);
    tellChanged(target[Target.object], slot, definition, record[Record.resourceInstanceId], row);
  }
}

/** The values that follow are those of a new instance. */
function startInstance(id: number, phase: Phase): number {
  enteredId = id;
  const object = target[Target.object];
  if (phase === Phase.check) {
    if (newCount > 0 && isIncomplete()) {
      return Code.badRequest;
    }
    clearSeen();
    const newId = id === Id.none ? freeInstanceId(object) : id;
    for (let i = 0; i < newCount; i++) {
      if (newIds[i] === newId) {
        return Code.badRequest;
      }
    }
    if (findInstance(object, newId) !== Found.none) {
      return Code.badRequest;
    }
    if (newCount === Config.instances) {
      return Code.serviceUnavailable;
    }
    newIds[newCount] = newId;
    newCount++;
  } else if (phase === Phase.store) {
    if (reached > 0) {
      tellAll();
    }
    clearSeen();
    slot = instantiate(object, newIds[reached]);
    const answer = callObjectCallbacks(object, Callback.create, slot);
    if (answer > 0) {
      return answer;
    }
  }
  reached++;
  return 0;
}

/** Finds the definition of the record. @returns 0, `Located.skip`, or the code of an error. */
function locate(next: Next, phase: Phase): number {
  const object = target[Target.object];
  const whole = target[Target.level] < Level.resource;
  definition = findDefinition(object, record[Record.resourceId]);
  if (definition === Found.none) {
    return whole ? Located.skip : Code.badRequest; // LwM2M 1.1 Core 6.3.3: unknown resources are ignored
  }
  const description = descriptionOf(object);
  if ((resourceOperations(description, definition) & Operations.write) === 0) {
    return mode === Mode.create ? Located.skip : Code.methodNotAllowed;
  }
  if (phase === Phase.check) {
    const multiple = isMultiple(description, definition);
    const isContainer = next === Next.multiple;
    if (multiple !== (isContainer || record[Record.resourceInstanceId] !== Id.none)) {
      return Code.badRequest;
    }
    if (seen[definition] === Seen.named && (isContainer || !multiple)) {
      return Code.badRequest; // the same resource twice
    }
    seen[definition] = Seen.named;
  }
  return 0;
}

function checkValue(reader: Reader): number {
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
    (type === Type.objectLink && !isLinkable(numberRead[0]))
  ) {
    return Code.badRequest;
  } else {
    needRoom(0);
  }
  if (!asking || !hasCallback(target[Target.object], definition, Callback.validate)) {
    return 0;
  }
  const answer = callWith(reader, Callback.validate);
  return answer < 0 ? Code.internalServerError : answer; // a validator has to answer at once
}

/** Counts the room that a value needs: for its text, and for the resource instance it may belong to. */
function needRoom(textSize: number): void {
  const object = target[Target.object];
  const instance = record[Record.resourceInstanceId];
  const replaced = mode === Mode.create || (mode === Mode.replace && target[Target.level] < Level.resourceInstance);
  const old = replaced ? Row.none : findValueRow(object, slot, definition, instance);
  if (old === Row.none) {
    textBytesNeeded += textSize;
    resourceInstancesNeeded += instance === Id.none ? 0 : 1;
  } else if (textSize > textSizeAt(old)) {
    textBytesNeeded += textSize - textSizeAt(old);
  }
}

/** An object link names nothing, an object of the client, or an instance of one (LwM2M 1.1 Core Appendix C). */
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
  return callCallbacks(object, definition, kind, slot, value, record[Record.resourceInstanceId]);
}

/** Stores the value. @returns 0; or 4.13 when a callback that made a new instance has used up the room for it. */
function storeValue(reader: Reader): number {
  const object = target[Target.object];
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
  if (mode === Mode.composite) {
    markRow(row, true);
  } else {
    seen[definition] = Seen.changed;
  }
}
