import { copyBytes, newUint8s, readText } from 'runtime';
import { Config } from 'config';
import { Id, isText, Type } from '../format/type';
import { Callback, callCallbacks, hasCallback, type Value } from '../model/callbacks';
import { resourceType } from '../model/description';
import { idOfInstance } from '../model/instances';
import { descriptionOf, idOfDefinition, idOfObject, ObjectId } from '../model/objects';
import { numberAt, Row, texts, textSizeAt, textStart } from '../model/values';
import { markChanged } from './notify';
import { objectsChanged } from './registration-state';

/** What follows from a change in the tables: notifications, callbacks, a registration update. */

/** A value as callbacks get it: a copy when it is kept as bytes. */
export function valueFromBytes(type: Type, from: Uint8Array, start: number, end: number): Value {
  if (type === Type.opaque) {
    const copy = newUint8s(end - start);
    copyBytes(from, start, end, copy, 0);
    return copy;
  }
  return readText(from, start, end);
}

export function valueFromNumber(type: Type, value: number): Value {
  return type === Type.boolean ? value !== 0 : value;
}

/** The value of a row, as callbacks get it. */
function valueOf(type: Type, row: number): Value {
  return isText(type)
    ? valueFromBytes(type, texts, textStart(row), textStart(row) + textSizeAt(row))
    : valueFromNumber(type, numberAt(row));
}

let accountsChanged = false;

/** Whether anything of objects 0, 1 and 2 has changed since this was asked last. */
export function takeAccountsChanged(): boolean {
  const changed = accountsChanged;
  accountsChanged = false;
  return changed;
}

function noteAccounts(objectId: number): void {
  // Objects 0, 1 and 2 are what a client is provisioned with.
  if (objectId <= ObjectId.accessControl) {
    accountsChanged = true;
  }
}

/**
 * A value of a resource has changed: servers are notified.
 * @param resourceInstance `Id.none` for a single resource.
 * @param row `Row.none` when the value has come or gone.
 */
export function valueChanged(object: number, slot: number, definition: number, resourceInstance: number, row: number): void {
  if (Config.provisioning === 1) {
    noteAccounts(idOfObject(object));
  }
  markChanged(idOfObject(object), idOfInstance(slot), idOfDefinition(object, definition), resourceInstance, row);
}

/** Calls the `changed` callbacks with the value of a row. */
export function tellChanged(object: number, slot: number, definition: number, resourceInstance: number, row: number): void {
  if (hasCallback(object, definition, Callback.changed)) {
    const type = resourceType(descriptionOf(object), definition);
    callCallbacks(object, definition, Callback.changed, slot, valueOf(type, row), resourceInstance);
  }
}

/** An instance was added or removed: servers are told by an Update (LwM2M 1.1 Core 6.2.2). */
export function instancesChanged(object: number, instanceId: number): void {
  if (Config.provisioning === 1) {
    noteAccounts(idOfObject(object));
  }
  markChanged(idOfObject(object), instanceId, Id.none, Id.none, Row.none);
  objectsChanged();
}
