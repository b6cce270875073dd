import { newUint8s } from 'runtime';
import {
  Initial,
  isFresh,
  isOver,
  item,
  Item,
  Major,
  nextIsEnd,
  nextItem,
  restartItems,
  startItems,
  valueByte,
} from './cbor-reader';
import { copyValue, readValueNumber, valueSize } from './cbor-value';
import { Next, numberRead, type Reader, Record, record } from './format';
import { Id, Level } from './type';

/** How many maps the reader is in. */
let depth = 0;
/** How many ids of the path the keys outside of each map make, by depth. */
const named = /* @__PURE__ */ newUint8s(5);
/** How many ids the path has to which the last key belongs. */
let level = 0;

/** Begins the map. @param above How many ids the keys do without: none, or those of the request path. */
function startMap(first: number, above: number): void {
  restartItems(first);
  depth = nextItem() === Major.map ? 1 : 0;
  named[1] = above & 7;
}

/** Takes the id in `numberRead` as the next of the path. */
function takeId(): boolean {
  const id = numberRead[0];
  const pathLevel = item[Item.level];
  if (id < 0 || level === Level.resourceInstance || (level < pathLevel && record[level] !== id)) {
    return false;
  }
  // 65535 leaves the instance to be created open.
  if (id >= Id.none && (id > Id.none || level !== Record.instanceId || pathLevel !== Level.object)) {
    return false;
  }
  record[level] = id;
  level++;
  return true;
}

/** Reads a key: an id, or an array of ids. */
function readKey(): boolean {
  let major = nextItem();
  const isArray = major === Major.array;
  level = named[depth];
  if (isArray) {
    major = isOver() ? Major.malformed : nextItem();
  }
  while (major === Major.unsigned && takeId()) {
    if (!isArray || isOver()) {
      return true;
    }
    major = nextItem();
  }
  return false;
}

/** Reads up to the next container or value. */
function read(): Next {
  if (depth === 0) {
    return Next.malformed;
  }
  const pathLevel = item[Item.level];
  for (;;) {
    while (isOver()) {
      depth--;
      if (depth === 0) {
        return nextIsEnd();
      }
    }
    if (!readKey()) {
      return Next.malformed;
    }
    for (let i = level < pathLevel ? pathLevel : level; i < Record.columns; i++) {
      record[i] = Id.none;
    }
    item[Item.value] = item[Item.next];
    const major = nextItem();
    if (major !== Major.map) {
      const isValue = major < Major.array || major === Major.simple;
      if (!isValue || level < Level.resource || level < pathLevel) {
        return Next.malformed;
      }
      return valueByte() === Initial.null ? Next.remove : Next.value;
    }
    if (level === Level.resourceInstance) {
      return Next.malformed;
    }
    depth++;
    named[depth] = level & 7;
    if (level === Level.instance && pathLevel < level && record[Record.instanceId] !== Id.none) {
      return Next.instance;
    }
    if (level === Level.resource && pathLevel <= level) {
      return Next.multiple;
    }
  }
}

function next(): Next {
  if (isFresh()) {
    // Keys name paths from the root on; or from the request path, when up to the first value that is no sense.
    const first = item[Item.next];
    startMap(first, 0);
    let found = read();
    while (found === Next.instance || found === Next.multiple) {
      found = read();
    }
    startMap(first, found === Next.malformed ? item[Item.level] : 0);
  }
  return read();
}

export const lwm2mCborReader: Reader = {
  start: startItems,
  next,
  number: readValueNumber,
  size: valueSize,
  copy: copyValue,
};
