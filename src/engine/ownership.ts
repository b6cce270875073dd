import { Id } from '../format/type';
import { Callback, callObjectCallbacks, hasObjectCallback } from '../model/callbacks';
import { findInstance, freeInstanceId, instanceCount, instanceInOrder } from '../model/instances';
import { findObject, Found, ObjectId, resourceRow, slotCount } from '../model/objects';
import { firstResourceInstance, idOfResourceInstance, isPresent, nextResourceInstance, numberAt, Row } from '../model/values';
import { Control, controlNumber, Right } from './access';
import { Server, serverNumber } from './accounts';
import { deleteInstance, deleteResourceInstance, instantiate, setNumberOf } from './resources';

/** Who owns object instances: the instances of object 2 that come and go with instances and servers. */

/** Whether so many instances can have an owner. */
export function hasRoomToOwn(count: number): boolean {
  const object = findObject(ObjectId.accessControl);
  return count <= slotCount(object) - instanceCount(object);
}

/** Makes the server of a link the owner of an instance that it has created (LwM2M 1.1 Core 8.1). After `hasRoomToOwn`. */
export function ownInstance(objectId: number, instanceId: number, link: number): void {
  const object = findObject(ObjectId.accessControl);
  const slot = instantiate(object, freeInstanceId(object));
  setNumberOf(object, slot, Control.objectId, Id.none, objectId);
  setNumberOf(object, slot, Control.instanceId, Id.none, instanceId);
  setNumberOf(object, slot, Control.owner, Id.none, serverNumber(link, Server.shortServerId, 0));
}

/**
 * The account of a server is deleted (LwM2M 1.1 Core 6.1.7.3): its entries in ACLs go. What it owned goes to the server
 * with most of the rights to write and to delete; what nobody else has a right to is deleted, if the device lets it.
 */
export function forgetServer(shortServerId: number): void {
  const object = findObject(ObjectId.accessControl);
  let place = 0;
  while (object !== Found.none && place < instanceCount(object)) {
    const count = instanceCount(object);
    const slot = instanceInOrder(object, place);
    deleteResourceInstance(object, slot, Control.acl, shortServerId);
    if (controlNumber(slot, Control.owner) === shortServerId) {
      bequeath(object, slot);
    }
    // With a deleted instance its control went, and the next took its place; it may be one that was gone past.
    place = instanceCount(object) < count ? 0 : place + 1;
  }
}

/** Finds a new owner for what an instance of object 2 controls. */
function bequeath(object: number, slot: number): void {
  const acl = resourceRow(object, slot, Control.acl);
  const first = isPresent(acl) ? firstResourceInstance(acl) : Row.none;
  let heir: number = Control.bootstrap;
  let most = -1;
  for (let entry = first; entry !== Row.none; entry = nextResourceInstance(entry)) {
    const rights = numberAt(entry);
    const sum = ((rights & Right.write) !== 0 ? 1 : 0) + ((rights & Right.delete) !== 0 ? 1 : 0);
    if (idOfResourceInstance(entry) !== Control.everybody && sum > most) {
      heir = idOfResourceInstance(entry);
      most = sum;
    }
  }
  setNumberOf(object, slot, Control.owner, Id.none, heir);
  if (first === Row.none) {
    deleteOwned(controlNumber(slot, Control.objectId), controlNumber(slot, Control.instanceId));
  }
}

/** Deletes an instance that servers may delete. */
function deleteOwned(objectId: number, instanceId: number): void {
  const object = findObject(objectId);
  const slot = object === Found.none ? Found.none : findInstance(object, instanceId);
  if (slot !== Found.none && hasObjectCallback(object, Callback.delete) && callObjectCallbacks(object, Callback.delete, slot) <= 0) {
    deleteInstance(object, slot);
  }
}
