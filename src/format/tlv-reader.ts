import { copyBytes, newInt32s, newUint8s, readFloat32, readFloat64 } from 'runtime';
import { readIntegerBytes } from '../bytes/integer';
import { utf8Valid } from '../bytes/utf8';
import { Next, numberRead, type Reader, Record, record, startRecord } from './format';
import { Kind, TypeByte } from './tlv-header';
import { Id, Level, Type } from './type';

/** What a container may hold: a bit for each kind, counted as in the type byte. Single resources are `resources`. */
const enum Allowed {
  instances = 1,
  resourceInstances = 2,
  multiples = 4,
  resources = 12,
}

/** Containers within each other: the payload, an object instance, a multiple resource. */
const enum Depth {
  payload = 0,
  levels = 3,
  mostOutOfOrder = 64,
}

let input: Uint8Array;
let pathLevel = 0;
/** The next header. */
let position = 0;
let depth = 0;
/** Ids that were below one before them in their container. */
let outOfOrder = 0;
const starts = /* @__PURE__ */ newInt32s(Depth.levels);
const ends = /* @__PURE__ */ newInt32s(Depth.levels);
const allowed = /* @__PURE__ */ newUint8s(Depth.levels);
/** The highest id so far: one above it cannot be a second one. */
const highest = /* @__PURE__ */ newInt32s(Depth.levels);

// The header read last.
let kind = 0;
let id = 0;
let valueStart = 0;
let valueSize = 0;

function enter(end: number, kinds: number): void {
  starts[depth] = position;
  ends[depth] = end;
  allowed[depth] = kinds & 255;
  highest[depth] = -1;
}

/** The kinds that a payload can begin with at each level, from object to resource instance. */
function kindsAt(level: number): number {
  if (level < Level.resource) {
    return Allowed.instances | Allowed.resources;
  }
  return level === Level.resource
    ? Allowed.instances | Allowed.resources | Allowed.resourceInstances
    : Allowed.instances | Allowed.multiples | Allowed.resourceInstances;
}

function start(from: Uint8Array, first: number, end: number, ids: Int32Array, at: number): boolean {
  input = from;
  pathLevel = startRecord(ids, at);
  position = first;
  depth = Depth.payload;
  outOfOrder = 0;
  enter(end, kindsAt(pathLevel));
  return pathLevel !== Level.root;
}

/** Reads the header at `at`. @returns false when it, or the value it announces, goes on behind `end`. */
function readHeader(at: number, end: number): boolean {
  const type = input[at];
  const idBytes = (type & TypeByte.wideId) === 0 ? 1 : 2;
  const lengthBytes = (type >>> TypeByte.lengthShift) & 3;
  const afterId = at + 1 + idBytes;
  valueStart = afterId + lengthBytes;
  if (valueStart > end) {
    return false;
  }
  kind = type & Kind.resource;
  id = idBytes === 1 ? input[at + 1] : (input[at + 1] << 8) | input[at + 2];
  valueSize = lengthBytes === 0 ? type & TypeByte.inlineLength : 0;
  for (let i = afterId; i < valueStart; i++) {
    valueSize = (valueSize << 8) | input[i];
  }
  return valueSize <= end - valueStart;
}

/**
 * Whether the container had the id of the header just read before. Nothing is remembered: it is walked again; so a
 * payload with more ids out of order than anybody has a reason to send is refused, as it would take long.
 */
function isRepeated(): boolean {
  if (id > highest[depth]) {
    highest[depth] = id;
    return false;
  }
  if (outOfOrder === Depth.mostOutOfOrder) {
    return true;
  }
  outOfOrder++;
  const wanted = id;
  let at = starts[depth];
  while (at < position) {
    readHeader(at, ends[depth]);
    if (id === wanted) {
      return true;
    }
    at = valueStart + valueSize;
  }
  readHeader(position, ends[depth]);
  return false;
}

