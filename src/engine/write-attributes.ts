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
  attributeNames,
  AttributeRow,
  attributesFree,
  attributeSet,
  isPeriod,
  setAttribute,
  unsetAttribute,
} from './attributes';
import { wantWork } from './schedule';
import { Target, target } from './target';

/** Write-Attributes (LwM2M 1.1 Core 6.3.4): sets what the queries of the request name, on its target. */
const enum Asked {
  nothing,
  set,
  unset,
}

const asked = /* @__PURE__ */ newUint8s(Attribute.count);
const values = /* @__PURE__ */ newFloat64s(Attribute.count);
/** The number read last. */
const parsed = /* @__PURE__ */ newFloat64s(1);

/** Which attribute the name in `incoming` is; `Attribute.count` when it is none that can be written. */
function attributeNamed(start: number, end: number): number {
  let attribute = 0;
  while (attribute < Attribute.count && !isName(attributeNames[attribute], start, end)) {
    attribute++;
  }
  return attribute;
}

function isName(name: string, start: number, end: number): boolean {
  let same = textSize(name) === end - start;
  for (let i = start; i < end && same; i++) {
    same = asciiAt(name, i - start) === incoming[i];
  }
  return same;
}

/** gt, lt and st belong to a resource with a numerical value, or an instance of it (LwM2M 1.1 Core Table 5.1.2-1). */
function isNumericTarget(): boolean {
  if (target[Target.level] < Level.resource) {
    return false;
  }
  const type = resourceType(descriptionOf(target[Target.object]), target[Target.definition]);
  return type === Type.integer || type === Type.unsigned || type === Type.float || type === Type.time;
}

/** Notes what one query asks for. @returns false when it breaks the rules. */
function readQuery(start: number, end: number): boolean {
  let nameEnd = start;
  while (nameEnd < end && incoming[nameEnd] !== 61) {
    nameEnd++;
  }
  const attribute = attributeNamed(start, nameEnd);
  if (attribute === Attribute.count || asked[attribute] !== Asked.nothing) {
    return false;
  }
  if (!isPeriod(attribute) && !isNumericTarget()) {
    return false;
  }
  if (nameEnd === end) {
    asked[attribute] = Asked.unset;
    return true;
  }
  const valid = isPeriod(attribute)
    ? incoming[nameEnd + 1] !== 45 && readInteger(incoming, nameEnd + 1, end, parsed)
    : readFloat(incoming, nameEnd + 1, end, parsed);
  asked[attribute] = Asked.set;
  values[attribute] = parsed[0];
  return valid;
}

/** The rules between attributes of one request (LwM2M 1.1 Core 5.1.2). */
function isConsistent(): boolean {
  const step = asked[Attribute.st] === Asked.set ? values[Attribute.st] : 0;
  const hasLimits = asked[Attribute.lt] === Asked.set && asked[Attribute.gt] === Asked.set;
  const limitsOverlap = hasLimits && values[Attribute.lt] + 2 * step >= values[Attribute.gt];
  const hasPeriods = asked[Attribute.epmin] === Asked.set && asked[Attribute.epmax] === Asked.set;
  return step >= 0 && !limitsOverlap && !(hasPeriods && values[Attribute.epmin] >= values[Attribute.epmax]);
}

/** Carries out the request. All or nothing. @returns The response code. */
export function writeAttributes(link: number): number {
  const count = message[Field.queryCount];
  let needed = 0;
  let valid = count <= Limit.segments;
  for (let attribute = 0; attribute < Attribute.count; attribute++) {
    asked[attribute] = Asked.nothing;
  }
  for (let i = 0; i < count && valid; i++) {
    valid = readQuery(queries[2 * i], queries[2 * i + 1]);
  }
  if (!valid || !isConsistent()) {
    return Code.badRequest;
  }
  for (let attribute = 0; attribute < Attribute.count; attribute++) {
    const row = attributeSet(link, attribute, target, Target.objectId);
    needed += asked[attribute] === Asked.set && row === AttributeRow.none ? 1 : 0;
  }
  if (needed > attributesFree()) {
    return Code.serviceUnavailable;
  }
  for (let attribute = 0; attribute < Attribute.count; attribute++) {
    const row = attributeSet(link, attribute, target, Target.objectId);
    if (asked[attribute] === Asked.set) {
      setAttribute(link, attribute, target, Target.objectId, values[attribute]);
    } else if (asked[attribute] === Asked.unset && row !== AttributeRow.none) {
      unsetAttribute(row);
    }
  }
  wantWork();
  return Code.changed;
}
