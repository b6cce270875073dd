import { onDelete } from '../engine/application';
import { Answer } from '../engine/answer';
import { Type } from '../format/type';
import { describe } from '../model/describe';
import { Operations } from '../model/description';
import { addObject } from '../model/objects';

/** Resources of object 2, LwM2M Access Control (OMA registry, version 1.1). */
export const enum AccessControl {
  /** 1 to 65534 */
  objectId = 0,
  /** 0 to 65535 */
  objectInstanceId = 1,
  /** 0 to 31 */
  acl = 2,
  /** 0 to 65535 */
  accessControlOwner = 3,
}

/**
 * Object 2, LwM2M Access Control (LwM2M 1.1 Core E.3). With more than one server, each may do to an instance of another
 * object what the instance here that names it grants; a device with several servers makes those for its own instances:
 * `createInstance` and `setNumber`.
 */
export const accessControl = describe({
  id: 2,
  version: '1.1',
  multiple: true,
  resources: {
    [AccessControl.objectId]: { type: Type.integer, operations: Operations.read, mandatory: true, range: [1, 65534] },
    [AccessControl.objectInstanceId]: { type: Type.integer, operations: Operations.read, mandatory: true, range: [0, 65535] },
    [AccessControl.acl]: { type: Type.integer, operations: Operations.readWrite, multiple: true, range: [0, 31] },
    [AccessControl.accessControlOwner]: { type: Type.integer, operations: Operations.readWrite, mandatory: true, range: [0, 65535] },
  },
});

function allowDelete(): Answer {
  return Answer.done;
}

/** Adds the object. @param maxInstances How many object instances access can be controlled of. */
export function addAccessControl(maxInstances: number): void {
  addObject(accessControl, maxInstances);
  onDelete(accessControl, allowDelete);
}
