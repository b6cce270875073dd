/** ESP32 with NodeMCU: WiFi, UDP sockets, LED, button, files. See README.md. */
import { Config } from 'config';
import type { Board, BoardEvents } from '../../src/board';
import { now, setTimer, utc } from './clock';
import type { NodeModule } from './engine';
import { closeLink, currentNetwork, openLink, sendOnLink, startLinks } from './links';
import { listenToButton, setLed } from './pins';
import { random } from './random';
import { settings } from './settings';
import { eraseStorage, load, store } from './storage';
import { firmwareSink } from './firmware';

declare const node: NodeModule;
declare function print(line: string): void;
/** Lua has a prompt of its own: what is typed there, such as `mote("read 3/0/0")`, is for the shell. */
declare const _G: { mote?: (this: void, line?: unknown) => void };

let events: BoardEvents;

/** What is typed at the prompt; without a text, the shell's help. */
function onTyped(line?: unknown): void {
  if (events.line !== undefined) events.line(typeof line === 'string' ? line : 'help');
}

function onTimer(): void {
  events.timer();
}

export const board: Board = {
  firmware: Config.firmware === 1 ? firmwareSink() : undefined,
  attach(newEvents) {
    events = newEvents;
    if (Config.shell === 1) _G.mote = onTyped;
    listenToButton(events);
    startLinks(events);
  },
  settings: settings,
  now: now,
  utc: utc,
  setTimer(milliseconds) {
    setTimer(milliseconds, onTimer);
  },
  random: random,
  open: openLink,
  close: closeLink,
  send: sendOnLink,
  network: currentNetwork,
  load: load,
  store: store,
  eraseStorage: eraseStorage,
  setLed: setLed,
  reboot() {
    node.restart();
  },
  log(line) {
    print(line);
  },
};
