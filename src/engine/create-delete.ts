import { Config } from 'config';
import { decimalSize, putDecimal } from '../bytes/output';
import { Code, Option } from '../coap/code';
import { putOption } from '../coap/encode';
import { Field, message } from '../coap/message';
import { Level } from '../format/type';
import { Callback, callObjectCallbacks, hasObjectCallback } from '../model/callbacks';
import { hasMultipleInstances, Operations, resourceOperations } from '../model/description';
import { descriptionOf } from '../model/objects';
import { isAccessControlled } from './access';
import { Handled } from './deferred';
import { findFormat, representsMany } from './formats';
import { hasRoomToOwn, ownInstance } from './ownership';
import { putBlock1, startResponse } from './reply';
import { deleteInstance, deleteResourceInstance } from './resources';
import { Target, target } from './target';
import { checkWrite, createdCount, createdId, Mode, storeWrite } from './write';

/** Create and Delete. */

/** Create (LwM2M 1.1 Core 6.3.6): all the instances of the payload, or none. */
export function create(link: number): number {
  const object = target[Target.object];
  if (!hasObjectCallback(object, Callback.create)) {
    return Code.methodNotAllowed;
  }
  const format = findFormat(message[Field.contentFormat]);
  if (format === undefined || !representsMany(message[Field.contentFormat])) {
    return message[Field.contentFormat] === -1 ? Code.badRequest : Code.unsupportedContentFormat;
  }
  const code = checkWrite(format.reader, Mode.create);
  if (code !== 0) {
    return code;
  }
  if (!hasMultipleInstances(descriptionOf(object)) && createdId(0) !== 0) {
    return Code.badRequest;
  }
  const isOwned = Config.accessControl === 1 && isAccessControlled();
  if (isOwned && !hasRoomToOwn(createdCount())) {
    return Code.serviceUnavailable;
  }
  const refused = storeWrite(format.reader);
  if (refused !== 0) {
    return refused;
  }
  for (let i = 0; isOwned && i < createdCount(); i++) {
    ownInstance(target[Target.objectId], createdId(i), link);
  }
  startResponse(link, Code.created);
  if (createdCount() === 1) {
    putLocationId(target[Target.objectId]);
    putLocationId(createdId(0));
  }
  putBlock1();
  return Handled.replied;
}

function putLocationId(id: number): void {
  putOption(Option.locationPath, decimalSize(id));
  putDecimal(id);
}

/** Delete (LwM2M 1.1 Core 6.3.7), of an instance or of a resource instance (LwM2M 1.2 Core 6.3.7). */
export function remove(): number {
  const object = target[Target.object];
  if (target[Target.level] === Level.resourceInstance) {
    return removeValue(object, target[Target.slot], target[Target.definition]);
  }
  if (target[Target.level] !== Level.instance || !hasObjectCallback(object, Callback.delete)) {
    return Code.methodNotAllowed;
  }
  const answer = callObjectCallbacks(object, Callback.delete, target[Target.slot]);
  if (answer > 0) {
    return answer;
  }
  deleteInstance(object, target[Target.slot]);
  return Code.deleted;
}

/** Deletes the resource instance that `target` names. */
function removeValue(object: number, slot: number, definition: number): number {
  if ((resourceOperations(descriptionOf(object), definition) & Operations.write) === 0) {
    return Code.methodNotAllowed;
  }
  deleteResourceInstance(object, slot, definition, target[Target.resourceInstanceId]);
  return Code.deleted;
}
