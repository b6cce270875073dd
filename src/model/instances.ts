import { newUint16s, newUint8s } from 'runtime';
import { Config } from 'config';
import { definitionCount, firstSlot, Found, resourceRow, slotCount } from './objects';
import { clearResource } from './values';

/**
 * Object instances. An instance is known by its slot, which does not change while it lives. Beside the slots,
 * each object has a list of its instances by ascending id, in the same region of the tables.
 */
const slotUsed = /* @__PURE__ */ newUint8s(Config.instances);
/** How often the slot has been taken: the part of a handle that tells a new instance from the one before it. */
const generations = /* @__PURE__ */ newUint16s(Config.instances);
const slotIds = /* @__PURE__ */ newUint16s(Config.instances);
const sortedIds = /* @__PURE__ */ newUint16s(Config.instances);
const sortedSlots = /* @__PURE__ */ newUint16s(Config.instances);
const counts = /* @__PURE__ */ newUint16s(Config.objects);

const enum Handle {
  /** Handles are `generation * slots + slot`, below 2^30. */
  slots = 65536,
  generations = 16384,
}

/** The handle of the instance in a slot: stays with the instance, and is of nobody when that is gone. */
export function handleOf(slot: number): number {
  return generations[slot] * Handle.slots + slot;
}

/** The slot of the instance with this handle, or `Found.none` when it is gone. */
export function slotOf(handle: number): number {
  const slot = handle & (Handle.slots - 1);
  return slot < Config.instances && slotUsed[slot] === 1 && generations[slot] === handle >>> 16 ? slot : Found.none;
}

/** How many instances the object has. */
export function instanceCount(object: number): number {
  return counts[object];
}

/** The slot of the object's instance that is `place`th by ascending id. */
export function instanceInOrder(object: number, place: number): number {
  return sortedSlots[firstSlot(object) + place];
}

export function idOfInstance(slot: number): number {
  return slotIds[slot];
}

/** The first place in the list whose id is not below `id`. */
function placeOf(object: number, id: number): number {
  const first = firstSlot(object);
  const length = counts[object];
  // Ids mostly are 0, 1, 2, … without a gap; then an instance's place is its id.
  if (id < length && sortedIds[first + id] === id) {
    return id;
  }
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sortedIds[first + middle] < id) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

/** The slot of an instance, or `Found.none`. */
export function findInstance(object: number, id: number): number {
  const place = placeOf(object, id);
  if (place < counts[object] && sortedIds[firstSlot(object) + place] === id) {
    return sortedSlots[firstSlot(object) + place];
  }
  return Found.none;
}

/** The lowest instance id that is free. */
export function freeInstanceId(object: number): number {
  let id = 0;
  while (id < counts[object] && sortedIds[firstSlot(object) + id] === id) {
    id++;
  }
  return id;
}

/** Adds an instance without values. The id must be free. @returns its slot, or `Found.none` when all are taken. */
export function addInstance(object: number, id: number): number {
  const first = firstSlot(object);
  const length = counts[object];
  if (length === slotCount(object)) {
    return Found.none;
  }
  let slot = first;
  while (slotUsed[slot] === 1) {
    slot++;
  }
  slotUsed[slot] = 1;
  generations[slot] = (generations[slot] + 1) & (Handle.generations - 1);
  slotIds[slot] = id;
  const place = placeOf(object, id);
  for (let i = first + length; i > first + place; i--) {
    sortedIds[i] = sortedIds[i - 1];
    sortedSlots[i] = sortedSlots[i - 1];
  }
  sortedIds[first + place] = id;
  sortedSlots[first + place] = slot;
  counts[object]++;
  return slot;
}

/** Removes an instance and all its values. */
export function removeInstance(object: number, slot: number): void {
  const first = firstSlot(object);
  for (let i = 0; i < definitionCount(object); i++) {
    clearResource(resourceRow(object, slot, i));
  }
  const place = placeOf(object, slotIds[slot]);
  counts[object]--;
  for (let i = first + place; i < first + counts[object]; i++) {
    sortedIds[i] = sortedIds[i + 1];
    sortedSlots[i] = sortedSlots[i + 1];
  }
  slotUsed[slot] = 0;
}
