import { Major } from './cbor-reader';
import { putHead, putNumber, putString } from './cbor-writer';
import { Needs, path, type Writer } from './format';
import { Level, levelOf, type Type } from './type';

/**
 * Writes a map of one entry, of which the path of the payload is the key; its value is the one that is there, or the map
 * of all values, whose keys are the rest of their paths. In a composite, whose path is empty, there is only the latter.
 */
let level: number = Level.root;
/** How many values are to come; 0 from the first one on. */
let values = 0;

function start(pathLength: number, count: number): boolean {
  level = pathLength;
  values = count;
  putHead(Major.map, count > 0 && pathLength > Level.root ? 1 : count);
  return true;
}

/** Containers are parts of keys. */
function container(): boolean {
  return true;
}

function putKey(first: number, end: number): void {
  if (end - first > 1) {
    putHead(Major.array, end - first);
  }
  for (let i = first; i < end; i++) {
    putHead(Major.unsigned, path[i]);
  }
}

/** Writes what comes before the value that `path` names. */
function putPath(): void {
  const end = levelOf(path, 0);
  if (values > 0 && level > Level.root) {
    putKey(0, level);
    if (end > level) {
      putHead(Major.map, values);
    }
  }
  values = 0;
  putKey(level, end);
}

function number(type: Type, value: number): boolean {
  putPath();
  return putNumber(type, value);
}

function bytes(type: Type, from: Uint8Array, first: number, end: number): boolean {
  putPath();
  return putString(type, from, first, end);
}

function end(): void {}

/** Maps are announced with the number of their entries, as many peers know no others. */
export const lwm2mCborWriter: Writer = {
  needs: Needs.count,
  start,
  instance: container,
  multiple: container,
  number,
  bytes,
  end,
};
