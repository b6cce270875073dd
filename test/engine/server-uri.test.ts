/** Server URIs, the Security Modes they go with, and the transports they lead to (LwM2M 1.1 Core E.1, E.2). */
import { Transport } from '../../src/board';
import { fresh, type Sizes } from '../fresh';
import { createBoard } from './board';

type Accounts = typeof import('../../src/engine/accounts');
type Client = typeof import('../../src/client');
type SecurityObject = typeof import('../../src/objects/security');
type ServerUri = typeof import('../../src/engine/server-uri');

const { Security, SecurityMode, Server } = jest.requireActual<Client>('../../src/client');

/** Reads the URI of an account. @returns The transport; undefined when it cannot be used. */
function transportOf(uri: string, mode: number, preferred?: string, sizes?: Sizes): Transport | undefined {
  const { accounts, client, security, serverUri } = fresh(
    () => ({
      accounts: jest.requireActual<Accounts>('../../src/engine/accounts'),
      client: jest.requireActual<Client>('../../src/client'),
      security: jest.requireActual<SecurityObject>('../../src/objects/security').security,
      serverUri: jest.requireActual<ServerUri>('../../src/engine/server-uri'),
    }),
    sizes,
  );
  client.addClient(createBoard());
  const account = client.createInstance(security, 0)!;
  const terms = client.createInstance(client.server, 0)!;
  client.setString(account, Security.uri, uri);
  client.setNumber(account, Security.shortServerId, 1);
  client.setNumber(terms, Server.shortServerId, 1);
  if (preferred !== undefined) client.setString(terms, Server.preferredTransport, preferred);
  accounts.linkAccounts();
  return serverUri.readServerUri(accounts.securityRow(0, Security.uri), mode) ? serverUri.serverTransport(0) : undefined;
}

const noSec = SecurityMode.noSec;
const preSharedKey = SecurityMode.preSharedKey;
const udp = Transport.udp;
const tcp = Transport.tcp;

test.each([
  ['coap://h', noSec, undefined, udp],
  ['coap://h', noSec, 'U', udp],
  ['coap://h', noSec, 'T', tcp],
  ['coap://h', noSec, 'TU', udp], // one letter is a transport
  ['coap+tcp://h', noSec, undefined, tcp],
  ['coap+tcp://h', noSec, 'T', tcp],
  ['coap+tcp://h', noSec, 'U', udp],
  ['coaps://h', preSharedKey, undefined, udp],
  ['coaps://h', preSharedKey, 'T', udp],
])('%s, mode %i, Preferred Transport %s', (uri, mode, preferred, transport) => {
  expect(transportOf(uri, mode, preferred)).toBe(transport);
});

test.each([
  ['coaps://h', noSec],
  ['coap://h', preSharedKey],
  ['coap+tcp://h', preSharedKey],
  ['coaps+tcp://h', preSharedKey],
  ['http://h', noSec],
  ['coap://', noSec],
  ['coap://h:65536', noSec],
])('%s does not go with mode %i', (uri, mode) => {
  expect(transportOf(uri, mode)).toBeUndefined();
});

test('an image without TCP', () => {
  expect([transportOf('coap+tcp://h', noSec, undefined, { tcp: 0 }), transportOf('coap://h', noSec, 'T', { tcp: 0 })]).toEqual([undefined, udp]);
});
