import { readText } from 'runtime';
import { Config } from 'config';
import { idOfInstance, instanceCount, instanceInOrder } from '../model/instances';
import { findDefinition, findObject, Found, resourceRow } from '../model/objects';
import { isPresent, numberAt, Row, texts, textSizeAt, textStart } from '../model/values';

/**
 * Server accounts: an instance of object 0 (Security) and one of object 1 (Server) with the same Short Server ID
 * (LwM2M 1.1 Core 5.2.3). The account with the n-th Server instance has link n.
 */
const enum ObjectId {
  security = 0,
  server = 1,
}

/** Resources of object 0, LwM2M Security (LwM2M 1.1 Core E.1). */
export const enum Security {
  uri = 0,
  bootstrapServer = 1,
  mode = 2,
  identity = 3,
  serverPublicKey = 4,
  secretKey = 5,
  shortServerId = 10,
  clientHoldOffTime = 11,
}

/** Values of Security Mode. */
export const enum SecurityMode {
  preSharedKey = 0,
  rawPublicKey = 1,
  certificate = 2,
  noSec = 3,
}

/** Resources of object 1, LwM2M Server (LwM2M 1.1 Core E.2). */
export const enum Server {
  shortServerId = 0,
  /** Seconds; 0 is for ever. */
  lifetime = 1,
  /** Seconds. */
  defaultMinimumPeriod = 2,
  /** Seconds; 0 is none. */
  defaultMaximumPeriod = 3,
  disable = 4,
  /** Seconds. */
  disableTimeout = 5,
  notificationStoring = 6,
  binding = 7,
  registrationUpdateTrigger = 8,
  bootstrapRequestTrigger = 9,
  apnLink = 10,
  alertCode = 11,
  lastBootstrapped = 12,
  priorityOrder = 13,
  initialDelayTimer = 14,
  failureBlock = 15,
  bootstrapOnFailure = 16,
  communicationRetryCount = 17,
  /** Seconds. */
  communicationRetryTimer = 18,
  /** Seconds. */
  communicationSequenceDelayTimer = 19,
  communicationSequenceRetryCount = 20,
  trigger = 21,
  preferredTransport = 22,
  muteSend = 23,
}

/** How many accounts there are; at most `Config.servers`. */
export function accountCount(): number {
  const object = findObject(ObjectId.server);
  const count = object === Found.none ? 0 : instanceCount(object);
  return count < Config.servers ? count : Config.servers;
}

/** The row of a resource of the account's Server instance, or `Row.none` when it is not there. */
export function serverRow(link: number, resource: Server): number {
  const object = findObject(ObjectId.server);
  return link < accountCount() ? presentRow(object, instanceInOrder(object, link), resource) : Row.none;
}

function presentRow(object: number, slot: number, resource: number): number {
  const definition = findDefinition(object, resource);
  if (definition === Found.none) {
    return Row.none;
  }
  const row = resourceRow(object, slot, definition);
  return isPresent(row) ? row : Row.none;
}

/** A number of the account's Server instance; `otherwise` when the resource is not there. */
export function serverNumber(link: number, resource: Server, otherwise: number): number {
  const row = serverRow(link, resource);
  return row === Row.none ? otherwise : numberAt(row);
}

/** The link of a Server instance, by its slot; -1 when it has none. */
export function linkOfServer(slot: number): number {
  const object = findObject(ObjectId.server);
  for (let link = 0; link < accountCount(); link++) {
    if (instanceInOrder(object, link) === slot) {
      return link;
    }
  }
  return -1;
}

/** Default Minimum or Maximum Period of the server, in seconds. */
export function defaultPeriod(link: number, minimum: boolean): number {
  return serverNumber(link, minimum ? Server.defaultMinimumPeriod : Server.defaultMaximumPeriod, 0);
}

/** The row of a resource of the account's Security instance, or `Row.none` when it is not there. */
export function securityRow(link: number, resource: Security): number {
  const shortServerId = serverNumber(link, Server.shortServerId, 0);
  const object = findObject(ObjectId.security);
  for (let i = 0; object !== Found.none && i < instanceCount(object); i++) {
    const slot = instanceInOrder(object, i);
    const row = presentRow(object, slot, Security.shortServerId);
    if (row !== Row.none && numberAt(row) === shortServerId) {
      return presentRow(object, slot, resource);
    }
  }
  return Row.none;
}

/** The instance id of the account's Server instance. */
export function serverInstanceId(link: number): number {
  return idOfInstance(instanceInOrder(findObject(ObjectId.server), link));
}

/** Parts of the Server URI (LwM2M 1.1 Core E.1): coap://HOST[:PORT]. Set by `readServerUri`. */
let host = '';
let port = 0;

const scheme = 'coap://';

/**
 * Reads the URI of the account's server; `serverHost` and `serverPort` have its parts afterwards.
 * @returns false when it is not a URI that can be used: another scheme, no host, an impossible port.
 */
export function readServerUri(link: number): boolean {
  const row = securityRow(link, Security.uri);
  if (row === Row.none) {
    return false;
  }
  const end = textStart(row) + textSizeAt(row);
  let at = textStart(row) + scheme.length;
  if (at >= end || readText(texts, textStart(row), at) !== scheme) {
    return false;
  }
  const bracketed = texts[at] === 91; // [IPv6 address literal] (RFC 3986 3.2.2)
  const hostStart = bracketed ? at + 1 : at;
  at = hostStart;
  while (at < end && texts[at] !== (bracketed ? 93 : 58) && texts[at] !== 47) {
    at++;
  }
  host = readText(texts, hostStart, at);
  return at > hostStart && readPort(bracketed ? at + 1 : at, end);
}

function readPort(start: number, end: number): boolean {
  port = 5683; // RFC 7252 6.1
  if (start < end && texts[start] === 58) {
    port = 0;
    for (let at = start + 1; at < end && texts[at] !== 47 && port >= 0; at++) {
      const digit = texts[at] - 48;
      port = digit >= 0 && digit <= 9 && port < 65536 ? port * 10 + digit : -1;
    }
    return port > 0 && port < 65536;
  }
  return start >= end || texts[start] === 47;
}

export function serverHost(): string {
  return host;
}

export function serverPort(): number {
  return port;
}
