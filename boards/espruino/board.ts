/** A board with Espruino: all but its links and its random numbers is the same everywhere. */
import { Config } from 'config';
import type { Board, BoardEvents, Network, Transport } from '../../src/board';
import { now, setTimer, utc } from './clock';
import { type Espruino, Watchdog } from './engine';
import { firmwareSink } from './firmware';
import { listenToButton, setLed } from './pins';
import { settings } from './settings';
import { eraseStorage, load, store } from './storage';

declare const E: Espruino;
declare function print(line: string): void;
/** Espruino has a prompt of its own: what is typed there, such as `mote("read 3/0/0")`, is for the shell. */
declare const global: { mote?: (line?: unknown) => void };

/** How a board reaches its peers: see `Board.open`, `close` and `send`. */
export interface Links {
  start(events: BoardEvents): void;
  open(link: number, host: string, port: number, transport: Transport): void;
  close(link: number): void;
  send(link: number, buffer: Uint8Array, length: number): void;
  /** See `Board.network`. */
  network?(): Network;
}

let events: BoardEvents;

/** What is typed at the prompt; without a text, the shell's help. */
function onTyped(line?: unknown): void {
  if (events.line !== undefined) events.line(typeof line === 'string' ? line : 'help');
}

function onTimer(): void {
  events.timer();
}

/**
 * @param random See `Board.random`.
 * @param pressedLevel Level of the board's own button, BTN1, while it is pressed.
 */
export function newBoard(links: Links, random: () => number, pressedLevel: number): Board {
  return {
    firmware: Config.firmware === 1 ? firmwareSink() : undefined,
    attach(newEvents) {
      events = newEvents;
      E.enableWatchdog(Watchdog.limit);
      listenToButton(events, pressedLevel);
      if (Config.shell === 1) global.mote = onTyped;
      links.start(events);
    },
    settings: settings,
    now: now,
    utc: utc,
    setTimer(milliseconds) {
      setTimer(milliseconds, onTimer);
    },
    random: random,
    open: links.open,
    close: links.close,
    send: links.send,
    network: links.network,
    load: load,
    store: store,
    eraseStorage: eraseStorage,
    setLed: setLed,
    reboot() {
      E.reboot();
    },
    log(line) {
      print(line);
    },
  };
}
