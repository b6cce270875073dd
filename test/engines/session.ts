/**
 * Records a session: runs an image of the replay board in this process, lets servers of a few lines answer it, and
 * writes down all that happened to it. The other engines are given the same happenings and have to do the same.
 */
import { createContext, runInContext, type Context } from 'node:vm';
import { generate, parse, type Packet, type ParsedPacket } from 'coap-packet';
import { fromFrame, toFrame } from './frames';
import { seed } from './script';
import type { Tunnel } from './tunnel';

/** Something that happened to the image: time went by until `at`, and then a datagram came, or a line, or nothing. */
export interface Happening {
  /** Milliseconds since the image was started. */
  readonly at: number;
  /** What came, in hexadecimal; empty when nothing did. */
  readonly datagram: string;
  /** The link it came on. */
  readonly link: number;
  /** What was typed on the console. */
  readonly line?: string;
  /** The image was started, for the first time or anew; what it has stored is there still. */
  readonly boots: boolean;
  /** What this was a test of. */
  readonly title: string;
  /** What the image printed. */
  readonly printed: readonly string[];
}

/** What a peer answers to a request or a confirmable response of the image; undefined when it is silent. */
export type Peer = (message: ParsedPacket, link: number) => Packet | undefined;

interface Replay {
  feed(at: number, datagram: string, link: number): void;
  type(at: number, line: string): void;
}

/** Milliseconds between two looks at what the image has sent. */
const STEP = 500;

export class Session {
  readonly happenings: Happening[] = [];
  /** Whether the peers answer what the image sends of itself. */
  serverAnswers = true;
  /** The link that requests go to. */
  link = 0;
  private readonly context: Context;
  private replay: Replay | undefined;
  private readonly printed: string[] = [];
  /** The links that are streams. */
  private readonly streams = new Set<number>();
  private time = 0;
  private messageId = 0x1000;

  /**
   * @param image The text of an ES5 image of the replay board.
   * @param tunnel What all datagrams go through, if they are protected.
   */
  constructor(
    private readonly image: string,
    private readonly peer: Peer = answerTo,
    private readonly tunnel?: Tunnel,
  ) {
    const slots = new Map<number, string>([[seed.slot, seed.hex]]);
    this.context = createContext({
      replayPrint: (line: string) => this.printed.push(line),
      replayReady: (feed: Replay['feed'], _repeat: unknown, type: Replay['type']) => {
        this.replay = { feed, type };
      },
      replayStore: (slot: number, hex: string) => void slots.set(slot, hex),
      replayLoad: (slot: number) => slots.get(slot) ?? '',
    });
    this.boot('start');
  }

  /** Starts the image anew, as the board does after a reboot. */
  boot(title: string): void {
    this.time = 0;
    this.replay = undefined;
    this.streams.clear();
    runInContext(this.image, this.context);
    if (this.replay === undefined) throw new Error('the image is not one of the replay board: it did not call replayReady');
    this.note(title, { boots: true });
  }

  /**
   * Sends a message, or any bytes, to the image, and lets the server answer what it sends of itself. Returns the image's
   * datagrams.
   */
  send(title: string, message: Buffer, link = this.link): Buffer[] {
    return this.sendDatagram(title, this.tunnel === undefined ? message : this.tunnel.seal(message), link);
  }

  /** Sends bytes to the image as they are. */
  sendDatagram(title: string, datagram: Buffer, link = this.link): Buffer[] {
    this.time += 10;
    this.happen(title, datagram.toString('hex'), link);
    return datagrams(this.answer());
  }

  /** Sends a request with the next message id and a token of its own. Returns it, for sending it again. */
  request(title: string, packet: Packet): Buffer {
    this.messageId += 1;
    const whole = { confirmable: true, messageId: this.messageId, token: Buffer.of(this.messageId & 255), ...packet };
    const datagram = this.encode(whole, this.link);
    this.send(title, datagram);
    return datagram;
  }

