import { copyBytes, newFloat64s, newInt32s, newUint16s, newUint8s } from 'runtime';
import { Config } from 'config';

/**
 * The values of resources, in rows: first a row a resource of each instance slot, then the rows of resource
 * instances, chained to their resource by ascending id. A row holds a number, or has a piece of the text store.
 */
const enum Rows {
  all = Config.resources + Config.resourceInstances,
}

export const enum Row {
  none = 65535,
}

const enum Presence {
  absent,
  present,
  marked,
}

const present = /* @__PURE__ */ newUint8s(Rows.all);
const numbers = /* @__PURE__ */ newFloat64s(Rows.all);
// 16 bits do for most images, and half the memory.
const textStarts = Config.textBytes > 65535 ? /* @__PURE__ */ newInt32s(Rows.all) : /* @__PURE__ */ newUint16s(Rows.all);
const textSizes = Config.textBytes > 65535 ? /* @__PURE__ */ newInt32s(Rows.all) : /* @__PURE__ */ newUint16s(Rows.all);
/** The next resource instance of the same resource; for a resource, its first. */
const nextRows = /* @__PURE__ */ newUint16s(Rows.all);
const resourceInstanceIds = /* @__PURE__ */ newUint16s(Config.resourceInstances);

/** The bytes of all String, Opaque and Corelnk values, without gaps. */
export const texts: Uint8Array = /* @__PURE__ */ newUint8s(Config.textBytes);
let textsUsed = 0;
let freeResourceInstances: number = Config.resourceInstances;

/** Whether the resource, or the resource instance, is there. */
export function isPresent(row: number): boolean {
  return present[row] !== Presence.absent;
}

/** Whether the row was marked by `markRow`, and is still there. */
export function isMarked(row: number): boolean {
  return present[row] === Presence.marked;
}

/** Marks a row that is there, or takes the mark away. */
export function markRow(row: number, isMarked: boolean): void {
  present[row] = isMarked ? Presence.marked : Presence.present;
}

/** Makes a resource present. A multiple one has no instances yet. */
export function addResource(row: number): void {
  if (present[row] === Presence.absent) {
    present[row] = 1;
    nextRows[row] = Row.none;
    numbers[row] = 0;
  }
}

/** Removes a resource, its value and its instances. */
export function clearResource(row: number): void {
  if (present[row] !== Presence.absent) {
    while (nextRows[row] !== Row.none) {
      removeResourceInstance(row, nextRows[row]);
    }
    resizeText(row, 0);
    present[row] = 0;
  }
}

export function numberAt(row: number): number {
  return numbers[row];
}

export function setNumberAt(row: number, value: number): void {
  numbers[row] = value;
}

/** Where the row's text begins in `texts`. */
export function textStart(row: number): number {
  return textStarts[row];
}

/** Bytes of the row's text. */
export function textSizeAt(row: number): number {
  return textSizes[row];
}

/** Bytes that are free in the text store. */
export function textBytesFree(): number {
  return Config.textBytes - textsUsed;
}

/** Where the free part of `texts` begins; what is put there lasts until the next `resizeText`. */
export function textScratch(): number {
  return textsUsed;
}

/**
 * Gives the row a piece of `size` bytes in `texts`, in place of the one it had. The caller fills it. Other pieces
 * move when the size changes. There must be room: `textBytesFree`.
 */
export function resizeText(row: number, size: number): void {
  const oldSize = textSizes[row];
  if (oldSize !== size) {
    if (oldSize > 0) {
      const oldEnd = textStarts[row] + oldSize;
      copyBytes(texts, oldEnd, textsUsed, texts, textStarts[row]);
      textsUsed -= oldSize;
      textSizes[row] = 0;
      for (let other = 0; other < Rows.all; other++) {
        if (textSizes[other] > 0 && textStarts[other] >= oldEnd) {
          textStarts[other] -= oldSize;
        }
      }
    }
    textStarts[row] = textsUsed;
    textSizes[row] = size;
    textsUsed += size;
  }
}

/** The first instance of a multiple resource, or `Row.none`. */
export function firstResourceInstance(resource: number): number {
  return nextRows[resource];
}

/** The next instance of the same resource, or `Row.none`. */
export function nextResourceInstance(row: number): number {
  return nextRows[row];
}

export function idOfResourceInstance(row: number): number {
  return resourceInstanceIds[row - Config.resources];
}

export function resourceInstancesFree(): number {
  return freeResourceInstances;
}

/** How many instances the resource has. */
export function countResourceInstances(resource: number): number {
  let count = 0;
  for (let row = nextRows[resource]; row !== Row.none; row = nextRows[row]) {
    count++;
  }
  return count;
}

/** The row of a resource instance, or `Row.none`. */
export function findResourceInstance(resource: number, id: number): number {
  let row = nextRows[resource];
  while (row !== Row.none && resourceInstanceIds[row - Config.resources] < id) {
    row = nextRows[row];
  }
  return row !== Row.none && resourceInstanceIds[row - Config.resources] === id ? row : Row.none;
}

/** Adds an instance to a multiple resource. @returns its row (that of the id, when it was there), or `Row.none` when the table is full. */
export function addResourceInstance(resource: number, id: number): number {
  let before = resource;
  while (nextRows[before] !== Row.none && resourceInstanceIds[nextRows[before] - Config.resources] < id) {
    before = nextRows[before];
  }
  const after = nextRows[before];
  if (after !== Row.none && resourceInstanceIds[after - Config.resources] === id) {
    return after;
  }
  let row: number = Config.resources;
  while (row < Rows.all && present[row] !== Presence.absent) {
    row++;
  }
  if (row === Rows.all) {
    return Row.none;
  }
  present[row] = 1;
  numbers[row] = 0;
  resourceInstanceIds[row - Config.resources] = id;
  nextRows[row] = after;
  nextRows[before] = row;
  freeResourceInstances--;
  return row;
}

/** Removes an instance of a multiple resource. */
export function removeResourceInstance(resource: number, row: number): void {
  let before = resource;
  while (nextRows[before] !== row) {
    before = nextRows[before];
  }
  nextRows[before] = nextRows[row];
  resizeText(row, 0);
  present[row] = 0;
  freeResourceInstances++;
}