/** Whether the header just read may stand here, and names what the request path names. */
function isAllowed(): boolean {
  const kinds = allowed[depth];
  if (id === Id.none || ((kinds >>> (kind >>> 6)) & 1) === 0) {
    return false;
  }
  // One container holds one sort.
  if (kind === Kind.instance) {
    allowed[depth] = Allowed.instances;
    return pathLevel < Level.instance || id === record[Record.instanceId];
  }
  if (kind === Kind.resourceInstance) {
    allowed[depth] = Allowed.resourceInstances;
    return pathLevel < Level.resourceInstance || id === record[Record.resourceInstanceId];
  }
  allowed[depth] = kinds & Allowed.resources;
  return pathLevel < Level.resource || id === record[Record.resourceId];
}

/** Goes into the object instance whose header was just read. */
function enterInstance(): void {
  depth++;
  position = valueStart;
  enter(valueStart + valueSize, pathLevel < Level.resourceInstance ? Allowed.resources : Allowed.multiples);
  if (pathLevel < Level.instance) {
    record[Record.instanceId] = id;
    record[Record.resourceId] = Id.none;
    record[Record.resourceInstanceId] = Id.none;
  }
}

/** Goes into a multiple resource of the instances from `at` to `end` - 1. */
function enterMultiple(at: number, end: number): void {
  depth++;
  position = at;
  enter(end, Allowed.resourceInstances);
  if (pathLevel < Level.resourceInstance) {
    record[Record.resourceInstanceId] = Id.none;
  }
}

function next(): Next {
  for (;;) {
    while (depth > Depth.payload && position === ends[depth]) {
      depth--;
    }
    if (position === ends[depth]) {
      return Next.end;
    }
    if (!readHeader(position, ends[depth]) || !isAllowed() || isRepeated()) {
      return Next.malformed;
    }
    if (kind === Kind.instance) {
      enterInstance();
      if (pathLevel < Level.instance) {
        return Next.instance;
      }
    } else if (kind === Kind.multiple) {
      record[Record.resourceId] = id;
      enterMultiple(valueStart, valueStart + valueSize);
      if (pathLevel < Level.resourceInstance) {
        return Next.multiple;
      }
    } else if (kind === Kind.resourceInstance && depth === Depth.payload && pathLevel === Level.resource) {
      // A multiple resource written without its header: peers accept that, so do we.
      enterMultiple(position, ends[depth]);
      return Next.multiple;
    } else {
      if (kind === Kind.resource) {
        record[Record.resourceId] = id;
        record[Record.resourceInstanceId] = Id.none;
      } else {
        record[Record.resourceInstanceId] = id;
      }
      position = valueStart + valueSize;
      return Next.value;
    }
  }
}

function number(type: Type): boolean {
  if (type === Type.float) {
    if (valueSize === 8) {
      numberRead[0] = readFloat64(input, valueStart);
      return true;
    }
    if (valueSize === 4) {
      numberRead[0] = readFloat32(input, valueStart);
      return true;
    }
    return false;
  }
  if (type === Type.boolean) {
    numberRead[0] = valueSize === 1 ? input[valueStart] : 2;
    return numberRead[0] < 2;
  }
  if (type === Type.objectLink) {
    if (valueSize !== 4) {
      return false;
    }
    const objectId = (input[valueStart] << 8) | input[valueStart + 1];
    numberRead[0] = objectId * 65536 + ((input[valueStart + 2] << 8) | input[valueStart + 3]);
    return true;
  }
  if (valueSize !== 1 && valueSize !== 2 && valueSize !== 4 && valueSize !== 8) {
    return false;
  }
  return readIntegerBytes(input, valueStart, valueSize, type === Type.unsigned, numberRead);
}

function size(type: Type): number {
  return type === Type.opaque || utf8Valid(input, valueStart, valueStart + valueSize) ? valueSize : -1;
}

function copy(_type: Type, to: Uint8Array, at: number): void {
  copyBytes(input, valueStart, valueStart + valueSize, to, at);
}

export const tlvReader: Reader = { start, next, number, size, copy };
