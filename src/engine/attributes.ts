import { asciiAt, newFloat64s, newInt32s, textSize } from 'runtime';
import { Config } from 'config';
import { putFloat, putInteger, readFloat, readInteger } from '../bytes/decimal';
import { Code } from '../coap/code';
import { incoming } from '../coap/endpoint';
import { Field, Limit, message, queries } from '../coap/message';
import { putParameter } from '../format/link';
import { Id, Level, Type } from '../format/type';
import { resourceType } from '../model/description';
import { descriptionOf } from '../model/objects';
import { wantWork } from './schedule';
import { Target, target } from './target';

/** NOTIFICATION attributes (LwM2M 1.1 Core 5.1.2): what each server has set, at which level. */
export const enum Attribute {
  pmin,
  pmax,
  gt,
  lt,
  st,
  epmin,
  epmax,
  count,
}

const names: string[] = ['pmin', 'pmax', 'gt', 'lt', 'st', 'epmin', 'epmax'];

const enum Column {
  /** 1 when the row is in use. */
  used,
  link,
  attribute,
  objectId,
  instanceId,
  resourceId,
  resourceInstanceId,
  columns,
}

/** No value: the attribute is not set. */
export const enum Unset {
  value = -1,
}

const rows = /* @__PURE__ */ newInt32s(Config.attributes * Column.columns);
const values = /* @__PURE__ */ newFloat64s(Config.attributes);
/** What the request being checked sets, by attribute, and whether: 0 not named, 1 set, 2 unset. */
const asked = /* @__PURE__ */ newFloat64s(Attribute.count);
const asks = /* @__PURE__ */ newInt32s(Attribute.count);
/** The number read last. */
const parsed = /* @__PURE__ */ newFloat64s(1);

/** The row of an attribute set exactly at these ids, or -1. */
function find(link: number, attribute: number, o: number, i: number, r: number, ri: number): number {
  for (let row = 0; row < Config.attributes; row++) {
    const at = row * Column.columns;
    if (
      rows[at + Column.used] === 1 &&
      rows[at + Column.attribute] === attribute &&
      rows[at + Column.link] === link &&
      rows[at + Column.objectId] === o &&
      rows[at + Column.instanceId] === i &&
      rows[at + Column.resourceId] === r &&
      rows[at + Column.resourceInstanceId] === ri
    ) {
      return row;
    }
  }
  return -1;
}

/**
 * The row of the attribute in effect at these ids: the one set there, or inherited from the nearest level above
 * (LwM2M 1.1 Core 5.1.1). -1 when there is none.
 */
function findInherited(link: number, attribute: number, o: number, i: number, r: number, ri: number): number {
  let row = find(link, attribute, o, i, r, ri);
  if (row === -1 && ri !== Id.none) {
    row = find(link, attribute, o, i, r, Id.none);
  }
  if (row === -1 && r !== Id.none) {
    row = find(link, attribute, o, i, Id.none, Id.none);
  }
  if (row === -1 && i !== Id.none) {
    row = find(link, attribute, o, Id.none, Id.none, Id.none);
  }
  return row;
}

/** Whether the attribute is in effect at these ids; then `attributeInEffect` has its value. */
export function hasAttribute(link: number, attribute: Attribute, o: number, i: number, r: number, ri: number): boolean {
  return findInherited(link, attribute, o, i, r, ri) !== -1;
}

/** The value in effect at these ids: seconds for the periods. Only when `hasAttribute`. */
export function attributeInEffect(link: number, attribute: Attribute, o: number, i: number, r: number, ri: number): number {
  return values[findInherited(link, attribute, o, i, r, ri)];
}

/** Forgets what was set at an instance and below, as it is deleted; with `Id.none`, at the whole object. */
export function forgetAttributes(o: number, i: number): void {
  for (let row = 0; row < Config.attributes; row++) {
    const at = row * Column.columns;
    if (rows[at + Column.objectId] === o && (i === Id.none || rows[at + Column.instanceId] === i)) {
      rows[at + Column.used] = 0;
    }
  }
}

/**
 * Writes the attributes of a node as link parameters (LwM2M 1.1 Core 6.3.2).
 * @param inherited Whether to write those inherited from above too, as is done for the link that was asked for.
 */
export function putAttributes(link: number, inherited: boolean, o: number, i: number, r: number, ri: number): void {
  for (let attribute = 0; attribute < Attribute.count; attribute++) {
    const row = inherited ? findInherited(link, attribute, o, i, r, ri) : find(link, attribute, o, i, r, ri);
    if (row !== -1) {
      putParameter(names[attribute]);
      if (isPeriod(attribute)) {
        putInteger(values[row]);
      } else {
        putFloat(values[row]);
      }
    }
  }
}

function isPeriod(attribute: number): boolean {
  return attribute < Attribute.gt || attribute > Attribute.st;
}

