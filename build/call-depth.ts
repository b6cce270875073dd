/**
 * How deep the calls of an Espruino image go: it registers with a server, which reads, writes, observes and executes, and
 * falls silent. Each call takes stack of the interpreter, and Espruino stops what runs out of it. For boards whose line is
 * Serial1. The numbers are the same each time.
 */
import { generate, type OptionName, type Packet, parse } from 'coap-packet';
import { BuildFailure } from './failure';
import { type StartedImage, withStarted } from './espruino-start';
import type { Minified } from './minify';

export interface CallDepth {
  readonly calls: number;
  /** How many there may be; see board.json. */
  readonly budget: number;
  /** The functions that called each other, the outermost first. */
  readonly chain: readonly string[];
  /** Whether the device has registered, so that what came then has been carried out. */
  readonly isRegistered: boolean;
}

/** Bytes of the headers of IPv4 (RFC 791) and UDP (RFC 768). */
const enum Header {
  ip = 20,
  both = 28,
}

/** Milliseconds between two requests of the server. */
const pause = 2000;

/** Packets between the ENDs of SLIP (RFC 1055). */
function packetsOf(line: Buffer): Buffer[] {
  const packets = line.toString('latin1').split('\xc0').filter((packet) => packet !== '');
  return packets.map((packet) => Buffer.from(packet.replaceAll('\xdb\xdc', '\xc0').replaceAll('\xdb\xdd', '\xdb'), 'latin1'));
}

function toLine(packet: Buffer): string {
  return `\xc0${packet.toString('latin1').replaceAll('\xdb', '\xdb\xdd').replaceAll('\xc0', '\xdb\xdc')}\xc0`;
}

/** A packet to where one with these headers came from. */
function answerTo(headers: Buffer, payload: Buffer): Buffer {
  const packet = Buffer.concat([headers, payload]);
  headers.copy(packet, 12, 16, 20);
  headers.copy(packet, 16, 12, 16);
  headers.copy(packet, 20, 22, 24);
  headers.copy(packet, 22, 20, 22);
  packet.writeUInt16BE(packet.length, 2);
  packet.writeUInt16BE(packet.length - Header.ip, 24);
  packet.writeUInt16BE(0, 26); // RFC 768: no checksum
  packet.writeUInt16BE(0, 10);
  let sum = 0;
  for (let at = 0; at < Header.ip; at += 2) sum += packet.readUInt16BE(at);
  packet.writeUInt16BE(0xffff - (sum % 0xffff), 10); // RFC 791 3.1
  return packet;
}

/** The server at the other end of the line. */
class Peer {
  isRegistered = false;
  private headers: Buffer = Buffer.alloc(Header.both);
  private time = 0;
  private messageId = 1;
  private answers = true;

  constructor(private readonly board: StartedImage) {}

  private send(message: Packet): void {
    this.board.tell('data', toLine(answerTo(this.headers, generate(message))));
  }

  /** Answers what the board has sent. */
  private work(): void {
    for (const packet of packetsOf(this.board.takeWritten())) {
      this.headers = packet.subarray(0, Header.both);
      const { confirmable, code, messageId, token } = parse(packet.subarray(Header.both));
      if (!confirmable || !this.answers) continue;
      if (!code.startsWith('0.')) this.send({ ack: true, messageId });
      else this.send({ ack: true, messageId, token, code: '2.01', options: ['rd', '1'].map((segment) => ({ name: 'Location-Path', value: Buffer.from(segment) })) });
      this.isRegistered ||= code === '0.02';
    }
  }

  passTime(milliseconds: number): void {
    for (const until = this.time + milliseconds; this.time < until; this.work()) this.board.passTime((this.time += 250));
  }

  fallSilent(): void {
    this.answers = false;
  }

  request(code: string, path: string, more: Partial<Record<OptionName, readonly number[]>> = {}, payload?: string): void {
    const segments = path.split('/').slice(1).map((segment) => ({ name: 'Uri-Path' as const, value: Buffer.from(segment) }));
    const options = Object.entries(more).map(([name, value]) => ({ name: name as OptionName, value: Buffer.from(value) }));
    this.send({ confirmable: true, code, messageId: this.messageId++, token: Buffer.from([7]), options: [...options, ...segments], payload: Buffer.from(payload ?? '', 'latin1') });
    this.work();
    this.passTime(pause);
  }
}

/** Content formats: text, TLV. */
const text = { 'Content-Format': [] };
const tlv = { 'Content-Format': [45, 22] };

/** What a server and a user do with any device, and with a smart light. */
function useBoard(board: StartedImage): boolean {
  const server = new Peer(board);
  server.passTime(5000);
  for (const path of ['/3', '/3/0', '/3/0/0', '/1/0', '/3303/0', '/3303/0/5700', '/3311', '/9999/0', '/3/0/99']) server.request('0.01', path);
  server.request('0.01', '/3', { Accept: [40] });
  server.request('0.01', '/3303/0/5700', { Observe: [] });
  server.request('0.01', '/3311/0', { Observe: [] });
  server.request('0.03', '/3311/0/5850', text, '1');
  server.request('0.03', '/3311/0/5851', text, '40');
  server.request('0.02', '/3311/0', tlv, '\xe1\x16\xda\x01\xe1\x16\xdb\x32');
  server.request('0.03', '/3311/0', tlv, '\xe1\x16\xda\x00\xe1\x16\xdb\x14');
  server.request('0.02', '/3311', tlv, '\x04\x01\xe1\x16\xda\x01');
  server.request('0.04', '/3311/1');
  board.tell('watch', { state: true });
  board.tell('watch', { state: false });
  server.request('0.02', '/3303/0/5605');
  server.request('0.03', '/1/0/1', text, '60');
  server.request('0.02', '/1/0/8');
  server.request('0.02', '/3/0/12');
  server.passTime(120_000);
  server.fallSilent();
  board.tell('watch', { state: true });
  server.passTime(600_000);
  return server.isRegistered;
}

/**
 * @param image Tokenised.
 * @throws BuildFailure when it throws.
 */
export function measureCallDepth(name: string, { bytes = Buffer.alloc(0), names = {}, places }: Minified, budget: number): CallDepth {
  const { isRegistered, deepest } = withStarted(bytes, name, (board) => ({ isRegistered: useBoard(board), deepest: board.deepest() }));
  // A name of the sources stands behind the file that it is of.
  const chain = deepest.map((each) => names[each]?.split(' ').at(-1) ?? places?.get(Number(each)) ?? each);
  return { calls: chain.length, budget, chain, isRegistered };
}

/** @throws BuildFailure when calls go deeper than they may, or it is not known how deep. */
export function requireCallDepth(image: string, { calls, budget, chain, isRegistered }: CallDepth): void {
  if (!isRegistered) throw new BuildFailure(`${image} did not register with the server of build/call-depth.ts, so that its calls could not be counted: mend either`);
  if (calls <= budget) return;
  throw new BuildFailure(
    `${image}: ${calls} calls are within each other, ${calls - budget} more than its budget of ${budget}, and the stack may be too small:\n` +
      `  ${chain.join(' > ')}\nHave functions return to their callers before others are called.`,
  );
}
