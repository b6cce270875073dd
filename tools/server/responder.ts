/** Answers what clients ask, by npm `coap`, with requests and answers in blocks (RFC 7959). */
import { createHash } from 'node:crypto';
import type { IncomingMessage, OutgoingMessage } from 'coap';
import { decodeBlock, encodeBlock, LARGEST_BLOCK, Reassembly, uintBytes } from './block';
import type { Clock } from './clock';
import type { DatagramSocket } from './datagramSocket';
import type { IncomingRequest, Reply } from './messages';
import { accept, contentFormat, endWhole, HIDDEN, hiddenOption, RequestServer, strings } from './npmCoap';

/** Number of the option that keeps apart bodies that are sent at once (RFC 9175 3). */
const REQUEST_TAG = 292;

/** Bytes of the longest request that is put together. */
const LONGEST_REQUEST = 1 << 18;

export class Responder {
  readonly server: RequestServer;
  private readonly reassembly: Reassembly;

  constructor(
    socket: DatagramSocket,
    clock: Clock,
    private readonly handle: (request: IncomingRequest) => Reply,
    private readonly failed: (error: Error) => void,
  ) {
    this.reassembly = new Reassembly(clock, LONGEST_REQUEST);
    this.server = new RequestServer((request, response) => this.answer(request, response));
    this.server.listen(socket);
    this.server.on('error', failed);
  }

  close(): void {
    this.server.close();
    this.reassembly.close();
  }

  private answer(message: IncomingMessage, response: OutgoingMessage): void {
    try {
      const { code, location, contentFormat: format, payload, options = {}, afterwards } = this.reply(message);
      response.code = code;
      if (location !== undefined) response.setOption('Location-Path', location.map((segment) => Buffer.from(segment)));
      if (format !== undefined) response.setOption('Content-Format', format);
      for (const [name, value] of Object.entries(options)) response.setOption(HIDDEN[name as HiddenName], value);
      endWhole(response, payload ?? Buffer.alloc(0));
      if (afterwards !== undefined) setImmediate(afterwards);
    } catch (error) {
      // npm coap would swallow it.
      setImmediate(() => this.failed(error as Error));
      response.code = '5.00';
      endWhole(response, Buffer.alloc(0));
    }
  }

  private reply(message: IncomingMessage): BlockReply {
    const options = message._packet.options ?? [];
    // An option that coap-packet has no name for comes with its number; odd ones are critical (RFC 7252 5.4.1).
    const known: readonly string[] = [HIDDEN.Block1, HIDDEN.Block2];
    if (options.some(({ name }) => Number(name) % 2 === 1 && !known.includes(String(name)))) return { code: '4.02' };
    const block1 = hiddenOption(message, 'Block1');
    if (block1 === undefined) return this.whole(message, message.payload);
    const block = decodeBlock(block1);
    if (block === undefined) return { code: '4.00' };
    const { address, port } = message.rsinfo;
    const tags = options.filter(({ name }) => Number(name) === REQUEST_TAG).map(({ value }) => (Buffer.isBuffer(value) ? value.toString('hex') : ''));
    const key = [address, port, message.method, message.url, contentFormat(message), ...tags].join(' ');
    const body = this.reassembly.take(key, block, message.payload);
    if (typeof body === 'string') {
      return { code: body, options: { Block1: block1, ...(body === '4.13' && { Size1: uintBytes(LONGEST_REQUEST) }) } };
    }
    const reply = this.whole(message, body);
    return { ...reply, options: { ...reply.options, Block1: block1 } };
  }

  /** Answers a request whose payload is whole. */
  private whole(message: IncomingMessage, payload: Buffer): BlockReply {
    const block2 = hiddenOption(message, 'Block2');
    const wanted = block2 === undefined ? undefined : decodeBlock(block2);
    if (block2 !== undefined && wanted === undefined) return { code: '4.00' };
    const number = wanted?.number ?? 0;
    const reply = this.handle({
      peer: { address: message.rsinfo.address, port: message.rsinfo.port },
      method: message.method,
      path: strings(message, 'Uri-Path'),
      query: strings(message, 'Uri-Query'),
      contentFormat: contentFormat(message),
      accept: accept(message),
      proxyUri: strings(message, 'Proxy-Uri')[0],
      payload,
      continued: number > 0,
    });
    const body = reply.payload ?? Buffer.alloc(0);
    const size = wanted?.size ?? LARGEST_BLOCK;
    if (body.length <= size && number === 0) return reply;
    const start = number * size;
    // RFC 7959 2.4 leaves the code open; it is an option that is wrong.
    if (start >= body.length) return { code: '4.02' };
    const more = start + size < body.length;
    return {
      ...reply,
      payload: body.subarray(start, start + size),
      options: {
        Block2: encodeBlock({ number, more, size }),
        ETag: createHash('sha256').update(body).digest().subarray(0, 4),
        ...(number === 0 && { Size2: uintBytes(body.length) }),
      },
    };
  }
}

type HiddenName = keyof typeof HIDDEN;

interface BlockReply extends Reply {
  options?: Partial<Record<HiddenName, Buffer>>;
}
