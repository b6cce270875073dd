/** Bootstrap-Finish: which accounts are complete (LwM2M 1.1 Core 6.1.7.7). */
import { fresh, type Sizes } from '../fresh';
import { createBoard } from './board';

type Client = typeof import('../../src/client');
type Consistency = typeof import('../../src/engine/consistency');
type SecurityObject = typeof import('../../src/objects/security');

const { Security, Server } = jest.requireActual<Client>('../../src/client');

/** Resources that are not there are left out; `key` is what both identity and secret key are. */
interface SecurityInstance {
  uri?: string;
  bootstrap?: boolean;
  mode?: number;
  key?: string;
  id?: number;
}

interface ServerInstance {
  id?: number;
  lifetime?: number;
  storing?: boolean;
  binding?: string;
}

const link: SecurityInstance = { uri: 'coap://s', bootstrap: false, mode: 3, id: 1 };
const terms: ServerInstance = { id: 1, lifetime: 60, storing: true, binding: 'U' };

function load(sizes?: Sizes) {
  const modules = fresh(
    () => ({
      client: jest.requireActual<Client>('../../src/client'),
      consistency: jest.requireActual<Consistency>('../../src/engine/consistency'),
      security: jest.requireActual<SecurityObject>('../../src/objects/security').security,
    }),
    sizes,
  );
  modules.client.addClient(createBoard());
  return modules;
}

const usual = load();

function isConsistent(
  securities: readonly SecurityInstance[],
  servers: readonly ServerInstance[],
  { client, consistency, security } = usual,
): boolean {
  for (const id of [0, 1, 2]) {
    const [account, its] = [client.getInstance(security, id), client.getInstance(client.server, id)];
    if (account !== undefined) client.deleteInstance(account);
    if (its !== undefined) client.deleteInstance(its);
  }
  securities.forEach(({ uri, bootstrap, mode, key, id }, place) => {
    const instance = client.createInstance(security, place)!;
    if (uri !== undefined) client.setString(instance, Security.uri, uri);
    if (bootstrap !== undefined) client.setBoolean(instance, Security.bootstrapServer, bootstrap);
    if (mode !== undefined) client.setNumber(instance, Security.mode, mode);
    if (id !== undefined) client.setNumber(instance, Security.shortServerId, id);
    if (key !== undefined) {
      client.setOpaque(instance, Security.identity, Buffer.from(key), key.length);
      client.setOpaque(instance, Security.secretKey, Buffer.from(key), key.length);
    }
  });
  servers.forEach(({ id, lifetime, storing, binding }, place) => {
    const instance = client.createInstance(client.server, place)!;
    if (id !== undefined) client.setNumber(instance, Server.shortServerId, id);
    if (lifetime !== undefined) client.setNumber(instance, Server.lifetime, lifetime);
    if (storing !== undefined) client.setBoolean(instance, Server.notificationStoring, storing);
    if (binding !== undefined) client.setString(instance, Server.binding, binding);
  });
  return consistency.isConsistent();
}

const psk: SecurityInstance = { ...link, uri: 'coaps://s', mode: 0, key: 'k' };
const bootstrapServer: SecurityInstance = { uri: 'coap://bs', bootstrap: true, mode: 3 };

test.each<[string, SecurityInstance[], ServerInstance[]]>([
  ['an account', [link], [terms]],
  ['an account, and one of the Bootstrap-Server', [bootstrapServer, link], [terms]],
  ['the Bootstrap-Server has the Short Server ID of another account', [{ ...bootstrapServer, id: 1 }, link], [terms]],
  ['NoSec over TCP', [{ ...link, uri: 'coap+tcp://s' }], [terms]],
  ['a pre-shared key', [psk], [terms]],
  ['several servers, with access control', [link, { ...link, id: 65534 }], [terms, { ...terms, id: 65534 }]],
])('%s', (_, securities, servers) => {
  expect(isConsistent(securities, servers)).toBe(true);
});

test.each<[string, SecurityInstance[], ServerInstance[], Sizes?]>([
  ['nothing', [], []],
  ['the Bootstrap-Server alone', [bootstrapServer], []],
  ['two Bootstrap-Servers', [bootstrapServer, bootstrapServer, link], [terms]],
  ['no Server', [link], []],
  ['no Security', [], [terms]],
  ['a Security instance too many', [link, link], [terms]],
  ['a Server instance too many', [link], [terms, terms]],
  ['halves of two accounts', [link], [{ ...terms, id: 2 }]],
  ['Short Server ID 0', [{ ...link, id: 0 }], [{ ...terms, id: 0 }]],
  ['no Short Server ID in Security', [{ ...link, id: undefined }], [terms]],
  ['Short Server ID 65535', [{ ...link, id: 65535 }], [{ ...terms, id: 65535 }]],
  ['no URI', [{ ...link, uri: '' }], [terms]],
  ['a URI without a host', [{ ...link, uri: 'coap://' }], [terms]],
  ['another scheme', [{ ...link, uri: 'http://s' }], [terms]],
  ['NoSec with a URI of DTLS', [{ ...link, uri: 'coaps://s' }], [terms]],
  ['a pre-shared key with a URI of NoSec', [{ ...psk, uri: 'coap://s' }], [terms]],
  ['a pre-shared key over TCP, which would be TLS', [{ ...psk, uri: 'coaps+tcp://s' }], [terms]],
  ['a port that is none', [{ ...link, uri: 'coap://s:0' }], [terms]],
  ['no pre-shared key', [{ ...psk, key: '' }], [terms]],
  ['raw public keys', [{ ...psk, mode: 1 }], [terms]],
  ['certificates', [{ ...psk, mode: 2 }], [terms]],
  ['a Bootstrap-Server that cannot be reached', [{ ...bootstrapServer, uri: 'coaps://bs' }, link], [terms]],
  ['TCP, in an image without it', [{ ...link, uri: 'coap+tcp://s' }], [terms], { tcp: 0 }],
  ['several servers, without access control', [link, { ...link, id: 2 }], [terms, { ...terms, id: 2 }], { accessControl: 0 }],
])('not: %s', (_, securities, servers, sizes = undefined) => {
  expect(isConsistent(securities, servers, sizes === undefined ? usual : load(sizes))).toBe(false);
});
