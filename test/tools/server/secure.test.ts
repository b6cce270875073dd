/** The server behind DTLS; its clients are those of node-dtls-client. */
import { once } from 'node:events';
import { generate, parse, type Packet, type ParsedPacket } from 'coap-packet';
import { dtls } from 'node-dtls-client';
import { describeFailure } from '../../../tools/server/advice';
import { startServer, type LwM2mServer } from '../../../tools/server/server';

const KEY = 'sixteen bytes 01';
const OTHER_KEY = 'sixteen bytes 02';

let server: LwM2mServer;
/** Those that are open. */
const sockets = new Set<dtls.Socket>();

beforeEach(async () => {
  server = await startServer({ port: 0, answerTimeout: 2, psk: new Map([['light', Buffer.from(KEY)], ['lamp', Buffer.from(OTHER_KEY)]]) });
});

afterEach(async () => {
  for (const socket of sockets) socket.close();
  await server.close();
});

function connect(identity: string, key: string): dtls.Socket {
  const socket = dtls.createSocket({
    type: 'udp4',
    address: '127.0.0.1',
    port: server.port(),
    psk: { [identity]: key },
    timeout: 2000,
    ciphers: ['TLS_PSK_WITH_AES_128_CCM_8'],
  });
  sockets.add(socket);
  for (const end of ['error', 'close']) socket.on(end, () => sockets.delete(socket));
  return socket;
}

async function connected(identity: string, key: string): Promise<dtls.Socket> {
  const socket = connect(identity, key);
  await once(socket, 'connected');
  return socket;
}

async function next(socket: dtls.Socket): Promise<ParsedPacket> {
  const [bytes] = (await once(socket, 'message')) as [Buffer];
  return parse(bytes);
}

function ask(socket: dtls.Socket, packet: Packet): Promise<ParsedPacket> {
  const answer = next(socket);
  socket.send(generate({ confirmable: true, ...packet }));
  return answer;
}

function post(messageId: number, path: string, query: string[], payload = ''): Packet {
  return {
    code: 'POST',
    messageId,
    options: [
      ...path.split('/').map((segment) => ({ name: 'Uri-Path' as const, value: Buffer.from(segment) })),
      ...(payload === '' ? [] : [{ name: 'Content-Format' as const, value: Buffer.of(40) }]),
      ...query.map((value) => ({ name: 'Uri-Query' as const, value: Buffer.from(value) })),
    ],
    payload: Buffer.from(payload),
  };
}

const register = post(1, 'rd', ['ep=a', 'lt=60', 'lwm2m=1.1', 'b=U'], '</3/0>');

test('its address is one of coaps, and a client is known by its identity', async () => {
  expect(server.url()).toBe(`coaps://127.0.0.1:${server.port()}`);
  const socket = await connected('light', KEY);
  expect((await ask(socket, register)).code).toBe('2.01');
  expect(server.clients().map(({ endpoint, peer }) => [endpoint, peer.identity])).toEqual([['a', 'light']]);
});

test('it asks a client under its keys', async () => {
  const socket = await connected('light', KEY);
  await ask(socket, register);
  const answer = server.read('a', '/3/0/0');
  const { messageId, token, code } = await next(socket);
  expect(code).toBe('0.01');
  socket.send(generate({ code: '2.05', ack: true, messageId, token, options: [{ name: 'Content-Format', value: Buffer.alloc(0) }], payload: Buffer.from('Mote') }));
  expect((await answer).leaves[0].value).toBe('Mote');
});

test('a registration is of the identity that made it', async () => {
  const socket = await connected('light', KEY);
  const location = (await ask(socket, register)).options.filter(({ name }) => name === 'Location-Path').map(({ value }) => String(value)).join('/');
  const other = await connected('lamp', OTHER_KEY);
  expect((await ask(other, post(1, location, []))).code).toBe('4.03');
  expect((await ask(other, { ...register, messageId: 2 })).code).toBe('4.03');
  expect((await ask(socket, post(2, location, []))).code).toBe('2.04');
});

test.each([
  ['a wrong key', 'light', OTHER_KEY, /^no DTLS with 127\.0\.0\.1:\d+: the key of "light" is another one here \(decrypt_error\)\. Give client and server the same key/],
  ['a stranger', 'bulb', KEY, /^no DTLS with 127\.0\.0\.1:\d+: nobody is called "bulb" here \(unknown_psk_identity\)\. Start the server with the client's identity/],
])('%s is refused, and it is said why', async (_name, identity, key, told) => {
  const failed = once(server, 'handshakeFailed');
  const refused = new Promise((resolve) => connect(identity, key).on('error', resolve));
  const [peer, failure] = (await failed) as Parameters<typeof describeFailure>;
  expect(describeFailure(peer, failure)).toMatch(told);
  expect(peer.identity).toBe(identity);
  expect(String(await refused)).toContain('received fatal alert');
});

test('a client that said good-bye cannot be asked', async () => {
  const socket = await connected('light', KEY);
  await ask(socket, register);
  const closed = once(socket, 'close');
  socket.close();
  await closed;
  // Its good-bye has come before this.
  await connected('lamp', OTHER_KEY);
  await expect(server.read('a', '/3/0')).rejects.toThrow('The client has no DTLS session with this server any more');
});
