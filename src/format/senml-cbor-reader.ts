import {
  isNull,
  isOver,
  isWhole,
  item,
  Item,
  itemInput,
  Major,
  nextItem,
  readNumber,
  skipItem,
  startItems,
} from './cbor-reader';
import { copyValue, isOfType, readValueNumber, valueSize } from './cbor-value';
import { Next, numberRead, type Reader, Record, record } from './format';
import { readPath, startPaths } from './path-text';
import { Label, valueLabel } from './senml-label';
import { Id, Type } from './type';

const enum Version {
  /** RFC 8428 4.4: what is beyond must be refused. */
  highest = 10,
}

const enum Ascii {
  underscore = 95,
  l = 108,
  o = 111,
  v = 118,
}

/** Whether the payload is an array at all. */
let isArray = false;
// The base name and the base value, which hold until others come.
let baseStart = 0;
let baseEnd = 0;
let baseValue = 0;
// The record's name and the label of its value.
let nameStart = 0;
let nameEnd = 0;
let label: Label = Label.other;

function start(
  from: Uint8Array,
  first: number,
  end: number,
  level: number,
  objectId: number,
  instanceId: number,
  resourceId: number,
  resourceInstanceId: number,
): boolean {
  startPaths(level, objectId, instanceId, resourceId, resourceInstanceId);
  startItems(from, first, end);
  isArray = nextItem() === Major.array;
  baseStart = first;
  baseEnd = first;
  baseValue = 0;
  return true;
}

/** The label that a text is. */
function textLabel(): Label {
  const input = itemInput();
  const at = item[Item.textStart];
  const last = item[Item.textEnd] - 1;
  if (!isWhole() || (last >= at && input[last] === Ascii.underscore)) {
    return Label.malformed; // RFC 8428 4.4: it must be understood
  }
  return last - at === 2 && input[at] === Ascii.v && input[at + 1] === Ascii.l && input[last] === Ascii.o
    ? Label.objectLink
    : Label.other;
}

function readLabel(): Label {
  const major = nextItem();
  if (major === Major.text) {
    return textLabel();
  }
  if (major > Major.negative) {
    return Label.malformed;
  }
  return readNumber() && numberRead[0] >= Label.baseValue && numberRead[0] <= Label.data ? numberRead[0] : Label.other;
}

/** Reads a text in one piece, as names have to be. */
function readName(): boolean {
  return nextItem() === Major.text && isWhole();
}

/** Reads the value of a pair whose label has been read. */
function readField(field: Label): boolean {
  if (field === Label.baseVersion || field === Label.baseValue) {
    if (nextItem() === Major.malformed || !readNumber()) {
      return false;
    }
    if (field === Label.baseVersion) {
      return numberRead[0] <= Version.highest;
    }
    baseValue = numberRead[0];
    return true;
  }
  if (field === Label.baseName) {
    const isRead = readName();
    baseStart = item[Item.textStart];
    baseEnd = item[Item.textEnd];
    return isRead;
  }
  if (field === Label.name) {
    const isRead = readName();
    nameStart = item[Item.textStart];
    nameEnd = item[Item.textEnd];
    return isRead;
  }
  if (field === Label.value || field === Label.string || (field >= Label.boolean && field <= Label.objectLink)) {
    if (label !== Label.other) {
      return false; // a record has one value
    }
    label = field;
    item[Item.value] = item[Item.next];
  }
  return field !== Label.malformed && skipItem();
}

function next(): Next {
  if (!isArray) {
    return Next.malformed;
  }
  if (isOver()) {
    return item[Item.next] === item[Item.end] ? Next.end : Next.malformed;
  }
  if (nextItem() !== Major.map) {
    return Next.malformed;
  }
  nameStart = 0;
  nameEnd = 0;
  label = Label.other;
  while (!isOver()) {
    if (!readField(readLabel())) {
      return Next.malformed;
    }
  }
  if (!readPath(itemInput(), baseStart, baseEnd, nameStart, nameEnd, false)) {
    return Next.malformed;
  }
  if (label === Label.other) {
    return Next.name;
  }
  if (isNull(item[Item.value])) {
    return Next.remove;
  }
  return record[Record.resourceId] === Id.none ? Next.malformed : Next.value;
}

function number(type: Type): boolean {
  if (label !== valueLabel(type)) {
    return false;
  }
  if (baseValue === 0 || label !== Label.value) {
    return readValueNumber(type);
  }
  const isNumber = readValueNumber(Type.float);
  const value = numberRead[0];
  const sum = value + baseValue;
  numberRead[0] = sum;
  // Where integers have 32 bits, a sum too large has wrapped.
  return isNumber && (type === Type.float || baseValue > 0 === sum > value) && isOfType(type);
}

function size(type: Type): number {
  return label === valueLabel(type) ? valueSize(type) : -1;
}

export const senmlCborReader: Reader = { start, next, number, size, copy: copyValue };
