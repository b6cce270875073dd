/** ESP32 with NodeMCU: WiFi, UDP sockets, LED, button, files. See README.md. */
import type { Board, BoardEvents } from '../../src/board';
import { now, setTimer, utc } from './clock';
import type { NodeModule } from './firmware';
import { closeLink, openLink, sendOnLink, startLinks } from './links';
import { listenToButton, setLed } from './pins';
import { random } from './random';
import { settings } from './settings';
import { eraseStorage, load, store } from './storage';

declare const node: NodeModule;
declare function print(line: string): void;

let events: BoardEvents;

function onTimer(): void {
  events.timer();
}

export const board: Board = {
  attach(newEvents) {
    events = newEvents;
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
