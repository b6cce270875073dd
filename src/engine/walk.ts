import { newInt32s } from 'runtime';
import { Config } from 'config';
import { Next, path, Record } from '../format/format';
import { Id, Level, Type } from '../format/type';
import { isMultiple, Operations, resourceOperations, resourceType } from '../model/description';
import { idOfInstance, instanceCount, instanceInOrder } from '../model/instances';
import { definitionCount, descriptionOf, idOfDefinition, resourceRow } from '../model/objects';
import { firstResourceInstance, idOfResourceInstance, isPresent, nextResourceInstance, Row } from '../model/values';
import { isAllowed, Right } from './access';
import { Target, target } from './target';

/**
 * A walk over the readable values below `target`, one at a time and by ascending ids. It yields what a writer is to be
 * told: instances below an object, multiple resources, and values; the path of each is in `path`.
 */
let object = 0;
let description = '';
/** The instance the walk is in, by its place in the object's order, and the first place it does not come to. */
let place = 0;
let lastPlace = 0;
/** The row of the instance's first resource. */
let firstRow = 0;
/** The next definition, and the first that the walk does not come to. */
let definition = 0;
let lastDefinition = 0;
/** The next instance of the multiple resource that the walk is in; `Row.none` when it is in none. */
let nextInstance: number = Row.none;
/** The row of the value come upon, and its type. */
let row: number = Row.none;
let type: Type = Type.none;

function startPath(): void {
  path[Record.objectId] = target[Target.objectId];
  path[Record.instanceId] = target[Target.instanceId];
  path[Record.resourceId] = target[Target.resourceId];
  path[Record.resourceInstanceId] = target[Target.resourceInstanceId];
}

/** Comes upon the value of `target` where that is a single readable one: then there is no need of a walk. */
export function takeSingle(): boolean {
  const level = target[Target.level];
  if (level < Level.resource) {
    return false;
  }
  const at = target[Target.definition];
  row = target[Target.row];
  description = descriptionOf(target[Target.object]);
  type = resourceType(description, at);
  startPath();
  return level === Level.resourceInstance || (!isMultiple(description, at) && isPresent(row));
}

/** Begins the walk at `target`. */
export function startWalk(): void {
  const level = target[Target.level];
  object = target[Target.object];
  description = descriptionOf(object);
  startPath();
  nextInstance = Row.none;
  place = -1;
  lastPlace = level === Level.object ? instanceCount(object) : 0;
  definition = 0;
  lastDefinition = 0;
  if (level >= Level.instance) {
    firstRow = resourceRow(object, target[Target.slot], 0);
    lastDefinition = definitionCount(object);
  }
  if (level >= Level.resource) {
    definition = target[Target.definition];
    lastDefinition = definition + 1;
  }
  if (level === Level.resourceInstance) {
    type = resourceType(description, definition);
    nextInstance = target[Target.row];
    lastDefinition = definition;
  }
}

/** Comes upon the next instance, multiple resource or value; or to the end. */
export function nextValue(): Next {
  if (nextInstance !== Row.none) {
    return nextOfMultiple();
  }
  path[Record.resourceInstanceId] = Id.none;
  while (definition < lastDefinition) {
    const at = definition;
    definition++;
    row = firstRow + at;
    if (isPresent(row) && isShown(resourceOperations(description, at))) {
      path[Record.resourceId] = idOfDefinition(object, at);
      type = resourceType(description, at);
      if (!isMultiple(description, at)) {
        return Next.value;
      }
      nextInstance = firstResourceInstance(row);
      return Next.multiple;
    }
  }
  place++;
  while (place < lastPlace && !isVisible(place)) {
    place++;
  }
  if (place >= lastPlace) {
    return Next.end;
  }
  const slot = instanceInOrder(object, place);
  path[Record.instanceId] = idOfInstance(slot);
  path[Record.resourceId] = Id.none;
  firstRow = resourceRow(object, slot, 0);
  definition = 0;
  lastDefinition = definitionCount(object);
  return Next.instance;
}

/** Whether the value is read: the device itself, and the Bootstrap-Server, may know all there is. */
function isShown(operations: Operations): boolean {
  return (operations & Operations.read) !== 0 || (target[Target.link] < 0 && operations !== Operations.execute);
}

/** Whether the asking server may read the instance (LwM2M 1.1 Core 8.1). */
function isVisible(at: number): boolean {
  return (
    Config.accessControl !== 1 ||
    isAllowed(target[Target.link], target[Target.objectId], idOfInstance(instanceInOrder(object, at)), Right.read)
  );
}

function nextOfMultiple(): Next {
  row = nextInstance;
  path[Record.resourceInstanceId] = idOfResourceInstance(row);
  nextInstance = target[Target.level] === Level.resourceInstance ? Row.none : nextResourceInstance(row);
  return Next.value;
}

/** The row of the value that the walk has come upon. */
export function walkRow(): number {
  return row;
}

/** The type of the value that the walk has come upon. */
export function walkType(): Type {
  return type;
}

/** Whether more instances of the multiple resource follow that the walk is in. */
export function isInMultiple(): boolean {
  return nextInstance !== Row.none;
}

const enum Saved {
  place,
  firstRow,
  definition,
  lastDefinition,
  nextInstance,
  path,
  columns = 9,
  /** A payload, an instance in it, a multiple resource in that. */
  depths = 3,
}

const saved = /* @__PURE__ */ newInt32s(Saved.columns * Saved.depths);
let depth = 0;

/** Keeps where the walk is, for `returnInWalk`. */
export function markInWalk(): void {
  const at = depth * Saved.columns;
  saved[at + Saved.place] = place;
  saved[at + Saved.firstRow] = firstRow;
  saved[at + Saved.definition] = definition;
  saved[at + Saved.lastDefinition] = lastDefinition;
  saved[at + Saved.nextInstance] = nextInstance;
  for (let i = 0; i < Record.columns; i++) {
    saved[at + Saved.path + i] = path[i];
  }
  depth++;
}

/** Goes back to where the walk was at the last `markInWalk` that was not returned to. */
export function returnInWalk(): void {
  depth--;
  const at = depth * Saved.columns;
  place = saved[at + Saved.place];
  firstRow = saved[at + Saved.firstRow];
  definition = saved[at + Saved.definition];
  lastDefinition = saved[at + Saved.lastDefinition];
  nextInstance = saved[at + Saved.nextInstance];
  for (let i = 0; i < Record.columns; i++) {
    path[i] = saved[at + Saved.path + i];
  }
}
