import { newInt32s, readText } from 'runtime';
import { Config } from 'config';
import { instanceCount, instanceInOrder } from '../model/instances';
import { findDefinition, findObject, Found, resourceRow } from '../model/objects';
import { isPresent, numberAt, Row, texts, textSizeAt, textStart } from '../model/values';

/**
 * Server accounts: an instance of object 0 (Security) and one of object 1 (Server) with the same Short Server ID
 * (LwM2M 1.1 Core 5.2.3).
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

/** The slots of each account's Server and Security instance; `Found.none` where there is no account. */
const serverSlots = /* @__PURE__ */ newInt32s(Config.servers);
const securitySlots = /* @__PURE__ */ newInt32s(Config.servers);

/**
 * Gives each account its link, by ascending id of the Server instance: the link stays the account's until this is
 * called again.
 */
export function linkAccounts(): void {
  const server = findObject(ObjectId.server);
  for (let link = 0; link < Config.servers; link++) {
    const exists = server !== Found.none && link < instanceCount(server);
    serverSlots[link] = exists ? instanceInOrder(server, link) : Found.none;
    securitySlots[link] = exists ? findSecurity(serverNumber(link, Server.shortServerId, 0)) : Found.none;
  }
}

/** The Security instance with this Short Server ID. */
function findSecurity(shortServerId: number): number {
  const security = findObject(ObjectId.security);
  const count = security === Found.none ? 0 : instanceCount(security);
  for (let i = 0; i < count; i++) {
    const slot = instanceInOrder(security, i);
    const row = presentRow(ObjectId.security, slot, Security.shortServerId);
    if (row !== Row.none && numberAt(row) === shortServerId) {
      return slot;
    }
  }
  return Found.none;
}

/** Whether the link has an account. */
export function hasAccount(link: number): boolean {
  return serverSlots[link] !== Found.none;
}

/** The link of the account with this Server instance, by its slot; -1 when it has none. */
export function linkOfServer(slot: number): number {
  let link = Config.servers - 1;
  while (link >= 0 && serverSlots[link] !== slot) {
    link--;
  }
  return link;
}

/** The row of a resource of an instance, or `Row.none` when it is not there. */
function presentRow(objectId: ObjectId, slot: number, resource: number): number {
  const object = findObject(objectId);
  const definition = slot === Found.none ? Found.none : findDefinition(object, resource);
  if (definition === Found.none) {
    return Row.none;
  }
  const row = resourceRow(object, slot, definition);
  return isPresent(row) ? row : Row.none;
}

/** The row of a resource of the account's Server instance, or `Row.none` when it is not there. */
export function serverRow(link: number, resource: Server): number {
  return presentRow(ObjectId.server, serverSlots[link], resource);
}

/** The row of a resource of the account's Security instance, or `Row.none` when it is not there. */
export function securityRow(link: number, resource: Security): number {
  return presentRow(ObjectId.security, securitySlots[link], resource);
}

/** A number of the account's Server instance; `otherwise` when the resource is not there. */
export function serverNumber(link: number, resource: Server, otherwise: number): number {
  const row = serverRow(link, resource);
  return row === Row.none ? otherwise : numberAt(row);
}

/** Default Minimum or Maximum Period of the server, in seconds. */
export function defaultPeriod(link: number, minimum: boolean): number {
  return serverNumber(link, minimum ? Server.defaultMinimumPeriod : Server.defaultMaximumPeriod, 0);
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
  const closed = !bracketed || (at < end && texts[at] === 93);
  return closed && at > hostStart && readPort(bracketed ? at + 1 : at, end);
}

/** @returns false when what follows the host is neither a port from 1 to 65535 nor a path. */
function readPort(start: number, end: number): boolean {
  let at = start;
  port = 5683; // RFC 7252 6.1: also when the port is empty
  if (at < end && texts[at] === 58) {
    at++;
    if (at < end && texts[at] !== 47) {
      port = 0;
    }
    while (at < end && texts[at] >= 48 && texts[at] <= 57 && port < 65536) {
      port = port * 10 + texts[at] - 48;
      at++;
    }
  }
  return port > 0 && port < 65536 && (at >= end || texts[at] === 47);
}

export function serverHost(): string {
  return host;
}

export function serverPort(): number {
  return port;
}
