import { newInt32s, newUint8s } from 'runtime';
import { putByte } from '../bytes/output';
import { Initial, Major } from './cbor-reader';
import { putHead, putNumber, putString } from './cbor-writer';
import { Needs, path, Record, type Writer } from './format';
import { pathLevel } from './path-text';
import { Level, type Type } from './type';

/**
 * Writes maps of indefinite length, whose entries nobody has to count. What the payload is about has a map, so have each
 * instance and each multiple resource within; the key of each is the rest of its path.
 */

/** The ids that the open maps stand for. */
const opened = /* @__PURE__ */ newInt32s(Record.columns);
/** How many of them each map stands for: the outermost for none. */
const levels = /* @__PURE__ */ newUint8s(Level.resourceInstance);
let depth = 0;

/** Writes the key of what the first `level` ids of `path` name, having closed the maps that it is not in. */
function putKey(level: number): void {
  let first = 0;
  while (first < level - 1 && opened[first] === path[first]) {
    first++;
  }
  while (levels[depth] > first) {
    putByte(Initial.break);
    depth--;
  }
  first = levels[depth];
  if (level - first > 1) {
    putHead(Major.array, level - first);
  }
  for (; first < level; first++) {
    putHead(Major.unsigned, path[first]);
  }
}

function openMap(level: number): boolean {
  putKey(level);
  putByte(Initial.map);
  depth++;
  levels[depth] = level & 7;
  for (let i = 0; i < level; i++) {
    opened[i] = path[i];
  }
  return true;
}

function start(level: number): boolean {
  putByte(Initial.map);
  depth = 0;
  return level === Level.root || level > Level.instance || openMap(level);
}

function instance(): boolean {
  return openMap(Level.instance);
}

function multiple(): boolean {
  return openMap(Level.resource);
}

function number(type: Type, value: number): boolean {
  putKey(pathLevel());
  return putNumber(type, value);
}

function bytes(type: Type, from: Uint8Array, first: number, end: number): boolean {
  putKey(pathLevel());
  return putString(type, from, first, end);
}

function end(): void {
  for (; depth >= 0; depth--) {
    putByte(Initial.break);
  }
}

export const lwm2mCborWriter: Writer = { needs: Needs.nothing, start, instance, multiple, number, bytes, end };
