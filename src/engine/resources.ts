import { copyBytes, readText, textSize, writeText } from 'runtime';
import { Config } from 'config';
import { Id } from '../format/type';
import { addCallback, Callback, type CallbackFunction, hasCallback, type Validator } from '../model/callbacks';
import { isMandatory, isMultiple, Operations, resourceOperations } from '../model/description';
import { addInstance, findInstance, idOfInstance, instanceCount, instanceInOrder, removeInstance } from '../model/instances';
import { definitionCount, descriptionOf, findObject, Found, idOfDefinition, idOfObject, ObjectId, resourceRow } from '../model/objects';
import {
  addResource,
  addResourceInstance,
  findResourceInstance,
  isPresent,
  numberAt,
  removeResourceInstance,
  resizeText,
  Row,
  setNumberAt,
  textBytesFree,
  texts,
  textSizeAt,
  textStart,
} from '../model/values';
import { findControl } from './access';
import { forgetAttributes } from './attributes';
import { instancesChanged, tellChanged, valueChanged } from './changes';

/** Changing the tables so that whoever has to know is told; for servers and for the device alike. */

/**
 * Creates an instance with the resources it has to have: the mandatory ones, and those that a callback stands for.
 * @returns Its slot, or `Found.none` when the object has no room for it or the id is taken.
 */
export function instantiate(object: number, id: number): number {
  const slot = findInstance(object, id) === Found.none ? addInstance(object, id) : Found.none;
  if (slot !== Found.none) {
    const description = descriptionOf(object);
    for (let i = 0; i < definitionCount(object); i++) {
      if (isMandatory(description, i) || hasCallback(object, i, Callback.execute) || hasCallback(object, i, Callback.read)) {
        addResource(resourceRow(object, slot, i));
      }
    }
    instancesChanged(object, id);
  }
  return slot;
}

/** Deletes an instance, its values, the attributes set on it and what controls access to it (LwM2M 1.1 Core 6.3.7, 8.1). */
export function deleteInstance(object: number, slot: number): void {
  const id = idOfInstance(slot);
  removeInstance(object, slot);
  forgetAttributes(idOfObject(object), id, Id.none, Id.none);
  instancesChanged(object, id);
  const control = Config.accessControl === 1 ? findControl(idOfObject(object), id) : Found.none;
  if (control !== Found.none) {
    deleteInstance(findObject(ObjectId.accessControl), control);
  }
}

/** Adds a callback; the instances that are there get the resource when the callback stands for it. */
export function addResourceCallback(object: number, definition: number, kind: Callback, callback: CallbackFunction | Validator): void {
  addCallback(object, definition, kind, callback);
  if (kind === Callback.read || resourceOperations(descriptionOf(object), definition) === Operations.execute) {
    for (let i = 0; i < instanceCount(object); i++) {
      addResource(resourceRow(object, instanceInOrder(object, i), definition));
    }
  }
}

/**
 * The row of a value, which is made present: of the resource, or of the resource instance (`Id.none` for none).
 * `Row.none` when the table of resource instances is full.
 */
export function valueRow(object: number, slot: number, definition: number, resourceInstance: number): number {
  const row = resourceRow(object, slot, definition);
  addResource(row);
  return resourceInstance === Id.none ? row : addResourceInstance(row, resourceInstance);
}

/** The row of a value that is there, or `Row.none`. */
export function findValueRow(object: number, slot: number, definition: number, resourceInstance: number): number {
  const row = resourceRow(object, slot, definition);
  if (!isPresent(row)) {
    return Row.none;
  }
  if (isMultiple(descriptionOf(object), definition)) {
    return findResourceInstance(row, resourceInstance);
  }
  return row;
}

/** What came of storing a value. */
export const enum Stored {
  /** A table of config.json is full. */
  full,
  /** The value was there already. */
  same,
  changed,
}

/** Stores a number, and has servers notified of a change. */
export function storeNumber(object: number, slot: number, definition: number, resourceInstance: number, value: number): Stored {
  const before = findValueRow(object, slot, definition, resourceInstance);
  const row = valueRow(object, slot, definition, resourceInstance);
  if (row === Row.none) {
    return Stored.full;
  }
  if (before !== Row.none && numberAt(row) === value) {
    return Stored.same;
  }
  setNumberAt(row, value);
  valueChanged(object, slot, definition, resourceInstance, row);
  return Stored.changed;
}

/** The device sets a number. @returns false when a table is full. */
export function setNumberOf(object: number, slot: number, definition: number, resourceInstance: number, value: number): boolean {
  const stored = storeNumber(object, slot, definition, resourceInstance, value);
  if (stored === Stored.changed) {
    tellChanged(object, slot, definition, resourceInstance, findValueRow(object, slot, definition, resourceInstance));
  }
  return stored !== Stored.full;
}

/** The device sets a text. @returns false when there is no room for it. */
export function setTextOf(object: number, slot: number, definition: number, resourceInstance: number, text: string): boolean {
  const size = textSize(text);
  const before = findValueRow(object, slot, definition, resourceInstance);
  if (before !== Row.none && textSizeAt(before) === size && readText(texts, textStart(before), textStart(before) + size) === text) {
    return true;
  }
  const row = roomFor(object, slot, definition, resourceInstance, size);
  if (row === Row.none) {
    return false;
  }
  writeText(text, texts, textStart(row));
  valueChanged(object, slot, definition, resourceInstance, row);
  tellChanged(object, slot, definition, resourceInstance, row);
  return true;
}

/** The device sets an opaque value, copied from bytes `start` to `end` - 1. @returns false when there is no room for it. */
export function setBytesOf(
  object: number,
  slot: number,
  definition: number,
  resourceInstance: number,
  from: Uint8Array,
  start: number,
  end: number,
): boolean {
  const row = roomFor(object, slot, definition, resourceInstance, end - start);
  if (row === Row.none) {
    return false;
  }
  copyBytes(from, start, end, texts, textStart(row));
  valueChanged(object, slot, definition, resourceInstance, row);
  tellChanged(object, slot, definition, resourceInstance, row);
  return true;
}

function roomFor(object: number, slot: number, definition: number, resourceInstance: number, size: number): number {
  const before = findValueRow(object, slot, definition, resourceInstance);
  const oldSize = before === Row.none ? 0 : textSizeAt(before);
  if (size - oldSize > textBytesFree()) {
    return Row.none;
  }
  const row = valueRow(object, slot, definition, resourceInstance);
  if (row !== Row.none) {
    resizeText(row, size);
  }
  return row;
}

/** Removes an instance of a multiple resource, and the attributes set on it. @returns false when it was not there. */
export function deleteResourceInstance(object: number, slot: number, definition: number, resourceInstance: number): boolean {
  const row = findValueRow(object, slot, definition, resourceInstance);
  if (row === Row.none) {
    return false;
  }
  removeResourceInstance(resourceRow(object, slot, definition), row);
  forgetAttributes(idOfObject(object), idOfInstance(slot), idOfDefinition(object, definition), resourceInstance);
  valueChanged(object, slot, definition, resourceInstance, Row.none);
  return true;
}
