/**
 * The board of the engine runs: what happens to it stands in a script, and what the image does is printed. Nothing
 * here belongs to one engine, and nothing is left to chance. See README.md.
 */
import { asciiAt, newUint8s } from 'runtime';
import { Config } from 'config';
import { type Board, type BoardEvents, type Settings, Transport } from '../../src/board';
import { firmware } from './firmware';
import { printLine, printNumbers, putHex, putNumber, putText, takeLine } from './print';

/** What the script around the image defines: see README.md. */
declare const replayReady: (
  feed: (at: number, hex: string, link?: number) => void,
  repeat: (count: number, hex: string) => void,
  type: (at: number, text: string) => void,
) => void;
declare const replayStore: (slot: number, hex: string) => void;
declare const replayLoad: (slot: number) => string;

const enum Limit {
  /** Timer events at one moment: an image that asks for more goes round in circles. */
  timers = 1000,
  /** A link a server, and one for downloads. */
  links = Config.servers + 1,
  slots = 16,
}

/** Seconds since 1970 at time 0: 2001-09-09T01:46:40Z. */
const enum Start {
  utc = 1000000000,
}

const settings: Settings = { endpoint: 'replay', server: 'coap://192.0.2.1', lifetime: 300, firmwareProxy: 'coap://192.0.2.7' };

/** 1 for a link that was opened and has not been told so. */
const opening = /* @__PURE__ */ newUint8s(Limit.links);
/** While a request is repeated no datagram is printed. */
let isSilent = false;
let events: BoardEvents;
/** Milliseconds since the start. */
let time = 0;
/** When the timer is due; -1 when it is not set. */
let due = -1;
let lastRandom = 1;

function digitAt(hex: string, index: number): number {
  const character = asciiAt(hex, index);
  return character < 58 ? character - 48 : character - 87;
}

function tellOpened(): void {
  for (let link = 0; link < Limit.links; link++) {
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

/** Reads hexadecimal into the first bytes of `buffer`, no more than a message. @returns The length of it all. */
function readHex(hex: string, buffer: Uint8Array): number {
  const length = hex.length >>> 1;
  for (let i = 0; i < length && i < Config.messageBytes; i++) {
    buffer[i] = digitAt(hex, 2 * i) * 16 + digitAt(hex, 2 * i + 1);
  }
  return length;
}

/**
 * Lets time pass, then hands the image a datagram, or bytes of a stream.
 * @param at Milliseconds since the start, not before the last call's.
 * @param hex The bytes in lower-case hexadecimal; an empty text only lets time pass.
 * @param link The link they come on; 0 unless told.
 */
function feedDatagram(at: number, hex: string, link?: number): void {
  tellOpened();
  passTime(at);
  const length = readHex(hex, events.buffer);
  if (length > 0) {
    events.received(link === undefined ? 0 : link, length);
  }
}

/**
 * Hands the image a CoAP request `count` times, each with another message id, and prints no datagram. The image leaves the
 * bytes as they are, so that hardly more than its own work is measured.
 */
function repeatRequest(count: number, hex: string): void {
  const length = readHex(hex, events.buffer);
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
  firmware: Config.firmware === 1 ? firmware : undefined,
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
  open(link, host, port, transport) {
    opening[link] = 1;
    putText('open ');
    putText(host);
    putNumber(link);
    putNumber(port);
    putText(transport === Transport.tcp ? ' tcp' : '');
    printLine();
  },
  close(link) {
    opening[link] = 0;
    printNumbers('close', link, 0);
  },
  send(link, buffer, length) {
    if (!isSilent) {
      putText(link === 0 ? '0 ' : link === 1 ? '1 ' : '2 ');
      putHex(buffer, length);
      printLine();
    }
  },
  load(slot, buffer) {
    const length = readHex(replayLoad(slot), buffer);
    return length === 0 ? -1 : length;
  },
  store(slot, buffer, length) {
    putHex(buffer, length);
    const hex = takeLine();
    replayStore(slot, hex);
    putText('store');
    putNumber(slot);
    putText(' ');
    putText(hex);
    printLine();
    return true;
  },
  eraseStorage() {
    for (let slot = 0; slot < Limit.slots; slot++) {
      replayStore(slot, '');
    }
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
