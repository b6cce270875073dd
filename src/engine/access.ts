import { Id, Type } from '../format/type';
import { addObjectCallback, Callback, type CallbackFunction } from '../model/callbacks';
import { type Description, objectId, type ObjectDefinition, Operations } from '../model/description';
import { findInstance, idOfInstance } from '../model/instances';
import { findDefinition, findObject, Found, objectOfSlot } from '../model/objects';
import { numberAt, Row, texts, textSizeAt, textStart } from '../model/values';
import { valueFromBytes } from './changes';
import { addResourceCallback, deleteInstance as removeInstance, deleteResourceInstance, findValueRow, instantiate, storeBytes, storeNumber, storeText } from './resources';

/**
 * The tables as objects and the application see them. Everything is checked against the object's definition by
 * the compiler: a resource the object does not have, a value of another type, or a write callback on a resource
 * that cannot be written, does not compile.
 */

/** An instance of an object: its handle is a small integer that stays the same as long as it lives. */
export type Instance<D extends ObjectDefinition = ObjectDefinition> = number & { readonly of?: D };

type NumberType = Type.integer | Type.unsigned | Type.float | Type.time | Type.objectLink;
type TextType = Type.string | Type.coreLink;

/** Ids of the resources whose definition is a `Shape`. */
type Matching<D extends ObjectDefinition, Shape> = {
  [R in keyof D['resources']]: D['resources'][R] extends Shape ? R : never;
}[keyof D['resources']] &
  number;

type Multiple = { readonly multiple: true };
/** Ids of the single, and of the multiple, resources of a type. */
type SingleOf<D extends ObjectDefinition, T extends Type> = Exclude<Matching<D, { readonly type: T }>, Matching<D, Multiple>>;
type MultipleOf<D extends ObjectDefinition, T extends Type> = Matching<D, { readonly type: T } & Multiple>;
type MultipleResource<D extends ObjectDefinition> = Matching<D, Multiple>;
type Readable<D extends ObjectDefinition> = Matching<D, { readonly operations: Operations.read | Operations.readWrite }>;
type Writable<D extends ObjectDefinition> = Matching<D, { readonly operations: Operations.write | Operations.readWrite }>;
type Executable<D extends ObjectDefinition> = Matching<D, { readonly operations: Operations.execute }>;
type WithValue<D extends ObjectDefinition> = Exclude<Matching<D, { readonly type: Type }>, Executable<D>>;

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
  const object = findObject(objectId(description));
  if (object === Found.none) {
    throw new Error('object ' + objectId(description) + ' has to be added first: addObject');
  }
  return object;
}

/** Creates an instance. @returns `undefined` when its id is taken, or the object has no room for more. */
export function createInstance<D extends ObjectDefinition>(object: Description<D>, id: number): Instance<D> | undefined {
  const slot = instantiate(objectOf(object), id);
  return slot === Found.none ? undefined : slot;
}

export function deleteInstance<D extends ObjectDefinition>(instance: Instance<D>): void {
  removeInstance(objectOfSlot(instance), instance);
}

/** The instance with this id. */
export function getInstance<D extends ObjectDefinition>(object: Description<D>, id: number): Instance<D> | undefined {
  const slot = findInstance(objectOf(object), id);
  return slot === Found.none ? undefined : slot;
}

export function instanceId<D extends ObjectDefinition>(instance: Instance<D>): number {
  return idOfInstance(instance);
}

/** The resource instance meant: none for a single resource. */
function instanceOrNone(resourceInstance: number | undefined): number {
  return resourceInstance === undefined ? Id.none : resourceInstance;
}

/** Sets an Integer, Unsigned, Float, Time (seconds) or Objlnk. @returns false when a table of config.json is full. */
export function setNumber<D extends ObjectDefinition>(instance: Instance<D>, resource: SingleOf<D, NumberType>, value: number): boolean;
export function setNumber<D extends ObjectDefinition>(
  instance: Instance<D>,
  resource: MultipleOf<D, NumberType>,
  value: number,
  resourceInstance: number,
): boolean;
export function setNumber(instance: number, resource: number, value: number, resourceInstance?: number): boolean {
  const object = objectOfSlot(instance);
  return storeNumber(object, instance, findDefinition(object, resource), instanceOrNone(resourceInstance), value);
}

/** Sets a Boolean. @returns false when a table of config.json is full. */
export function setBoolean<D extends ObjectDefinition>(instance: Instance<D>, resource: SingleOf<D, Type.boolean>, value: boolean): boolean;
export function setBoolean<D extends ObjectDefinition>(
  instance: Instance<D>,
  resource: MultipleOf<D, Type.boolean>,
  value: boolean,
  resourceInstance: number,
): boolean;
export function setBoolean(instance: number, resource: number, value: boolean, resourceInstance?: number): boolean {
  const object = objectOfSlot(instance);
  return storeNumber(object, instance, findDefinition(object, resource), instanceOrNone(resourceInstance), value ? 1 : 0);
}

/** Sets a String or Corelnk. @returns false when "textBytes" or another table of config.json is full. */
export function setString<D extends ObjectDefinition>(instance: Instance<D>, resource: SingleOf<D, TextType>, value: string): boolean;
export function setString<D extends ObjectDefinition>(
  instance: Instance<D>,
  resource: MultipleOf<D, TextType>,
  value: string,
  resourceInstance: number,
): boolean;
export function setString(instance: number, resource: number, value: string, resourceInstance?: number): boolean {
  const object = objectOfSlot(instance);
  return storeText(object, instance, findDefinition(object, resource), instanceOrNone(resourceInstance), value);
}

