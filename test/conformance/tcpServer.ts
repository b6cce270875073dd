/** A scripted server of CoAP over TCP (RFC 8323) on the simulated network: frames by the letter of the RFC. */
import { generate, type Option, type Packet, parse } from 'coap-packet';
import type { Simulation, StreamEnd } from '../../boards/sim/board';

/** A message that the client has sent. */
export interface Heard {
  /** `0.02`, `2.05`, or a signal such as `7.01`. */
  readonly code: string;
  readonly token: string;
  readonly path: string;
  readonly query: readonly string[];
  readonly payload: Buffer;
}

const limit = 5000; // milliseconds for an answer

function text(options: readonly Option[], name: string): string[] {
  return options.filter((option) => option.name === name).map(({ value }) => value.toString());
}

/** A message as a frame: the header of a datagram goes, the length comes (RFC 8323 3.2). */
function toFrame(packet: Packet): Buffer {
  const datagram = generate({ messageId: 0, confirmable: false, ...packet });
  const tokenLength = datagram[0] & 15;
  const length = datagram.length - 4 - tokenLength;
  const [nibble, extension] = length < 13 ? [length, []] : [13, [length - 13]];
  return Buffer.concat([Buffer.from([(nibble << 4) | tokenLength, ...extension, datagram[1]]), datagram.subarray(4)]);
}

/** It accepts each Register. */
export class TcpServer {
  readonly heard: Heard[] = [];
  /** How many connections were opened. */
  opened = 0;
  private end: StreamEnd | undefined;
  private bytes = Buffer.alloc(0);

  constructor(
    private readonly simulation: Simulation,
    host: string,
  ) {
    simulation.streams.listen(host, 5683, (end) => {
      this.opened++;
      this.end = end;
      end.send(Buffer.from('00e1', 'hex')); // a CSM that has nothing to say
      return { received: (bytes) => this.receive(bytes), closed: () => undefined };
    });
  }

  /** Reads a resource. @throws Error when there is no answer. */
  ask(path: string): Heard {
    const token = Buffer.from('ask');
    const options = path.split('/').slice(1).map((segment) => ({ name: 'Uri-Path' as const, value: Buffer.from(segment) }));
    this.end?.send(toFrame({ code: '0.01', token, options }));
    const answer = (): Heard | undefined => this.heard.find((each) => each.token === 'ask');
    this.simulation.runUntil(() => answer() !== undefined, limit);
    const found = answer();
    if (found === undefined) throw new Error(`GET ${path} was not answered`);
    return found;
  }

  private receive(bytes: Uint8Array): void {
    this.bytes = Buffer.concat([this.bytes, bytes]);
    for (let size = this.frameSize(); size > 0; size = this.frameSize()) {
      this.take(this.bytes.subarray(0, size));
      this.bytes = this.bytes.subarray(size);
    }
  }

  /** Bytes of the first frame; 0 while it is not complete. */
  private frameSize(): number {
    const { bytes } = this;
    if (bytes.length === 0) return 0;
    const nibble = bytes[0] >>> 4;
    const extra = nibble < 13 ? 0 : nibble - 12;
    if (bytes.length < 2 + extra) return 0;
    const length = nibble < 13 ? nibble : nibble === 13 ? 13 + bytes[1] : 269 + bytes.readUInt16BE(1);
    const size = 2 + extra + (bytes[0] & 15) + length;
    return bytes.length < size ? 0 : size;
  }

  private take(frame: Buffer): void {
    const nibble = frame[0] >>> 4;
    const codeAt = 1 + (nibble < 13 ? 0 : nibble - 12);
    const code = `${frame[codeAt] >>> 5}.${String(frame[codeAt] & 31).padStart(2, '0')}`;
    const isSignal = code.startsWith('7');
    // As a datagram it is what coap-packet reads; it does not know the options of signals.
    const packet = isSignal ? undefined : parse(Buffer.concat([Buffer.from([0x50 | (frame[0] & 15), frame[codeAt], 0, 0]), frame.subarray(codeAt + 1)]));
    const options = packet?.options ?? [];
    this.heard.push({
      code,
      token: packet?.token.toString() ?? '',
      path: `/${text(options, 'Uri-Path').join('/')}`,
      query: text(options, 'Uri-Query'),
      payload: packet?.payload ?? Buffer.alloc(0),
    });
    if (packet?.code === '0.02') {
      const location = ['rd', '1'].map((segment) => ({ name: 'Location-Path' as const, value: Buffer.from(segment) }));
      this.end?.send(toFrame({ code: '2.01', token: packet.token, options: location }));
    }
  }
}
