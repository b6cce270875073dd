import { copyBytes, newInt32s, newUint8s } from 'runtime';
import { Config } from 'config';
import { isBlock } from '../coap/block1';
import { Code } from '../coap/code';
import { acknowledgeRequest, incoming } from '../coap/endpoint';
import { decodeMessage, Field, message } from '../coap/message';
import { momentIn, remaining, Tenths } from './clock';
import { wantWork } from './schedule';

/**
 * Requests whose callbacks answer later. The request itself is kept; when the last callback has answered, it is
 * carried out anew, without the callbacks that had asked for time, and its response goes out separately
 * (RFC 7252 5.2.2).
 */
const enum State {
  free,
  /** The request being carried out; its callbacks may ask for time. */
  current,
  waiting,
  /** All callbacks have answered. */
  ready,
}

const enum Column {
  state,
  link,
  size,
  /** Callbacks that have not answered yet. */
  open,
  /** The first error that one gave, or 0. */
  code,
  /** When it is answered with 5.03, whoever has not answered. */
  due,
  /** Tells apart the requests that a row held one after the other. */
  generation,
  columns,
}

const enum Patience {
  /** How long callbacks may take to answer: a minute. */
  tenths = 600,
}

/** What has become of a request that is not answered with a bare code. */
export const enum Handled {
  /** The response, with all it has, is at the output cursor. */
  replied = 0,
  /** Answered later, when callbacks have answered. */
  deferred = -1,
}

const enum Handle {
  none = -1,
  rows = 256,
}

const rows = /* @__PURE__ */ newInt32s(Config.deferred * Column.columns);
const bytes = /* @__PURE__ */ newUint8s(Config.deferred * Config.deferredBytes);
/** Whether a request is being carried out. */
let carrying = false;
let current: number = Handle.none;
let replayed: number = Handle.none;

/** Whether a request is being carried out anew, its callbacks having answered. */
export function replaying(): boolean {
  return replayed !== Handle.none;
}

/** A request begins to be carried out. */
export function beginRequest(): void {
  carrying = true;
}

/** Bytes of the request that have to be kept. A payload that came in blocks is kept where it was put together. */
function requestSize(): number {
  return Config.transfers > 0 && isBlock() ? message[Field.payloadStart] - 1 : message[Field.payloadEnd];
}

/**
 * The request being carried out, for `complete`. A callback that wants to answer later has to ask for it.
 * @returns -1 when there is none to answer, as in a notification, or no room to keep it (then the server gets 5.03).
 */
export function currentRequest(): number {
  if (carrying && current === Handle.none && requestSize() <= Config.deferredBytes) {
    for (let row = 0; row < Config.deferred && current === Handle.none; row++) {
      if (rows[row * Column.columns + Column.state] === State.free) {
        rows[row * Column.columns + Column.state] = State.current;
        rows[row * Column.columns + Column.open] = 0;
        rows[row * Column.columns + Column.code] = 0;
        rows[row * Column.columns + Column.generation] = (rows[row * Column.columns + Column.generation] + 1) & 0xffff;
        current = row;
      }
    }
  }
  return current === Handle.none ? Handle.none : rows[current * Column.columns + Column.generation] * Handle.rows + current;
}

/** The request is carried out, or put aside. */
export function releaseCurrent(): void {
  carrying = false;
  if (current !== Handle.none) {
    rows[current * Column.columns + Column.state] = State.free;
    current = Handle.none;
  }
}

/**
 * Ends a request that callbacks have not let pass: with an error, or it is put aside until they have all answered.
 * @param answer The code of the error; or how many callbacks answer later, below zero.
 * @returns The code to answer with, or `Handled.deferred`. 5.03 when nobody can answer it: no callback has asked for it, or
 * there is no room to keep it.
 */
export function answerOrDefer(link: number, answer: number): number {
  if (answer > 0) {
    return answer;
  }
  if (current === Handle.none) {
    return Code.serviceUnavailable;
  }
  const size = requestSize();
  const row = current * Column.columns;
  copyBytes(incoming, 0, size, bytes, current * Config.deferredBytes);
  rows[row + Column.link] = link;
  rows[row + Column.size] = size;
  rows[row + Column.open] -= answer;
  rows[row + Column.due] = momentIn(Patience.tenths);
  rows[row + Column.state] = State.waiting;
  if (rows[row + Column.open] <= 0) {
    rows[row + Column.state] = State.ready;
  }
  wantWork();
  current = Handle.none;
  acknowledgeRequest(link);
  return Handled.deferred;
}

/**
 * A callback answers a request of which it said `Answer.later`.
 * @param request What `currentRequest` gave it.
 * @param answer 0, or the CoAP code of an error; then nothing is changed.
 */
export function complete(request: number, answer: number): void {
  const index = request & (Handle.rows - 1);
  if (request < 0 || index >= Config.deferred) {
    return;
  }
  const row = index * Column.columns;
  const state = rows[row + Column.state];
  if (rows[row + Column.generation] !== request >>> 8 || (state !== State.waiting && state !== State.current)) {
    return;
  }
  rows[row + Column.open]--;
  if (rows[row + Column.code] === 0 && answer > 0) {
    rows[row + Column.code] = answer;
  }
  if (state === State.waiting && rows[row + Column.open] <= 0) {
    rows[row + Column.state] = State.ready;
    wantWork();
  }
}

/**
 * Gives up the requests whose callbacks have not answered in a minute: they are answered with 5.03.
 * @returns Tenths of a second until there is something to give up.
 */
export function deferredDue(): number {
  let soonest: number = Tenths.longest;
  for (let at = 0; at < Config.deferred * Column.columns; at += Column.columns) {
    if (rows[at + Column.state] === State.waiting) {
      const due = remaining(rows[at + Column.due]);
      if (due === 0) {
        rows[at + Column.state] = State.ready;
        rows[at + Column.code] = Code.serviceUnavailable;
      }
      soonest = due < soonest ? due : soonest;
    }
  }
  return soonest;
}

/** Whether a request of this link waits to be carried out anew. */
export function hasReadyRequest(link: number): boolean {
  return readyRow(link) !== Handle.none;
}

function readyRow(link: number): number {
  for (let row = 0; row < Config.deferred; row++) {
    if (rows[row * Column.columns + Column.state] === State.ready && rows[row * Column.columns + Column.link] === link) {
      return row;
    }
  }
  return Handle.none;
}

/**
 * Brings the link's next ready request back into `incoming` and `message`, to be carried out anew.
 * @returns The error code that a callback gave, or 0.
 */
export function startReplay(link: number): number {
  replayed = readyRow(link);
  const row = replayed * Column.columns;
  copyBytes(bytes, replayed * Config.deferredBytes, replayed * Config.deferredBytes + rows[row + Column.size], incoming, 0);
  decodeMessage(incoming, rows[row + Column.size]);
  return rows[row + Column.code];
}

export function endReplay(): void {
  rows[replayed * Column.columns + Column.state] = State.free;
  replayed = Handle.none;
}

/** Forgets the requests of a link. */
export function forgetDeferred(link: number): void {
  for (let row = 0; row < Config.deferred; row++) {
    if (rows[row * Column.columns + Column.link] === link) {
      rows[row * Column.columns + Column.state] = State.free;
    }
  }
}
