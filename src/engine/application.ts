import { copyBytes } from 'runtime';
import { Id, Type } from '../format/type';
import { addObjectCallback, Callback, type CallbackFunction, type Validator } from '../model/callbacks';
import { type Description, objectId, type ObjectDefinition, Operations } from '../model/description';
import { findInstance, handleOf, idOfInstance, slotOf } from '../model/instances';
import { findDefinition, findDescription, Found, objectOfSlot } from '../model/objects';
import { numberAt, Row, texts, textSizeAt, textStart } from '../model/values';
import type { Answer } from './answer';
import { valueFromBytes } from './changes';
import {
  addResourceCallback,
  deleteInstance as removeInstance,
  deleteResourceInstance as removeResourceInstance,
  findValueRow,
  instantiate,
  setBytesOf,
  setNumberOf,
  setTextOf,
} from './resources';

/**
 * The tables as objects and the application see them. Everything is checked against the object's definition by
 * the compiler: a resource the object does not have, a value of another type, or a write callback on a resource
 * that cannot be written, does not compile.
 */

/**
 * The handle of an object instance: an integer that stays the same as long as the instance lives. With the handle of
 * one that is gone, setters do nothing and getters give `undefined`.
 */
export type Instance<D extends ObjectDefinition = ObjectDefinition> = number & { readonly of?: D };

/** The instance that `createInstance` gives for an object. */
export type InstanceOf<T> = T extends Description<infer D> ? Instance<D> : never;

type NumberType = Type.integer | Type.unsigned | Type.float | Type.time | Type.objectLink;
type TextType = Type.string | Type.coreLink;

/** Ids of the resources whose definition is a `Shape`. */
type Matching<D extends ObjectDefinition, Shape> = {
  [R in keyof D['resources']]: D['resources'][R] extends Shape ? R : never;
}[keyof D['resources']] &
  number;

type Multiple = { readonly multiple: true };
/** Ids of the single, and of the multiple, resources of a type. */
type Single<D extends ObjectDefinition, T extends Type> = Exclude<Matching<D, { readonly type: T }>, Matching<D, Multiple>>;
type Several<D extends ObjectDefinition, T extends Type> = Matching<D, { readonly type: T } & Multiple>;
type Readable<D extends ObjectDefinition> = Matching<D, { readonly operations: Operations.read | Operations.readWrite }>;
type Writable<D extends ObjectDefinition> = Matching<D, { readonly operations: Operations.write | Operations.readWrite }>;
type Executable<D extends ObjectDefinition> = Matching<D, { readonly operations: Operations.execute }>;
type WithValue<D extends ObjectDefinition> = Exclude<Matching<D, { readonly type: Type }>, Executable<D>>;
/** Ids of the single resources that hold a number; for behaviour that several objects share. */
export type NumberResource<D extends ObjectDefinition> = Single<D, NumberType>;

/** What a value of the resource is in TypeScript. */
export type ValueOf<D extends ObjectDefinition, R extends number> = D['resources'][R]['type'] extends Type.boolean
  ? boolean
  : D['resources'][R]['type'] extends NumberType
    ? number
    : D['resources'][R]['type'] extends TextType
      ? string
      : D['resources'][R]['type'] extends Type.opaque
        ? Uint8Array
        : never;

function objectOf(description: string): number {
  const object = findDescription(description);
  if (object === Found.none) {
    throw new Error('object ' + objectId(description) + ' has to be added first: addObject');
  }
  return object;
}

/** Creates an instance. @returns `undefined` when its id is taken, or the object has no room for more. */
export function createInstance<D extends ObjectDefinition>(description: Description<D>, id: number): Instance<D> | undefined {
  const created = instantiate(objectOf(description), id);
  return created === Found.none ? undefined : handleOf(created);
}

export function deleteInstance<D extends ObjectDefinition>(instance: Instance<D>): void {
  const slot = slotOf(instance);
  if (slot !== Found.none) {
    removeInstance(objectOfSlot(slot), slot);
  }
}

/** The instance with this id; `undefined` when there is none. */
export function getInstance<D extends ObjectDefinition>(object: Description<D>, id: number): Instance<D> | undefined {
  const slot = findInstance(objectOf(object), id);
  return slot === Found.none ? undefined : handleOf(slot);
}

/** The id of an instance; `undefined` when it is gone. */
export function instanceId<D extends ObjectDefinition>(instance: Instance<D>): number | undefined {
  const slot = slotOf(instance);
  return slot === Found.none ? undefined : idOfInstance(slot);
}

/** Where the value is that a setter or getter means. */
let slot: number = Found.none;
let object = 0;
let definition = 0;
let valueInstance: number = Id.none;

