/**
 * The accounts of the servers that the scenario has started, as factory bootstrap: MOTE_SERVERS is a list of URIs,
 * MOTE_BOOTSTRAP the one of a bootstrap server. Without them there is the account of the board's settings.
 */
import { createInstance, Security, SecurityMode, Server, server, setBoolean, setNumber, setString } from '../../../src/client';
import { security } from '../../../src/objects/security';

const enum Account {
  /** Short Server IDs count from here. */
  firstServer = 101,
  /** The instance of the bootstrap server. */
  bootstrapInstance = 0,
}

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
  }
}
