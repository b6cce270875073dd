import { putDecimal } from '../bytes/output';
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
import { putAttributes } from './attributes';
import { putVersion } from './links';
import { Target, target } from './target';

/**
 * Discover (LwM2M 1.1 Core 6.3.2): the links below `target`, each with the attributes that the asking server has
 * set on it; the link that was asked for has those it inherits as well.
 */
export function putDiscovery(link: number): void {
  const object = target[Target.object];
  const level = target[Target.level];
  startLinks();
  if (level === Level.object) {
    putLink(Level.object, target[Target.objectId], Id.none, Id.none, Id.none);
    putVersion(object);
    putAttributes(link, true, target[Target.objectId], Id.none, Id.none, Id.none);
    for (let i = 0; i < instanceCount(object); i++) {
      putInstanceLinks(link, object, instanceInOrder(object, i));
    }
  } else if (level === Level.instance) {
    putInstanceLinks(link, object, target[Target.slot]);
  } else {
    putResourceLink(link, object, target[Target.slot], target[Target.definition]);
  }
}

function putInstanceLinks(link: number, object: number, slot: number): void {
  const o = target[Target.objectId];
  const i = idOfInstance(slot);
  putLink(Level.instance, o, i, Id.none, Id.none);
  putAttributes(link, target[Target.level] === Level.instance, o, i, Id.none, Id.none);
  for (let definition = 0; definition < definitionCount(object); definition++) {
    if (isPresent(resourceRow(object, slot, definition))) {
      putResourceLink(link, object, slot, definition);
    }
  }
}

function putResourceLink(link: number, object: number, slot: number, definition: number): void {
  const o = target[Target.objectId];
  const i = idOfInstance(slot);
  const r = idOfDefinition(object, definition);
  const row = resourceRow(object, slot, definition);
  const multiple = isMultiple(descriptionOf(object), definition);
  const asked = target[Target.level] === Level.resource;
  putLink(Level.resource, o, i, r, Id.none);
  if (multiple) {
    putParameter('dim');
    putDecimal(countResourceInstances(row));
  }
  putAttributes(link, asked, o, i, r, Id.none);
  // LwM2M 1.1 Core 6.3.2: resource instances are listed only when their resource is asked for.
  for (let each = asked && multiple ? firstResourceInstance(row) : Row.none; each !== Row.none; each = nextResourceInstance(each)) {
    putLink(Level.resourceInstance, o, i, r, idOfResourceInstance(each));
    putAttributes(link, false, o, i, r, idOfResourceInstance(each));
  }
}
