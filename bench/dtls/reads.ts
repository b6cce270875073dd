/** CPU time of the linux image for a READ: plain, and over DTLS. */
import { spawn } from 'node:child_process';
import dgram from 'node:dgram';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { systemClock } from '../../tools/server/clock';
import { DtlsServer } from '../../tools/server/dtls/dtlsServer';
import type { Peer } from '../../tools/server/messages';
import { cpuMicroseconds } from '../cpu';
import { Code, patchRequest, readRequest, registrationReply, repliedMessageId } from '../messages';

const identity = 'bench';
const key = '000102030405060708090a0b0c0d0e0f';
const tag = 0x4242;
const warmUp = 4_000;
const measured = 8_000;
/** In milliseconds. A client under load may take some time to register. */
const patience = 60_000;

/** A server on a port of its own, which sees messages whether they come in records or not. */
class Server {
  readonly socket = dgram.createSocket({ type: 'udp4', recvBufferSize: 1 << 20 });
  private readonly dtls: DtlsServer | undefined;
  peer: Peer | undefined;
  received: (message: Buffer, from: Peer) => void = () => undefined;

  constructor(isSecure: boolean) {
    if (isSecure) {
      this.dtls = new DtlsServer({
        psk: (name) => (name === identity ? Buffer.from(key, 'hex') : undefined),
        send: (datagram, { address, port }) => this.socket.send(datagram, port, address),
        received: (message, from) => this.received(message, from),
        clock: systemClock,
      });
    }
    this.socket.on('message', (datagram, from) => (this.dtls === undefined ? this.received(datagram, from) : this.dtls.receive(datagram, from)));
  }

  send(message: Buffer, to: Peer): void {
    if (this.dtls === undefined) this.socket.send(message, to.port, to.address);
    else this.dtls.send(message, to);
  }
}

/** Sends so many requests, `inFlight` of them unanswered at any time, and waits for all answers. */
function ask(server: Server, client: Peer, request: Buffer, first: number, count: number, inFlight: number): Promise<void> {
  return new Promise((resolve, reject) => {
    let next = first;
    const unanswered = new Set<number>();
    const timer = setTimeout(() => reject(new Error(`no answer to request ${[...unanswered].join()}`)), patience);
    const send = (): void => {
      unanswered.add(next);
      patchRequest(request, tag, next++);
      server.send(Buffer.from(request), client);
    };
    server.received = (reply) => {
      if (!unanswered.delete(repliedMessageId(reply, tag))) return;
      if (reply[1] !== Code.Content) return reject(new Error(`answered with code ${reply[1]}`));
      if (next < first + count) return send();
      if (unanswered.size > 0) return;
      clearTimeout(timer);
      resolve();
    };
    for (let i = 0; i < inFlight; i++) send();
  });
}

/**
 * Microseconds of CPU that the client takes for a READ of /3303/0 in TLV, user and system.
 * @param image The linux image of smart-light.
 * @param inFlight Requests unanswered at any time.
 * @throws Error when it does not register, or answers otherwise than 2.05.
 */
export async function cpuOfRead(image: string, isSecure: boolean, inFlight: number): Promise<number> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mote-bench-'));
  const server = new Server(isSecure);
  await new Promise<void>((resolve) => server.socket.bind(0, '127.0.0.1', resolve));
  const registered = new Promise<Peer>((resolve, reject) => {
    server.received = (message, from) => {
      server.send(registrationReply(message), from);
      resolve({ address: from.address, port: from.port });
    };
    setTimeout(() => reject(new Error('the client did not register')), patience).unref();
  });
  const { port } = server.socket.address();
  const child = spawn(process.execPath, [image], {
    env: {
      PATH: process.env.PATH,
      MOTE_SERVER: `${isSecure ? 'coaps' : 'coap'}://127.0.0.1:${port}`,
      MOTE_LIFETIME: '86400',
      MOTE_STORAGE: folder,
      ...(isSecure ? { MOTE_IDENTITY: identity, MOTE_KEY: key } : {}),
    },
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  try {
    const client = await registered;
    const request = readRequest([3303, 0], 11542);
    await ask(server, client, request, 1, warmUp, inFlight);
    const before = cpuMicroseconds(child.pid ?? -1);
    await ask(server, client, request, 1 + warmUp, measured, inFlight);
    return (cpuMicroseconds(child.pid ?? -1) - before) / measured;
  } finally {
    child.kill('SIGKILL');
    server.socket.close();
    fs.rmSync(folder, { recursive: true, force: true });
  }
}
