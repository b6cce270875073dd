/** Clients of others, as the local server's half of DTLS meets them. */
import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { generate, parse } from 'coap-packet';
import { dtls } from 'node-dtls-client';
import { DtlsServer } from '../../../tools/server/dtls/dtlsServer';
import { type Fault, Proxy } from './proxy';
import type { Verdict } from './run';
import { absent, identity, key } from './servers';

/** How a client is run. */
interface Attempt {
  readonly port: number;
  readonly identity: string;
  readonly key: string;
  /** Texts to send one after the other; each comes back. */
  readonly count: number;
  readonly mtu?: number;
}

export interface ClientPeer {
  readonly name: string;
  missing(): string | undefined;
  /** Texts, or a single CoAP request. */
  readonly sends: 'texts' | 'a request';
  /** It sends a flight again that is not answered. */
  readonly retransmits: boolean;
  /** What a doubled datagram does to it, whoever is the server. */
  readonly doubled?: string;
  /** Its datagrams can be made small. */
  readonly hasMtu: boolean;
  /** Resolves when all that was sent has come back. @throws Error when the handshake fails, or nothing comes within a time. */
  run(attempt: Attempt): Promise<void>;
}

const RECORDS = 1000;
const LIMIT = 20_000;
const wrongKey = 'sixteen bytes 02';

/** A program that sends lines of its input, and prints what comes. */
async function converse(program: string, args: readonly string[], count: number): Promise<void> {
  const child = spawn(program, args);
  child.stdin.on('error', () => undefined);
  child.stderr.resume();
  const timer = setTimeout(() => child.kill('SIGKILL'), LIMIT);
  const ended = once(child, 'exit');
  let came = 0;
  const send = (): void => void child.stdin.write(`record ${came}\n`);
  createInterface(child.stdout).on('line', (line) => {
    if (line !== `record ${came}`) return;
    came++;
    if (came < count) send();
    else child.kill('SIGTERM');
  });
  send();
  await ended;
  clearTimeout(timer);
  if (came < count) throw new Error(`${came} of ${count} records came back`);
}

/** libcoap asks once, and prints the payload of the answer. */
async function ask(program: string, { port, identity: user, key: secret }: Attempt): Promise<void> {
  const child = spawn(program, ['-B', '15', '-u', user, '-k', secret, `coaps://127.0.0.1:${port}/hello`]);
  let text = '';
  child.stdout.on('data', (piece) => (text += String(piece)));
  child.stderr.resume();
  const timer = setTimeout(() => child.kill('SIGKILL'), LIMIT);
  await once(child, 'exit');
  clearTimeout(timer);
  if (!text.includes('hello')) throw new Error('no answer came');
}

function libcoap(backend: 'openssl' | 'gnutls'): ClientPeer {
  const program = `coap-client-${backend}`;
  return { name: `libcoap ${program}`, missing: () => absent(program, 'libcoap3-bin'), sends: 'a request', retransmits: true, hasMtu: false, run: (attempt) => ask(program, attempt) };
}

const openssl: ClientPeer = {
  name: 'OpenSSL s_client',
  missing: () => absent('openssl', 'openssl'),
  sends: 'texts',
  retransmits: true,
  doubled: 'it says nothing more after a Finished that comes twice, to s_server neither',
  hasMtu: true,
  run({ port, identity: user, key: secret, count, mtu }) {
    const keys = ['-psk', Buffer.from(secret).toString('hex'), '-psk_identity', user, '-cipher', 'PSK-AES128-CCM8:@SECLEVEL=0'];
    const size = mtu === undefined ? [] : ['-mtu', String(mtu)];
    return converse('openssl', ['s_client', '-dtls1_2', '-quiet', '-connect', `127.0.0.1:${port}`, ...keys, ...size], count);
  },
};

const gnutls: ClientPeer = {
  name: 'GnuTLS gnutls-cli',
  missing: () => absent('gnutls-cli', 'gnutls-bin'),
  sends: 'texts',
  retransmits: true,
  hasMtu: true,
  run({ port, identity: user, key: secret, count, mtu }) {
    const priority = 'NORMAL:-KX-ALL:+PSK:-VERS-ALL:+VERS-DTLS1.2:-CIPHER-ALL:+AES-128-CCM-8:+MAC-ALL';
    const keys = ['--pskusername', user, '--pskkey', Buffer.from(secret).toString('hex'), '--priority', priority];
    const size = mtu === undefined ? [] : [`--mtu=${mtu}`];
    return converse('gnutls-cli', ['--udp', '-p', String(port), '127.0.0.1', ...keys, ...size], count);
  },
};

