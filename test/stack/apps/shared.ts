/** An image with an account of each of several servers, and access rights that the test gives them. */
import type { Board } from '../../../src/board';
import {
  addClient,
  addObject,
  Answer,
  createInstance,
  getInstance,
  getNumber,
  instanceId,
  onCreate,
  onDelete,
  onExecute,
  Security,
  SecurityMode,
  setBoolean,
  setNumber,
  setString,
  startClient,
} from '../../../src/client';
import { forgetServer } from '../../../src/engine/ownership';
import { Type } from '../../../src/format/type';
import { describe } from '../../../src/model/describe';
import { Operations } from '../../../src/model/description';
import { accessControl, AccessControl, addAccessControl } from '../../../src/objects/access-control';
import { security } from '../../../src/objects/security';
import { addAccount } from '../account';

export { forgetServer };

/** What is shared: a value, numbers and a command. */
export const shared = describe({
  id: 32770,
  version: '1.0',
  multiple: true,
  resources: {
    0: { type: Type.integer, operations: Operations.readWrite, mandatory: true },
    1: { type: Type.integer, operations: Operations.readWrite, multiple: true },
    2: { type: Type.none, operations: Operations.execute },
  },
});

/** The hosts of the servers, by Short Server ID. */
export const hosts: Readonly<Record<number, string>> = { 101: 'server', 102: 'second', 103: 'third' };

function addBootstrapAccount(uri: string): void {
  const account = createInstance(security, 1);
  if (account === undefined) throw new Error('no room for an account');
  setString(account, Security.uri, uri);
  setBoolean(account, Security.bootstrapServer, true);
  setNumber(account, Security.mode, SecurityMode.noSec);
}

/** Makes the instance of object 2 that controls an instance. */
export function control(id: number, path: readonly [object: number, instance: number], owner: number, acl: Readonly<Record<number, number>>): void {
  const instance = createInstance(accessControl, id);
  if (instance === undefined) throw new Error('no room for access control');
  setNumber(instance, AccessControl.objectId, path[0]);
  setNumber(instance, AccessControl.objectInstanceId, path[1]);
  setNumber(instance, AccessControl.accessControlOwner, owner);
  for (const [shortServerId, rights] of Object.entries(acl)) {
    setNumber(instance, AccessControl.acl, rights, Number(shortServerId));
  }
}

export function setValue(instance: number, value: number): void {
  const found = getInstance(shared, instance);
  if (found === undefined) throw new Error(`there is no /32770/${instance}`);
  setNumber(found, 0, value);
}

/** The rights of a server in an ACL, `undefined` for no entry; and the owner. `undefined` when there is no such instance. */
export function controlled(id: number, shortServerId: number): { rights: number | undefined; owner: number | undefined } | undefined {
  const found = getInstance(accessControl, id);
  if (found === undefined) return undefined;
  return { rights: getNumber(found, AccessControl.acl, shortServerId), owner: getNumber(found, AccessControl.accessControlOwner) };
}

export function prepare(board: Board, servers: readonly number[]): void {
  addClient(board);
  addObject(shared, 4);
  addAccessControl(8);
  onCreate(shared, () => Answer.done);
  onDelete(shared, (instance) => (instanceId(instance) === 3 ? Answer.forbidden : Answer.done));
  onExecute(shared, 2, () => Answer.done);
  for (const id of servers) {
    addAccount({ securityInstance: id, serverInstance: id, uri: `coap://${hosts[id]}`, shortServerId: id, lifetime: 86400 });
  }
  const { bootstrap } = board.settings();
  if (bootstrap !== undefined) addBootstrapAccount(bootstrap);
  for (const id of [0, 1]) {
    const instance = createInstance(shared, id);
    if (instance === undefined) throw new Error('no room for what is shared');
    setNumber(instance, 0, id);
    setNumber(instance, 1, 10, 0);
    setNumber(instance, 1, 11, 1);
  }
  startClient(board, () => {});
}

export function main(board: Board): void {
  prepare(board, [101, 102]);
}
