/**
 * The accounts of the servers that the scenario has started, as factory bootstrap: MOTE_SERVERS is a list of URIs,
 * MOTE_BOOTSTRAP the one of a bootstrap server. Without them there is the account of the board's settings.
 */
import { createInstance, Security, SecurityMode, Server, server, setBoolean, setNumber, setString } from '../../../src/client';
import { AccessControl, accessControl } from '../../../src/objects/access-control';
import { security } from '../../../src/objects/security';

const enum Account {
  /** Short Server IDs count from here. */
  firstServer = 101,
  /** The instance of the bootstrap server. */
  bootstrapInstance = 0,
}

/** Of object 2. */
const enum Control {
  /** In place of an instance: the right to create one. In place of an owner: no server. */
  none = 65535,
  /** The entry for every server that has none. */
  everybody = 0,
  execute = 4,
  readWriteExecute = 7,
  createRight = 16,
}

/** How many object instances access is controlled of. */
export const controlledInstances = 12;

function addSecurity(id: number, uri: string, isBootstrap: boolean): void {
  const account = createInstance(security, id);
  if (account !== undefined) {
    setString(account, Security.uri, uri);
    setBoolean(account, Security.bootstrapServer, isBootstrap);
    setNumber(account, Security.mode, SecurityMode.noSec);
    if (!isBootstrap) {
      setNumber(account, Security.shortServerId, Account.firstServer + id);
    }
  }
}

function addTerms(id: number, lifetime: number): void {
  const terms = createInstance(server, id);
  if (terms !== undefined) {
    setNumber(terms, Server.shortServerId, Account.firstServer + id);
    setNumber(terms, Server.lifetime, lifetime);
    setBoolean(terms, Server.notificationStoring, true);
    setString(terms, Server.binding, 'U');
  }
}

/** Says who owns an instance, and what servers may do to it that have no entry of their own. */
function control(id: number, objectId: number, instanceId: number, owner: number, rights: number): void {
  const instance = createInstance(accessControl, id);
  if (instance !== undefined) {
    setNumber(instance, AccessControl.objectId, objectId);
    setNumber(instance, AccessControl.objectInstanceId, instanceId);
    setNumber(instance, AccessControl.acl, rights, Control.everybody);
    setNumber(instance, AccessControl.accessControlOwner, owner);
  }
}

/** The rights on what the device is made of, once there are several servers: everybody may use it, and trigger Updates. */
function addRights(accounts: number): void {
  control(0, 3, 0, Control.none, Control.readWriteExecute);
  control(1, 19, 0, Control.none, Control.readWriteExecute);
  control(2, 3442, 0, Control.none, Control.readWriteExecute);
  control(3, 3442, Control.none, Control.none, Control.createRight);
  for (let id = 0; id < accounts; id++) {
    control(4 + id, 1, id, Account.firstServer + id, Control.execute);
  }
}

/** Makes the accounts. @param lifetime Of the registrations, in seconds. */
export function addAccounts(lifetime: number): void {
  const bootstrap = process.env.MOTE_BOOTSTRAP;
  const servers = process.env.MOTE_SERVERS;
  if (bootstrap !== undefined) {
    addSecurity(Account.bootstrapInstance, bootstrap, true);
  }
  if (servers !== undefined) {
    const uris = servers.split(' ');
    for (let id = 0; id < uris.length; id++) {
      addSecurity(id, uris[id], false);
      addTerms(id, lifetime);
    }
    addRights(uris.length);
  }
}
