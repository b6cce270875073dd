/**
 * The LwM2M client, as an application sees it. In a few lines:
 *
 *     addClient(board);                                        // time, events, and objects 0, 1 and 3
 *     addLightControl(1);                                      // and those of the application
 *     onWrite(lightControl, Light.onOff, switchLamp);          // what the device does
 *     createLight(0);
 *     startClient(board, onEvent);                             // register, and stay registered
 */
import { asciiAt, textSize, writeText } from 'runtime';
import { Config } from 'config';
import type { Board, Settings } from './board';
import { incoming } from './coap/endpoint';
import { wipe } from './crypto/wipe';
import { createInstance, setBoolean, setNumber, setOpaque, setString } from './engine/application';
import { hasAnyAccount, Security, SecurityMode, Server } from './engine/accounts';
import { startEngine } from './engine/engine';
import { startBootstrap } from './engine/bootstrap';
import { takeAccountsChanged } from './engine/changes';
import { type EventCallback, tellEventsTo } from './engine/events';
import { restoreAttributes, restoreProvisioning, startProvisioning } from './engine/provisioning';
import { startRegistrations } from './engine/registration';
import { requestUpdate } from './engine/registration-state';
import { addObject } from './model/objects';
import { addDevice } from './objects/device';
import { security } from './objects/security';
import { addServer, server } from './objects/server';

export {
  createInstance,
  deleteInstance,
  deleteResourceInstance,
  getBoolean,
  getInstance,
  getNumber,
  getOpaque,
  getString,
  type Instance,
  instanceId,
  type InstanceOf,
  onChanged,
  onCreate,
  onDelete,
  onExecute,
  onRead,
  onValidate,
  onWrite,
  setBoolean,
  setNumber,
  setOpaque,
  setString,
} from './engine/application';
export { Security, SecurityMode, Server } from './engine/accounts';
export { Answer } from './engine/answer';
export { complete, currentRequest } from './engine/deferred';
export { onButton, stop as stopClient } from './engine/engine';
export { ClientEvent } from './engine/events';
export { after, cancel, every } from './engine/jobs';
export { acceptsRequests as isRegistered } from './engine/registration-state';
export { addToSend, beginSend, endSend, type SendCallback } from './engine/send';
export type { Description } from './model/description';
export { addObject } from './model/objects';
export { server } from './objects/server';
export { startShell } from './shell/shell';

const enum Account {
  shortServerId = 1,
  /** Instances of the accounts. */
  server = 0,
  bootstrap = 1,
  /** What tells coaps from coap. */
  letterS = 115,
}

/**
 * Adds the objects that every client has: Security, Server and Device. Comes before all else.
 * @returns The Device instance, for the application to say what it is.
 */
export function addClient(board: Board): ReturnType<typeof addDevice> {
  startEngine(board);
  addObject(security, Config.servers + Config.bootstrap);
  addServer(Config.servers);
  return addDevice(board);
}

/** Reads hexadecimal digits into `incoming`. @returns Bytes read. */
function readHex(text: string): number {
  const size = textSize(text) >>> 1;
  for (let i = 0; i < 2 * size; i++) {
    const digit = asciiAt(text, i);
    incoming[i >>> 1] = ((incoming[i >>> 1] << 4) | ((digit & 15) + (digit > 57 ? 9 : 0))) & 255;
  }
  return size;
}

/** Makes a Security instance: with the pre-shared key of the settings for coaps, otherwise NoSec. */
function addSecurity(id: number, uri: string, isBootstrap: boolean, settings: Settings): void {
  const account = createInstance(security, id);
  if (account !== undefined) {
    setString(account, Security.uri, uri);
    setBoolean(account, Security.bootstrapServer, isBootstrap);
    setNumber(account, Security.mode, SecurityMode.noSec);
    if (Config.dtls === 1 && asciiAt(uri, 4) === Account.letterS) {
      setNumber(account, Security.mode, SecurityMode.preSharedKey);
      if (settings.identity !== undefined && settings.key !== undefined) {
        writeText(settings.identity, incoming, 0);
        setOpaque(account, Security.identity, incoming, textSize(settings.identity));
        setOpaque(account, Security.secretKey, incoming, readHex(settings.key));
        wipe(incoming, 0, Config.messageBytes);
      }
    }
    if (!isBootstrap) {
      setNumber(account, Security.shortServerId, Account.shortServerId);
    }
  }
}

/** Factory bootstrap (LwM2M 1.1 Core 6.1.5): makes the accounts that the board's settings name. */
function addAccounts(settings: Settings): void {
  const terms = settings.server === '' ? undefined : createInstance(server, Account.server);
  if (terms !== undefined) {
    addSecurity(Account.server, settings.server, false, settings);
    setNumber(terms, Server.shortServerId, Account.shortServerId);
    setNumber(terms, Server.lifetime, settings.lifetime);
    setBoolean(terms, Server.notificationStoring, true);
    setString(terms, Server.binding, settings.binding === undefined ? 'U' : settings.binding);
  }
  if (Config.bootstrap === 1 && settings.bootstrap !== undefined) {
    addSecurity(Account.bootstrap, settings.bootstrap, true, settings);
  }
}

/**
 * Starts the client, for the first time or after `stopClient`: it registers with the server of the board's settings,
 * and stays registered.
 * @param onEvent Told of the registration's fate.
 */
export function startClient(board: Board, onEvent: EventCallback): void {
  const settings = board.settings();
  if (Config.provisioning + Config.bootstrap > 0) {
    startProvisioning(board, settings);
  }
  const isRestored = Config.provisioning === 1 && restoreProvisioning();
  if (!isRestored && !hasAnyAccount()) {
    addAccounts(settings);
  }
  if (Config.writeAttributes === 1 && isRestored) {
    restoreAttributes();
  }
  takeAccountsChanged();
  tellEventsTo(onEvent);
  if (Config.bootstrap === 1) {
    startBootstrap(settings);
  }
  startRegistrations(settings);
}

/** Sends an Update to all servers now. */
export function updateRegistration(): void {
  for (let link = 0; link < Config.servers; link++) {
    requestUpdate(link);
  }
}
