import { newInt32s } from 'runtime';
import { Config } from 'config';
import { putFloat, putInteger } from '../bytes/decimal';
import { putDecimal } from '../bytes/output';
import { Code } from '../coap/code';
import { incoming } from '../coap/endpoint';
import { Field, message, queries } from '../coap/message';
import { putLink, putParameter, startLinks } from '../format/link';
import { Id, Level } from '../format/type';
import { isMultiple } from '../model/description';
import { idOfInstance, instanceCount, instanceInOrder } from '../model/instances';
import { definitionCount, descriptionOf, idOfDefinition, resourceRow } from '../model/objects';
import {
  countResourceInstances,
  firstResourceInstance,
  idOfResourceInstance,
  isPresent,
  nextResourceInstance,
  Row,
} from '../model/values';
import { Server, serverNumber, serverRow } from './accounts';
import { Attribute, attributeCount, attributeInEffect, attributeNames, AttributeRow, attributeSet, attributeValue, isWhole } from './attributes';
import { putVersion } from './links';
import { Target, target } from './target';
import { isText } from './write-attributes';

/** The ids of the link being written. */
const ids = /* @__PURE__ */ newInt32s(4);

/** Begins the link of a node below the object; its parameters follow. */
function startNode(level: number, i: number, r: number, ri: number): void {
  ids[0] = target[Target.objectId];
  ids[1] = i;
  ids[2] = r;
  ids[3] = ri;
  putLink(level, ids[0], i, r, ri);
}

/** A period of the server's account, in the place of the attribute that is not set (OMA ETS LightweightM2M-1.2-int-264). */
function putDefault(link: number, attribute: number): void {
  const resource = attribute === Attribute.pmin ? Server.defaultMinimumPeriod : Server.defaultMaximumPeriod;
  if (attribute <= Attribute.pmax && serverRow(link, resource) !== Row.none) {
    putParameter(attributeNames[attribute]);
    putInteger(serverNumber(link, resource, 0));
  }
}

/** Writes the attributes set at the node; with those it inherits, when it is what was asked for. */
function putAttributes(link: number, level: number): void {
  const asked = level === target[Target.level];
  for (let attribute: Attribute = 0; attribute < attributeCount; attribute++) {
    const row = asked ? attributeInEffect(link, attribute, ids, 0) : attributeSet(link, attribute, ids, 0);
    if (row !== AttributeRow.none) {
      putParameter(attributeNames[attribute]);
      if (isWhole(attribute)) {
        putInteger(attributeValue(row));
      } else {
        putFloat(attributeValue(row));
      }
    } else if (Config.discoverDefaults > 0 && level === Level.object) {
      putDefault(link, attribute);
    }
  }
}

const name = 'depth=';
/** The last level that is listed. */
let lastLevel = 0;

/**
 * Reads how many levels below `target` are asked for: `depth=0` to `depth=3` (LwM2M 1.2 Core 6.3.2). Without it, they
 * are those of LwM2M 1.1: resources, and the instances of a resource that was asked for alone.
 * @returns 0; or 4.00 when the depth is none.
 */
export function readDepth(): number {
  const level = target[Target.level];
  lastLevel = level === Level.resource ? Level.resourceInstance : Level.resource;
  if (Config.attributes12 === 1 && message[Field.queryCount] > 0) {
    const value = queries[0] + name.length;
    const isDepth = queries[1] >= value && isText(name, queries[0], value);
    const depth = queries[1] === value + 1 ? incoming[value] - 48 : -1;
    if (isDepth && (depth < 0 || depth > 3)) {
      return Code.badRequest;
    }
    lastLevel = isDepth ? level + depth : lastLevel;
  }
  return 0;
}

/**
 * Discover (LwM2M 1.1 Core 6.3.2): the links below `target`, each with the attributes that the asking server has
 * set on it; the link that was asked for has those it inherits as well. After `readDepth`.
 * @returns 0
 */
export function putDiscovery(link: number): number {
  const object = target[Target.object];
  const level = target[Target.level];
  startLinks();
  if (level === Level.object) {
    startNode(Level.object, Id.none, Id.none, Id.none);
    putVersion(object);
    putAttributes(link, Level.object);
    for (let i = 0; i < instanceCount(object) && lastLevel >= Level.instance; i++) {
      putInstanceLinks(link, object, instanceInOrder(object, i));
    }
  } else if (level === Level.instance) {
    putInstanceLinks(link, object, target[Target.slot]);
  } else {
    putResourceLink(link, object, target[Target.slot], target[Target.definition]);
  }
  return 0;
}

function putInstanceLinks(link: number, object: number, slot: number): void {
  startNode(Level.instance, idOfInstance(slot), Id.none, Id.none);
  putAttributes(link, Level.instance);
  for (let definition = 0; definition < definitionCount(object) && lastLevel >= Level.resource; definition++) {
    if (isPresent(resourceRow(object, slot, definition))) {
      putResourceLink(link, object, slot, definition);
    }
  }
}

function putResourceLink(link: number, object: number, slot: number, definition: number): void {
  const i = idOfInstance(slot);
  const r = idOfDefinition(object, definition);
  const row = resourceRow(object, slot, definition);
  const multiple = isMultiple(descriptionOf(object), definition);
  startNode(Level.resource, i, r, Id.none);
  if (multiple) {
    putParameter('dim');
    putDecimal(countResourceInstances(row));
  }
  putAttributes(link, Level.resource);
  const listed = multiple && lastLevel >= Level.resourceInstance;
  for (let each = listed ? firstResourceInstance(row) : Row.none; each !== Row.none; each = nextResourceInstance(each)) {
    startNode(Level.resourceInstance, i, r, idOfResourceInstance(each));
    putAttributes(link, Level.resourceInstance);
  }
}
