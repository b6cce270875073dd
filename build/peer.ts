/** An LwM2M server that an Espruino image on Node registers with, and that uses it. Virtual time; the same each time. */
import { generate, type OptionName, type Packet, parse } from 'coap-packet';
import { type Datagram, datagramsOf } from './carriers';
import type { StartedImage } from './espruino-start';

/** Milliseconds between two requests of the server. */
const pause = 2000;

export class Peer {
  isRegistered = false;
  private readonly take: () => Datagram[];
  private latest: Datagram | undefined;
  private time = 0;
  private messageId = 1;
  private answers = true;

  constructor(private readonly image: StartedImage) {
    this.take = datagramsOf(image);
  }

  private send(message: Packet): void {
    this.latest?.answer(generate(message));
  }

  /** Answers what the board has sent. */
  private work(): void {
    for (const datagram of this.take()) {
      this.latest = datagram;
      const { confirmable, code, messageId, token } = parse(datagram.payload);
      if (!confirmable || !this.answers) continue;
      if (!code.startsWith('0.')) this.send({ ack: true, messageId });
      else this.send({ ack: true, messageId, token, code: '2.01', options: ['rd', '1'].map((segment) => ({ name: 'Location-Path', value: Buffer.from(segment) })) });
      this.isRegistered ||= code === '0.02';
    }
  }

  /** Answers what the device sends meanwhile. */
  passTime(milliseconds: number): void {
    for (const until = this.time + milliseconds; this.time < until; this.work()) this.image.passTime((this.time += 250));
  }

  fallSilent(): void {
    this.answers = false;
  }

  /** @param code As 0.01. @param payload A byte each character. @param more Options beside the path. */
  request(code: string, path: string, more: Partial<Record<OptionName, readonly number[]>> = {}, payload?: string): void {
    const segments = path.split('/').slice(1).map((segment) => ({ name: 'Uri-Path' as const, value: Buffer.from(segment) }));
    const options = Object.entries(more).map(([name, value]) => ({ name: name as OptionName, value: Buffer.from(value) }));
    this.send({ confirmable: true, code, messageId: this.messageId++, token: Buffer.from([7]), options: [...options, ...segments], payload: Buffer.from(payload ?? '', 'latin1') });
    this.work();
    this.passTime(pause);
  }

  /** Time passes until the device has had all it needs to register, and two paths are observed. */
  observe(): void {
    this.passTime(15_000);
    this.request('0.01', '/3303/0/5700', { Observe: [] });
    this.request('0.01', '/3311/0', { Observe: [] });
  }
}
