import { newInt32s } from 'runtime';
import { Ascii } from '../bytes/ascii';
import {
  Initial,
  isFresh,
  isOver,
  isWhole,
  item,
  Item,
  itemInput,
  Major,
  nextIsEnd,
  nextItem,
  readNumber,
  skipItem,
  startItems,
  valueByte,
} from './cbor-reader';
import { copyValue, isOfType, readValueNumber, valueSize } from './cbor-value';
import { Next, numberRead, type Reader, Record, record } from './format';
import { readPath } from './path-text';
import { Label } from './senml-label';
import { Id, Type } from './type';

const enum Version {
  /** RFC 8428 4.4: what is beyond must be refused. */
  highest = 10,
}

/** Where the base name and the name begin and end. */
const names = /* @__PURE__ */ newInt32s(4);
/** Holds, as the base name does, until another comes. */
let baseValue = 0;

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

/** Reads the value of a pair whose label has been read. */
function readField(field: Label): boolean {
  if (field === Label.baseVersion || field === Label.baseValue) {
    nextItem();
    if (!readNumber()) {
      return false;
    }
    if (field === Label.baseVersion) {
      return numberRead[0] <= Version.highest;
    }
    baseValue = numberRead[0];
    return true;
  }
  if (field === Label.baseName || field === Label.name) {
    const isText = nextItem() === Major.text && isWhole();
    const at = field === Label.name ? 2 : 0;
    names[at] = item[Item.textStart];
    names[at + 1] = item[Item.textEnd];
    return isText;
  }
  if ((field >= Label.value && field <= Label.boolean) || field === Label.data || field === Label.objectLink) {
    if (item[Item.value] >= 0) {
      return false; // a record has one value
    }
    item[Item.value] = item[Item.next];
  }
  return field !== Label.malformed && skipItem();
}

function next(): Next {
  if (isFresh()) {
    names[0] = names[1];
    baseValue = 0;
    if (nextItem() !== Major.array) {
      return Next.malformed;
    }
  }
  if (isOver()) {
    return nextIsEnd();
  }
  if (nextItem() !== Major.map) {
    return Next.malformed;
  }
  names[2] = names[3];
  item[Item.value] = -1;
  while (!isOver()) {
    if (!readField(readLabel())) {
      return Next.malformed;
    }
  }
  if (!readPath(itemInput(), names[0], names[1], names[2], names[3], false)) {
    return Next.malformed;
  }
  if (item[Item.value] < 0) {
    return Next.name;
  }
  if (valueByte() === Initial.null) {
    return Next.remove;
  }
  return record[Record.resourceId] === Id.none ? Next.malformed : Next.value;
}

/** The type says what the value has to be, the label need not. */
function number(type: Type): boolean {
  if (baseValue === 0 || type === Type.boolean || type === Type.objectLink) {
    return readValueNumber(type);
  }
  const isNumber = readValueNumber(Type.float);
  const value = numberRead[0];
  const sum = value + baseValue;
  numberRead[0] = sum;
  // Where integers have 32 bits, a sum too large has wrapped.
  return isNumber && (type === Type.float || baseValue > 0 === sum > value) && isOfType(type);
}

export const senmlCborReader: Reader = { start: startItems, next, number, size: valueSize, copy: copyValue };
