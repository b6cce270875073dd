import { putDecimal, putText } from '../bytes/output';
import { releaseBody, takePayload } from '../coap/block1';
import { Code } from '../coap/code';
import { incoming } from '../coap/endpoint';
import { Field, message, pathSegments } from '../coap/message';
import { putLink, putParameter, putQuoted, startLinks } from '../format/link';
import { ContentFormat, Id, Level } from '../format/type';
import { findInstance, idOfInstance, instanceCount, instanceInOrder } from '../model/instances';
import { findDefinition, findObject, Found, idOfObject, objectCount, ObjectId, objectInOrder, resourceRow } from '../model/objects';
import { isPresent, numberAt, Row, texts, textSizeAt, textStart } from '../model/values';
import { isBootstrapAccount, registeredVersion, Security, Server } from './accounts';
import { finishBootstrap, isBootstrapSession, noteBootstrapCommand } from './bootstrap';
import { removeInstance, removeInstances } from './bootstrap-delete';
import { bootstrapWrite } from './bootstrap-write';
import { isConsistent } from './consistency';
import { findFormat, representsMany } from './formats';
import { hasVersion, putVersionIn } from './links';
import { Observation } from './observations';
import { chooseFormat, putTarget, targetContentFormat } from './read';
import { putContent, respond } from './reply';
import { receiveBlock } from './request';
import { readPath, Target, target } from './target';

/** Carrying out the requests of a Bootstrap-Server (LwM2M 1.1 Core 6.1.7, Transport 6.4.2). */
/** Carries out the request in `message`; outside of a session it is ignored. */
export function carryOutBootstrap(link: number): void {
  if (isBootstrapSession()) {
    noteBootstrapCommand();
    takePayload(incoming);
    const code = operate(link);
    releaseBody();
    if (code > 0) {
      respond(link, code);
    }
  }
}

/** Whether the path is /bs. */
function isFinishPath(): boolean {
  const start = pathSegments[0];
  return message[Field.pathCount] === 1 && pathSegments[1] - start === 2 && incoming[start] === 98 && incoming[start + 1] === 115;
}

/** @returns The code of a response without payload; 0 when there is one. */
function operate(link: number): number {
  const method = message[Field.code];
  if (method === Code.post) {
    return isFinishPath() ? finish() : Code.badRequest;
  }
  const malformed = readPath();
  let code = malformed === 0 ? 0 : Code.badRequest;
  target[Target.link] = -1;
  target[Target.object] = findObject(target[Target.objectId]);
  if (code === 0 && message[Field.block1] !== -1) {
    code = receiveBlock(link);
  }
  if (code !== 0) {
    return code;
  }
  if (method === Code.get) {
    return message[Field.accept] === ContentFormat.linkFormat ? discover(link) : read(link);
  }
  if (method === Code.put) {
    return write();
  }
  return method === Code.delete ? remove() : Code.methodNotAllowed;
}

/** Bootstrap-Finish (LwM2M 1.1 Core 6.1.7.7). */
function finish(): number {
  if (!isConsistent()) {
    return Code.notAcceptable;
  }
  finishBootstrap();
  return Code.changed;
}

/** Bootstrap-Write (LwM2M 1.1 Core 6.1.7.5). */
function write(): number {
  const contentFormat = message[Field.contentFormat];
  const level = target[Target.level];
  const format = findFormat(contentFormat);
  if (level === Level.root || level > Level.resource || target[Target.object] === Found.none) {
    return Code.badRequest;
  }
  if (format === undefined || (level < Level.resource && !representsMany(contentFormat))) {
    return contentFormat === -1 ? Code.badRequest : Code.unsupportedContentFormat;
  }
  const code = bootstrapWrite(format.reader);
  return code === 0 ? Code.changed : code;
}

