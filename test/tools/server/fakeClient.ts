/** A scripted LwM2M client on coap-packet: it says what a test tells it to, and keeps what it was asked. */
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { generate, parse, type Packet, type ParsedPacket } from 'coap-packet';

/** What the script answers: fields of a packet. `undefined` stays silent. */
export type Script = (request: ParsedPacket) => Partial<Packet> | undefined;

export class FakeClient {
  /** Every packet that came, oldest first. */
  readonly received: ParsedPacket[] = [];
  /** Answers requests; 4.04 to everything until told. */
  script: Script = () => ({ code: '4.04' });
  private messageId = 1000;
  private readonly waiting = new Set<() => void>();

  private constructor(
    private readonly socket: Socket,
    private readonly serverPort: number,
  ) {
    socket.on('message', (bytes) => {
      const packet = parse(bytes);
      this.received.push(packet);
      if (isRequest(packet)) this.answer(packet);
      for (const wake of [...this.waiting]) wake();
    });
  }

  static async open(serverPort: number): Promise<FakeClient> {
    const socket = createSocket('udp4');
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    return new FakeClient(socket, serverPort);
  }

  port(): number {
    return this.socket.address().port;
  }

  /** Sends a packet as it is; a request gets a message id and is confirmable unless it says. */
  send(packet: Packet): number {
    const messageId = packet.messageId ?? this.messageId++;
    this.socket.send(generate({ confirmable: true, ...packet, messageId }), this.serverPort, '127.0.0.1');
    return messageId;
  }

  sendBytes(bytes: Buffer): void {
    this.socket.send(bytes, this.serverPort, '127.0.0.1');
  }

  /** Sends a request and waits for its answer. */
  async ask(code: string, path: string, options: { query?: string[]; format?: number; payload?: string | Buffer; token?: string; more?: { name: string; value: Buffer }[] } = {}): Promise<ParsedPacket> {
    const messageId = this.send({
      code,
      token: Buffer.from(options.token ?? `t${this.messageId}`),
      options: [
        ...path.split('/').slice(1).map((segment) => ({ name: 'Uri-Path', value: Buffer.from(segment) })),
        ...(options.format === undefined ? [] : [contentFormat(options.format)]),
        ...(options.query ?? []).map((query) => ({ name: 'Uri-Query', value: Buffer.from(query) })),
        ...(options.more ?? []),
      ],
      payload: typeof options.payload === 'string' ? Buffer.from(options.payload) : (options.payload ?? Buffer.alloc(0)),
    });
    return this.packet((packet) => packet.messageId === messageId && (packet.ack || packet.reset));
  }

  /** Registers with the list of objects of a small light, and returns the location. */
  async register(endpoint = 'light', query: string[] = ['lt=300', 'lwm2m=1.1', 'b=U']): Promise<string> {
    const reply = await this.ask('POST', '/rd', { query: [`ep=${endpoint}`, ...query], format: 40, payload: LIGHT });
    if (reply.code !== '2.01') throw new Error(`Register was answered ${reply.code}`);
    return '/' + optionStrings(reply, 'Location-Path').join('/');
  }

  /** Waits for a packet that came or will come. */
  async packet(wanted: (packet: ParsedPacket) => boolean): Promise<ParsedPacket> {
    for (;;) {
      const found = this.received.find(wanted);
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => {
        const wake = (): void => {
          this.waiting.delete(wake);
          resolve();
        };
        this.waiting.add(wake);
      });
    }
  }

  /** Every request that came. */
  requests(): ParsedPacket[] {
    return this.received.filter(isRequest);
  }

  close(): void {
    this.socket.close();
  }

  private answer(request: ParsedPacket): void {
    const answer = this.script(request);
    if (answer === undefined) return;
    const { messageId, token } = request;
    this.send({ confirmable: false, ack: true, messageId, token, ...answer });
  }
}

export const LIGHT = '</1/0>,</3/0>,</3303/0>,</3311/0>';

function isRequest(packet: ParsedPacket): boolean {
  return packet.code.startsWith('0.') && packet.code !== '0.00';
}

export function optionStrings(packet: ParsedPacket, name: string): string[] {
  return packet.options.filter((option) => option.name === name).map((option) => String(option.value));
}

/** An option that is an unsigned integer. */
export function optionNumber(packet: ParsedPacket, name: string): number | undefined {
  const option = packet.options.find((candidate) => candidate.name === name);
  if (option === undefined) return undefined;
  return [...option.value].reduce((value, byte) => 256 * value + byte, 0);
}

/** `/3/0/0` of a request. */
export function pathOf(packet: ParsedPacket): string {
  return '/' + optionStrings(packet, 'Uri-Path').join('/');
}

/** A Content-Format option. */
export function contentFormat(format: number): { name: string; value: Buffer } {
  return { name: 'Content-Format', value: format === 0 ? Buffer.alloc(0) : format > 255 ? Buffer.of(format >> 8, format & 255) : Buffer.of(format) };
}

/** Answers with TLV bytes, in hexadecimal. */
export function tlv(bytes: string): Script {
  return () => ({ code: '2.05', options: [contentFormat(11542)], payload: Buffer.from(bytes.replaceAll(' ', ''), 'hex') });
}

/** An option that is an unsigned integer. */
export function uintOption(name: string, value: number): { name: string; value: Buffer } {
  const bytes = value === 0 ? '' : value.toString(16);
  return { name, value: Buffer.from(bytes.padStart(bytes.length + (bytes.length % 2), '0'), 'hex') };
}

/** A Block1 or Block2 option, by RFC 7959 2.2: number, whether more follow, and the exponent of the size. */
export function block(name: 'Block1' | 'Block2', number: number, more: boolean, exponent: number): { name: string; value: Buffer } {
  return uintOption(name, (number << 4) | (more ? 8 : 0) | exponent);
}

/** `[number, more, exponent]` of a Block1 or Block2 option. */
export function blockOf(packet: ParsedPacket, name: 'Block1' | 'Block2'): [number, boolean, number] | undefined {
  const value = optionNumber(packet, name);
  return value === undefined ? undefined : [value >> 4, (value & 8) !== 0, value & 7];
}