/** Finds it. @returns false when the instance is gone. */
function locate(instance: number, resource: number, resourceInstance: number | undefined): boolean {
  slot = slotOf(instance);
  if (slot !== Found.none) {
    object = objectOfSlot(slot);
    definition = findDefinition(object, resource);
    valueInstance = resourceInstance === undefined ? Id.none : resourceInstance;
  }
  return slot !== Found.none;
}

/**
 * Sets an Integer, Unsigned, Float, Time (seconds) or Objlnk (object id * 65536 + instance id).
 * @returns false when the instance is gone, or a table of config.json is full.
 */
export function setNumber<D extends ObjectDefinition>(instance: Instance<D>, resource: Single<D, NumberType>, value: number): boolean;
export function setNumber<D extends ObjectDefinition>(
  instance: Instance<D>,
  resource: Several<D, NumberType>,
  value: number,
  resourceInstance: number,
): boolean;
export function setNumber(instance: number, resource: number, value: number, resourceInstance?: number): boolean {
  return locate(instance, resource, resourceInstance) && setNumberOf(object, slot, definition, valueInstance, value);
}

/** Sets a Boolean. @returns false when the instance is gone, or a table of config.json is full. */
export function setBoolean<D extends ObjectDefinition>(instance: Instance<D>, resource: Single<D, Type.boolean>, value: boolean): boolean;
export function setBoolean<D extends ObjectDefinition>(
  instance: Instance<D>,
  resource: Several<D, Type.boolean>,
  value: boolean,
  resourceInstance: number,
): boolean;
export function setBoolean(instance: number, resource: number, value: boolean, resourceInstance?: number): boolean {
  return locate(instance, resource, resourceInstance) && setNumberOf(object, slot, definition, valueInstance, value ? 1 : 0);
}

/** Sets a String or Corelnk. @returns false when the instance is gone, or "textBytes" or a table of config.json is full. */
export function setString<D extends ObjectDefinition>(instance: Instance<D>, resource: Single<D, TextType>, value: string): boolean;
export function setString<D extends ObjectDefinition>(
  instance: Instance<D>,
  resource: Several<D, TextType>,
  value: string,
  resourceInstance: number,
): boolean;
export function setString(instance: number, resource: number, value: string, resourceInstance?: number): boolean {
  return locate(instance, resource, resourceInstance) && setTextOf(object, slot, definition, valueInstance, value);
}

/**
 * Sets an Opaque to bytes 0 to `size` - 1 of `value`.
 * @returns false when the instance is gone, or "textBytes" or a table of config.json is full.
 */
export function setOpaque<D extends ObjectDefinition>(
  instance: Instance<D>,
  resource: Single<D, Type.opaque>,
  value: Uint8Array,
  size: number,
): boolean;
export function setOpaque<D extends ObjectDefinition>(
  instance: Instance<D>,
  resource: Several<D, Type.opaque>,
  value: Uint8Array,
  size: number,
  resourceInstance: number,
): boolean;
export function setOpaque(instance: number, resource: number, value: Uint8Array, size: number, resourceInstance?: number): boolean {
  return locate(instance, resource, resourceInstance) && setBytesOf(object, slot, definition, valueInstance, value, 0, size);
}

/** Removes an instance of a multiple resource. @returns false when it was not there. */
export function deleteResourceInstance<D extends ObjectDefinition>(
  instance: Instance<D>,
  resource: Matching<D, Multiple>,
  resourceInstance: number,
): boolean {
  return locate(instance, resource, resourceInstance) && removeResourceInstance(object, slot, definition, resourceInstance);
}

/** The row of a value; `Row.none` when it is not there. */
function rowOf(instance: number, resource: number, resourceInstance: number | undefined): number {
  return locate(instance, resource, resourceInstance) ? findValueRow(object, slot, definition, valueInstance) : Row.none;
}

/** The value of an Integer, Unsigned, Float, Time (seconds) or Objlnk; `undefined` when it is not there. */
export function getNumber<D extends ObjectDefinition>(instance: Instance<D>, resource: Single<D, NumberType>): number | undefined;
export function getNumber<D extends ObjectDefinition>(
  instance: Instance<D>,
  resource: Several<D, NumberType>,
  resourceInstance: number,
): number | undefined;
export function getNumber(instance: number, resource: number, resourceInstance?: number): number | undefined {
  const row = rowOf(instance, resource, resourceInstance);
  return row === Row.none ? undefined : numberAt(row);
}

/** The value of a Boolean; `undefined` when it is not there. */
export function getBoolean<D extends ObjectDefinition>(instance: Instance<D>, resource: Single<D, Type.boolean>): boolean | undefined;
export function getBoolean<D extends ObjectDefinition>(
  instance: Instance<D>,
  resource: Several<D, Type.boolean>,
  resourceInstance: number,
): boolean | undefined;
export function getBoolean(instance: number, resource: number, resourceInstance?: number): boolean | undefined {
  const row = rowOf(instance, resource, resourceInstance);
  return row === Row.none ? undefined : numberAt(row) !== 0;
}

