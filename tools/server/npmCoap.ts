/** npm `coap`, with what it gets wrong for this server put right. */
import type { RemoteInfo } from 'node:dgram';
import { Agent, registerOption, Server, type IncomingMessage, type ObserveReadStream, type OutgoingMessage } from 'coap';
import type { OptionName, ParsedPacket } from 'coap-packet';
import type { Clock } from './clock';

// npm coap turns the formats it knows into names, and sends 0 as one byte where RFC 7252 3.2 wants none.
for (const option of ['Content-Format', 'Accept']) registerOption(option, uintBytes, readUint);

/** npm coap's asking half. */
export class ClientAgent extends Agent {
  /** Drops what the agent keeps of a request that has been answered, without need. */
  clear({ _packet: { messageId, token } }: OutgoingMessage, answer: IncomingMessage): void {
    // A separate response may come without the ACK that it implies.
    if (messageId !== undefined) this._msgIdToReq.delete(messageId);
    // A Reset has no token.
    if (answer.code === '0.00' && token !== undefined) this._tkToReq.delete(token.toString('hex'));
  }

  override _handle(packet: ParsedPacket, from: RemoteInfo, here: RemoteInfo): void {
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
  override _handle(packet: ParsedPacket, from: RemoteInfo): void {
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
  const format = message.headers['Content-Format'];
  return typeof format === 'number' ? format : undefined;
}

/** A CoAP uint in the fewest bytes (RFC 7252 3.2). */
function uintBytes(value: unknown): Buffer {
  const bytes: number[] = [];
  for (let rest = Number(value); rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest & 255);
  return Buffer.from(bytes);
}

function readUint(bytes: Buffer): number {
  return bytes.reduce((value, byte) => 256 * value + byte, 0);
}
