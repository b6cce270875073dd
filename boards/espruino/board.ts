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

const enum Limit {
  /** Milliseconds until the engine works again in which stack or memory ran out, so that it has asked for no time. */
  interrupted = 10000,
}

let links: Links;
let events: BoardEvents;
let pressed: number;

/** What is typed at the prompt; without a text, the shell's help. */
function onTyped(line?: unknown): void {
  if (events.line !== undefined) events.line(typeof line === 'string' ? line : 'help');
}

function onTimer(): void {
  setTimer(Limit.interrupted, onTimer);
  events.timer();
}

// Functions of the module: with Espruino they can be left in flash, and those that are made in a call cannot.
function attach(newEvents: BoardEvents): void {
  events = newEvents;
  E.enableWatchdog(Watchdog.limit);
  listenToButton(events, pressed);
  if (Config.shell === 1) global.mote = onTyped;
  links.start(events);
}

function startTimer(milliseconds: number): void {
  setTimer(milliseconds, onTimer);
}

function reboot(): void {
  E.reboot();
}

function log(line: string): void {
  print(line);
}

/**
 * The board, of which there is one.
 * @param random See `Board.random`.
 * @param pressedLevel Level of the board's own button, BTN1, while it is pressed.
 */
export function newBoard(by: Links, random: () => number, pressedLevel: number): Board {
  links = by;
  pressed = pressedLevel;
  return {
    firmware: Config.firmware === 1 ? firmwareSink() : undefined,
    attach: attach,
    settings: settings,
    now: now,
    utc: utc,
    setTimer: startTimer,
    random: random,
    open: by.open,
    close: by.close,
    send: by.send,
    network: by.network,
    load: load,
    store: store,
    eraseStorage: eraseStorage,
    setLed: setLed,
    reboot: reboot,
    log: log,
  };
}
