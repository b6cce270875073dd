/**
 * The board of the engine runs: what happens to it stands in a script, and what the image does is printed. Nothing
 * here belongs to one engine, and nothing is left to chance. See README.md.
 */
import { asciiAt, newUint8s, readText } from 'runtime';
import { Config } from 'config';
import type { Board, BoardEvents, Settings } from '../../src/board';

/** What the script around the image defines: see README.md. */
declare const replayPrint: (line: string) => void;
declare const replayReady: (
  feed: (at: number, hex: string) => void,
  repeat: (count: number, hex: string) => void,
  type: (at: number, text: string) => void,
) => void;

const enum Limit {
  /** Timer events at one moment: an image that asks for more goes round in circles. */
  timers = 1000,
  lineBytes = 2 * Config.messageBytes + 32,
}

/** Seconds since 1970 at time 0: 2001-09-09T01:46:40Z. */
const enum Start {
  utc = 1000000000,
}

const settings: Settings = { endpoint: 'replay', server: 'coap://192.0.2.1', lifetime: 300 };

const line = /* @__PURE__ */ newUint8s(Limit.lineBytes);
/** 1 for a link that was opened and has not been told so. */
const opening = /* @__PURE__ */ newUint8s(Config.servers);
let lineSize = 0;
/** While a request is repeated no datagram is printed. */
let isSilent = false;
let events: BoardEvents;
/** Milliseconds since the start. */
let time = 0;
/** When the timer is due; -1 when it is not set. */
let due = -1;
let lastRandom = 1;

function putCharacter(character: number): void {
  if (lineSize < Limit.lineBytes) {
    line[lineSize] = character;
    lineSize++;
  }
}

function putText(text: string): void {
  for (let i = 0; i < text.length; i++) {
    putCharacter(asciiAt(text, i));
  }
}

function putDigit(value: number): void {
  putCharacter(value < 10 ? 48 + value : 87 + value);
}

function putHexByte(value: number): void {
  putDigit(value >>> 4);
  putDigit(value & 15);
}

function putNumber(value: number): void {
  putCharacter(32);
  putHexByte((value >>> 8) & 255);
  putHexByte(value & 255);
}

function printLine(): void {
  replayPrint(readText(line, 0, lineSize));
  lineSize = 0;
}

function printBytes(bytes: Uint8Array, length: number): void {
  putCharacter(32);
  for (let i = 0; i < length; i++) {
    putHexByte(bytes[i]);
  }
  printLine();
}

function printNumbers(name: string, first: number, second: number): void {
  putText(name);
  putNumber(first);
  putNumber(second);
  printLine();
}

function digitAt(hex: string, index: number): number {
  const character = asciiAt(hex, index);
  return character < 58 ? character - 48 : character - 87;
}

function tellOpened(): void {
  for (let link = 0; link < Config.servers; link++) {
    if (opening[link] === 1) {
      opening[link] = 0;
      events.opened(link, 0);
    }
  }
}

/** Lets time pass up to `at`; every timer event comes at its own time. */
function passTime(at: number): void {
  let left: number = Limit.timers;
  while (due >= 0 && due <= at) {
    left = due === time ? left - 1 : Limit.timers;
    if (left === 0) {
      throw new Error('the image sets its timer to 0 again and again');
    }
    time = due;
    due = -1;
    events.timer();
  }
  time = at;
}

function readDatagram(hex: string): void {
  const length = hex.length >>> 1;
  for (let i = 0; i < length && i < Config.messageBytes; i++) {
    events.buffer[i] = digitAt(hex, 2 * i) * 16 + digitAt(hex, 2 * i + 1);
  }
}

/**
 * Lets time pass, then hands the image a datagram on link 0.
 * @param at Milliseconds since the start, not before the last call's.
 * @param hex The datagram in lower-case hexadecimal; an empty text only lets time pass.
 */
function feedDatagram(at: number, hex: string): void {
  tellOpened();
  passTime(at);
  const length = hex.length >>> 1;
  readDatagram(hex);
  if (length > 0) {
    events.received(0, length);
  }
}

/**
 * Hands the image a CoAP request `count` times, each with another message id, and prints no datagram. The image leaves the
 * bytes as they are, so that hardly more than its own work is measured.
 */
function repeatRequest(count: number, hex: string): void {
  const length = hex.length >>> 1;
  readDatagram(hex);
  isSilent = true;
  for (let i = 0; i < count; i++) {
    events.buffer[2] = (i >>> 8) & 255;
    events.buffer[3] = i & 255;
    events.received(0, length);
  }
  isSilent = false;
}

/** Lets time pass as `feedDatagram` does, then types a line on the console. */
function typeLine(at: number, text: string): void {
  tellOpened();
  passTime(at);
  if (events.line !== undefined) {
    events.line(text);
  }
}

export const board: Board = {
  settings() {
    return settings;
  },
  attach(newEvents) {
    events = newEvents;
    replayReady(feedDatagram, repeatRequest, typeLine);
  },
  now() {
    return time % 1073741824;
  },
  utc() {
    return Start.utc + Math.floor(time / 1000);
  },
  setTimer(milliseconds) {
    due = time + milliseconds;
  },
  random() {
    lastRandom = (lastRandom * 75 + 74) % 65537;
    return lastRandom & 65535;
  },
  open(link, host, port) {
    opening[link] = 1;
    putText('open ');
    putText(host);
    printNumbers('', link, port);
  },
  close(link) {
    opening[link] = 0;
    printNumbers('close', link, 0);
  },
  send(link, buffer, length) {
    if (!isSilent) {
      putDigit(link);
      printBytes(buffer, length);
    }
  },
  load() {
    return -1;
  },
  store(slot, buffer, length) {
    putText('store');
    putNumber(slot);
    printBytes(buffer, length);
    return true;
  },
  eraseStorage() {
    printNumbers('erase', 0, 0);
  },
  setLed(led, percent) {
    printNumbers('led', led, percent);
  },
  reboot() {
    printNumbers('reboot', 0, 0);
  },
  log(text) {
    putText('log ');
    putText(text);
    printLine();
  },
};
