import { asciiAt, newFloat64s, newUint8s, textSize } from 'runtime';
import { readFloat, readInteger } from '../bytes/decimal';
import { Code } from '../coap/code';
import { incoming } from '../coap/endpoint';
import { Field, Limit, message, queries } from '../coap/message';
import { Level, Type } from '../format/type';
import { resourceType } from '../model/description';
import { descriptionOf } from '../model/objects';
import {
  Attribute,
  attributeCount,
  attributeNames,
  AttributeRow,
  attributesFree,
  attributeSet,
  isWhole,
  setAttribute,
  unsetAttribute,
} from './attributes';
import { attributesChanged } from './notify';
import { wantWork } from './schedule';
import { Target, target } from './target';

/** Attributes in the queries of a request: of Write-Attributes, or of an Observe (LwM2M 1.2 Core 6.4.1). */
const enum Asked {
  nothing,
  set,
  unset,
}

const asked = /* @__PURE__ */ newUint8s(Attribute.count);
const values = /* @__PURE__ */ newFloat64s(Attribute.count);
/** The number read last. */
const parsed = /* @__PURE__ */ newFloat64s(1);

/** Which attribute the name in `incoming` is; `attributeCount` when it is none that can be written. */
function attributeNamed(start: number, end: number): number {
  let attribute = 0;
  while (attribute < attributeCount && !isText(attributeNames[attribute], start, end)) {
    attribute++;
  }
  return attribute;
}

/** Whether that is what bytes `start` to `end` - 1 of the request are. */
export function isText(text: string, start: number, end: number): boolean {
  let same = textSize(text) === end - start;
  for (let i = start; i < end && same; i++) {
    same = asciiAt(text, i - start) === incoming[i];
  }
  return same;
}

/**
 * Whether the attribute can be set at this level of the target: gt, lt and st belong to a resource with a numerical
 * value, edge to one with a Boolean, or to an instance of it (LwM2M 1.1 Core Table 5.1.2-1, LwM2M 1.2 Core 7.3).
 */
function suits(attribute: number, level: number): boolean {
  if (attribute !== Attribute.edge && isWhole(attribute)) {
    return true;
  }
  if (level < Level.resource) {
    return false;
  }
  const type = resourceType(descriptionOf(target[Target.object]), target[Target.definition]);
  return attribute === Attribute.edge
    ? type === Type.boolean
    : type === Type.integer || type === Type.unsigned || type === Type.float || type === Type.time;
}

/** Notes what one query asks for. @returns false when it breaks the rules. */
function readQuery(start: number, end: number, level: number): boolean {
  let nameEnd = start;
  while (nameEnd < end && incoming[nameEnd] !== 61) {
    nameEnd++;
  }
  const attribute = attributeNamed(start, nameEnd);
  if (attribute === attributeCount || asked[attribute] !== Asked.nothing || !suits(attribute, level)) {
    return false;
  }
  if (nameEnd === end) {
    asked[attribute] = Asked.unset;
    return true;
  }
  const valid = isWhole(attribute)
    ? incoming[nameEnd + 1] !== 45 && readInteger(incoming, nameEnd + 1, end, parsed)
    : readFloat(incoming, nameEnd + 1, end, parsed);
  asked[attribute] = Asked.set;
  values[attribute] = parsed[0];
  const isChoice = attribute === Attribute.edge || attribute === Attribute.con;
  return valid && !(isChoice && parsed[0] > 1);
}

/** The rules between attributes of one request (LwM2M 1.1 Core 5.1.2). */
function isConsistent(): boolean {
  const step = asked[Attribute.st] === Asked.set ? values[Attribute.st] : 0;
  const hasLimits = asked[Attribute.lt] === Asked.set && asked[Attribute.gt] === Asked.set;
  const limitsOverlap = hasLimits && values[Attribute.lt] + 2 * step >= values[Attribute.gt];
  const hasPeriods = asked[Attribute.epmin] === Asked.set && asked[Attribute.epmax] === Asked.set;
  return step >= 0 && !limitsOverlap && !(hasPeriods && values[Attribute.epmin] >= values[Attribute.epmax]);
}

/**
 * Reads the queries of the request.
 * @param owner Whose attributes they will be: a link; -1 for an observation that is yet to be.
 * @param level What they are about: the level of `target`, or that of a list of paths, the root.
 * @returns 0; 4.00 when they break the rules; 5.03 when the table has no room for them.
 */
export function readAttributes(owner: number, level: number): number {
  const count = message[Field.queryCount];
  let valid = count <= Limit.segments;
  for (let attribute = 0; attribute < attributeCount; attribute++) {
    asked[attribute] = Asked.nothing;
  }
  for (let i = 0; i < count && valid; i++) {
    valid = readQuery(queries[2 * i], queries[2 * i + 1], level);
  }
  if (!valid || !isConsistent()) {
    return Code.badRequest;
  }
  let needed = 0;
  for (let attribute = 0; attribute < attributeCount; attribute++) {
    const row = attributeSet(owner, attribute, target, Target.objectId);
    needed += asked[attribute] === Asked.set && row === AttributeRow.none ? 1 : 0;
  }
  return needed > attributesFree() ? Code.serviceUnavailable : 0;
}

/** Sets and unsets what `readAttributes` has read. @param level As many ids of `target` are the path; 0 for an observation. */
export function storeAttributes(owner: number, level: number): void {
  for (let attribute = 0; attribute < attributeCount; attribute++) {
    const row = attributeSet(owner, attribute, target, Target.objectId);
    if (asked[attribute] === Asked.set) {
      setAttribute(owner, attribute, target, Target.objectId, level, values[attribute]);
    } else if (asked[attribute] === Asked.unset && row !== AttributeRow.none) {
      unsetAttribute(row);
    }
  }
  wantWork();
}

/** Write-Attributes (LwM2M 1.1 Core 6.3.4), on `target`. All or nothing. @returns The response code. */
export function writeAttributes(link: number): number {
  const level = target[Target.level];
  const code = readAttributes(link, level);
  if (code !== 0) {
    return code;
  }
  storeAttributes(link, level);
  attributesChanged(link);
  return Code.changed;
}
