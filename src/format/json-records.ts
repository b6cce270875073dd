import { newFloat64s, newInt32s } from 'runtime';
import { Ascii } from '../bytes/ascii';
import { readAnyBase64 } from '../bytes/base64';
import { readFloat, readInteger } from '../bytes/decimal';
import { isExactInteger } from '../bytes/integer';
import { Next, numberRead, Record, record } from './format';
import { At, copyString, isOver, isPlain, Json, json, Key, nextValue, skipValue, startJson } from './json-reader';
import { readObjectLink } from './object-link';
import { readPath } from './path-text';
import { Id, Type } from './type';

/**
 * The records of SenML and of the JSON of LwM2M 1.0: objects in an array, each a name and a value. The two differ in
 * their keys.
 */

/** What a key means: a bit for each meaning; several bits when it has several. */
export const enum Field {
  /** Left out, with whatever value it has. */
  unknown = 0,
  name = 2,
  baseName = 4,
  /** The array of records. */
  list = 8,
  baseValue = 16,
  version = 32,
  // The others are values, of which a record has one at most.
  value = 64,
  text = 128,
  opaque = 256,
  objectLink = 512,
  boolean = 1024,

  numbers = baseValue | version | value,
  strings = name | baseName | text | opaque | objectLink,
  values = value | text | opaque | objectLink | boolean,
}

/**
 * Columns of `spans`, where names, the list and the value of a record lie: of each the first byte, and the first behind
 * it. The value is in the first columns, any other field in those of its number.
 */
const enum Span {
  value = 0,
  columns = 10,
}

const enum Version {
  /** RFC 8428 4.4 */
  highest = 10,
}

const spans = /* @__PURE__ */ newInt32s(Span.columns);
/** The base value, at index 0. */
const baseValue = /* @__PURE__ */ newFloat64s(1);
let input: Uint8Array;
let fieldOf: (key: number) => number;
let startsBare = false;

// The value of the record come upon.
let valueField: number = Field.unknown;
let valueKind: number = Json.malformed;
let valueSize = 0;

/**
 * Begins to read a payload, bytes `start` to `end` - 1 of `from`.
 * @param keys Which field a key is.
 * @param isBare Whether names may begin without a slash.
 * @returns What the payload is, by its first character.
 */
export function startPayload(
  from: Uint8Array,
  start: number,
  end: number,
  keys: (key: number) => number,
  isBare: boolean,
): Json {
  input = from;
  fieldOf = keys;
  startsBare = isBare;
  for (let i = 0; i < Span.columns; i++) {
    spans[i] = end;
  }
  baseValue[0] = 0;
  startJson(from, start, end);
  return nextValue();
}

/**
 * Takes the rest of a payload that is one object, and goes back to its list of records: its members have no order, and
 * the base name may come last. If it is no such object, `nextRecord` will find nothing, which is malformed.
 */
export function findList(isObject: boolean): void {
  const fields = isObject ? takeFields() : -1;
  const isList = (fields | Field.baseName) === (Field.list | Field.baseName) && isOver();
  const end = spans[Field.list + 1];
  startJson(input, isList ? spans[Field.list] : end, end);
}

/** The fields that a value of this kind is good for. */
function fieldsOf(kind: number): number {
  if (kind === Json.number) {
    return Field.numbers;
  }
  if (kind === Json.string) {
    return Field.strings;
  }
  if (kind === Json.openArray) {
    return Field.list;
  }
  return kind === Json.null ? Field.value : kind === Json.true || kind === Json.false ? Field.boolean : Field.unknown;
}

/** Reads a number, rounded when it is no exact integer. */
function readNumber(start: number, end: number, into: Float64Array): boolean {
  return readInteger(input, start, end, into) || readFloat(input, start, end, into);
}

