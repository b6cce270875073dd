import { newUint16s } from 'runtime';
import { Config } from 'config';
import { payload, Payload, payloadBuffer } from '../coap/block1';
import { Code } from '../coap/code';
import { Next, type Reader, record, Record, root } from '../format/format';
import { Id, Level } from '../format/type';
import { Callback, callObjectCallbacks, hasCallback } from '../model/callbacks';
import { isMandatory, isMultiple, Operations, resourceOperations } from '../model/description';
import { findInstance, freeInstanceId, instanceCount } from '../model/instances';
import { definitionCount, descriptionOf, findDefinition, Found, slotCount } from '../model/objects';
import { isMarked, markRow, Row } from '../model/values';
import { Right } from './access';
import { tellChanged } from './changes';
import { clearSeen, removeReplaced, Seen, seen } from './replace';
import { deleteInstance, deleteResourceInstance, instantiate, valueRow } from './resources';
import { findTarget, Target, target } from './target';
import {
  callWriteCallback,
  checkRoom,
  checkValue,
  countReplaced,
  startValues,
  storeValue,
  tellAll,
  Writing,
  writing,
} from './write-value';

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
  return check(reader, 1);
}

/** Checks again what was checked, for the room there is: callbacks may have used it. Validators are not asked again. */
export function recheckWrite(reader: Reader): number {
  return check(reader, 0);
}

/** Whether the write takes away what it does not name. */
function isReplacing(): boolean {
  return mode === Mode.replace && target[Target.level] < Level.resourceInstance;
}

function check(reader: Reader, asking: number): number {
  startValues(mode === Mode.create || isReplacing() ? 1 : 0, asking, mode === Mode.composite ? 1 : 0);
  writing[Writing.slot] = target[Target.slot];
  if (isReplacing()) {
    countReplaced(target[Target.slot]);
  }
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
  return checkRoom();
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
    removeReplaced(writing[Writing.slot]);
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
    mode === Mode.composite ? root : target,
    mode === Mode.composite ? 0 : Target.objectId,
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
  const located = mode === Mode.composite ? locateAnywhere(next, phase) : locate(next, phase);
  if (located !== 0) {
    return located === Located.skip ? 0 : located;
  }
  if (next === Next.multiple) {
    if (phase === Phase.store) {
      valueRow(target[Target.object], writing[Writing.slot], writing[Writing.definition], Id.none);
    }
    return 0;
  }
  if (next === Next.remove) {
    if (phase === Phase.store) {
      deleteResourceInstance(
        target[Target.object],
        writing[Writing.slot],
        writing[Writing.definition],
        record[Record.resourceInstanceId],
      );
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

/**
 * Finds what the record of a composite write names: a single resource, or an instance of a multiple one (LwM2M 1.1 Core
 * 6.3.9). @returns 0, or the code of an error.
 */
function locateAnywhere(next: Next, phase: Phase): number {
  for (let i = 0; i < Record.columns; i++) {
    target[Target.objectId + i] = record[i];
  }
  target[Target.level] = record[Record.resourceInstanceId] !== Id.none ? Level.resourceInstance : Level.resource;
  const code = record[Record.resourceId] === Id.none ? Code.badRequest : findTarget(phase === Phase.check ? Right.write : Right.granted);
  if (code !== 0) {
    return code;
  }
  writing[Writing.slot] = target[Target.slot];
  writing[Writing.definition] = target[Target.definition];
  const definition = target[Target.definition];
  const description = descriptionOf(target[Target.object]);
  if ((resourceOperations(description, definition) & Operations.write) === 0) {
    return Code.methodNotAllowed;
  }
  const isInstance = target[Target.level] === Level.resourceInstance;
  return isMultiple(description, definition) !== (isInstance || next === Next.multiple) || (next === Next.remove && !isInstance) ? Code.badRequest : 0;
}

/** Calls the `changed` callbacks of the value just found, if it has changed. */
function tellMarked(): void {
  const row = target[Target.row];
  if (row !== Row.none && isMarked(row)) {
    markRow(row, false);
    tellChanged(target[Target.object], target[Target.slot], target[Target.definition], record[Record.resourceInstanceId], row);
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
    writing[Writing.slot] = instantiate(object, newIds[reached]);
    if (writing[Writing.slot] === Found.none) {
      return Code.serviceUnavailable; // a callback has taken the room, or the id
    }
    const answer = callObjectCallbacks(object, Callback.create, writing[Writing.slot]);
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
  const definition = findDefinition(object, record[Record.resourceId]);
  writing[Writing.definition] = definition;
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

