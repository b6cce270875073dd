/**
 * Linux, by Node: UDP sockets, files as storage, the LEDs drawn in the terminal. See README.md.
 */
import { randomInt } from 'crypto';
import { setTimeout as setTimeoutOfNode } from 'timers';
import { Config } from 'config';
import type { Board, BoardEvents } from '../../src/board';
import { now, setTimer, stopTimer, utc } from './clock';
import { closeConsole, hasPrompt, printLine, showPrompt } from './console';
import { firmwareSink } from './firmware';
import { anyLinkOpen, closeLink, closeLinks, openLink, sendOnLink } from './links';
import { network } from './network';
import { settings } from './settings';
import { eraseStorage, load, store } from './storage';
import { listenForKeys, pressKey, setLed, stopKeys, stopListening, turnLedsOff } from './terminal';

let events: BoardEvents;
/** Set by `reboot`: the image only finishes the call it is in, and nothing it still asks for is done. */
let isOver = false;

function onTimer(): void {
  events.timer();
}

function onButton(button: number, pressed: number): void {
  events.button(button, pressed);
}

function typeLine(text: string): void {
  if (events.line !== undefined) events.line(text);
}

/** The key b presses the button at the prompt too: a command has more letters. */
function onLine(text: string): void {
  if (text === 'b') {
    pressKey();
    if (!isOver) showPrompt(undefined, onLine, onSignal);
  } else {
    typeLine(text);
  }
}

const STOPPING_LIMIT = 2000;
/** Set by the first SIGINT or SIGTERM: the process ends when the client has closed its links. */
let isStopping = false;

function leave(): void {
  process.exit(0);
}

function onSignal(): void {
  if (isStopping || !anyLinkOpen()) leave();
  isStopping = true;
  setTimeoutOfNode(leave, STOPPING_LIMIT);
  events.stopping();
}

/** Node would print the line of the image first, which is all of it. */
function fail(error: Error): void {
  console.error(error.stack);
  process.exit(1);
}

// Now, and not when the image attaches itself: what it does before may fail as well.
process.on('uncaughtException', fail);

/** Evaluates the file of the image again. All state of an image is in its modules, so it starts as new. */
function restart(): void {
  delete require.cache[__filename];
  module.require(__filename);
}

export const board: Board = {
  firmware: Config.firmware === 1 ? firmwareSink() : undefined,
  attach(newEvents) {
    events = newEvents;
    listenForKeys(onButton);
    process.on('SIGINT', onSignal);
    process.on('SIGTERM', onSignal);
  },
  settings: settings,
  now: now,
  utc: utc,
  setTimer(milliseconds) {
    if (!isOver) setTimer(milliseconds, onTimer);
  },
  random() {
    return randomInt(65536);
  },
  open(link, host, port, transport) {
    if (!isOver) openLink(events, link, host, port, transport);
  },
  close(link) {
    closeLink(link);
    if (isStopping && !anyLinkOpen()) leave();
  },
  send: sendOnLink,
  network: network,
  load: load,
  store(slot, buffer, length) {
    return !isOver && store(slot, buffer, length);
  },
  eraseStorage() {
    if (!isOver) eraseStorage();
  },
  setLed(led, percent) {
    if (!isOver) setLed(led, percent);
  },
  reboot() {
    if (isOver) return;
    isOver = true;
    closeLinks();
    process.removeListener('SIGINT', onSignal);
    process.removeListener('SIGTERM', onSignal);
    process.removeListener('uncaughtException', fail);
    stopTimer();
    stopKeys();
    closeConsole();
    turnLedsOff();
    setImmediate(restart); // when the call that led here has returned
  },
  log(line) {
    if (!isOver) printLine(line);
  },
  prompt(text) {
    if (isOver || !hasPrompt()) return;
    stopListening();
    showPrompt(text, onLine, onSignal);
  },
};
