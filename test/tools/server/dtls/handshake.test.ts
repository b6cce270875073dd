/** What OpenSSL's client sent, played to this server with the randomness of OpenSSL's server: the same bytes come back. */
import { DtlsServer } from '../../../../tools/server/dtls/dtlsServer';
import vectors from '../../../vectors.json';
import { FakeClock } from '../fakeClock';

/** The key of the captures, which their master secrets show. */
const psk = Buffer.from('000102030405060708090a0b0c0d0e0f', 'hex');
const peer = { address: '127.0.0.1', port: 50000 };

function expected(id: string): Buffer {
  const found = vectors.find((vector) => vector.id === id);
  if (found === undefined) throw new Error(`there is no vector ${id}`);
  return Buffer.from(found.expect, 'hex');
}

/** The datagrams of a capture, behind its cookie exchange, and who sent each. */
function datagrams(capture: string): { fromClient: boolean; bytes: Buffer }[] {
  const prefix = `dtls-${capture}-dg`;
  const all = vectors.filter(({ id }) => id.startsWith(prefix)).map(({ input, expect: who }) => ({ fromClient: who.startsWith('C'), bytes: Buffer.from(input, 'hex') }));
  return all.slice(2);
}

/** A server without cookies, whose randomness is as told. */
function play(): { server: DtlsServer; said: string[]; sent: Buffer[]; random: Buffer[]; clock: FakeClock } {
  const clock = new FakeClock();
  const [said, sent, random]: [string[], Buffer[], Buffer[]] = [[], [], []];
  const server = new DtlsServer({
    psk: (identity) => (identity === 'lwm2m-client' ? psk : undefined),
    hint: 'hint1',
    send: (bytes) => sent.push(bytes),
    received: (plaintext) => said.push(plaintext.toString()),
    established: (_peer, { identity, resumed }) => said.push(`${identity} ${resumed ? 'resumed' : 'new'}`),
    failed: (_peer, identity, { reason }) => said.push(`${identity} failed: ${reason}`),
    closed: () => said.push('closed'),
    clock,
    random: (size) => random.shift() ?? Buffer.alloc(size),
    cid: false,
    cookies: false,
  });
  return { server, said, sent, random, clock };
}

/** Plays the client's datagrams, and expects the server's in between; those of `close_notify` are a matter of the application. */
function replay({ server, sent }: ReturnType<typeof play>, capture: string, count: number): void {
  for (const { fromClient, bytes } of datagrams(capture).slice(0, count)) {
    if (fromClient) server.receive(bytes, peer);
    else expect(sent.shift()?.toString('hex')).toBe(bytes.toString('hex'));
  }
  expect(sent).toEqual([]);
}

test.each(['noems', 'ems'])('the full handshake of capture %s', (capture) => {
  const played = play();
  played.random.push(expected(`dtls-${capture}-server_random`), datagrams(capture)[1].bytes.subarray(13 + 12 + 2 + 32 + 1).subarray(0, 32));
  replay(played, capture, 5);
  expect(played.said).toEqual(['lwm2m-client new', 'hello-coap\n']);
});

test('a session that is closed and resumed', () => {
  const played = play();
  const { random, said } = played;
  random.push(expected('dtls-resume1-server_random'), expected('dtls-resume1-session_id'));
  replay(played, 'resume1', 7);
  random.push(expected('dtls-resume2-server_random'));
  replay(played, 'resume2', 6);
  expect(said).toEqual(['lwm2m-client new', 'first\n', 'closed', 'lwm2m-client resumed', 'second\n', 'closed']);
});

test('a server that has another key says decrypt_error', () => {
  const { server, said, sent, random, clock } = play();
  random.push(Buffer.alloc(32, 1));
  for (const { fromClient, bytes } of datagrams('noems').slice(0, 3)) if (fromClient) server.receive(bytes, peer);
  expect(said).toEqual([]);
  clock.advance(500);
  expect(said).toEqual(['lwm2m-client failed: the key of "lwm2m-client" is another one here (decrypt_error)']);
  // An alert without protection: 2 fatal, 51 decrypt_error (RFC 4279 2).
  expect(sent.at(-1)?.toString('hex')).toBe('15fefd000000000000000400020233');
});
