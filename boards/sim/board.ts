/**
 * The simulated board: a whole client and its server in one process, on a virtual clock. See README.md.
 */
import { type Board, type BoardEvents, type Network, type Settings, StorageSlot, Transport } from '../../src/board';
import { createClock } from './clock';
import { createFirmware, type SimulatedFirmware } from './firmware';
import { createRandom } from './random';
import { createStreams, type Streams } from './stream';
import { createStorage, PowerCut, type SimulatedStorage } from './storage';
import {
  createNetwork,
  type Connection,
  type Direction,
  type Endpoint,
  type OnDatagram,
  type SentDatagram,
  type WireDirection,
} from './wire';

export type { SimulatedFirmware } from './firmware';
export { PowerCut } from './storage';
export type { SimulatedStorage } from './storage';
export type { OnStream, StreamEnd, StreamEvents, Streams } from './stream';
export type { Direction, Endpoint, OnDatagram, Reply, SentDatagram, WireDirection } from './wire';

export interface SimulationOptions {
  /** Decides all randomness, the board's and the wire's. 1 unless told. */
  seed?: number;
  /** What `board.now()` answers at the start, in milliseconds; modulo 2^30. 0 unless told. */
  now?: number;
  /** What the device is called and where it registers: `sim` at coap://server unless told. */
  settings?: Settings;
  /** What `board.network()` answers; a board that cannot tell unless told. */
  network?: Network;
}

export interface Simulation {
  readonly board: Board;
  /** Milliseconds of virtual time since the start; does not wrap. */
  readonly time: number;
  /** Lets `milliseconds` pass. `run(0)` runs what is due now. */
  run(milliseconds: number): void;
  /** Lets time pass until `condition` holds, for at most `limit` milliseconds. Returns whether it holds. */
  runUntil(condition: () => boolean, limit: number): boolean;
  /** Has `action` run in `delay` milliseconds; a power cut may end it. Returns a function that takes it back. */
  after(delay: number, action: () => void): () => void;

  /** Makes a host and port that the board can reach; `onDatagram` is called for each datagram that arrives there. */
  listen(host: string, port: number, onDatagram: OnDatagram): Endpoint;
  /** Streams to hosts that listen for them. */
  readonly streams: Streams;
  readonly wire: Readonly<Record<Direction, WireDirection>>;
  /** Every datagram that was put on the wire, in order of sending. */
  readonly datagrams: readonly SentDatagram[];

  /** Brightness of each LED, 0 to 100. */
  readonly leds: readonly number[];
  /** Lines the image has logged. */
  readonly log: readonly string[];
  pressButton(button: number): void;
  releaseButton(button: number): void;
  /** The prompt that the image shows last; undefined when it has shown none. */
  readonly prompt: string | undefined;
  /** Types a line at the prompt. */
  type(line: string): void;
  /** Gives the board another address in its network: what is still sent to the old one is lost. */
  changeAddress(): void;
  /** Resets the board from outside, as a watchdog does or its switch; the image need not run for that. */
  reset(): void;
  /** Says that the board will be switched off shortly (`stopping`). What the image does then is its own affair. */
  stop(): void;
  /** Survives reboots. */
  readonly storage: SimulatedStorage;
  /** Survives reboots. */
  readonly firmware: SimulatedFirmware;
  /** What `board.utc()` answers, in seconds; once set (not 0), it goes on with the virtual time. */
  utc: number;

  /** How often the image has rebooted, power cuts included. */
  readonly reboots: number;
  /** Called after a reboot; creates the image anew, which calls `attach` again. Until then the board is dead. */
  onReboot: (() => void) | undefined;
}

const LEDS = 4;
/** Has the seed in storage be another sequence than the board's own randomness. */
const SEED_OF_DEVICE = 0x5eed;
const NOW_MODULUS = 2 ** 30;
const TIMER_LIMIT = 2 ** 29;

/** A link of the board: no connection until it is open. */
interface Link {
  connection: Connection | undefined;
  /** Connects a link of datagrams anew. */
  reconnect?: () => Connection;
}

