/**
 * Records a session: runs an image of the replay board in this process, lets a server of a few lines answer it, and
 * writes down all that happened to it. The other engines are given the same happenings and have to do the same.
 */
import { createContext, runInContext } from 'node:vm';
import { generate, parse, type Packet, type ParsedPacket } from 'coap-packet';

/** Something that happened to the image: time went by until `at`, and then, unless empty, a datagram came. */
export interface Happening {
  /** Milliseconds since the start. */
  readonly at: number;
  /** In hexadecimal. */
  readonly datagram: string;
  /** What this was a test of. */
  readonly title: string;
  /** What the image printed. */
  readonly printed: readonly string[];
}

interface Replay {
  feed(at: number, datagram: string): void;
}

/** Milliseconds between two looks at what the image has sent. */
const STEP = 500;

export class Session {
  readonly happenings: Happening[] = [];
  /** Whether the server answers what the image sends of itself. */
  serverAnswers = true;
  private readonly replay: Replay;
  private readonly printed: string[] = [];
  private time = 0;
  private messageId = 0x1000;

  /** @param image The text of an ES5 image of the replay board. */
  constructor(image: string) {
    let replay: Replay | undefined;
    runInContext(
      image,
      createContext({
        replayPrint: (line: string) => this.printed.push(line),
        replayReady: (feed: Replay['feed']) => {
          replay = { feed };
        },
      }),
    );
    if (replay === undefined) throw new Error('the image is not one of the replay board: it did not call replayReady');
    this.replay = replay;
    this.happenings.push({ at: 0, datagram: '', title: 'start', printed: this.printed.splice(0) });
  }

  /** Sends bytes to the image, and lets the server answer what it sends of itself. Returns the image's datagrams. */
  send(title: string, datagram: Buffer): Buffer[] {
    this.time += 10;
    this.happen(title, datagram.toString('hex'));
    const { printed } = this.happenings[this.happenings.length - 1];
    this.answer(printed);
    return datagrams(printed);
  }

  /** Sends a request with the next message id and a token of its own. Returns it, for sending it again. */
  request(title: string, packet: Packet): Buffer {
    this.messageId += 1;
    const datagram = generate({ confirmable: true, messageId: this.messageId, token: Buffer.of(this.messageId & 255), ...packet });
    this.send(title, datagram);
    return datagram;
  }

  /** Lets `seconds` pass. */
  pass(title: string, seconds: number): void {
    for (const until = this.time + seconds * 1000; this.time < until; ) {
      this.time = Math.min(until, this.time + STEP);
      this.happen(title, '');
      this.answer(this.happenings[this.happenings.length - 1].printed);
    }
  }

  private happen(title: string, datagram: string): void {
    this.replay.feed(this.time, datagram);
    const last = this.happenings[this.happenings.length - 1];
    if (last.datagram === '' && last.printed.length === 0) this.happenings.pop(); // Nothing came of it: one step does.
    this.happenings.push({ at: this.time, datagram, title, printed: this.printed.splice(0) });
  }

  /** What a server does with requests and confirmable responses of its client. */
  private answer(printed: readonly string[]): void {
    if (!this.serverAnswers) return;
    for (const datagram of datagrams(printed)) {
      const message = parse(datagram);
      if (message.confirmable) this.send('the server answers', generate(answerTo(message)));
    }
  }
}

function answerTo({ code, messageId, token, options }: ParsedPacket): Packet {
  const isRequest = code.startsWith('0.');
  if (!isRequest) return { ack: true, messageId, code: '0.00' };
  const isRegister = options.filter(({ name }) => name === 'Uri-Path').length === 1;
  return {
    ack: true,
    messageId,
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

/** The datagrams among the lines that the replay board has printed. */
export function datagrams(printed: readonly string[]): Buffer[] {
  return printed.filter((line) => line.startsWith('0 ')).map((line) => Buffer.from(line.slice(2), 'hex'));
}
