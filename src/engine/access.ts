import { Config } from 'config';
import { findInstance, instanceCount, instanceInOrder } from '../model/instances';
import { findObject, Found, ObjectId, resourceRow } from '../model/objects';
import { findResourceInstance, isPresent, numberAt, Row } from '../model/values';
import { accountCount, hasAccount, Server, serverNumber } from './accounts';

/** Access rights of a server on an object instance, as bits of an ACL (LwM2M 1.1 Core E.3). */
export const enum Right {
  /** What needs no right: Discover. */
  none = 0,
  /** Read, Observe and Write-Attributes. */
  read = 1,
  write = 2,
  execute = 4,
  delete = 8,
  /** Of an object: Create. */
  create = 16,
  /** A write that was allowed already. */
  granted = 32,
  /** What the owner of an instance may do. */
  owner = 15,
}

/**
 * Object 2, LwM2M Access Control (LwM2M 1.1 Core E.3): an instance controls who may do what to an instance of another
 * object. It defines its resources without a gap, so that the id of each is its place.
 */
export const enum Control {
  objectId = 0,
  instanceId = 1,
  acl = 2,
  owner = 3,
  /** The ACL instance of servers that have none of their own. */
  everybody = 0,
  /** The owner of what servers have no say in. */
  bootstrap = 65535,
}

/**
 * Whether access is controlled: when there is more than one server, and the image has object 2 (LwM2M 1.1 Core 8.1).
 * A single server may do everything.
 */
export function isAccessControlled(): boolean {
  return Config.accessControl === 1 && Config.servers > 1 && accountCount() > 1 && findObject(ObjectId.accessControl) !== Found.none;
}

/** A number of an instance of object 2, by its slot. */
export function controlNumber(slot: number, resource: Control): number {
  return numberAt(resourceRow(findObject(ObjectId.accessControl), slot, resource));
}

/** The slot of the instance of object 2 that controls an object instance, or (`Id.none`) Create; or `Found.none`. */
export function findControl(objectId: number, instanceId: number): number {
  const object = findObject(ObjectId.accessControl);
  const count = object === Found.none ? 0 : instanceCount(object);
  for (let place = 0; place < count; place++) {
    const slot = instanceInOrder(object, place);
    if (controlNumber(slot, Control.objectId) === objectId && controlNumber(slot, Control.instanceId) === instanceId) {
      return slot;
    }
  }
  return Found.none;
}

/** The row of a server's entry in the ACL, or `Row.none`. */
function entryOf(slot: number, shortServerId: number): number {
  const acl = resourceRow(findObject(ObjectId.accessControl), slot, Control.acl);
  return isPresent(acl) ? findResourceInstance(acl, shortServerId) : Row.none;
}

/** The rights of a server by an instance of object 2: its entry; all if it owns it; or the entry for everybody. */
function rightsOf(shortServerId: number, slot: number): number {
  const own = entryOf(slot, shortServerId);
  if (own !== Row.none) {
    return numberAt(own);
  }
  const everybody = entryOf(slot, Control.everybody);
  return controlNumber(slot, Control.owner) === shortServerId ? Right.owner : everybody === Row.none ? Right.none : numberAt(everybody);
}

/**
 * Whether the server of a link may do to an object instance what the right stands for (LwM2M 1.1 Core 8.1). The device
 * itself, link -1, and the Bootstrap-Server may do everything.
 * @param instanceId `Id.none` for the object, of which only `Right.create` is asked.
 */
export function isAllowed(link: number, objectId: number, instanceId: number, right: Right): boolean {
  if (right === Right.none || link < 0 || !isAccessControlled() || !hasAccount(link)) {
    return true;
  }
  const shortServerId = serverNumber(link, Server.shortServerId, 0);
  if (objectId !== ObjectId.accessControl) {
    const slot = findControl(objectId, instanceId);
    return slot !== Found.none && (rightsOf(shortServerId, slot) & right) !== 0;
  }
  // LwM2M 1.1 Core 8.1: every server may look at the rights, their owner alone manages them.
  return right === Right.read || (right !== Right.create && isOwner(shortServerId, instanceId));
}

function isOwner(shortServerId: number, instanceId: number): boolean {
  const slot = findInstance(findObject(ObjectId.accessControl), instanceId);
  return slot !== Found.none && controlNumber(slot, Control.owner) === shortServerId;
}
