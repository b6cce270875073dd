import { newInt32s } from 'runtime';
import { Config } from 'config';
import { Ascii } from '../bytes/ascii';
import { instanceCount, instanceInOrder } from '../model/instances';
import { findDefinition, findObject, Found, ObjectId, resourceRow } from '../model/objects';
import { isPresent, numberAt, Row, texts, textSizeAt, textStart } from '../model/values';
import { forgetOwner } from './attributes';

/**
 * Server accounts: an instance of object 0 (Security) and one of object 1 (Server) with the same Short Server ID
 * (LwM2M 1.1 Core 5.2.3).
 */
/** Resources of object 0, LwM2M Security (LwM2M 1.1 Core E.1). */
export const enum Security {
  uri = 0,
  bootstrapServer = 1,
  mode = 2,
  identity = 3,
  serverPublicKey = 4,
  secretKey = 5,
  shortServerId = 10,
  /** Seconds. */
  clientHoldOffTime = 11,
  /** Seconds; 0 is for ever. */
  bootstrapAccountTimeout = 12,
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
/** The Short Server ID of the account that has, or had last, each link. */
const shortServerIds = /* @__PURE__ */ newInt32s(Config.servers);
/** The version that the link registers with, or is registered with: 10, 11 or 12. */
const versions = /* @__PURE__ */ newInt32s(Config.servers);

/**
 * Gives each account its link: the one it had before, otherwise a free one by ascending id of the Server instance.
 * A link that is given to another account has none of what the former server has set.
 */
export function linkAccounts(): void {
  const server = findObject(ObjectId.server);
  const count = server === Found.none ? 0 : instanceCount(server);
  for (let link = 0; link < Config.servers; link++) {
    serverSlots[link] = Found.none;
    securitySlots[link] = Found.none;
  }
  for (let place = 0; place < count; place++) {
    const slot = instanceInOrder(server, place);
    const link = linkOfShortServerId(slotNumber(slot, Server.shortServerId));
    if (link >= 0) {
      linkAccount(link, slot);
    }
  }
  for (let place = 0; place < count; place++) {
    const slot = instanceInOrder(server, place);
    const link = linkOfServer(slot) < 0 ? linkOfServer(Found.none) : -1;
    if (link >= 0) {
      forgetOwner(link);
      versions[link] = Config.version;
      linkAccount(link, slot);
    }
  }
}

/** The free link that an account with this Short Server ID had before; -1 when there is none. */
function linkOfShortServerId(shortServerId: number): number {
  let link = Config.servers - 1;
  while (link >= 0 && (serverSlots[link] !== Found.none || shortServerIds[link] !== shortServerId || shortServerId === 0)) {
    link--;
  }
  return link;
}

function linkAccount(link: number, slot: number): void {
  shortServerIds[link] = slotNumber(slot, Server.shortServerId);
  serverSlots[link] = slot;
  securitySlots[link] = findSecurity(shortServerIds[link]);
}

/** A number of a Server instance, or 0. */
function slotNumber(slot: number, resource: Server): number {
  const row = presentRow(ObjectId.server, slot, resource);
  return row === Row.none ? 0 : numberAt(row);
}

/** The slot of the Security instance with this Short Server ID, or `Found.none`. */
function findSecurity(shortServerId: number): number {
  const security = findObject(ObjectId.security);
  const count = security === Found.none ? 0 : instanceCount(security);
  for (let i = 0; i < count; i++) {
    const slot = instanceInOrder(security, i);
    const row = presentRow(ObjectId.security, slot, Security.shortServerId);
    if (row !== Row.none && numberAt(row) === shortServerId && !isBootstrapAccount(slot)) {
      return slot;
    }
  }
  return Found.none;
}

/** Whether a Security instance, by its slot, is the account of the Bootstrap-Server. */
export function isBootstrapAccount(slot: number): boolean {
  const row = presentRow(ObjectId.security, slot, Security.bootstrapServer);
  return row !== Row.none && numberAt(row) === 1;
}

/** The slot of the Bootstrap-Server's account, a Security instance alone (LwM2M 1.1 Core 6.1.2); `Found.none` without. */
export function bootstrapAccount(): number {
  const security = findObject(ObjectId.security);
  const count = security === Found.none ? 0 : instanceCount(security);
  for (let i = 0; i < count; i++) {
    if (isBootstrapAccount(instanceInOrder(security, i))) {
      return instanceInOrder(security, i);
    }
  }
  return Found.none;
}

/** Gives a link to the Bootstrap-Server's account until `linkAccounts` is called: the servers are left meanwhile. */
export function linkBootstrapAccount(link: number): void {
  serverSlots[link] = Found.none;
  securitySlots[link] = bootstrapAccount();
}

/** Whether there is an account, of a server or of the Bootstrap-Server. */
export function hasAnyAccount(): boolean {
  const server = findObject(ObjectId.server);
  return (server !== Found.none && instanceCount(server) > 0) || bootstrapAccount() !== Found.none;
}

/** How many LwM2M servers the client has an account of. */
export function accountCount(): number {
  let count = 0;
  for (let link = 0; link < Config.servers; link++) {
    count += hasAccount(link) ? 1 : 0;
  }
  return count;
}

/** The version of the enabler that the server of a link is registered with, 10, 11 or 12; of the device itself, -1. */
export function registeredVersion(link: number): number {
  return link < 0 ? Config.version : versions[link];
}

/** Falls back to the next lower version (LwM2M 1.1 Core 6.2.1: 4.12). @returns false when there is none. */
export function lowerVersion(link: number): boolean {
  const lower = versions[link] > 10;
  versions[link] -= lower ? 1 : 0;
  return lower;
}

/** Whether the server is registered in queue mode: Binding has the letter Q (LwM2M 1.0.2 5.3.1.1). */
export function isQueueMode(link: number): boolean {
  const row = Config.queueMode === 1 ? serverRow(link, Server.binding) : Row.none;
  const end = row === Row.none ? 0 : textStart(row) + textSizeAt(row);
  let at = row === Row.none ? 0 : textStart(row);
  while (at < end && texts[at] !== Ascii.upperQ) {
    at++;
  }
  return at < end;
}

/** The slot of the account's Server instance; `Found.none` without. */
export function serverSlot(link: number): number {
  return serverSlots[link];
}

/** Whether the link has an account. */
export function hasAccount(link: number): boolean {
  return serverSlots[link] !== Found.none;
}

/** The link of the account with this Server instance, by its slot; -1 when it has none. That of no slot is a free one. */
export function linkOfServer(slot: number): number {
  for (let link = 0; link < Config.servers; link++) {
    if (serverSlots[link] === slot) {
      return link;
    }
  }
  return -1;
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

/** The slot of the Server instance with this Short Server ID, or `Found.none`. */
function findServer(shortServerId: number): number {
  const server = findObject(ObjectId.server);
  for (let place = 0; place < instanceCount(server); place++) {
    const slot = instanceInOrder(server, place);
    if (slotNumber(slot, Server.shortServerId) === shortServerId) {
      return slot;
    }
  }
  return Found.none;
}

/** The slot of the Server instance that belongs to a Security instance, by its slot; `Found.none` without. */
export function serverOfSecurity(slot: number): number {
  const row = presentRow(ObjectId.security, slot, Security.shortServerId);
  return row === Row.none || isBootstrapAccount(slot) ? Found.none : findServer(numberAt(row));
}

/**
 * Takes the account of a link away if its Server instance is gone.
 * @returns Its Short Server ID; 0 when there was no account, or it is still there.
 */
export function takeLostAccount(link: number): number {
  const id = shortServerIds[link];
  if (id === 0 || findServer(id) !== Found.none) {
    return 0;
  }
  shortServerIds[link] = 0;
  return id;
}

/** The Short Server ID of the account; 0 without. */
export function shortServerId(link: number): number {
  return serverNumber(link, Server.shortServerId, 0);
}

/** The Short Server ID of the account that has the link, or had it last: also while the Bootstrap-Server has it. */
export function lastShortServerId(link: number): number {
  return shortServerIds[link];
}

/** A number of the account's Server instance; `otherwise` when the resource is not there. */
export function serverNumber(link: number, resource: Server, otherwise: number): number {
  const row = serverRow(link, resource);
  return row === Row.none ? otherwise : numberAt(row);
}

