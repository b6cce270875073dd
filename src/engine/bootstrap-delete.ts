import { Callback, hasObjectCallback } from '../model/callbacks';
import { instanceCount, instanceInOrder } from '../model/instances';
import { findObject, Found, idOfObject, ObjectId } from '../model/objects';
import { isBootstrapAccount, serverOfSecurity } from './accounts';
import { deleteInstance } from './resources';

/**
 * What a Bootstrap-Server deletes (LwM2M 1.1 Core 6.1.7.6). Its own account and Device stay; so do instances that stand
 * for what the device is made of, which no server could delete either.
 */
function isDeletable(object: number, slot: number): boolean {
  const objectId = idOfObject(object);
  return objectId <= ObjectId.accessControl
    ? objectId !== ObjectId.security || !isBootstrapAccount(slot)
    : hasObjectCallback(object, Callback.delete);
}

/** Deletes an instance; with that of Security, that of Server. @returns false when it is one that stays. */
export function removeInstance(object: number, slot: number): boolean {
  const deletable = isDeletable(object, slot);
  if (deletable) {
    const server = idOfObject(object) === ObjectId.security ? serverOfSecurity(slot) : Found.none;
    deleteInstance(object, slot);
    if (server !== Found.none) {
      deleteInstance(findObject(ObjectId.server), server);
    }
  }
  return deletable;
}

/** Deletes all instances of an object but those that stay. */
export function removeInstances(objectId: number): void {
  const object = findObject(objectId);
  const count = object === Found.none ? 0 : instanceCount(object);
  for (let place = count - 1; place >= 0; place--) {
    removeInstance(object, instanceInOrder(object, place));
  }
}
