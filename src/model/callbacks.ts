import { indexOf, newUint16s, newUint8s } from 'runtime';
import { Config } from 'config';
import { handleOf } from './instances';
import { definitionNumber, Found } from './objects';

/** When a callback is called. A callback stands for the resource of every instance of its object. */
export const enum Callback {
  /** The value is about to be read by a server. */
  read = 1,
  /** A server wants to write: is the value acceptable? Called for all values before anything is changed. */
  validate = 2,
  /** A server writes; the value will be stored when this is done. */
  write = 4,
  /** The value has been changed, by a server or by the device. */
  changed = 8,
  execute = 16,
  /** On an object: a server has created an instance, or is about to delete one. */
  create = 32,
  delete = 64,
  /** A server writes, and the value is passed on as it comes, in blocks, without being stored in the tables. */
  stream = 128,
}

/** What a callback is given for a value, by the resource's type. Opaque values are a copy. */
export type Value = number | boolean | string | Uint8Array;

/**
 * A callback as the table keeps it. It is given the handle of the instance, -1 where there is none yet, and gives
 * back 0 (done), -1 (the answer comes later), or the CoAP code of an error; or nothing, where nobody asks.
 */
export type CallbackFunction = (this: void, instance: number, value: Value, resourceInstance: number) => number | void;

/** A `validate` callback is given the value alone, as there may be no instance yet. */
export type Validator = (this: void, value: Value) => number | void;

const enum Key {
  /** Added to an object's number, for callbacks on the object itself. */
  object = 32768,
}

/** The side table: few resources have a callback. */
const keys = /* @__PURE__ */ newUint16s(Config.callbacks);
const kinds = /* @__PURE__ */ newUint8s(Config.callbacks);
const functions: (CallbackFunction | Validator)[] = [];
/** For each definition, the kinds of callback it has. */
const kindsOfDefinitions = /* @__PURE__ */ newUint8s(Config.definitions);
/** For each object, the kinds that any of its definitions has. */
const kindsOfObjects = /* @__PURE__ */ newUint8s(Config.objects);

function add(key: number, kind: Callback, callback: CallbackFunction | Validator): void {
  const row = functions.length;
  if (row === Config.callbacks) {
    throw new Error('config.json: "callbacks" has to be more than ' + row);
  }
  keys[row] = key;
  kinds[row] = kind;
  functions.push(callback);
}

/** Adds a callback to a resource. Callbacks of the same kind are called in the order they were added. */
export function addCallback(object: number, definition: number, kind: Callback, callback: CallbackFunction | Validator): void {
  const key = definitionNumber(object, definition);
  add(key, kind, callback);
  kindsOfDefinitions[key] |= kind;
  kindsOfObjects[object] |= kind;
}

/** Adds a `create` or `delete` callback to an object. */
export function addObjectCallback(object: number, kind: Callback, callback: CallbackFunction): void {
  add(Key.object + object, kind, callback);
}

/** Whether any resource of the object has a callback of this kind. */
export function hasAnyCallback(object: number, kind: Callback): boolean {
  return (kindsOfObjects[object] & kind) !== 0;
}

export function hasCallback(object: number, definition: number, kind: Callback): boolean {
  return (kindsOfDefinitions[definitionNumber(object, definition)] & kind) !== 0;
}

/** Whether the object has a `create` or `delete` callback: then a server may do so. */
export function hasObjectCallback(object: number, kind: Callback): boolean {
  for (let row = 0; row < functions.length; row++) {
    if (keys[row] === Key.object + object && kinds[row] === kind) {
      return true;
    }
  }
  return false;
}

function call(key: number, kind: Callback, slot: number, value: Value, resourceInstance: number): number {
  const instance = slot === Found.none ? Found.none : handleOf(slot);
  let later = 0;
  for (let row = indexOf(keys, key, 0, Config.callbacks); row >= 0; row = indexOf(keys, key, row + 1, Config.callbacks)) {
    if (kinds[row] === kind) {
      const answer = kind === Callback.validate ? (functions[row] as Validator)(value) : (functions[row] as CallbackFunction)(instance, value, resourceInstance);
      if (answer !== undefined && answer !== 0) {
        if (answer > 0) {
          return answer;
        }
        later += answer;
      }
    }
  }
  return later;
}

/**
 * Calls the callbacks of a kind until one gives an error.
 * @returns The code of the error; otherwise 0, or minus the number of callbacks that will answer later.
 */
export function callCallbacks(
  object: number,
  definition: number,
  kind: Callback,
  slot: number,
  value: Value,
  resourceInstance: number,
): number {
  return call(definitionNumber(object, definition), kind, slot, value, resourceInstance);
}

export function callObjectCallbacks(object: number, kind: Callback, slot: number): number {
  return call(Key.object + object, kind, slot, 0, 0);
}
