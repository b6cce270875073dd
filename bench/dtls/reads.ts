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

/**
 * A server on a port of its own, which sees messages whether they come in records or not. It sends and takes them in
 * rounds: all that is sealed is sent at once, and nothing is opened before all datagrams of a round have come. How many the
 * client finds when it wakes up would depend on what records cost the server otherwise.
 */
class Server {
  readonly socket = dgram.createSocket({ type: 'udp4', recvBufferSize: 1 << 20 });
  private readonly dtls: DtlsServer | undefined;
  private readonly leaving: (() => void)[] = [];
  private readonly arrived: { datagram: Buffer; from: Peer }[] = [];
  private awaited = 1;
  received: (message: Buffer, from: Peer) => void = () => undefined;

  constructor(isSecure: boolean) {
    if (isSecure) {
      this.dtls = new DtlsServer({
        psk: (name) => (name === identity ? Buffer.from(key, 'hex') : undefined),
        send: (datagram, to) => this.put(datagram, to),
        received: (message, from) => this.received(message, from),
        clock: systemClock,
      });
    }
    this.socket.on('message', (datagram, { address, port }) => {
      this.arrived.push({ datagram, from: { address, port } });
      if (this.arrived.length >= this.awaited) this.open();
    });
  }

  /** Sends messages together. @param replies Datagrams to wait for before one is looked at. */
  send(messages: readonly Buffer[], to: Peer, replies: number): void {
    this.awaited = replies;
    for (const message of messages) {
      if (this.dtls === undefined) this.put(message, to);
      else this.dtls.send(message, to);
    }
    this.flush();
  }

  private put(datagram: Buffer, { address, port }: Peer): void {
    this.leaving.push(() => this.socket.send(datagram, port, address));
  }

  private flush(): void {
    for (const send of this.leaving.splice(0)) send();
  }

  private open(): void {
    for (const { datagram, from } of this.arrived.splice(0)) {
      if (this.dtls === undefined) this.received(datagram, from);
      else this.dtls.receive(datagram, from);
    }
    this.flush();
  }
}

/** Sends so many requests, `inFlight` of them at a time, and waits for all answers. */
function ask(server: Server, client: Peer, request: Buffer, first: number, count: number, inFlight: number): Promise<void> {
  return new Promise((resolve, reject) => {
    let next = first;
    const unanswered = new Set<number>();
    const timer = setTimeout(() => reject(new Error(`no answer to request ${[...unanswered].join()}`)), patience);
    const sendRound = (): void => {
      const requests: Buffer[] = [];
      for (let i = 0; i < inFlight; i++) {
        unanswered.add(next);
        patchRequest(request, tag, next++);
        requests.push(Buffer.from(request));
      }
      server.send(requests, client, inFlight);
    };
    server.received = (reply) => {
      if (!unanswered.delete(repliedMessageId(reply, tag))) return;
      if (reply[1] !== Code.Content) return reject(new Error(`answered with code ${reply[1]}`));
      if (unanswered.size > 0) return;
      if (next < first + count) return sendRound();
      clearTimeout(timer);
      resolve();
    };
    sendRound();
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
      server.send([registrationReply(message)], from, 1);
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
