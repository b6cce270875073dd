/** Asks clients, by npm `coap`: one request at a time to each, in blocks where it must be (RFC 7959). */
import type { Socket } from 'node:dgram';
import { ObserveReadStream, type IncomingMessage, type OutgoingMessage } from 'coap';
import { decodeBlock, encodeBlock, LARGEST_BLOCK, uintBytes, type Block } from './block';
import type { Clock } from './clock';
import type { DatagramSocket } from './datagramSocket';
import { NoAnswerError, type Observing, type Peer, type Request, type Response } from './messages';
import { ClientAgent, contentFormat, follow, HIDDEN, hiddenOption, strings } from './npmCoap';
import { ContentError } from './value';

/** Bytes of the longest answer that is put together. */
const LONGEST_ANSWER = 1 << 18;

export class Requester {
  readonly agent: ClientAgent;
  /** What gives up each request that waits for its answer. */
  private readonly waiting = new Map<OutgoingMessage, (reason: Error) => void>();
  /** The end of the queue of requests to each peer. */
  private readonly queues = new Map<string, Promise<unknown>>();
  private closed = false;

  constructor(
    socket: DatagramSocket,
    private readonly clock: Clock,
    /** Seconds to wait for the answer to each message. */
    private readonly answerTimeout: number,
  ) {
    // npm coap asks for a whole Socket, and uses this much of it.
    this.agent = new ClientAgent({ socket: socket as Socket });
  }

  /** Sends a confirmable request. @throws NoAnswerError, ContentError when the blocks of the answer do not fit together. */
  request(peer: Peer, request: Request): Promise<Response> {
    return this.inTurn(peer, async () => {
      const exchange = await this.upload(peer, request, {});
      return this.download(peer, request, exchange.answer);
    });
  }

  /**
   * Observes (RFC 7641).
   * @param notified Called with each notification after the first answer, the newest only when they overtake each other.
   * @param failed Called when the later blocks of a notification cannot be had.
   */
  async observe(peer: Peer, request: Request, notified: (response: Response) => void, failed: (error: Error) => void): Promise<Observing> {
    const { message, outgoing, answer } = await this.inTurn(peer, () => this.upload(peer, request, { observe: true }));
    const established = message instanceof ObserveReadStream && message.headers.Observe !== undefined;
    const forget = (): void => this.agent.abort(outgoing);
    if (!established) {
      forget();
      const response = await this.inTurn(peer, () => this.download(peer, request, answer));
      return { response, established, forget: () => undefined, cancel: () => this.request(peer, request) };
    }
    // The stream is overwritten by the next notification, and its first answer is read before that.
    follow(message, this.clock, () => {
      const notification = toAnswer(message);
      if (notification.block === undefined) notified(notification.response);
      else this.inTurn(peer, () => this.download(peer, request, notification)).then(notified, failed);
    });
    return {
      response: await this.inTurn(peer, () => this.download(peer, request, answer)),
      established,
      forget,
      cancel: () => {
        forget();
        const { token } = outgoing._packet;
        return this.inTurn(peer, async () => this.download(peer, request, (await this.upload(peer, request, { observe: 1, token })).answer));
      },
    };
  }

  /** Gives up what is under way. */
  close(): void {
    this.closed = true;
    for (const giveUp of [...this.waiting.values()]) giveUp(new NoAnswerError('The server was closed.'));
  }

  /** One request at a time to each peer (NSTART 1, RFC 7252 4.7); its blocks are together. */
  private inTurn<T>(peer: Peer, work: () => Promise<T>): Promise<T> {
    const name = `${peer.address} ${peer.port}`;
    const turn = (this.queues.get(name) ?? Promise.resolve()).then(work, work);
    this.queues.set(name, turn);
    const leave = (): void => {
      if (this.queues.get(name) === turn) this.queues.delete(name);
    };
    turn.then(leave, leave);
    return turn;
  }

  /** Sends a request with its payload, block by block (RFC 7959 2.3), until an answer ends it. */
  private async upload(peer: Peer, request: Request, more: ObserveOptions): Promise<Exchange> {
    const { payload = Buffer.alloc(0), progress } = request;
    let size = request.blockSize ?? LARGEST_BLOCK;
    const block2 = request.answerBlockSize === undefined ? {} : { Block2: encodeBlock({ number: 0, more: false, size: request.answerBlockSize }) };
    if (payload.length <= size) return this.send(peer, request, more, block2);
    for (let offset = 0; ; ) {
      const end = Math.min(offset + size, payload.length);
      const block: Block = { number: offset / size, more: end < payload.length, size };
      const options = {
        Block1: encodeBlock(block),
        ...(offset === 0 && { Size1: uintBytes(payload.length) }),
        ...(!block.more && block2),
      };
      const exchange = await this.send(peer, { ...request, payload: payload.subarray(offset, end) }, more, options);
      const { code } = exchange.message;
      const taken = decodeBlock(hiddenOption(exchange.message, 'Block1') ?? Buffer.alloc(4));
      const smaller = taken !== undefined && taken.size < size;
      if (offset === 0 && code === '4.13' && smaller) {
        // RFC 7959 2.9.3: it names the size that it takes.
        size = taken.size;
      } else {
        if (code.startsWith('2.')) progress?.(end, payload.length);
        if (!block.more || code !== '2.31') return exchange;
        if (smaller) size = taken.size;
        offset = end;
      }
      // The agent keeps what observes until it is told.
      if (more.observe !== undefined) this.agent.abort(exchange.outgoing);
    }
  }

