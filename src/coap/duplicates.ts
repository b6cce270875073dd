import { copyBytes, indexOf, newInt32s, newUint16s, newUint8s } from 'runtime';
import { Config } from 'config';
import { Code, MessageType, Time } from './code';

/**
 * Requests seen within EXCHANGE_LIFETIME and what was answered, so that a request that arrives twice is
 * answered with the same bytes and not carried out twice (RFC 7252 4.5). The table is bounded. When it is full
 * of requests that are still alive, the oldest goes; but not a POST, which alone is not idempotent (RFC 7252 5.1), as
 * long as the peer may still send it again.
 */
const links = /* @__PURE__ */ newUint8s(Config.duplicates);
const messageIds = /* @__PURE__ */ newUint16s(Config.duplicates);
const seenAt = /* @__PURE__ */ newInt32s(Config.duplicates);
/** 0: free. Otherwise the lifetime in milliseconds. */
const lifetimes = /* @__PURE__ */ newInt32s(Config.duplicates);
/** The request's method. */
const codes = /* @__PURE__ */ newUint8s(Config.duplicates);
/** Bytes of the reply; 0 while there is none, or when it was too large to keep. */
const replySizes = /* @__PURE__ */ newUint16s(Config.duplicates);
const replies = /* @__PURE__ */ newUint8s(Config.duplicates * Config.duplicateBytes);
/** When it was last looked for what is over. */
let sweptAt = 0;
/** Where the search for a row to use begins: behind the row used last, so that rows age in order. */
let next = 0;

export const enum Duplicate {
  none = -1,
}

function alive(row: number, now: number): boolean {
  return lifetimes[row] > 0 && ((now - seenAt[row]) & 0x3fffffff) < lifetimes[row];
}

/** Whether a copy of the POST may still come that must not be carried out. */
function isWanted(row: number, now: number): boolean {
  return lifetimes[row] > 0 && ((now - seenAt[row]) & 0x3fffffff) < Time.maxTransmitSpan;
}

/**
 * Forgets what is over, when it was asked that long ago. To be called at least once a day, since `now` wraps after 12 days.
 * @param now `Board.now()`.
 */
export function expireDuplicates(now: number): void {
  // What is over is not found, swept or not: a sweep each lifetime is often enough for the clock that wraps.
  if (((now - sweptAt) & 0x3fffffff) >= Time.exchangeLifetime) {
    sweptAt = now;
    for (let row = 0; row < Config.duplicates; row++) {
      if (!alive(row, now)) {
        lifetimes[row] = 0;
      }
    }
  }
}

/** Forgets all requests of a link. */
export function forgetDuplicates(link: number): void {
  for (let row = 0; row < Config.duplicates; row++) {
    if (links[row] === link) {
      lifetimes[row] = 0;
    }
  }
}

/** Forgets one request. */
export function forgetRequest(row: number): void {
  lifetimes[row] = 0;
}

/** The row of a request seen before, or `Duplicate.none`. */
export function findDuplicate(link: number, messageId: number, now: number): number {
  let row = indexOf(messageIds, messageId, 0, Config.duplicates);
  while (row !== Duplicate.none && (links[row] !== link || !alive(row, now))) {
    row = indexOf(messageIds, messageId, row + 1, Config.duplicates);
  }
  return row;
}

/** Notes a new request and gives its row. */
export function noteRequest(link: number, messageId: number, now: number, type: MessageType, code: number): number {
  let row = next;
  let tried = 0;
  while (tried < Config.duplicates && codes[row] === Code.post && isWanted(row, now)) {
    row = row + 1 === Config.duplicates ? 0 : row + 1;
    tried++;
  }
  next = row + 1 === Config.duplicates ? 0 : row + 1;
  links[row] = link & 255;
  messageIds[row] = messageId;
  seenAt[row] = now;
  lifetimes[row] = type === MessageType.confirmable ? Time.exchangeLifetime : Time.nonLifetime;
  codes[row] = code & 255;
  replySizes[row] = 0;
  return row;
}

/** Keeps the reply to a request. A request that only reads is forgotten when its reply is too
 * large, to be carried out again. */
export function keepReply(row: number, reply: Uint8Array, size: number): void {
  if (size <= Config.duplicateBytes) {
    copyBytes(reply, 0, size, replies, row * Config.duplicateBytes);
    replySizes[row] = size;
  } else if (codes[row] === Code.get || codes[row] === Code.fetch) {
    lifetimes[row] = 0;
  }
}

/** Copies the kept reply to `to` and gives its size; 0 when there is none to send. */
export function repeatReply(row: number, to: Uint8Array): number {
  copyBytes(replies, row * Config.duplicateBytes, row * Config.duplicateBytes + replySizes[row], to, 0);
  return replySizes[row];
}
