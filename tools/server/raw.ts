/**
 * Datagrams as a test wants them, from the address that a client registered to: malformed ones, wrong tokens, message ids
 * used twice, blocks out of order. What the client answers to them is the test's, and npm coap does not see it.
 */
import type { RemoteInfo } from 'node:dgram';
import { generate, parse, type Packet, type ParsedPacket } from 'coap-packet';
import type { Clock } from './clock';
import type { DatagramSocket } from './datagramSocket';
import { NoAnswerError, type Peer } from './messages';

export interface Datagram {
  bytes: Buffer;
  /** Undefined when the bytes are not CoAP. */
  packet: ParsedPacket | undefined;
}

export interface RawOptions {
  /** Keep everything that the client sends from the server: the test plays the whole server, its ACKs too. */
  exclusive?: boolean;
}

/** Seconds that `next` waits unless told. */
const DEFAULT_WAIT = 10;

export class RawChannel {
  /** Everything that came from the client since the channel was opened, oldest first. */
  readonly received: Datagram[] = [];
  private readonly messageIds = new Set<number>();
  private readonly tokens = new Set<string>();
  private readonly waiting = new Set<() => void>();
  private nextMessageId = Math.floor(Math.random() * 65536);
  /** Datagrams that `next` has given out. */
  private readonly taken = new Set<Datagram>();

  constructor(
    private readonly socket: DatagramSocket,
    private readonly peer: Peer,
    private readonly clock: Clock,
    private readonly exclusive: boolean,
    private readonly closed: (channel: RawChannel) => void,
  ) {
    socket.on('message', this.receive);
  }

  /** Sends bytes as they are. */
  send(bytes: Buffer): void {
    this.socket.send(bytes, this.peer.port, this.peer.address);
  }

  /**
   * Sends a packet as it is; confirmable and with a new message id unless it says. The token is empty unless it says.
   * @returns The message id.
   */
  sendPacket(packet: Packet): number {
    const messageId = packet.messageId ?? this.nextMessageId;
    if (packet.messageId === undefined) this.nextMessageId = (this.nextMessageId + 1) & 0xffff;
    this.messageIds.add(messageId);
    if (packet.token !== undefined && packet.token.length > 0) this.tokens.add(packet.token.toString('hex'));
    this.send(generate({ confirmable: packet.ack !== true && packet.reset !== true, ...packet, messageId }));
    return messageId;
  }

  /** Acknowledges a confirmable message with an empty ACK. */
  acknowledge({ messageId }: ParsedPacket): void {
    this.sendPacket({ code: '0.00', ack: true, messageId });
  }

  /**
   * The oldest packet that fits and was not given out before; waits for one.
   * @param seconds How long; time is the server's clock.
   * @throws NoAnswerError
   */
  async next(fits: (packet: ParsedPacket) => boolean = () => true, seconds: number = DEFAULT_WAIT): Promise<ParsedPacket> {
    let late = false;
    let wake: () => void = () => undefined;
    const timer = this.clock.after(1000 * seconds, () => {
      late = true;
      wake();
    });
    try {
      for (;;) {
        const found = this.received.find((datagram) => !this.taken.has(datagram) && datagram.packet !== undefined && fits(datagram.packet));
        if (found?.packet !== undefined) {
          this.taken.add(found);
          return found.packet;
        }
        if (late) throw new NoAnswerError(`No such packet came within ${seconds} s.`);
        await new Promise<void>((resolve) => {
          wake = resolve;
          this.waiting.add(resolve);
        });
        this.waiting.delete(wake);
      }
    } finally {
      timer.cancel();
    }
  }

  /** Gives the client back to the server. */
  close(): void {
    this.socket.off('message', this.receive);
    this.closed(this);
  }

  /** Whether a packet is kept from the server: it answers what this channel sent. For the endpoint. */
  claims(packet: ParsedPacket, from: RemoteInfo): boolean {
    if (!this.isFrom(from)) return false;
    if (this.exclusive) return true;
    if ((packet.ack || packet.reset) && this.messageIds.has(packet.messageId)) return true;
    return packet.token.length > 0 && this.tokens.has(packet.token.toString('hex'));
  }

  private readonly receive = (bytes: Buffer, from: RemoteInfo): void => {
    if (!this.isFrom(from)) return;
    this.received.push({ bytes, packet: parsed(bytes) });
    for (const wake of [...this.waiting]) wake();
  };

  private isFrom({ address, port }: RemoteInfo): boolean {
    return address === this.peer.address && port === this.peer.port;
  }
}

function parsed(bytes: Buffer): ParsedPacket | undefined {
  try {
    return parse(bytes);
  } catch {
    return undefined;
  }
}
