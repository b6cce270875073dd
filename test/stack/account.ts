/** Makes the account of a server: an instance of object 0 and one of object 1, without security. */
import { createInstance, Security, SecurityMode, server, Server, setBoolean, setNumber, setString } from '../../src/client';
import type { InstanceOf } from '../../src/engine/application';
import { security } from '../../src/objects/security';

export interface Account {
  readonly securityInstance: number;
  readonly serverInstance: number;
  readonly uri: string;
  readonly shortServerId: number;
  /** Seconds. */
  readonly lifetime: number;
}

/** @returns The instance of object 1, for terms of the test's own. */
export function addAccount({ securityInstance, serverInstance, uri, shortServerId, lifetime }: Account): InstanceOf<typeof server> {
  const account = createInstance(security, securityInstance);
  const terms = createInstance(server, serverInstance);
  if (account === undefined || terms === undefined) throw new Error('no room for the account');
  setString(account, Security.uri, uri);
  setBoolean(account, Security.bootstrapServer, false);
  setNumber(account, Security.mode, SecurityMode.noSec);
  setNumber(account, Security.shortServerId, shortServerId);
  setNumber(terms, Server.shortServerId, shortServerId);
  setNumber(terms, Server.lifetime, lifetime);
  setBoolean(terms, Server.notificationStoring, true);
  setString(terms, Server.binding, 'U');
  return terms;
}
