/** npm `coap`, with what it gets wrong for this server put right. */
import type { RemoteInfo } from 'node:dgram';
import { Agent, OutgoingMessage, registerOption, Server, type IncomingMessage, type ObserveReadStream } from 'coap';
import type { OptionName, ParsedPacket } from 'coap-packet';
import { uintBytes } from './block';
import type { Clock } from './clock';

// npm coap turns the formats it knows into names, and sends 0 as one byte where RFC 7252 3.2 wants none.
for (const option of ['Content-Format', 'Accept']) registerOption(option, (value) => uintBytes(Number(value)), readUint);

/**
 * Options that npm coap must not see, by the numbers that it takes for names of options it does not know. Its own
 * block-wise transfer goes on after 4.08 and 4.13, observes anew with every block, and as a server wants one token for
 * all blocks and stays silent when one is missing; and it makes text of ETags.
 */
export const HIDDEN = { ETag: '4', Block2: '23', Block1: '27', Size2: '28', Size1: '60' } as const;

// It leaves options that are bytes out of the headers.
for (const option of Object.values(HIDDEN)) registerOption(option, (value) => Buffer.from(String(value), 'hex'), (bytes) => bytes.toString('hex'));

/** Takes a packet before npm coap sees it; true keeps it from it. */
export type Intercept = (packet: ParsedPacket, from: RemoteInfo) => boolean;

/** npm coap's asking half. */
export class ClientAgent extends Agent {
  intercept: Intercept = () => false;

  /** Drops what the agent keeps of a request that has been answered, without need. */
  clear({ _packet: { messageId, token } }: OutgoingMessage, answer: IncomingMessage): void {
    // A separate response may come without the ACK that it implies.
    if (messageId !== undefined) this._msgIdToReq.delete(messageId);
    // A Reset has no token.
    if (answer.code === '0.00' && token !== undefined) this._tkToReq.delete(token.toString('hex'));
  }

  override _handle(packet: ParsedPacket, from: RemoteInfo, here: RemoteInfo): void {
    if (this.intercept(packet, from)) return;
    hideOptions(packet);
    // The agent takes any message with the id of a request of ours for its answer. Only an ACK or Reset has our id;
    // a notification or ping with the same number has the client's, and must not stop our retransmissions.
    const namesake = packet.ack || packet.reset ? undefined : this._msgIdToReq.get(packet.messageId);
    if (namesake !== undefined) this._msgIdToReq.delete(packet.messageId);
    super._handle(packet, from, here);
    if (namesake !== undefined && namesake.response === undefined) this._msgIdToReq.set(packet.messageId, namesake);
  }
}

/** npm coap's answering half. */
export class RequestServer extends Server {
  intercept: Intercept = () => false;

  override _handle(packet: ParsedPacket, from: RemoteInfo): void {
    if (isRequest(packet) && this.intercept(packet, from)) return;
    hideOptions(packet);
    // It would hand an empty message on as a request; the agent answers a ping already (RFC 7252 4.3).
    if (packet.code !== '0.00' || packet.ack || packet.reset) super._handle(packet, from);
  }

  /** It would send errors to this machine instead of the client, as answers to no request: silence is better. */
  override _sendError(): void {}
}

/**
 * Follows an observation: tells of each notification that is newer than the last (RFC 7641 3.4), and of an error, which
 * ends it. The stream is the message that came.
 */
export function follow(stream: ObserveReadStream, clock: Clock, notified: () => void): void {
  // npm coap's own filter drops an error, which carries no Observe option.
  stream._disableFiltering = true;
  let last = Number(stream.headers.Observe);
  let lastTime = clock.now();
  let first = true;
  stream.on('data', () => {
    // The stream repeats the answer that established the observation.
    if (first) {
      first = false;
      return;
    }
    const sequence = stream.headers.Observe;
    if (typeof sequence === 'number') {
      const ahead = (sequence - last) & 0xffffff;
      const newer = (ahead > 0 && ahead < 0x800000) || clock.now() > lastTime + 128_000;
      if (!newer) return;
      last = sequence;
      lastTime = clock.now();
    }
    notified();
  });
}

/** The values of a repeatable option. */
export function strings(message: IncomingMessage, name: OptionName): string[] {
  return (message._packet.options ?? []).filter((option) => option.name === name).map(({ value }) => String(value));
}

/** The Content-Format, when there is one. */
export function contentFormat(message: IncomingMessage): number | undefined {
  return uint(message, 'Content-Format');
}

/** The Accept, when there is one. */
export function accept(message: IncomingMessage): number | undefined {
  return uint(message, 'Accept');
}

function uint(message: IncomingMessage, name: OptionName): number | undefined {
  const value = message.headers[name];
  return typeof value === 'number' ? value : undefined;
}

/** The bytes of an option that is hidden from npm coap. */
export function hiddenOption(message: IncomingMessage, name: keyof typeof HIDDEN): Buffer | undefined {
  // The headers are those of the newest notification of an observation, which `_packet` is not.
  const value = message.headers[HIDDEN[name] as OptionName];
  return typeof value === 'string' ? Buffer.from(value, 'hex') : undefined;
}

/** Ends a response with a payload as it is: npm coap would cut one of 1024 bytes into blocks. */
export function endWhole(response: OutgoingMessage, payload: Buffer): void {
  OutgoingMessage.prototype.end.call(response, payload);
}

export function isRequest({ code }: ParsedPacket): boolean {
  return code.startsWith('0.') && code !== '0.00';
}

function hideOptions(packet: ParsedPacket): void {
  const hidden: Readonly<Record<string, string>> = HIDDEN;
  for (const option of packet.options) {
    if (typeof option.name === 'string' && Object.hasOwn(hidden, option.name)) option.name = hidden[option.name] as OptionName;
  }
}

function readUint(bytes: Buffer): number {
  return bytes.reduce((value, byte) => 256 * value + byte, 0);
}
