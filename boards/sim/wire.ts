/**
 * The simulated network: endpoints the board can reach, and between them and the board a wire that loses,
 * doubles, delays and so reorders datagrams. What happens to a datagram depends on the seed and on how many
 * went the same way before it, and on nothing else.
 */
import { isIP } from 'net';
import type { Clock } from './clock';
import { createRandom } from './random';

export type Direction = 'toServer' | 'toBoard';

/** How the wire treats datagrams of one direction. May be changed at any time; datagrams on their way keep their fate. */
export interface WireDirection {
  /** Part of the datagrams that is lost, 0 to 1. */
  loss: number;
  /** Part of the datagrams that arrives twice, 0 to 1. The copy has a delay of its own. */
  duplication: number;
  /** Shortest and longest time on the way, in milliseconds. Datagrams overtake each other when they differ. */
  minDelay: number;
  maxDelay: number;
  /** Loses the datagrams for which it answers false. `index` counts the datagrams of this direction from 0. */
  filter: ((bytes: Uint8Array, index: number) => boolean) | undefined;
  /** Loses the `nth` datagram from now; 1 is the next. */
  drop(nth: number): void;
}

/** One datagram that was put on the wire. */
export interface SentDatagram {
  readonly direction: Direction;
  readonly bytes: Uint8Array;
  /** Virtual time of sending, in milliseconds. */
  readonly sentAt: number;
  /** Virtual times at which it reached an open endpoint or link: none when lost, two when doubled. */
  readonly arrivedAt: number[];
}

export type Reply = (bytes: Uint8Array) => void;
export type OnDatagram = (bytes: Uint8Array, reply: Reply) => void;

/** A host and port on the simulated network. */
export interface Endpoint {
  /** Sends to the link that the latest datagram came from. Throws before the first one came. */
  send: Reply;
  /** Datagrams that arrive from now on go nowhere. */
  close(): void;
}

/** The board's end of a link. */
export interface Connection {
  send(bytes: Uint8Array): void;
  close(): void;
}

export interface Network {
  readonly wire: Readonly<Record<Direction, WireDirection>>;
  /** Every datagram that was sent, in order. */
  readonly datagrams: SentDatagram[];
  listen(host: string, port: number, onDatagram: OnDatagram): Endpoint;
  /** Whether `host` is an address, or a name some endpoint has listened under. */
  resolves(host: string): boolean;
  /** @param onDatagram Called for each datagram that arrives while the connection is open. */
  connect(host: string, port: number, onDatagram: (bytes: Uint8Array) => void): Connection;
}

export function createNetwork(clock: Clock, seed: number): Network {
  const datagrams: SentDatagram[] = [];
  const endpoints = new Map<string, OnDatagram>();
  const names = new Set<string>();
  const lanes = { toServer: createLane('toServer', seed), toBoard: createLane('toBoard', seed + 1) };

  /** One direction of the wire. `receiver` finds who takes a datagram at the time it arrives, if anybody does. */
  function createLane(direction: Direction, laneSeed: number) {
    const random = createRandom(laneSeed);
    const dropped = new Set<number>();
    let count = 0;

    const settings: WireDirection = {
      loss: 0,
      duplication: 0,
      minDelay: 1,
      maxDelay: 1,
      filter: undefined,
      drop(nth) {
        dropped.add(count + nth - 1);
      },
    };

    function send(sent: Uint8Array, receiver: () => ((bytes: Uint8Array) => void) | undefined): void {
      const index = count;
      count += 1;
      const datagram: SentDatagram = { direction, bytes: Uint8Array.from(sent), sentAt: clock.time, arrivedAt: [] };
      datagrams.push(datagram);

      // Always four draws, so that a changed setting or a lost datagram leaves the fate of the later ones as it was.
      const lossDraw = random();
      const duplicationDraw = random();
      const delays = [random(), random()];
      const passes = settings.filter === undefined || settings.filter(datagram.bytes, index);
      if (dropped.has(index) || !passes || lossDraw < settings.loss) return;

      for (const draw of duplicationDraw < settings.duplication ? delays : delays.slice(1)) {
        const delay = settings.minDelay + Math.floor(draw * (settings.maxDelay - settings.minDelay + 1));
        clock.after(delay, () => {
          const receive = receiver();
          if (receive === undefined) return;
          datagram.arrivedAt.push(clock.time);
          receive(datagram.bytes.slice());
        });
      }
    }

    return { settings, send };
  }

  function listen(host: string, port: number, onDatagram: OnDatagram): Endpoint {
    const address = `${host} ${port}`;
    if (endpoints.has(address)) throw new Error(`${address} is taken`);
    let latest: Reply | undefined;
    function receive(bytes: Uint8Array, reply: Reply): void {
      latest = reply;
      onDatagram(bytes, reply);
    }
    names.add(host);
    endpoints.set(address, receive);
    return {
      send(bytes) {
        if (latest === undefined) throw new Error(`${address} knows nobody to send to: nothing has come yet`);
        latest(bytes);
      },
      close() {
        if (endpoints.get(address) === receive) endpoints.delete(address);
      },
    };
  }

  function connect(host: string, port: number, onDatagram: (bytes: Uint8Array) => void): Connection {
    let open = true;

    function reply(bytes: Uint8Array): void {
      lanes.toBoard.send(bytes, () => (open ? onDatagram : undefined));
    }

    return {
      send(bytes) {
        lanes.toServer.send(bytes, () => {
          const receive = endpoints.get(`${host} ${port}`);
          return receive === undefined ? undefined : (arrived) => receive(arrived, reply);
        });
      },
      close() {
        open = false;
      },
    };
  }

  return {
    wire: { toServer: lanes.toServer.settings, toBoard: lanes.toBoard.settings },
    datagrams,
    listen,
    resolves: (host) => isIP(host) !== 0 || names.has(host),
    connect,
  };
}
