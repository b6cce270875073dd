/**
 * The accounts of a configuration; at coaps with MOTE_IDENTITY and MOTE_KEY, in hexadecimal. MOTE_SERVERS is a list of URIs,
 * MOTE_SERVER one of them alone, MOTE_BOOTSTRAP the URI of a bootstrap server.
 * MOTE_BINDING is the servers' binding, U unless told, or UQ when MOTE_QUEUE_MODE is 1.
 */
import { createInstance, type InstanceOf, Security, SecurityMode, Server, server, setBoolean, setNumber, setOpaque, setString } from '../../../src/client';
import { AccessControl, accessControl } from '../../../src/objects/access-control';
import { security } from '../../../src/objects/security';

const enum Rights {
  /** Read, Write, Execute and Delete. */
  all = 15,
  /** Owner of what the bootstrap server manages (LwM2M 1.1 Core E.3). */
  bootstrap = 65535,
}

/** Instance of the bootstrap server's account (C.13, C.14). */
const bootstrapInstance = 1;

function addKey(account: InstanceOf<typeof security>, uri: string): void {
  const identity = process.env.MOTE_IDENTITY;
  const key = process.env.MOTE_KEY;
  if (uri.indexOf('coaps:') === 0 && identity !== undefined && key !== undefined) {
    const bytes = Buffer.from(key, 'hex');
    setNumber(account, Security.mode, SecurityMode.preSharedKey);
    setOpaque(account, Security.identity, Buffer.from(identity), Buffer.byteLength(identity));
    setOpaque(account, Security.secretKey, bytes, bytes.length);
  }
}

function addSecurity(id: number, uri: string, shortServerId: number): void {
  const account = createInstance(security, id);
  if (account !== undefined) {
    setString(account, Security.uri, uri);
    setBoolean(account, Security.bootstrapServer, shortServerId === 0);
    setNumber(account, Security.mode, SecurityMode.noSec);
    addKey(account, uri);
    if (shortServerId !== 0) {
      setNumber(account, Security.shortServerId, shortServerId);
    }
  }
}

/** SRV-MIN, and what SRV-EXT has beside it: default periods and Disable Timeout. */
function addTerms(id: number, shortServerId: number, lifetime: number, isExtended: boolean): void {
  const terms = createInstance(server, id);
  if (terms !== undefined) {
    const told = process.env.MOTE_BINDING;
    const binding = process.env.MOTE_QUEUE_MODE === '1' ? 'UQ' : told === undefined ? 'U' : told;
    setNumber(terms, Server.shortServerId, shortServerId);
    setNumber(terms, Server.lifetime, lifetime);
    setBoolean(terms, Server.notificationStoring, false);
    setString(terms, Server.binding, binding);
    if (isExtended) {
      setNumber(terms, Server.defaultMinimumPeriod, 1);
      setNumber(terms, Server.defaultMaximumPeriod, 10);
      setNumber(terms, Server.disableTimeout, 86400);
    }
  }
}

function control(id: number, object: number, instance: number, owner: number): void {
  const control = createInstance(accessControl, id);
  if (control !== undefined) {
    setNumber(control, AccessControl.objectId, object);
    setNumber(control, AccessControl.objectInstanceId, instance);
    setNumber(control, AccessControl.accessControlOwner, owner);
    if (owner === Rights.bootstrap) {
      setNumber(control, AccessControl.acl, Rights.all, 1);
      setNumber(control, AccessControl.acl, Rights.all, 2);
    } else {
      setNumber(control, AccessControl.acl, Rights.all, owner);
    }
  }
}

function hasMinimalTerms(configuration: string): boolean {
  return configuration === 'C.1' || configuration === 'C.2' || configuration === 'C.10' || configuration === 'C.14';
}

/** Makes the accounts. @param lifetime Of the registrations, in seconds. */
export function addAccounts(configuration: string, lifetime: number): void {
  const bootstrap = process.env.MOTE_BOOTSTRAP;
  let servers = process.env.MOTE_SERVERS;
  if (bootstrap !== undefined) {
    addSecurity(bootstrapInstance, bootstrap, 0);
  } else if (servers === undefined) {
    servers = process.env.MOTE_SERVER;
  }
  if (servers !== undefined) {
    const uris = servers.split(' ');
    for (let i = 0; i < uris.length; i++) {
      addSecurity(2 * i, uris[i], i + 1); // instance 1 is the bootstrap server's
      addTerms(i, i + 1, lifetime, !hasMinimalTerms(configuration));
    }
  }
  if (configuration === 'C.14') {
    control(0, 1, 0, 1);
    control(1, 1, 1, 2);
    control(2, 3, 0, Rights.bootstrap);
  }
}
