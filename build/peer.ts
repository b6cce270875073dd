/** An LwM2M server that an Espruino image on Node registers with, and that uses it. Virtual time; the same each time. */
import { generate, type OptionName, type Packet, parse } from 'coap-packet';
import { DtlsServer } from '../tools/server/dtls/dtlsServer';
import { type Datagram, datagramsOf } from './carriers';
import { psk, type StartedImage } from './espruino-start';

/** Milliseconds between two requests of the server. */
const pause = 2000;

/** RFC 7252 12.6, 12.7; and where packages are to be had. */
const enum Port {
  coaps = 5684,
  packages = 5685,
}

/** Blocks of 64 bytes (RFC 7959 2.2). */
const enum Block {
  bytes = 64,
  szx = 2,
  more = 8,
}

const device = { address: '10.0.0.2', port: 5683 };

/** The value of an option Block1 or Block2 of the block that begins at `at`. */
function blockOption(at: number, size: number): number[] {
  const value = ((at / Block.bytes) << 4) | (at + Block.bytes < size ? Block.more : 0) | Block.szx;
  return value > 255 ? [value >>> 8, value & 255] : [value];
}

export class Peer {
  isRegistered = false;
  /** What is at `packageUri`. */
  readonly packageUri = `coap://10.0.0.1:${Port.packages}/package`;
  content: Buffer = Buffer.alloc(0);
  private readonly take: () => Datagram[];
  /** By port: what the device sent there last. */
  private readonly latest = new Map<number, Datagram>();
  /** Where it registered. */
  private port = 0;
  private time = 0;
  private messageId = 1;
  private answers = true;
  /** The code of the answer to the latest request. */
  private code = '';
  private readonly dtls = new DtlsServer({
    psk: () => Buffer.from(psk.key, 'hex'),
    random: (size) => Buffer.alloc(size, 1),
    // Nothing is lost here.
    clock: { now: () => this.time, after: () => ({ cancel: () => undefined }) },
    send: (datagram) => this.latest.get(Port.coaps)?.answer(datagram),
    received: (message) => this.receive(message, Port.coaps),
  });

  constructor(private readonly image: StartedImage) {
    this.take = datagramsOf(image);
  }

  private send(message: Packet, port = this.port): void {
    if (port === Port.coaps) this.dtls.send(generate(message), device);
    else this.latest.get(port)?.answer(generate(message));
  }

  /** Answers a message. */
  private receive(datagram: Buffer, port: number): void {
    const { ack, confirmable, code, messageId, token, options } = parse(datagram);
    if (ack && messageId === this.messageId) this.code = code;
    if (!confirmable) return;
    if (code === '0.01') {
      const asked = options.find(({ name }) => name === 'Block2')?.value ?? Buffer.from([Block.szx]);
      const at = (asked.readUIntBE(0, asked.length) >>> 4) * Block.bytes;
      this.send({ ack: true, messageId, token, code: '2.05', options: [{ name: 'Block2', value: Buffer.from(blockOption(at, this.content.length)) }], payload: this.content.subarray(at, at + Block.bytes) }, port);
    } else if (code.startsWith('0.')) {
      // LwM2M 1.1 Transport 6.4.3: Register is to /rd, Update to where that has led.
      const isRegister = code === '0.02' && options.filter(({ name }) => name === 'Uri-Path').length === 1;
      const location = ['rd', '1'].map((segment) => ({ name: 'Location-Path' as const, value: Buffer.from(segment) }));
      this.isRegistered ||= isRegister;
      this.port = port;
      this.send({ ack: true, messageId, token, code: isRegister ? '2.01' : '2.04', options: isRegister ? location : [] });
    } else {
      this.send({ ack: true, messageId });
    }
  }

  /** Answers what the device has sent. */
  private work(): void {
    for (const datagram of this.take()) {
      const { payload, port } = datagram;
      this.latest.set(port, datagram);
      if (!this.answers) continue;
      if (port === Port.coaps) this.dtls.receive(payload, device);
      else this.receive(payload, port);
    }
  }

  /** Answers what the device sends meanwhile. */
  passTime(milliseconds: number): void {
    for (const until = this.time + milliseconds; this.time < until; this.work()) this.image.passTime((this.time += 250));
  }

  fallSilent(): void {
    this.answers = false;
  }

  /**
   * @param code As 0.01.
   * @param payload A byte each character.
   * @param more Options beside the path.
   * @returns The code of the answer; '' for none.
   */
  request(code: string, path: string, more: Partial<Record<OptionName, readonly number[]>> = {}, payload?: string): string {
    const segments = path.split('/').slice(1).map((segment) => ({ name: 'Uri-Path' as const, value: Buffer.from(segment) }));
    const options = Object.entries(more).map(([name, value]) => ({ name: name as OptionName, value: Buffer.from(value) }));
    this.code = '';
    this.send({ confirmable: true, code, messageId: ++this.messageId, token: Buffer.from([7]), options: [...options, ...segments], payload: Buffer.from(payload ?? '', 'latin1') });
    this.work();
    this.passTime(pause);
    return this.code;
  }

  /** Writes `content` to an opaque resource, block by block. @returns The code of the last answer. */
  push(path: string): string {
    const size = this.content.length;
    let code = '2.31';
    for (let at = 0; at < size && code === '2.31'; at += Block.bytes) {
      const options = { 'Content-Format': [42], Block1: blockOption(at, size) };
      code = this.request('0.03', path, options, this.content.toString('latin1', at, at + Block.bytes));
    }
    return code;
  }

  /** Time passes until the device has had all it needs to register, and two paths are observed. */
  observe(): void {
    this.passTime(15_000);
    this.request('0.01', '/3303/0/5700', { Observe: [] });
    this.request('0.01', '/3311/0', { Observe: [] });
  }
}