/** Which attribute the name in `incoming` is; -1 when it is none that can be written. */
function attributeNamed(start: number, end: number): number {
  for (let attribute = 0; attribute < Attribute.count; attribute++) {
    const name = names[attribute];
    let same = textSize(name) === end - start;
    for (let i = 0; same && start + i < end; i++) {
      same = asciiAt(name, i) === incoming[start + i];
    }
    if (same) {
      return attribute;
    }
  }
  return -1;
}

/** Reads one query into `asks`. @returns false when it breaks the rules. */
function readQuery(start: number, end: number): boolean {
  let nameEnd = start;
  while (nameEnd < end && incoming[nameEnd] !== 61) {
    nameEnd++;
  }
  const attribute = attributeNamed(start, nameEnd);
  if (attribute === -1 || asks[attribute] !== 0) {
    return false;
  }
  if (!isPeriod(attribute) && !isNumericTarget()) {
    return false;
  }
  if (nameEnd === end) {
    asks[attribute] = 2;
    return true;
  }
  const valid = isPeriod(attribute)
    ? incoming[nameEnd + 1] !== 45 && readInteger(incoming, nameEnd + 1, end, parsed)
    : readFloat(incoming, nameEnd + 1, end, parsed);
  asks[attribute] = 1;
  asked[attribute] = parsed[0];
  return valid;
}

/** gt, lt and st belong to a resource with a numerical value, or an instance of it (LwM2M 1.1 Core Table 5.1.2-1). */
function isNumericTarget(): boolean {
  if (target[Target.level] < Level.resource) {
    return false;
  }
  const type = resourceType(descriptionOf(target[Target.object]), target[Target.definition]);
  return type === Type.integer || type === Type.unsigned || type === Type.float || type === Type.time;
}

/** The rules between attributes of one request (LwM2M 1.1 Core 5.1.2). */
function consistent(): boolean {
  if (asks[Attribute.lt] === 1 && asks[Attribute.gt] === 1) {
    const step = asks[Attribute.st] === 1 ? asked[Attribute.st] : 0;
    if (asked[Attribute.lt] >= asked[Attribute.gt] || asked[Attribute.lt] + 2 * step >= asked[Attribute.gt]) {
      return false;
    }
  }
  if (asks[Attribute.st] === 1 && asked[Attribute.st] < 0) {
    return false;
  }
  return asks[Attribute.epmin] !== 1 || asks[Attribute.epmax] !== 1 || asked[Attribute.epmin] < asked[Attribute.epmax];
}

/** Rows that the request needs beyond those there are. */
function rowsMissing(link: number): number {
  let missing = 0;
  for (let row = 0; row < Config.attributes; row++) {
    missing -= rows[row * Column.columns + Column.used] === 0 ? 1 : 0;
  }
  for (let attribute = 0; attribute < Attribute.count; attribute++) {
    missing += asks[attribute] === 1 && findOwn(link, attribute) === -1 ? 1 : 0;
  }
  return missing;
}

function findOwn(link: number, attribute: number): number {
  return find(
    link,
    attribute,
    target[Target.objectId],
    target[Target.instanceId],
    target[Target.resourceId],
    target[Target.resourceInstanceId],
  );
}

function store(link: number, attribute: number): void {
  let row = findOwn(link, attribute);
  if (asks[attribute] === 2) {
    if (row !== -1) {
      rows[row * Column.columns + Column.used] = 0;
    }
    return;
  }
  if (row === -1) {
    row = 0;
    while (rows[row * Column.columns + Column.used] === 1) {
      row++;
    }
    const at = row * Column.columns;
    rows[at + Column.used] = 1;
    rows[at + Column.link] = link;
    rows[at + Column.attribute] = attribute;
    rows[at + Column.objectId] = target[Target.objectId];
    rows[at + Column.instanceId] = target[Target.instanceId];
    rows[at + Column.resourceId] = target[Target.resourceId];
    rows[at + Column.resourceInstanceId] = target[Target.resourceInstanceId];
  }
  values[row] = asked[attribute];
}

/**
 * Write-Attributes (LwM2M 1.1 Core 6.3.4) on `target`, from the queries of the request. All or nothing.
 * @returns The response code.
 */
export function writeAttributes(link: number): number {
  for (let attribute = 0; attribute < Attribute.count; attribute++) {
    asks[attribute] = 0;
  }
  const count = message[Field.queryCount];
  if (count > Limit.segments) {
    return Code.badRequest;
  }
  for (let i = 0; i < count; i++) {
    if (!readQuery(queries[2 * i], queries[2 * i + 1])) {
      return Code.badRequest;
    }
  }
  if (!consistent()) {
    return Code.badRequest;
  }
  if (rowsMissing(link) > 0) {
    return Code.serviceUnavailable;
  }
  for (let attribute = 0; attribute < Attribute.count; attribute++) {
    if (asks[attribute] !== 0) {
      store(link, attribute);
    }
  }
  wantWork();
  return Code.changed;
}
