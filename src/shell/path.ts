import { startPaths, readPath } from '../format/path-text';
import { record, Record, root } from '../format/format';
import { Level, levelOf } from '../format/type';
import { findResourceInstance, isPresent, Row } from '../model/values';
import { isMultiple, resourceOperations, Operations } from '../model/description';
import { findInstance } from '../model/instances';
import { descriptionOf, findDefinition, findObject, Found, resourceRow } from '../model/objects';
import { Target, target } from '../engine/target';
import { put, putNumber, say } from './print';
import { putWord, typed, wordEnd, wordStart } from './words';

/** Paths that are typed. The device's owner types: no object is hidden. */

/** Adds the first ids of `target` to the printed line: 3/0/0. */
export function putTarget(level: number): void {
  for (let i = 0; i < level; i++) {
    put(i > 0 ? '/' : '');
    putNumber(target[Target.objectId + i]);
  }
}

/** Says something of the first ids of `target`. */
export function sayOf(level: number, text: string): void {
  putTarget(level);
  say(text);
}

/** Reads a word into the ids of `target`. @returns false when it is no path, which has been said. */
export function readTarget(word: number): boolean {
  startPaths(root, 0);
  if (!readPath(typed, wordStart(word), wordEnd(word), 0, 0, true)) {
    putWord(word);
    say(' is no path: type ids, as in 3/0/0');
    return false;
  }
  for (let i = 0; i < Record.columns; i++) {
    target[Target.objectId + i] = record[i];
  }
  target[Target.level] = levelOf(record, 0);
  target[Target.link] = -1;
  target[Target.slot] = Found.none;
  target[Target.definition] = Found.none;
  target[Target.resourceRow] = Row.none;
  target[Target.row] = Row.none;
  return true;
}

/** Says that something of the path is not there. @returns false */
function missing(level: number): boolean {
  putTarget(level);
  put(' is not there: "lwm2m ls');
  put(level > Level.object ? ' ' : '');
  putTarget(level - 1 < Level.instance ? level - 1 : Level.instance);
  say('" shows what is');
  return false;
}

/**
 * Finds the first `level` ids of `target` in the tables. The resource has to be defined; it need not have a value, and then
 * `target` has no row.
 * @returns false when something is not there, which has been said.
 */
export function findIds(level: number): boolean {
  const object = level >= Level.object ? findObject(target[Target.objectId]) : Found.none;
  target[Target.object] = object;
  if (level >= Level.object && object === Found.none) {
    return missing(Level.object);
  }
  if (level >= Level.instance) {
    target[Target.slot] = findInstance(object, target[Target.instanceId]);
    if (target[Target.slot] === Found.none) {
      return missing(Level.instance);
    }
  }
  return level < Level.resource || findResource(level);
}

function findResource(level: number): boolean {
  const object = target[Target.object];
  const definition = findDefinition(object, target[Target.resourceId]);
  target[Target.definition] = definition;
  if (definition === Found.none) {
    return missing(Level.resource);
  }
  const row = resourceRow(object, target[Target.slot], definition);
  target[Target.resourceRow] = row;
  target[Target.row] = isPresent(row) ? row : Row.none;
  if (level === Level.resourceInstance) {
    if (!isMultiple(descriptionOf(object), definition)) {
      sayOf(Level.resource, ' has no instances: leave out the last id');
      return false;
    }
    target[Target.row] = isPresent(row) ? findResourceInstance(row, target[Target.resourceInstanceId]) : Row.none;
  }
  return true;
}

/** Reads a word as a path, and finds it. @returns false when it is not there, which has been said. */
export function locate(word: number): boolean {
  return readTarget(word) && findIds(target[Target.level]);
}

export function isExecutable(): boolean {
  return resourceOperations(descriptionOf(target[Target.object]), target[Target.definition]) === Operations.execute;
}

/** Whether the path is that of one value; if not, that is said. */
export function isOneValue(): boolean {
  const level = target[Target.level];
  const several = level === Level.resource && isMultiple(descriptionOf(target[Target.object]), target[Target.definition]);
  if (level < Level.resource || several) {
    sayOf(level, ' has several values: add an id');
    return false;
  }
  return true;
}