  /** Types a line on the console. */
  type(line: string): void {
    this.time += 10;
    this.replay?.type(this.time, line);
    this.note(`typed ${line}`, { line });
    this.answer();
  }

  /** Lets `seconds` pass. */
  pass(title: string, seconds: number): void {
    for (const until = this.time + seconds * 1000; this.time < until; ) {
      this.time = Math.min(until, this.time + STEP);
      this.happen(title, '', 0);
      this.answer();
    }
  }

  private encode(packet: Packet, link: number): Buffer {
    const datagram = generate(packet, 2048);
    return this.streams.has(link) ? toFrame(datagram) : datagram;
  }

  private happen(title: string, datagram: string, link: number): void {
    this.replay?.feed(this.time, datagram, link);
    const last = this.happenings[this.happenings.length - 1];
    const isIdle = last.datagram === '' && last.line === undefined && !last.boots;
    if (isIdle && last.printed.length === 0) this.happenings.pop(); // Nothing came of it: one step does.
    this.note(title, { datagram, link });
  }

  private note(title: string, what: Partial<Happening>): void {
    const printed = this.printed.splice(0);
    for (const line of printed) this.noteLink(line);
    this.happenings.push({ at: this.time, datagram: '', link: 0, boots: false, title, printed, ...what });
  }

  private noteLink(line: string): void {
    const opened = /^open \S+ (\S+) \S+( tcp)?$/.exec(line);
    if (opened === null) return;
    const link = parseInt(opened[1], 16);
    if (opened[2] === undefined) this.streams.delete(link);
    else this.streams.add(link);
  }

  /** Has the peers answer what the image has just sent. Returns what it printed. */
  private answer(): readonly string[] {
    const { printed } = this.happenings[this.happenings.length - 1];
    for (const line of this.serverAnswers ? printed.filter(isDatagram) : []) {
      const link = Number(line[0]);
      for (const bytes of this.opened(Buffer.from(line.slice(2), 'hex'), link)) this.answerMessage(bytes, link);
    }
    return printed;
  }

  /** The messages in a datagram of the image; what the server says beside them is sent. */
  private opened(datagram: Buffer, link: number): Buffer[] {
    if (this.tunnel === undefined) return [datagram];
    const { messages, datagrams: replies } = this.tunnel.open(datagram);
    for (const reply of replies) this.sendDatagram('the server of DTLS', reply, link);
    return messages;
  }

  private answerMessage(bytes: Buffer, link: number): void {
    const isStream = this.streams.has(link);
    const message = parse(isStream ? fromFrame(bytes) : bytes);
    const wantsAnswer = message.confirmable || (isStream && /^[07]/.test(message.code));
    const packet = wantsAnswer ? this.peer(message, link) : undefined;
    if (packet !== undefined) {
      const whole = isStream ? packet : { ack: true, messageId: message.messageId, ...packet };
      this.send('a peer answers', this.encode(whole, link), link);
    }
  }
}

/** The segments of a request's path. */
export function segments({ options }: ParsedPacket): string[] {
  return options.filter(({ name }) => name === 'Uri-Path').map(({ value }) => value.toString());
}

/** What a server does with requests and confirmable responses of its client. */
export function answerTo(message: ParsedPacket): Packet {
  const { code, token } = message;
  if (!code.startsWith('0.')) return { code: '0.00' };
  const path = segments(message);
  const isRegister = path.length === 1 && path[0] === 'rd';
  return {
    token,
    code: isRegister ? '2.01' : code === '0.04' ? '2.02' : '2.04',
    options: isRegister
      ? [
          { name: 'Location-Path', value: Buffer.from('rd') },
          { name: 'Location-Path', value: Buffer.from('5a3f') },
        ]
      : [],
  };
}

function isDatagram(line: string): boolean {
  return /^\d [0-9a-f]+$/.test(line);
}

/** The datagrams among the lines that the replay board has printed. */
export function datagrams(printed: readonly string[]): Buffer[] {
  return printed.filter(isDatagram).map((line) => Buffer.from(line.slice(2), 'hex'));
}