/** Takes a field of this kind. @returns false when it must not be. */
function takeField(field: number, kind: number): boolean {
  if (field === Field.unknown) {
    return skipValue();
  }
  if (field === Field.baseValue) {
    return readNumber(json[At.start], json[At.end], baseValue);
  }
  if (field === Field.version) {
    return readNumber(json[At.start], json[At.end], numberRead) && numberRead[0] <= Version.highest;
  }
  let at = field;
  if ((field & Field.values) !== 0) {
    at = Span.value;
    valueField = field;
    valueKind = kind;
    valueSize = json[At.size];
  }
  // A path needs no escapes, and is read without decoding them.
  const isRight = (field & (Field.name | Field.baseName)) === 0 || isPlain();
  spans[at] = json[At.start];
  const isWhole = skipValue();
  spans[at + 1] = json[At.end];
  return isRight && isWhole;
}

/** Takes the rest of an object that was just entered. @returns Its fields, -1 when it is malformed. */
function takeFields(): number {
  let fields: number = Field.unknown;
  spans[Field.name] = spans[Field.name + 1];
  let kind: number = nextValue();
  while (kind !== Json.closeObject) {
    const key = json[At.key];
    const field = fieldOf(key);
    // RFC 8428 4.4: what ends in `_` has to be understood. Each field comes once, and one value of all kinds.
    if (
      kind === Json.malformed ||
      key === Key.mandatory ||
      (fields & field) !== 0 ||
      (field & fieldsOf(kind)) !== field ||
      !takeField(field, kind)
    ) {
      return -1;
    }
    fields = fields | ((field & Field.values) !== 0 ? Field.values : field);
    kind = nextValue();
  }
  return fields;
}

/** `Reader.next` */
export function nextRecord(): Next {
  const kind = nextValue();
  if (kind === Json.closeArray && isOver()) {
    return Next.end;
  }
  const fields = kind === Json.openObject ? takeFields() : -1;
  const baseStart = spans[Field.baseName];
  const nameStart = spans[Field.name];
  if (fields < 0 || !readPath(input, baseStart, spans[Field.baseName + 1], nameStart, spans[Field.name + 1], startsBare)) {
    return Next.malformed;
  }
  if ((fields & Field.values) === 0) {
    return Next.name;
  }
  if (record[Record.resourceId] === Id.none) {
    return Next.malformed;
  }
  return valueKind === Json.null ? Next.remove : Next.value;
}

/** Whether the value is `FFFF:FFFF`, as an example of LwM2M 1.1 Core 7.4.5 has the null link. */
function isNullLink(): boolean {
  let isNull = valueSize === 9;
  for (let i = 0; i < 9 && isNull; i++) {
    isNull = input[spans[Span.value] + i] === (i === 4 ? Ascii.colon : Ascii.upperF);
  }
  numberRead[0] = Id.none * 65536 + Id.none;
  return isNull;
}

/** `Reader.number` */
export function readRecordNumber(type: Type): boolean {
  if (type === Type.boolean) {
    numberRead[0] = valueKind === Json.true ? 1 : 0;
    return valueField === Field.boolean;
  }
  if (type === Type.objectLink) {
    // Leshan sends links as strings.
    const isLink = (valueField & (Field.objectLink | Field.text)) !== 0;
    return isLink && (isNullLink() || readObjectLink(input, spans[Span.value], spans[Span.value + 1]));
  }
  if (valueField !== Field.value || !readNumber(spans[Span.value], spans[Span.value + 1], numberRead)) {
    return false;
  }
  const value = numberRead[0] + baseValue[0];
  numberRead[0] = value;
  if (type === Type.float) {
    return value - value === 0;
  }
  return isExactInteger(value) && (type !== Type.unsigned || value >= 0);
}

/** `Reader.size` */
export function recordSize(type: Type): number {
  if (type === Type.opaque) {
    const isOpaque = (valueField & Field.opaque) !== 0;
    return isOpaque ? readAnyBase64(input, spans[Span.value], spans[Span.value + 1], input, -1) : -1;
  }
  return (valueField & Field.text) !== 0 ? valueSize : -1;
}

/** `Reader.copy` */
export function copyRecord(type: Type, to: Uint8Array, at: number): void {
  if (type === Type.opaque) {
    readAnyBase64(input, spans[Span.value], spans[Span.value + 1], to, at);
  } else {
    copyString(spans[Span.value], to, at);
  }
}