/** Sets an Opaque to bytes 0 to `size` - 1. @returns false when "textBytes" or another table of config.json is full. */
export function setOpaque<D extends ObjectDefinition>(
  instance: Instance<D>,
  resource: SingleOf<D, Type.opaque>,
  value: Uint8Array,
  size: number,
): boolean;
export function setOpaque<D extends ObjectDefinition>(
  instance: Instance<D>,
  resource: MultipleOf<D, Type.opaque>,
  value: Uint8Array,
  size: number,
  resourceInstance: number,
): boolean;
export function setOpaque(instance: number, resource: number, value: Uint8Array, size: number, resourceInstance?: number): boolean {
  const object = objectOfSlot(instance);
  return storeBytes(object, instance, findDefinition(object, resource), instanceOrNone(resourceInstance), value, 0, size);
}

/** Removes an instance of a multiple resource. @returns false when it was not there. */
export function deleteResource<D extends ObjectDefinition>(
  instance: Instance<D>,
  resource: MultipleResource<D>,
  resourceInstance: number,
): boolean {
  const object = objectOfSlot(instance);
  return deleteResourceInstance(object, instance, findDefinition(object, resource), resourceInstance);
}

function rowOf(instance: number, resource: number, resourceInstance: number | undefined): number {
  const object = objectOfSlot(instance);
  return findValueRow(object, instance, findDefinition(object, resource), instanceOrNone(resourceInstance));
}

/** The value of an Integer, Unsigned, Float, Time (seconds) or Objlnk; `undefined` when it is not there. */
export function getNumber<D extends ObjectDefinition>(
  instance: Instance<D>,
  resource: Matching<D, { readonly type: NumberType }>,
  resourceInstance?: number,
): number | undefined {
  const row = rowOf(instance, resource, resourceInstance);
  return row === Row.none ? undefined : numberAt(row);
}

/** The value of a Boolean; `undefined` when it is not there. */
export function getBoolean<D extends ObjectDefinition>(
  instance: Instance<D>,
  resource: Matching<D, { readonly type: Type.boolean }>,
  resourceInstance?: number,
): boolean | undefined {
  const row = rowOf(instance, resource, resourceInstance);
  return row === Row.none ? undefined : numberAt(row) !== 0;
}

/** The value of a String or Corelnk; `undefined` when it is not there. */
export function getString<D extends ObjectDefinition>(
  instance: Instance<D>,
  resource: Matching<D, { readonly type: TextType }>,
  resourceInstance?: number,
): string | undefined {
  const row = rowOf(instance, resource, resourceInstance);
  return row === Row.none ? undefined : (valueFromBytes(Type.string, texts, textStart(row), textStart(row) + textSizeAt(row)) as string);
}

function addTo(description: string, resource: number, kind: Callback, callback: CallbackFunction): void {
  const object = objectOf(description);
  addResourceCallback(object, findDefinition(object, resource), kind, callback);
}

/**
 * Called when a server is about to read the resource, of any instance: sets the value and returns `Answer.done`; or
 * returns `Answer.later`, and sets the value before it answers with `complete`.
 */
export function onRead<D extends ObjectDefinition>(
  object: Description<D>,
  resource: Readable<D>,
  callback: (this: void, instance: Instance<D>) => number,
): void {
  addTo(object, resource, Callback.read, callback);
}

/**
 * Called with a value that a server wants to write, before anything of the request is carried out. An error it
 * returns refuses the whole request. It must not change anything.
 */
export function onValidate<D extends ObjectDefinition, R extends Writable<D>>(
  object: Description<D>,
  resource: R,
  callback: (this: void, instance: Instance<D>, value: ValueOf<D, R>, resourceInstance: number) => number,
): void {
  addTo(object, resource, Callback.validate, callback as CallbackFunction);
}

/**
 * Called with a value that a server writes, just before it is stored: the place to switch what the value stands for.
 * Returns `Answer.done`, `Answer.later` (the value is stored when `complete` is called), or an error; then nothing is
 * stored.
 */
export function onWrite<D extends ObjectDefinition, R extends Writable<D>>(
  object: Description<D>,
  resource: R,
  callback: (this: void, instance: Instance<D>, value: ValueOf<D, R>, resourceInstance: number) => number,
): void {
  addTo(object, resource, Callback.write, callback as CallbackFunction);
}

/** Called after a value has changed, whoever changed it. */
export function onChanged<D extends ObjectDefinition, R extends WithValue<D>>(
  object: Description<D>,
  resource: R,
  callback: (this: void, instance: Instance<D>, value: ValueOf<D, R>, resourceInstance: number) => number,
): void {
  addTo(object, resource, Callback.changed, callback as CallbackFunction);
}

/** Called when a server executes the resource, with its arguments as text: `0='U',1` (LwM2M 1.1 Core 6.3.5). */
export function onExecute<D extends ObjectDefinition>(
  object: Description<D>,
  resource: Executable<D>,
  callback: (this: void, instance: Instance<D>, args: string) => number,
): void {
  addTo(object, resource, Callback.execute, callback as CallbackFunction);
}

/** Lets servers create instances of the object; called with each new one. An error takes it back. */
export function onCreate<D extends ObjectDefinition>(
  object: Description<D>,
  callback: (this: void, instance: Instance<D>) => number,
): void {
  addObjectCallback(objectOf(object), Callback.create, callback);
}

/** Lets servers delete instances of the object; called before each goes. An error keeps it. */
export function onDelete<D extends ObjectDefinition>(
  object: Description<D>,
  callback: (this: void, instance: Instance<D>) => number,
): void {
  addObjectCallback(objectOf(object), Callback.delete, callback);
}