const nodeDtlsClient: ClientPeer = {
  name: 'node-dtls-client',
  missing: () => undefined,
  sends: 'texts',
  retransmits: false,
  doubled: 'a second HelloVerifyRequest confuses it',
  hasMtu: false,
  async run({ port, identity: user, key: secret, count }) {
    const socket = dtls.createSocket({ type: 'udp4', address: '127.0.0.1', port, psk: { [user]: secret }, timeout: 5000, ciphers: ['TLS_PSK_WITH_AES_128_CCM_8'] });
    const failed = new Promise<never>((_resolve, reject) => socket.on('error', reject));
    failed.catch(() => undefined);
    await Promise.race([once(socket, 'connected'), failed]);
    for (let index = 0; index < count; index++) {
      const answer = once(socket, 'message') as Promise<[Buffer]>;
      socket.send(Buffer.from(`record ${index}`));
      const [came] = await Promise.race([answer, failed]);
      if (came.toString() !== `record ${index}`) throw new Error(`record ${index} came back as ${came.toString()}`);
    }
    socket.close();
  },
};

export const clients: readonly ClientPeer[] = [nodeDtlsClient, openssl, gnutls, libcoap('openssl'), libcoap('gnutls')];

/** What the server says to a message: a response to a CoAP request, and to a text itself. */
function answerTo(message: Buffer): Buffer {
  if (message[0] >>> 6 !== 1 || message[0] === 0x72) return message;
  const { messageId, token, confirmable } = parse(message);
  return generate({ code: '2.05', ack: confirmable, messageId, token, payload: Buffer.from('hello') });
}

type Judge = (name: string, proxy: Proxy, port: number, least: number) => void;
type VerdictOf = (scenario: string, run: () => Promise<void>) => Promise<Verdict>;

/** All scenarios of the local server with a client. */
export async function meetClient(peer: ClientPeer, port: number, verdictOf: VerdictOf, judge: Judge): Promise<Verdict[]> {
  const socket = createSocket('udp4').bind(port, '127.0.0.1');
  await once(socket, 'listening');
  const failures: string[] = [];
  const open = (mtu?: number): DtlsServer => {
    const opened: DtlsServer = new DtlsServer({
      psk: (claimed) => (claimed === identity ? Buffer.from(key) : undefined),
      send: (bytes, to) => socket.send(bytes, to.port, to.address),
      received: (plaintext, from) => opened.send(answerTo(plaintext), from),
      failed: (_peer, _identity, { reason }) => failures.push(reason),
      mtu,
    });
    return opened;
  };
  let server = open();
  socket.on('message', (bytes, from) => server.receive(bytes, from));
  const proxy = await Proxy.open(port);
  const count = peer.sends === 'texts' ? RECORDS : 1;
  const attempt = { port: proxy.port(), identity, key, count };
  const refused = async (credentials: Partial<Attempt>, reason: RegExp): Promise<void> => {
    failures.length = 0;
    // At an address where the server knows a client already, it says nothing: that one may be attacked.
    await proxy.changeAddress();
    const wasLetIn = await peer.run({ ...attempt, ...credentials, count: 1 }).then(() => true, () => false);
    if (wasLetIn) throw new Error('it was let in');
    if (!failures.some((failure) => reason.test(failure))) throw new Error(`the server says ${failures.join(', ') || 'nothing'}`);
  };
  const befall = async (fault: Fault): Promise<void> => {
    const since = proxy.datagrams.length;
    await peer.run({ ...attempt, count: 1 });
    const directions = proxy.datagrams.slice(since);
    // The handshake alone: 3 datagrams up, 3 down.
    for (const direction of ['up', 'down'] as const) {
      const most = Math.min(3, directions.filter(({ up }) => up === (direction === 'up')).length);
      for (let index = 0; index < most; index++) {
        await proxy.changeAddress();
        proxy.befall({ [direction]: new Map([[index, fault]]) });
        await peer.run({ ...attempt, count: 1 }).catch((error: Error) => {
          throw new Error(`datagram ${index} ${direction} ${fault}: ${error.message}`);
        });
      }
    }
    proxy.befall({});
  };
  const leftOut = (scenario: string, why: string): Verdict => ({ scenario, leftOut: why });
  const verdicts: Verdict[] = [];
  try {
    verdicts.push(await verdictOf('records', () => peer.run(attempt)));
    verdicts.push(await verdictOf('wrong key', () => refused({ key: wrongKey }, /decrypt_error/)));
    verdicts.push(await verdictOf('stranger', () => refused({ identity: 'nobody' }, /unknown_psk_identity/)));
    verdicts.push(peer.retransmits ? await verdictOf('lost', () => befall('lost')) : leftOut('lost', 'it does not send again'));
    verdicts.push(peer.doubled === undefined ? await verdictOf('doubled', () => befall('doubled')) : leftOut('doubled', peer.doubled));
    verdicts.push(peer.retransmits ? await verdictOf('swapped', () => befall('swapped')) : leftOut('swapped', 'it does not send again'));
    server = open(256);
    const small = { ...attempt, count: 1, ...(peer.hasMtu && { mtu: 256 }) };
    verdicts.push(await verdictOf('MTU 256', () => peer.run(small)));
    verdicts.push(await verdictOf('capture', async () => judge(peer.name, proxy, port, 2 * count)));
  } finally {
    proxy.close();
    server.forget();
    socket.close();
  }
  return verdicts;
}
