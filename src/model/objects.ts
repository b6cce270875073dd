import { newUint16s, newUint8s } from 'runtime';
import { Config } from 'config';
import { objectId, readResourceIds, resourceCount } from './description';

/**
 * The objects of the image and the index of their resource definitions. An object is known by its number, in
 * the order of `addObject`; a definition by its place among its object's, by ascending resource id.
 */
const descriptions: string[] = [];
const ids = /* @__PURE__ */ newUint16s(Config.objects);
/** Object numbers by ascending object id, for the binary search. */
const order = /* @__PURE__ */ newUint8s(Config.objects);
/** Where the object's definitions, instance slots and resource rows begin, and how many instances it may have. */
const firstDefinitions = /* @__PURE__ */ newUint16s(Config.objects + 1);
const firstSlots = /* @__PURE__ */ newUint16s(Config.objects + 1);
const firstRows = /* @__PURE__ */ newUint16s(Config.objects + 1);
/** The object of each slot. */
const slotObjects = /* @__PURE__ */ newUint8s(Config.instances);
const definitionIds = /* @__PURE__ */ newUint16s(Config.definitions);
let count = 0;

export const enum Found {
  none = -1,
}

/** The objects that the engine itself asks for (LwM2M 1.1 Core E.1 to E.3). */
export const enum ObjectId {
  security = 0,
  server = 1,
  accessControl = 2,
}

function requireRoom(needed: number, available: number, table: string): void {
  if (needed > available) {
    throw new Error('config.json: "' + table + '" has to be ' + needed + ' at least');
  }
}

/**
 * Adds an object to the image; before the client starts.
 * @param maxInstances Instances the object can have at the same time.
 * @returns The object's number.
 * @throws Error when a table of config.json is too small; it names the table and the size it needs.
 */
export function addObject(description: string, maxInstances: number): number {
  const id = objectId(description);
  const definitions = resourceCount(description);
  const object = count;
  requireRoom(object + 1, Config.objects, 'objects');
  requireRoom(firstDefinitions[object] + definitions, Config.definitions, 'definitions');
  requireRoom(firstSlots[object] + maxInstances, Config.instances, 'instances');
  requireRoom(firstRows[object] + maxInstances * definitions, Config.resources, 'resources');
  if (findObject(id) !== Found.none) {
    throw new Error('object ' + id + ' is already in the image');
  }
  descriptions.push(description);
  ids[object] = id;
  readResourceIds(description, definitionIds, firstDefinitions[object]);
  for (let i = 0; i < maxInstances; i++) {
    slotObjects[firstSlots[object] + i] = object & 255;
  }
  firstDefinitions[object + 1] = firstDefinitions[object] + definitions;
  firstSlots[object + 1] = firstSlots[object] + maxInstances;
  firstRows[object + 1] = firstRows[object] + maxInstances * definitions;
  count++;
  let place = object;
  while (place > 0 && ids[order[place - 1]] > id) {
    order[place] = order[place - 1];
    place--;
  }
  order[place] = object & 255;
  return object;
}

export function objectCount(): number {
  return count;
}

/** The object that is `place`th by ascending id. */
export function objectInOrder(place: number): number {
  return order[place];
}

export function idOfObject(object: number): number {
  return ids[object];
}

export function descriptionOf(object: number): string {
  return descriptions[object];
}

/** The number of the object with this id, or `Found.none`. */
export function findObject(id: number): number {
  let low = 0;
  let high = count - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const candidate = ids[order[middle]];
    if (candidate === id) {
      return order[middle];
    }
    if (candidate < id) {
      low = middle + 1;
    } else {
      high = middle - 1;
    }
  }
  return Found.none;
}

/** The number of the object that was added with this description, or `Found.none`. */
export function findDescription(description: string): number {
  let object = count - 1;
  while (object >= 0 && descriptions[object] !== description) {
    object--;
  }
  return object;
}

/** How many resources the object defines. */
export function definitionCount(object: number): number {
  return firstDefinitions[object + 1] - firstDefinitions[object];
}

/** Numbers definitions through all objects; for side tables that have a column a definition. */
export function definitionNumber(object: number, definition: number): number {
  return firstDefinitions[object] + definition;
}

export function idOfDefinition(object: number, definition: number): number {
  return definitionIds[firstDefinitions[object] + definition];
}

/** The place of the resource among the object's definitions, or `Found.none`. */
export function findDefinition(object: number, id: number): number {
  const first = firstDefinitions[object];
  // Most objects of the core have ids 0, 1, 2, … without a gap; then a resource's place is its id.
  const end = firstDefinitions[object + 1];
  if (first + id < end && definitionIds[first + id] === id) {
    return id;
  }
  let low = first;
  let high = end - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const candidate = definitionIds[middle];
    if (candidate === id) {
      return middle - first;
    }
    if (candidate < id) {
      low = middle + 1;
    } else {
      high = middle - 1;
    }
  }
  return Found.none;
}

/** The object's first instance slot; its slots follow each other. */
export function firstSlot(object: number): number {
  return firstSlots[object];
}

/** Instances the object can have. */
export function slotCount(object: number): number {
  return firstSlots[object + 1] - firstSlots[object];
}

/** The object that an instance slot belongs to. */
export function objectOfSlot(slot: number): number {
  return slotObjects[slot];
}

/** The row of a resource of an instance. */
export function resourceRow(object: number, slot: number, definition: number): number {
  return (
    firstRows[object] +
    (slot - firstSlots[object]) * (firstDefinitions[object + 1] - firstDefinitions[object]) +
    definition
  );
}
