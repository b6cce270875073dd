/**
 * Measures how many bytes of heap the smart light takes for each kind of request, and prints them as JSON: started by
 * test/allocation.test.ts, with `gc` exposed and room for all garbage, so that nothing is collected in between.
 */
import { main } from '../../firmware/smart-light/main';
import type { Board, BoardEvents } from '../../src/board';
import { acknowledgement, deregistered, registered, requests, updated } from './requests';

/** What one kind of request came to. */
interface Measured {
  /** Code of the last response: class * 32 + detail. */
  code: number;
  /** The least heap taken in a round, in bytes, beyond what a round of no requests takes. */
  bytes: number;
}

export interface Report {
  /** Requests of each kind in a round. */
  readonly perRound: number;
  readonly rounds: number;
  readonly kinds: Readonly<Record<string, Measured>>;
  /** The same for a board that allocates a little for each datagram: the measure has to show it. */
  readonly wasteful: number;
}

declare const gc: () => void;

const perRound = 400;
/** Rounds before any is measured: compiled code may allocate where interpreted code does not. */
const warmRounds = 5;
/** The compiler allocates too, until it has nothing left to optimise; the least of so many rounds is without it. */
const maxRounds = 40;

let events: BoardEvents;
let wasteful = false;
const waste: number[][] = [];
/** The first bytes of the last datagram that answers a request, and of the last that wants an answer. */
const answer = new Uint8Array(8);
const question = new Uint8Array(8);
let asked = false;

const board: Board = {
  // Time stands still: the light's own measurements, whose fractions V8 may box, are not what is measured here.
  now: () => 0,
  attach(attached) {
    events = attached;
  },
  settings: () => ({ endpoint: 'light', server: 'coap://192.0.2.1', lifetime: 86400 }),
  utc: () => 0,
  setTimer() {},
  random: () => 0x5a5a,
  open() {},
  close() {},
  send(_link, buffer) {
    // A confirmable message is our own request, or a notification.
    const to = (buffer[0] & 0x30) === 0 ? question : answer;
    asked = asked || to === question;
    for (let i = 0; i < 8; i++) to[i] = buffer[i];
    if (wasteful) waste[0] = [buffer[2]];
  },
  load: () => -1,
  store: () => false,
  eraseStorage() {},
  setLed() {},
  reboot() {},
  log() {},
};

function deliver(bytes: Uint8Array): void {
  for (let i = 0; i < bytes.length; i++) events.buffer[i] = bytes[i];
  events.received(0, bytes.length);
}

/** Plays the server: answers Register and Update, and acknowledges notifications. */
function answerQuestions(): void {
  while (asked) {
    asked = false;
    const isRequest = question[1] < 0x40;
    const reply = !isRequest ? acknowledgement : question[1] === 4 ? deregistered : isRegistered ? updated : registered;
    isRegistered = true;
    reply[2] = question[2];
    reply[3] = question[3];
    if (isRequest) {
      for (let i = 4; i < 8; i++) reply[i] = question[i];
    }
    deliver(reply);
  }
}

let isRegistered = false;
let messageId = 0;

function send(datagrams: readonly Uint8Array[]): void {
  for (let i = 0; i < datagrams.length; i++) {
    const datagram = datagrams[i];
    messageId = (messageId + 1) & 0xffff;
    datagram[2] = messageId >>> 8;
    datagram[3] = messageId & 255;
    deliver(datagram);
    answerQuestions();
  }
}

function heapTaken(datagrams: readonly Uint8Array[]): number {
  const before = process.memoryUsage().heapUsed;
  for (let i = 0; i < perRound; i++) send(datagrams);
  return process.memoryUsage().heapUsed - before;
}

main(board);
events!.opened(0, 0);
answerQuestions();

/** Beyond what measuring itself takes. Negative when something was collected after all. */
function heapTakenBy(datagrams: readonly Uint8Array[]): number {
  const nothing = heapTaken([]);
  return heapTaken(datagrams) - nothing;
}

const kinds: Record<string, Measured> = {};
for (const kind of Object.keys(requests)) kinds[kind] = { code: 0, bytes: Infinity };
let rounds = 0;
for (let i = 0; i < warmRounds; i++) Object.values(requests).forEach(heapTakenBy);
gc();
while (rounds < maxRounds && Object.values(kinds).some(({ bytes }) => bytes > 0)) {
  rounds += 1;
  for (const [kind, datagrams] of Object.entries(requests)) {
    const taken = heapTakenBy(datagrams);
    if (taken >= 0) kinds[kind].bytes = Math.min(kinds[kind].bytes, taken);
    kinds[kind].code = answer[1];
  }
}
wasteful = true;
const report: Report = { perRound, rounds, kinds, wasteful: heapTakenBy(requests.ping) };
console.log(JSON.stringify(report));
