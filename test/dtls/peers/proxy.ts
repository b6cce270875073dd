/** A UDP proxy between a client and a server: it loses, doubles and reorders datagrams as told, and remembers all. */
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';

export type Fault = 'lost' | 'doubled' | 'swapped';

/** What befalls a datagram: `up` are those to the server, counted from 0. */
export interface Faults {
  readonly up?: ReadonlyMap<number, Fault>;
  readonly down?: ReadonlyMap<number, Fault>;
}

export interface Datagram {
  readonly up: boolean;
  /** Port of the client, as the server sees it. */
  readonly port: number;
  /** Milliseconds. */
  readonly time: number;
  readonly bytes: Buffer;
}

/** How long a datagram waits for the next one to overtake it, in milliseconds. */
const SWAP_LIMIT = 100;

export class Proxy {
  /** What came, lost or not, in its order. */
  readonly datagrams: Datagram[] = [];
  private faults: Faults = {};
  private readonly counts = { up: 0, down: 0 };
  /** What waits to be overtaken. */
  private readonly held: { up?: () => void; down?: () => void } = {};
  private client: { port: number; address: string } | undefined;

  private constructor(
    private readonly front: Socket,
    private back: Socket,
    private readonly serverPort: number,
  ) {
    front.on('message', (bytes, { port, address }) => {
      this.client = { port, address };
      this.carry('up', bytes);
    });
    this.listen(back);
  }

  static async open(serverPort: number): Promise<Proxy> {
    return new Proxy(await bound(), await bound(), serverPort);
  }

  /** Where clients send to. */
  port(): number {
    return this.front.address().port;
  }

  /** Counts anew from here. */
  befall(faults: Faults): void {
    this.faults = faults;
    this.counts.up = 0;
    this.counts.down = 0;
  }

  /** The server sees the client at another port from here, as behind a NAT. */
  async changeAddress(): Promise<void> {
    this.back.close();
    this.back = await bound();
    this.listen(this.back);
  }

  close(): void {
    this.front.close();
    this.back.close();
  }

  private listen(back: Socket): void {
    back.on('message', (bytes) => this.carry('down', bytes));
  }

  private carry(direction: 'up' | 'down', bytes: Buffer): void {
    const fault = this.faults[direction]?.get(this.counts[direction]++);
    const send = (): void => this.send(direction, bytes);
    this.datagrams.push({ up: direction === 'up', port: this.back.address().port, time: performance.now(), bytes });
    if (fault === 'lost') return;
    if (fault === 'swapped') {
      const timer = setTimeout(() => this.release(direction), SWAP_LIMIT);
      this.held[direction] = () => {
        clearTimeout(timer);
        send();
      };
      return;
    }
    send();
    if (fault === 'doubled') send();
    this.release(direction);
  }

  private release(direction: 'up' | 'down'): void {
    const send = this.held[direction];
    this.held[direction] = undefined;
    send?.();
  }

  private send(direction: 'up' | 'down', bytes: Buffer): void {
    if (direction === 'up') this.back.send(bytes, this.serverPort, '127.0.0.1');
    else if (this.client !== undefined) this.front.send(bytes, this.client.port, this.client.address);
  }
}

async function bound(): Promise<Socket> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  // A server that has gone is not the proxy's affair.
  socket.on('error', () => undefined);
  await once(socket, 'listening');
  return socket;
}
