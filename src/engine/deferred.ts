import { copyBytes, newInt32s, newUint8s } from 'runtime';
import { Config } from 'config';
import { acknowledgeRequest, incoming } from '../coap/endpoint';
import { decodeMessage, Field, message } from '../coap/message';
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
  /** Tells apart the requests that a row held one after the other. */
  generation,
  columns,
}

const enum Handle {
  none = -1,
  rows = 256,
}

const rows = /* @__PURE__ */ newInt32s(Config.deferred * Column.columns);
const bytes = /* @__PURE__ */ newUint8s(Config.deferred * Config.deferredBytes);
let current: number = Handle.none;
let replayed: number = Handle.none;

/** Whether a request is being carried out anew, its callbacks having answered. */
export function replaying(): boolean {
  return replayed !== Handle.none;
}

/** The request being carried out, for `complete`. A callback that wants to answer later has to ask for it. */
export function currentRequest(): number {
  if (current === Handle.none) {
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

/** Ends the carrying out of a request that was answered at once. */
export function releaseCurrent(): void {
  if (current !== Handle.none) {
    rows[current * Column.columns + Column.state] = State.free;
    current = Handle.none;
  }
}

/**
 * Puts the request being carried out aside, to be answered when `open` callbacks have answered.
 * @returns false when there is no room for it: the table is full, or the request too large (5.03).
 */
export function deferRequest(link: number, open: number): boolean {
  const size = message[Field.payloadEnd];
  currentRequest();
  if (current === Handle.none || size > Config.deferredBytes) {
    releaseCurrent();
    return false;
  }
  const row = current * Column.columns;
  copyBytes(incoming, 0, size, bytes, current * Config.deferredBytes);
  rows[row + Column.link] = link;
  rows[row + Column.size] = size;
  rows[row + Column.open] += open;
  rows[row + Column.state] = State.waiting;
  if (rows[row + Column.open] <= 0) {
    rows[row + Column.state] = State.ready;
    wantWork();
  }
  current = Handle.none;
  acknowledgeRequest(link);
  return true;
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