export function createSimulation(options: SimulationOptions = {}): Simulation {
  const { seed = 1, now = 0, settings = { endpoint: 'sim', server: 'coap://server', lifetime: 300 }, network: boardNetwork } = options;
  const clock = createClock();
  const network = createNetwork(clock, seed);
  const streams = createStreams(clock);
  const random = createRandom(~seed);
  const { storage, methods: storageMethods } = createStorage(restart);
  const makeSeed = createRandom(seed ^ SEED_OF_DEVICE);
  storage.slots.set(StorageSlot.seed, Uint8Array.from({ length: 32 }, () => Math.floor(makeSeed() * 256)));
  const { firmware, sink } = createFirmware();

  const leds: number[] = new Array<number>(LEDS).fill(0);
  const log: string[] = [];
  let prompt: string | undefined;
  const links = new Map<number, Link>();
  let events: BoardEvents | undefined; // undefined until the image of this boot has attached itself
  let reboots = 0;
  let utc = 0;
  let utcSetAt = 0;
  let cancelTimer = () => {};

  /** Runs what the image does in answer to something, which a power cut may end. */
  function runImage(action: () => void): void {
    try {
      action();
    } catch (error) {
      if (!(error instanceof PowerCut)) throw error;
    }
  }

  /** Has something happen to the present image after `delay` milliseconds, unless it has been rebooted by then. */
  function post(delay: number, happen: (events: BoardEvents) => void): () => void {
    const boot = reboots;
    return clock.after(delay, () => {
      const receiver = events;
      if (receiver !== undefined && boot === reboots) runImage(() => happen(receiver));
    });
  }

  function restart(): void {
    for (const link of links.values()) link.connection?.close();
    links.clear();
    leds.fill(0);
    events = undefined;
    reboots += 1;
    clock.after(0, () => runImage(() => simulation.onReboot?.()));
  }

  /** Whether the image runs. One that was rebooted finishes its call without effect; one never attached is a mistake. */
  function alive(): boolean {
    if (events === undefined && reboots === 0) throw new Error('the board is used before attach()');
    return events !== undefined;
  }

  function receive(link: number, bytes: Uint8Array): void {
    const receiver = events;
    if (receiver === undefined) return;
    receiver.buffer.set(bytes.subarray(0, receiver.buffer.length));
    runImage(() => receiver.received(link, bytes.length));
  }

  const board: Board = {
    firmware: sink,
    settings: () => settings,
    attach(newEvents) {
      if (events !== undefined) throw new Error('attach() is called once a boot');
      events = newEvents;
    },

    now: () => (now + clock.time) % NOW_MODULUS,
    utc: () => simulation.utc,
    setTimer(milliseconds) {
      checkInteger('timer', milliseconds, 0, TIMER_LIMIT - 1);
      if (!alive()) return;
      cancelTimer();
      cancelTimer = post(milliseconds, (receiver) => receiver.timer());
    },
    random: () => Math.floor(random() * 65536),

    open(link, host, port, transport) {
      checkInteger('link', link, 0, 255);
      checkInteger('port', port, 1, 65535);
      if (!alive()) return;
      board.close(link);
      const opening: Link = { connection: undefined };
      links.set(link, opening);
      post(0, (receiver) => {
        if (links.get(link) !== opening) return;
        if (transport === Transport.tcp) {
          opening.connection = streams.connect(host, port, {
            received: (bytes) => receive(link, bytes),
            closed() {
              if (links.get(link) === opening) post(0, () => receiver.opened(link, 1));
            },
          });
          if (opening.connection === undefined) links.delete(link);
          receiver.opened(link, opening.connection === undefined ? 1 : 0);
        } else if (network.resolves(host)) {
          opening.reconnect = () => network.connect(host, port, (bytes) => receive(link, bytes));
          opening.connection = opening.reconnect();
          receiver.opened(link, 0);
        } else {
          links.delete(link);
          receiver.opened(link, 1);
        }
      });
    },
    close(link) {
      links.get(link)?.connection?.close();
      links.delete(link);
    },
    send(link, buffer, length) {
      checkInteger('length', length, 0, buffer.length);
      links.get(link)?.connection?.send(buffer.subarray(0, length));
    },

    ...(boardNetwork === undefined ? {} : { network: () => boardNetwork }),
    load: storageMethods.load,
    store: (slot, buffer, length) => alive() && storageMethods.store(slot, buffer, length),
    eraseStorage() {
      if (alive()) storageMethods.eraseStorage();
    },

    setLed(led, percent) {
      checkInteger('led', led, 0, 255);
      checkInteger('brightness', percent, 0, 100);
      if (alive() && led < LEDS) leds[led] = percent;
    },
    reboot() {
      if (alive()) restart();
    },
    log(line) {
      if (alive()) log.push(line);
    },
    prompt(text) {
      if (alive()) prompt = text;
    },
  };

  const simulation: Simulation = {
    board,
    get time() {
      return clock.time;
    },
    run: clock.run,
    runUntil: clock.runUntil,
    after: (delay, action) => clock.after(delay, () => runImage(action)),
    listen: network.listen,
    streams,
    wire: network.wire,
    datagrams: network.datagrams,
    leds,
    log,
    pressButton(button) {
      post(0, (receiver) => receiver.button(button, 1));
    },
    releaseButton(button) {
      post(0, (receiver) => receiver.button(button, 0));
    },
    get prompt() {
      return prompt;
    },
    type(line) {
      post(0, (receiver) => receiver.line?.(line));
    },
    stop() {
      post(0, (receiver) => receiver.stopping());
    },
    changeAddress() {
      for (const [number, link] of links) {
        if (link.reconnect === undefined) continue;
        link.connection?.close();
        link.connection = link.reconnect();
        post(0, (receiver) => receiver.opened(number, 0));
      }
    },
    reset: restart,
    storage,
    firmware,
    get utc() {
      return utc === 0 ? 0 : utc + Math.floor((clock.time - utcSetAt) / 1000);
    },
    set utc(seconds) {
      utc = seconds;
      utcSetAt = clock.time;
    },
    get reboots() {
      return reboots;
    },
    onReboot: undefined,
  };
  return simulation;
}

/** The simulated board is strict where hardware would do something odd: a call out of range is a mistake of the image. */
function checkInteger(what: string, value: number, least: number, most: number): void {
  if (!Number.isInteger(value) || value < least || value > most) {
    throw new RangeError(`${what} ${value} is not an integer from ${least} to ${most}`);
  }
}