/** Bootstrap-Delete (LwM2M 1.1 Core 6.1.7.6). */
function remove(): number {
  const level = target[Target.level];
  if (level === Level.root) {
    for (let i = 0; i < objectCount(); i++) {
      removeInstances(idOfObject(objectInOrder(i)));
    }
    return Code.deleted;
  }
  const object = target[Target.object];
  if (object === Found.none || level > Level.instance) {
    return Code.badRequest;
  }
  if (level === Level.object) {
    removeInstances(target[Target.objectId]);
    return Code.deleted;
  }
  const slot = findInstance(object, target[Target.instanceId]);
  return slot !== Found.none && removeInstance(object, slot) ? Code.deleted : Code.badRequest;
}

/** Bootstrap-Read (LwM2M 1.1 Core 6.1.7.4): of objects 1 and 2 alone. */
function read(link: number): number {
  const objectId = target[Target.objectId];
  const level = target[Target.level];
  if ((objectId !== ObjectId.server && objectId !== ObjectId.accessControl) || level > Level.instance) {
    return Code.methodNotAllowed;
  }
  const object = target[Target.object];
  target[Target.slot] = level === Level.object || object === Found.none ? Found.none : findInstance(object, target[Target.instanceId]);
  if (object === Found.none || (level === Level.instance && target[Target.slot] === Found.none)) {
    return Code.notFound;
  }
  const contentFormat = message[Field.accept] === -1 ? targetContentFormat() : message[Field.accept];
  if (!chooseFormat(contentFormat)) {
    return Code.notAcceptable;
  }
  return putContent(link, contentFormat, Observation.none, false, putTarget);
}

/** Bootstrap-Discover (LwM2M 1.1 Core 6.1.7.3). */
function discover(link: number): number {
  if (target[Target.level] > Level.object) {
    return Code.badRequest;
  }
  if (target[Target.level] === Level.object && target[Target.object] === Found.none) {
    return Code.notFound;
  }
  return putContent(link, ContentFormat.linkFormat, Observation.none, false, putBootstrapLinks);
}

/** Writes the version of the enabler, and the links of all instances of all objects, or of the one asked for. */
function putBootstrapLinks(): number {
  const enabler = registeredVersion(-1);
  startLinks();
  putLink(Level.root, Id.none, Id.none, Id.none, Id.none);
  putParameter('lwm2m');
  putText('1.');
  putDecimal(enabler - 10);
  for (let i = 0; i < objectCount(); i++) {
    const object = objectInOrder(i);
    const objectId = idOfObject(object);
    if (target[Target.level] === Level.root || target[Target.objectId] === objectId) {
      // The version of object 0 goes without saying (LwM2M 1.1.1 Core 6.2.1), which a registration never lists.
      const isTold = objectId !== ObjectId.security && hasVersion(enabler, object);
      if (instanceCount(object) === 0 || isTold) {
        putLink(Level.object, objectId, Id.none, Id.none, Id.none);
        if (isTold) {
          putVersionIn(enabler, object);
        }
      }
      for (let place = 0; place < instanceCount(object); place++) {
        const slot = instanceInOrder(object, place);
        putLink(Level.instance, objectId, idOfInstance(slot), Id.none, Id.none);
        putAccount(object, objectId, slot);
      }
    }
  }
  return 0;
}

function rowOf(object: number, slot: number, resource: number): number {
  const row = resourceRow(object, slot, findDefinition(object, resource));
  return isPresent(row) ? row : Row.none;
}

/** Writes which server an instance of object 0 or 1 belongs to, and where that is. */
function putAccount(object: number, objectId: number, slot: number): void {
  if (objectId <= ObjectId.server && !(objectId === ObjectId.security && isBootstrapAccount(slot))) {
    const row = rowOf(object, slot, objectId === ObjectId.security ? Security.shortServerId : Server.shortServerId);
    if (row !== Row.none) {
      putParameter('ssid');
      putDecimal(numberAt(row));
    }
  }
  const uri = objectId === ObjectId.security && registeredVersion(-1) > 10 ? rowOf(object, slot, Security.uri) : Row.none;
  if (uri !== Row.none) {
    putParameter('uri');
    putQuoted(texts, textStart(uri), textStart(uri) + textSizeAt(uri));
  }
}
