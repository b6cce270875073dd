/** The server's half of DTLS in a recording: its time stands still, and its randomness is the same in every run. */
import type { Clock } from '../../tools/server/clock';
import { DtlsServer } from '../../tools/server/dtls/dtlsServer';

const identity = 'light';
const key = Buffer.from('000102030405060708090a0b0c0d0e0f', 'hex');
const client = { address: '192.0.2.2', port: 5684 };

const still: Clock = { now: () => 0, after: () => ({ cancel: () => undefined }) };

export class Tunnel {
  /** What has to be sent to the client. */
  private readonly datagrams: Buffer[] = [];
  /** What the client has said. */
  private readonly messages: Buffer[] = [];
  private drawn = 0;
  private readonly server = new DtlsServer({
    psk: (name) => (name === identity ? key : undefined),
    send: (datagram) => void this.datagrams.push(datagram),
    received: (plaintext) => void this.messages.push(plaintext),
    clock: still,
    random: (size) => Buffer.alloc(size, ++this.drawn),
  });

  /** Takes a datagram of the client. @returns The messages in it, and what the server answers by itself. */
  open(datagram: Buffer): { messages: Buffer[]; datagrams: Buffer[] } {
    this.server.receive(datagram, client);
    return { messages: this.messages.splice(0), datagrams: this.datagrams.splice(0) };
  }

  /** @throws Error when there is no association. */
  seal(message: Buffer): Buffer {
    if (!this.server.send(message, client)) throw new Error('the client has no association');
    return this.datagrams.splice(0)[0];
  }

  /** Forgets the client, as a server does that starts anew. */
  forget(): void {
    this.server.forget();
  }
}
