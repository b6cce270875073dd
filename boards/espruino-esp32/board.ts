/**
 * ESP32 with Espruino: WiFi, UDP sockets, LED, button. It runs on Espruino's build for Linux as well, which is how it is
 * tested. See README.md.
 */
import type { Board, BoardEvents } from '../../src/board';
import { now, setTimer, utc } from '../espruino/clock';
import type { Espruino } from '../espruino/engine';
import { listenToButton, setLed } from '../espruino/pins';
import { random } from '../espruino/random';
import { settings } from '../espruino/settings';
import { eraseStorage, load, store } from '../espruino/storage';
import { closeLink, openLink, sendOnLink, startLinks } from './links';

declare const E: Espruino;
declare function print(line: string): void;

const enum Watchdog {
  /** Seconds that one event may take. */
  limit = 60,
}

const enum Button {
  /** BTN1 is that of most development boards, IO0, which connects to ground. */
  pressedLevel = 0,
}

let events: BoardEvents;

function onTimer(): void {
  events.timer();
}

export const board: Board = {
  attach(newEvents) {
    events = newEvents;
    E.enableWatchdog(Watchdog.limit, true);
    listenToButton(events, Button.pressedLevel);
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
    E.reboot();
  },
  log(line) {
    print(line);
  },
};
