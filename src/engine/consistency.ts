import { Config } from 'config';
import { Id } from '../format/type';
import { instanceCount, instanceInOrder } from '../model/instances';
import { findDefinition, findObject, Found, ObjectId, resourceRow } from '../model/objects';
import { isPresent, numberAt, Row, textSizeAt } from '../model/values';
import { isBootstrapAccount, Security, SecurityMode, Server } from './accounts';
import { readServerUri } from './server-uri';

/** Whether what a Bootstrap-Server has written makes accounts that can be used (LwM2M 1.1 Core 6.1.7.7). */
const enum ShortServerId {
  none = 0,
}

function rowOf(object: number, slot: number, resource: number): number {
  const definition = findDefinition(object, resource);
  const row = definition === Found.none ? Row.none : resourceRow(object, slot, definition);
  return row !== Row.none && isPresent(row) ? row : Row.none;
}

/** The Short Server ID of an instance of either object. */
function shortServerIdOf(object: number, slot: number, resource: number): number {
  const row = rowOf(object, slot, resource);
  return row === Row.none ? ShortServerId.none : numberAt(row);
}

/** How many instances of an object, the account of the Bootstrap-Server apart, have a Short Server ID. */
function countOf(objectId: ObjectId, shortServerId: number): number {
  const object = findObject(objectId);
  const resource = objectId === ObjectId.security ? Security.shortServerId : Server.shortServerId;
  let count = 0;
  for (let place = 0; place < instanceCount(object); place++) {
    const slot = instanceInOrder(object, place);
    const counts = objectId === ObjectId.server || !isBootstrapAccount(slot);
    count += counts && shortServerIdOf(object, slot, resource) === shortServerId ? 1 : 0;
  }
  return count;
}

/** Whether the Short Server ID is one, and is that of one account: one instance of each object. */
function isAccount(shortServerId: number): boolean {
  return (
    shortServerId > ShortServerId.none &&
    shortServerId < Id.none &&
    countOf(ObjectId.security, shortServerId) === 1 &&
    countOf(ObjectId.server, shortServerId) === 1
  );
}

/** Whether there is a text, and it is not empty. */
function hasText(object: number, slot: number, resource: number): boolean {
  const row = rowOf(object, slot, resource);
  return row !== Row.none && textSizeAt(row) > 0;
}

/**
 * Whether the Security Mode is one of this client, and the account has what it takes: a URI of that scheme and, for a
 * pre-shared key, identity and key. Such an account is complete, although an image without DTLS cannot use it.
 */
function isModeSound(object: number, slot: number): boolean {
  const uri = rowOf(object, slot, Security.uri);
  const row = rowOf(object, slot, Security.mode);
  const mode: number = row === Row.none ? SecurityMode.certificate : numberAt(row);
  const keyed = mode === SecurityMode.preSharedKey && hasText(object, slot, Security.identity) && hasText(object, slot, Security.secretKey);
  return (mode === SecurityMode.noSec || keyed) && readServerUri(uri, mode);
}

/** Whether there are resources 0, 1 and 2, they go together, and it is an account's. */
function isSecuritySound(object: number, slot: number): boolean {
  return (
    isModeSound(object, slot) &&
    rowOf(object, slot, Security.bootstrapServer) !== Row.none &&
    (isBootstrapAccount(slot) || isAccount(shortServerIdOf(object, slot, Security.shortServerId)))
  );
}

function isServerSound(object: number, slot: number): boolean {
  return (
    rowOf(object, slot, Server.lifetime) !== Row.none &&
    rowOf(object, slot, Server.notificationStoring) !== Row.none &&
    rowOf(object, slot, Server.binding) !== Row.none &&
    isAccount(shortServerIdOf(object, slot, Server.shortServerId))
  );
}

/**
 * Whether there is a server at least, every instance of objects 0 and 1 is complete and belongs to one account, and the
 * client has one Bootstrap-Server at most. Several servers need access control.
 */
export function isConsistent(): boolean {
  const security = findObject(ObjectId.security);
  const server = findObject(ObjectId.server);
  let bootstraps = 0;
  let sound = instanceCount(server) > 0;
  for (let place = 0; place < instanceCount(security); place++) {
    const slot = instanceInOrder(security, place);
    bootstraps += isBootstrapAccount(slot) ? 1 : 0;
    sound = sound && isSecuritySound(security, slot);
  }
  for (let place = 0; place < instanceCount(server); place++) {
    sound = sound && isServerSound(server, instanceInOrder(server, place));
  }
  const controlled = Config.accessControl === 1 || instanceCount(server) === 1;
  return sound && bootstraps <= 1 && controlled;
}
