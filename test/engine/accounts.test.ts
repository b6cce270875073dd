import fc from 'fast-check';
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

describe('the URI of a server', () => {
  const modules = load({ servers: 1, textBytes: 600 });
  const { accounts, client, security } = modules;
  addSecurity(modules, 0, 1);
  addServer(modules, 0, 1);

  /** Host and port of a URI; undefined when it is refused. */
  function read(uri: string): { host: string; port: number } | undefined {
    expect(client.setString(client.getInstance(security, 0)!, Security.uri, uri)).toBe(true);
    return accounts.readServerUri(0) ? { host: accounts.serverHost(), port: accounts.serverPort() } : undefined;
  }

  /** RFC 7252 6.1, RFC 3986 3.2: an independent reading. */
  function expected(uri: string): { host: string; port: number } | undefined {
    const match = /^coap(s?):\/\/(?:\[([^\]/]+)\]|([^[:/][^:/]*))(?::(\d*))?(?:\/.*)?$/su.exec(uri);
    if (match === null) return undefined;
    const port = match[4] === undefined || match[4] === '' ? (match[1] === 's' ? 5684 : 5683) : Number(match[4]);
    return port > 0 && port < 65536 ? { host: match[2] ?? match[3], port } : undefined;
  }

  test.each([
    ['coap://192.0.2.1', '192.0.2.1', 5683],
    ['coap://192.0.2.1:5683', '192.0.2.1', 5683],
    ['coap://leshan.example:1', 'leshan.example', 1],
    ['coap://h:65535', 'h', 65535],
    ['coap://h:05683/', 'h', 5683],
    ['coap://h/', 'h', 5683],
    ['coap://h:99/rd', 'h', 99],
    ['coap://h:', 'h', 5683], // RFC 7252 6.1: an empty port is the default
    ['coap://h:/', 'h', 5683],
    ['coaps://h', 'h', 5684], // RFC 7252 6.2
    ['coaps://[::1]:', '::1', 5684],
    ['coaps://h:99/rd', 'h', 99],
    ['coap://[2001:db8::1]', '2001:db8::1', 5683],
    ['coap://[::1]:5783', '::1', 5783],
    ['coap://[fe80::1%eth0]:1/x', 'fe80::1%eth0', 1],
    ['coap://bücher.example', 'bücher.example', 5683],
  ])('%s is %s, port %i', (uri, host, port) => {
    expect(read(uri)).toEqual({ host, port });
    expect(expected(uri)).toEqual({ host, port });
  });

  test.each([
    '', 'coap', 'coap:', 'coap://', 'coap:///x', 'coap://:5683', 'coap://[]', 'coap://[]:1', 'coaps+tcp://h', 'http://h', '//h', 'h',
    'coap:/h', 'xcoap://h', 'coap://h:0', 'coap://h:65536', 'coap://h:99999999999999999999', 'coap://h:-1', 'coap://h:+1',
    'coap://h:1x', 'coap://h:x', 'coap://h: 1', 'coap://h:1:2', 'coap://2001:db8::1', 'coap://[::1', 'coap://[::1]x',
    'coap://[::1]1', 'coap://[::1/x]', 'coap://[::1/]:5', 'coap://[',
  ])('%j is refused', (uri) => {
    expect(read(uri)).toBeUndefined();
    expect(expected(uri)).toBeUndefined();
  });

  test('any is read as by another hand, or refused', () => {
    const piece = fc.constantFrom('coap://', 'coaps://', 'coap', '://', '/', ':', '[', ']', 'h', '::1', '5683', '0', '65536', 'é', ' ', '');
    const host = fc.oneof(
      fc.ipV4(),
      fc.ipV6().map((address) => `[${address}]`),
      fc.domain(),
      fc.string({ maxLength: 12 }),
      fc.string({ unit: 'grapheme', maxLength: 6 }),
    );
    const rest = fc.oneof(fc.constant(''), fc.nat(70000).map((port) => `:${port}`), fc.array(piece, { maxLength: 4 }).map((all) => all.join('')));
    const uri = fc.oneof(
      fc.tuple(host, rest).map(([name, after]) => `coap://${name}${after}`),
      fc.array(piece, { maxLength: 8 }).map((all) => all.join('')),
    );
    fc.assert(
      fc.property(uri, (text) => {
        expect(read(text)).toEqual(expected(text));
      }),
      { numRuns: 500 },
    );
  });
});

test('a server has no URI without a Security instance of its Short Server ID', () => {
  const modules = load();
  addServer(modules, 0, 5);
  expect(modules.accounts.readServerUri(0)).toBe(false);
  addSecurity(modules, 0, 6, 'coap://six');
  addSecurity(modules, 1, undefined, 'coap://bootstrap');
  expect(modules.accounts.readServerUri(0)).toBe(false);
  addSecurity(modules, 2, 5, 'coap://five');
  expect([modules.accounts.readServerUri(0), modules.accounts.serverHost()]).toEqual([true, 'five']);
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
  expect([0, 1].map((link) => accounts.readServerUri(link) && accounts.serverHost())).toEqual(['ten', 'twenty']);
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
  expect(accounts.readServerUri(0)).toBe(false);
  accounts.linkBootstrapAccount(0);
  expect(accounts.readServerUri(0) && accounts.serverHost()).toBe('bootstrap');
  expect(accounts.hasAccount(0)).toBe(false);
});

test('a link beyond the accounts has nothing', () => {
  const modules = load();
  addSecurity(modules, 0, 1, 'coap://one');
  addServer(modules, 0, 1, 100);
  const { accounts } = modules;
  expect([accounts.serverRow(1, Server.lifetime), accounts.serverNumber(1, Server.lifetime, -5), accounts.readServerUri(1)]).toEqual([
    Row.none,
    -5,
    false,
  ]);
});

test('a resource that is not there has the number that goes without saying', () => {
  const modules = load();
  addServer(modules, 0, 1);
  const { accounts, client } = modules;
  expect(accounts.serverNumber(0, Server.defaultMinimumPeriod, 42)).toBe(42);
  expect([accounts.defaultPeriod(0, true), accounts.defaultPeriod(0, false)]).toEqual([0, 0]);
  const instance = client.getInstance(client.server, 0)!;
  client.setNumber(instance, Server.defaultMinimumPeriod, 5);
  client.setNumber(instance, Server.defaultMaximumPeriod, 60);
  expect([accounts.defaultPeriod(0, true), accounts.defaultPeriod(0, false)]).toEqual([5, 60]);
  // Nobody has set it.
  expect(accounts.serverNumber(0, Server.muteSend, 9)).toBe(9);
});