  /** Fetches what follows the first block of an answer (RFC 7959 2.4). */
  private async download(peer: Peer, request: Request, first: Answer): Promise<Response> {
    let { block } = first;
    if (block === undefined || (block.number === 0 && !block.more)) return first.response;
    const { payload = Buffer.alloc(0) } = request;
    const repeats = request.repeatBody ?? (request.method === 'FETCH' && payload.length <= (request.blockSize ?? LARGEST_BLOCK));
    const { contentFormat: format, payload: body, ...bodiless } = request;
    const again = repeats ? { ...bodiless, contentFormat: format, payload: body } : bodiless;
    let whole = Buffer.alloc(0);
    for (let answer = first; ; ) {
      block = answer.block;
      if (!answer.response.code.startsWith('2.')) return answer.response;
      if (block === undefined || block.number * block.size !== whole.length) throw new ContentError('The blocks of the answer do not follow each other.');
      if (!answer.etag.equals(first.etag)) throw new ContentError('The answer changed while its blocks were fetched. Ask again.');
      if (block.more && answer.response.payload.length !== block.size) throw new ContentError('A block of the answer is not as long as it says.');
      whole = Buffer.concat([whole, answer.response.payload]);
      if (!block.more) return { ...first.response, payload: whole };
      if (whole.length > LONGEST_ANSWER) throw new ContentError(`The answer is longer than ${LONGEST_ANSWER} bytes.`);
      const next = encodeBlock({ number: whole.length / block.size, more: false, size: block.size });
      ({ answer } = await this.send(peer, again, {}, { Block2: next }));
    }
  }

  /** Sends one message and waits for its answer. */
  private send(peer: Peer, request: Request, more: ObserveOptions, blocks: BlockOptions): Promise<Exchange> {
    if (this.closed) throw new NoAnswerError('The server was closed.');
    const outgoing = this.agent.request({
      host: peer.address,
      port: peer.port,
      method: request.method,
      ...more,
      options: {
        'Uri-Path': request.path.map((segment) => Buffer.from(segment)),
        'Uri-Query': (request.query ?? []).map((query) => Buffer.from(query)),
        ...(request.accept !== undefined && { Accept: request.accept }),
        ...(request.contentFormat !== undefined && { 'Content-Format': request.contentFormat }),
        ...Object.fromEntries(Object.entries(blocks).map(([name, value]) => [HIDDEN[name as keyof BlockOptions], value])),
      },
    });
    return new Promise<Exchange>((resolve, reject) => {
      const giveUp = (reason: Error): void => {
        settle();
        this.agent.abort(outgoing);
        reject(reason);
      };
      const timer = this.clock.after(1000 * this.answerTimeout, () => giveUp(new NoAnswerError(`No answer within ${this.answerTimeout} s.`)));
      const settle = (): void => {
        timer.cancel();
        this.waiting.delete(outgoing);
      };
      this.waiting.set(outgoing, giveUp);
      outgoing.on('error', (error: Error) => {
        if (this.waiting.has(outgoing)) giveUp(error);
      });
      outgoing.on('response', (message: IncomingMessage) => {
        settle();
        this.agent.clear(outgoing, message);
        if (message.code === '0.00') reject(new NoAnswerError('The client rejected the request with a Reset.'));
        else resolve({ message, outgoing, answer: toAnswer(message) });
      });
      outgoing.end(request.payload ?? Buffer.alloc(0));
    });
  }
}

interface ObserveOptions {
  observe?: true | 1;
  token?: Buffer;
}

interface BlockOptions {
  Block1?: Buffer;
  Block2?: Buffer;
  Size1?: Buffer;
}

/** An answer, or its first block. */
interface Answer {
  response: Response;
  block: Block | undefined;
  etag: Buffer;
}

interface Exchange {
  message: IncomingMessage;
  outgoing: OutgoingMessage;
  answer: Answer;
}

function toAnswer(message: IncomingMessage): Answer {
  const block2 = hiddenOption(message, 'Block2');
  return {
    response: {
      code: message.code,
      contentFormat: contentFormat(message),
      payload: message.payload,
      location: strings(message, 'Location-Path'),
    },
    block: block2 === undefined ? undefined : decodeBlock(block2),
    etag: hiddenOption(message, 'ETag') ?? Buffer.alloc(0),
  };
}
