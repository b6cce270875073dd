/**
 * Mote's DTLS client as a process of its own, since its tables are: src/dtls on a socket of Node, driven by messages.
 * `node build/run test/dtls/peers/moteClient.ts PORT`, by moteProcess.ts.
 */
import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { type Board, StorageSlot } from '../../../src/board';
import { putBytes } from '../../../src/bytes/output';
import { Links } from '../../../src/coap/link';
import { startRandom } from '../../../src/crypto/random';
import { forgetSession } from '../../../src/dtls/sessions';
import { beginProtection, endProtection, type LinkOwner, protect, protectionDue, seal, startTransport, unseal } from '../../../src/dtls/transport';
import type { Command, Report } from './protocol';

const port = Number(process.argv[2]);
const LINK = 0;
const MESSAGE = 1152;
const incoming = new Uint8Array(MESSAGE + Links.protection);
const outgoing = new Uint8Array(MESSAGE + Links.protection);
const slots = new Map<number, Uint8Array>([[StorageSlot.seed, randomBytes(32)]]);
const socket = createSocket('udp4');
let identity = Buffer.alloc(0);
let key = Buffer.alloc(0);
let timer: NodeJS.Timeout | undefined;
/** Of the next CoAP request. */
let messageId = 1;
/** Told of each message. */
let arrived: (message: Buffer) => void = () => undefined;

function report(what: Report): void {
  process.send?.(what);
}

const board: Board = {
  attach: () => undefined,
  settings: () => ({ endpoint: 'peer', server: '', lifetime: 1 }),
  now: () => Math.floor(performance.now()) & 0x3fffffff,
  utc: () => 0,
  setTimer: () => undefined,
  random: () => randomBytes(4).readUInt32BE() & 0x3fffffff,
  open: () => undefined,
  close: () => undefined,
  send: (_link, buffer, length) => socket.send(Buffer.from(buffer.subarray(0, length))),
  load(slot, buffer) {
    const stored = slots.get(slot);
    if (stored === undefined) return -1;
    buffer.set(stored.subarray(0, buffer.length));
    return stored.length;
  },
  store(slot, buffer, length) {
    slots.set(slot, buffer.slice(0, length));
    return true;
  },
  eraseStorage: () => slots.clear(),
  setLed: () => undefined,
  reboot: () => undefined,
  log: () => undefined,
};

const owner: LinkOwner = {
  putIdentity: () => putBytes(identity, 0, identity.length),
  putKey: () => putBytes(key, 0, key.length),
  protected: () => report({ event: 'protected' }),
  ended: (_link, cause, alert) => report({ event: 'ended', cause, alert }),
};

function poll(): void {
  clearTimeout(timer);
  timer = setTimeout(poll, Math.max(1, Math.min(1000, protectionDue())));
}

function send(message: Buffer): void {
  outgoing.set(message);
  const length = seal(LINK, outgoing, message.length);
  if (length > 0) board.send(LINK, outgoing, length);
}

/** Sends a text and waits until it comes back; or a CoAP request, and waits for its response. */
function exchange(echo: boolean): Promise<void> {
  const id = messageId++ & 0xffff;
  const token = [id >>> 8, id & 255];
  // A confirmable GET of the root (RFC 7252 3).
  const message = echo ? Buffer.from(`record ${id}\n`) : Buffer.of(0x42, 0x01, ...token, ...token);
  const acknowledgement = Buffer.of(0x62);
  return new Promise((resolve) => {
    arrived = (came) => {
      const isAnswer = echo ? came.equals(message) : came.subarray(0, 1).equals(acknowledgement) && came.subarray(2, 6).equals(message.subarray(2));
      if (isAnswer) resolve();
    };
    send(message);
  });
}

async function carryOut(command: Command): Promise<void> {
  if (command.do === 'connect') {
    endProtection(LINK);
    if (!command.resume) forgetSession(LINK);
    identity = Buffer.from(command.identity);
    key = Buffer.from(command.hexKey, 'hex');
    protect(LINK, true);
    beginProtection(LINK);
    poll();
  } else if (command.do === 'end') {
    endProtection(LINK);
    report({ event: 'over' });
  } else {
    for (let index = 0; index < command.count; index++) await exchange(command.echo);
    report({ event: 'exchanged' });
  }
}

startRandom(board);
startTransport(board, owner, incoming, outgoing);
socket.on('error', () => undefined); // a server that is not there yet
socket.on('message', (datagram) => {
  incoming.set(datagram.subarray(0, incoming.length));
  const length = unseal(LINK, Math.min(datagram.length, incoming.length));
  poll();
  if (length > 0) arrived(Buffer.from(incoming.subarray(0, length)));
});
socket.connect(port, '127.0.0.1', () => report({ event: 'ready' }));
process.on('message', (command) => void carryOut(command as Command));
process.on('disconnect', () => process.exit(0));
