import { Row } from '../../src/model/values';
import { fresh, type Sizes } from '../fresh';
import { createBoard } from './board';

type Accounts = typeof import('../../src/engine/accounts');
type Client = typeof import('../../src/client');
type SecurityObject = typeof import('../../src/objects/security');
type Values = typeof import('../../src/model/values');

const { Security, Server } = jest.requireActual<Accounts>('../../src/engine/accounts');

interface Modules {
  readonly accounts: Accounts;
  readonly client: Client;
  readonly security: SecurityObject['security'];
  readonly values: Values;
}

function load(sizes: Sizes = { servers: 3 }): Modules {
  const modules = fresh(
    () => ({
      accounts: jest.requireActual<Accounts>('../../src/engine/accounts'),
      client: jest.requireActual<Client>('../../src/client'),
      security: jest.requireActual<SecurityObject>('../../src/objects/security').security,
      values: jest.requireActual<Values>('../../src/model/values'),
    }),
    sizes,
  );
  modules.client.addClient(createBoard());
  return modules;
}

/** Makes the halves of an account with this Short Server ID. */
function addSecurity({ accounts, client, security }: Modules, id: number, shortServerId: number | undefined, uri?: string): void {
  const instance = client.createInstance(security, id)!;
  if (uri !== undefined) client.setString(instance, Security.uri, uri);
  if (shortServerId !== undefined) client.setNumber(instance, Security.shortServerId, shortServerId);
  accounts.linkAccounts();
}

function addServer({ accounts, client }: Modules, id: number, shortServerId: number, lifetime?: number): void {
  const instance = client.createInstance(client.server, id)!;
  client.setNumber(instance, Server.shortServerId, shortServerId);
  if (lifetime !== undefined) client.setNumber(instance, Server.lifetime, lifetime);
  accounts.linkAccounts();
}

/** The Server URI of a link's account; undefined when it has none. */
function uriOf({ accounts, values }: Modules, link: number): string | undefined {
  const row = accounts.securityRow(link, Security.uri);
  const start = row === Row.none ? 0 : values.textStart(row);
  return row === Row.none ? undefined : Buffer.from(values.texts).toString('utf8', start, start + values.textSizeAt(row));
}

test('a server has no URI without a Security instance of its Short Server ID', () => {
  const modules = load();
  addServer(modules, 0, 5);
  expect(uriOf(modules, 0)).toBeUndefined();
  addSecurity(modules, 0, 6, 'coap://six');
  addSecurity(modules, 1, undefined, 'coap://bootstrap');
  expect(uriOf(modules, 0)).toBeUndefined();
  addSecurity(modules, 2, 5, 'coap://five');
  expect(uriOf(modules, 0)).toBe('coap://five');
});

test('accounts that are linked together have links by ascending id of the Server instance', () => {
  const modules = load();
  const { accounts, client } = modules;
  accounts.linkAccounts();
  expect([0, 1].map(accounts.hasAccount)).toEqual([false, false]);
  for (const [id, shortServerId] of [[7, 20], [3, 10]]) {
    client.setNumber(client.createInstance(client.server, id)!, Server.shortServerId, shortServerId);
  }
  addSecurity(modules, 0, 20, 'coap://twenty');
  addSecurity(modules, 1, 10, 'coap://ten');
  expect([0, 1, 2].map(accounts.hasAccount)).toEqual([true, true, false]);
  expect([0, 1].map((link) => uriOf(modules, link))).toEqual(['coap://ten', 'coap://twenty']);
  expect([0, 1, 2].map(accounts.shortServerId)).toEqual([10, 20, 0]);
  expect(accounts.accountCount()).toBe(2);
});

test('an account keeps its link when others come and go', () => {
  const modules = load();
  const { accounts, client } = modules;
  addServer(modules, 7, 20, 200);
  addServer(modules, 3, 10, 100);
  expect([0, 1].map(accounts.shortServerId)).toEqual([20, 10]);
  client.deleteInstance(client.getInstance(client.server, 7)!);
  accounts.linkAccounts();
  expect([0, 1].map(accounts.shortServerId)).toEqual([0, 10]);
  addServer(modules, 8, 30, 300);
  expect([0, 1].map(accounts.shortServerId)).toEqual([30, 10]);
});

test('the account of the Bootstrap-Server is none of a server', () => {
  const modules = load();
  const { accounts, client, security } = modules;
  addServer(modules, 0, 1);
  addSecurity(modules, 1, 1, 'coap://bootstrap');
  expect(accounts.bootstrapAccount()).toBe(-1);
  client.setBoolean(client.getInstance(security, 1)!, Security.bootstrapServer, true);
  accounts.linkAccounts();
  expect(accounts.bootstrapAccount()).toBeGreaterThanOrEqual(0);
  expect(uriOf(modules, 0)).toBeUndefined();
  accounts.linkBootstrapAccount(0);
  expect(uriOf(modules, 0)).toBe('coap://bootstrap');
  expect(accounts.hasAccount(0)).toBe(false);
});

test('a link beyond the accounts has nothing', () => {
  const modules = load();
  addSecurity(modules, 0, 1, 'coap://one');
  addServer(modules, 0, 1, 100);
  const { accounts } = modules;
  expect([accounts.serverRow(1, Server.lifetime), accounts.serverNumber(1, Server.lifetime, -5), uriOf(modules, 1)]).toEqual([
    Row.none,
    -5,
    undefined,
  ]);
});

test('a resource that is not there has the number that goes without saying', () => {
  const modules = load();
  addServer(modules, 0, 1);
  const { accounts, client } = modules;
  expect(accounts.serverNumber(0, Server.defaultMinimumPeriod, 42)).toBe(42);
  const instance = client.getInstance(client.server, 0)!;
  client.setNumber(instance, Server.defaultMinimumPeriod, 5);
  expect(accounts.serverNumber(0, Server.defaultMinimumPeriod, 42)).toBe(5);
  // Nobody has set it.
  expect(accounts.serverNumber(0, Server.muteSend, 9)).toBe(9);
});