/** The value of a String or Corelnk; `undefined` when it is not there. */
export function getString<D extends ObjectDefinition>(instance: Instance<D>, resource: Single<D, TextType>): string | undefined;
export function getString<D extends ObjectDefinition>(
  instance: Instance<D>,
  resource: Several<D, TextType>,
  resourceInstance: number,
): string | undefined;
export function getString(instance: number, resource: number, resourceInstance?: number): string | undefined {
  const row = rowOf(instance, resource, resourceInstance);
  return row === Row.none ? undefined : (valueFromBytes(Type.string, texts, textStart(row), textStart(row) + textSizeAt(row)) as string);
}

/**
 * Copies the value of an Opaque to the beginning of `into`, which has room for `size` bytes.
 * @returns The bytes of the value; -1, with nothing copied, when it is not there or larger than that.
 */
export function getOpaque<D extends ObjectDefinition>(
  instance: Instance<D>,
  resource: Single<D, Type.opaque>,
  into: Uint8Array,
  size: number,
): number;
export function getOpaque<D extends ObjectDefinition>(
  instance: Instance<D>,
  resource: Several<D, Type.opaque>,
  into: Uint8Array,
  size: number,
  resourceInstance: number,
): number;
export function getOpaque(instance: number, resource: number, into: Uint8Array, size: number, resourceInstance?: number): number {
  const row = rowOf(instance, resource, resourceInstance);
  if (row === Row.none || textSizeAt(row) > size) {
    return -1;
  }
  copyBytes(texts, textStart(row), textStart(row) + textSizeAt(row), into, 0);
  return textSizeAt(row);
}

function addTo(description: string, resource: number, kind: Callback, callback: CallbackFunction | Validator): void {
  const object = objectOf(description);
  addResourceCallback(object, findDefinition(object, resource), kind, callback);
}

/**
 * Called when a server is about to read the resource, of any instance: sets the value and returns `Answer.done`; or
 * returns `Answer.later`, and sets the value before it answers with `complete`. What it sets is not a change that
 * servers are notified of.
 */
export function onRead<D extends ObjectDefinition>(
  object: Description<D>,
  resource: Readable<D>,
  callback: (this: void, instance: Instance<D>) => Answer,
): void {
  addTo(object, resource, Callback.read, callback);
}

/**
 * Called with a value that a server wants to write, before anything of the request is carried out. An error it
 * returns refuses the whole request. It must not change anything, and has to answer at once.
 */
export function onValidate<D extends ObjectDefinition, R extends Writable<D>>(
  object: Description<D>,
  resource: R,
  callback: (this: void, value: ValueOf<D, R>) => Answer,
): void {
  addTo(object, resource, Callback.validate, callback as Validator);
}

/**
 * Called with a value that a server writes, just before it is stored: the place to switch what the value stands for.
 * Returns `Answer.done`, `Answer.later` (the value is stored when `complete` is called), or an error; then nothing is
 * stored. `later` counts as done for the values of an instance that is being created.
 */
export function onWrite<D extends ObjectDefinition, R extends Writable<D>>(
  object: Description<D>,
  resource: R,
  callback: (this: void, instance: Instance<D>, value: ValueOf<D, R>, resourceInstance: number) => Answer,
): void {
  addTo(object, resource, Callback.write, callback as CallbackFunction);
}

/**
 * Called after a value has changed, whoever changed it, when all of a request is stored. For a resource that a
 * server has taken away, the value is 0, false or empty.
 */
export function onChanged<D extends ObjectDefinition, R extends WithValue<D>>(
  object: Description<D>,
  resource: R,
  callback: (this: void, instance: Instance<D>, value: ValueOf<D, R>, resourceInstance: number) => void,
): void {
  addTo(object, resource, Callback.changed, callback as CallbackFunction);
}

/** Called when a server executes the resource, with its arguments as text: `0='U',1` (LwM2M 1.1 Core 6.3.5). */
export function onExecute<D extends ObjectDefinition>(
  object: Description<D>,
  resource: Executable<D>,
  callback: (this: void, instance: Instance<D>, args: string) => Answer,
): void {
  addTo(object, resource, Callback.execute, callback as CallbackFunction);
}

/** Lets servers create instances of the object; called with each new one, before its values are stored. */
export function onCreate<D extends ObjectDefinition>(
  object: Description<D>,
  callback: (this: void, instance: Instance<D>) => Answer,
): void {
  addObjectCallback(objectOf(object), Callback.create, callback);
}

/** Lets servers delete instances of the object; called before each goes. An error keeps it. */
export function onDelete<D extends ObjectDefinition>(
  object: Description<D>,
  callback: (this: void, instance: Instance<D>) => Answer,
): void {
  addObjectCallback(objectOf(object), Callback.delete, callback);
}
