import { copyBytes, newInt32s, newUint8s } from 'runtime';
import { Config } from 'config';
import { Checksum, checksum, checksumByte } from '../bytes/checksum';
import { blockBytes, blockOffset, hasMore, Szx, szxOf } from './block-size';
import { Code, Time } from './code';
import { Field, Limit, message, pathSegments, queries } from './message';

/**
 * The payload of the request being carried out: in its datagram, or put together from the blocks that came one by one
 * (RFC 7959 2.3, 2.5). The bodies under way are rows of a table; a body is known by its link and by a checksum over the
 * request's method, path, queries and Content-Format.
 */
const enum State {
  free,
  /** More blocks are to come. */
  open,
  /** All blocks are there. */
  complete,
  /** The list of a FETCH whose answer goes out in blocks; it gives way to payloads. */
  kept,
}

const enum Column {
  state,
  link,
  key,
  /** Bytes there are. */
  size,
  /** When the last block came (`Board.now()`). */
  at,
  /** Content-Format of what is kept. */
  contentFormat,
  columns,
}

const enum Found {
  none = -1,
}

/** Where the payload is, in `payloadBuffer`. */
export const enum Payload {
  start,
  end,
  columns,
}

const rows = /* @__PURE__ */ newInt32s(Config.transfers * Column.columns);
const bodies = /* @__PURE__ */ newUint8s(Config.transfers * Config.transferBytes);
export const payload: Int32Array = /* @__PURE__ */ newInt32s(Payload.columns);
let buffer: Uint8Array;
/** The row of the body that is the payload, or `Found.none`. */
let current: number = Found.none;

/** The buffer that the payload is in. */
export function payloadBuffer(): Uint8Array {
  return buffer;
}

export function hasPayload(): boolean {
  return payload[Payload.end] > payload[Payload.start];
}

/** The payload is the one of the datagram in `from`. */
export function takePayload(from: Uint8Array): void {
  buffer = from;
  payload[Payload.start] = message[Field.payloadStart];
  payload[Payload.end] = message[Field.payloadEnd];
  current = Found.none;
}

function keyOf(from: Uint8Array): number {
  let key = checksumByte(Checksum.start, message[Field.code]);
  for (let i = 0; i < message[Field.pathCount] && i < Limit.segments; i++) {
    key = checksumByte(checksum(key, from, pathSegments[2 * i], pathSegments[2 * i + 1]), 47);
  }
  for (let i = 0; i < message[Field.queryCount] && i < Limit.segments; i++) {
    key = checksumByte(checksum(key, from, queries[2 * i], queries[2 * i + 1]), 38);
  }
  return checksumByte(checksumByte(key, message[Field.contentFormat] & 255), (message[Field.contentFormat] >>> 8) & 255);
}

function findBody(link: number, key: number): number {
  for (let row = 0; row < Config.transfers; row++) {
    const at = row * Column.columns;
    const isBody = rows[at + Column.state] === State.open || rows[at + Column.state] === State.complete;
    if (isBody && rows[at + Column.link] === link && rows[at + Column.key] === key) {
      return row;
    }
  }
  return Found.none;
}

/** A row that is free, or else one whose list is kept. */
function freeBody(): number {
  let free: number = Found.none;
  for (let row = 0; row < Config.transfers; row++) {
    const state = rows[row * Column.columns + Column.state];
    if (state === State.free) {
      return row;
    }
    free = state === State.kept ? row : free;
  }
  return free;
}

function findKept(link: number): number {
  for (let row = 0; row < Config.transfers; row++) {
    const at = row * Column.columns;
    if (rows[at + Column.state] === State.kept && rows[at + Column.link] === link) {
      return row;
    }
  }
  return Found.none;
}

/** Whether the request has a part of its payload only. */
export function isBlock(): boolean {
  return message[Field.block1] > 7; // not the first and last block
}

/** Whether the Block1 option is as it may be: the block has the size it announces, and only the last may be shorter. */
export function isBlockSound(): boolean {
  const option = message[Field.block1];
  const size = blockBytes(option);
  const bytes = message[Field.payloadEnd] - message[Field.payloadStart];
  return szxOf(option) !== Szx.reserved && bytes <= size && (!hasMore(option) || bytes === size);
}

/**
 * Takes a block of a payload. After the last one, the payload is the whole body until `releaseBody`. A body that waits
 * with its request, to be carried out anew, is not touched by other requests.
 * @param from The datagram.
 * @param now `Board.now()`.
 * @param isAnew Whether the request is carried out anew: its block is the last one, and known.
 * @returns 0 when the payload is complete; 2.31 when more blocks are to come; or the code of an error: 4.08 for a block
 *   that does not follow the one before, 4.13 when the body is larger than `Config.transferBytes`, 5.03 when other
 *   transfers have all the room, or the one before of the same resource waits.
 */
export function takeBlock(link: number, from: Uint8Array, now: number, isAnew: boolean): number {
  expireBodies(now);
  const option = message[Field.block1];
  const key = keyOf(from);
  const offset = blockOffset(option);
  const bytes = payload[Payload.end] - payload[Payload.start];
  let row = findBody(link, key);
  if (row !== Found.none && rows[row * Column.columns + Column.state] === State.complete) {
    if (isAnew) {
      showBody(row);
      return 0;
    }
    return offset === 0 ? Code.serviceUnavailable : Code.requestEntityIncomplete;
  }
  if (offset === 0 && row === Found.none) {
    row = freeBody();
    if (row === Found.none) {
      return Code.serviceUnavailable;
    }
  }
  const kept = row === Found.none && message[Field.code] === Code.fetch ? findKept(link) : Found.none;
  if (kept !== Found.none && !hasMore(option) && rows[kept * Column.columns + Column.size] === offset + bytes) {
    showBody(kept); // the last block of a list, whose answer was lost
    current = Found.none;
    return 0;
  }
  const at = row * Column.columns;
  if (row === Found.none || (offset > 0 && rows[at + Column.size] !== offset)) {
    return Code.requestEntityIncomplete;
  }
  if (offset + bytes > Config.transferBytes || message[Field.size1] > Config.transferBytes) {
    rows[at + Column.state] = State.free;
    return Code.requestEntityTooLarge;
  }
  copyBytes(from, payload[Payload.start], payload[Payload.end], bodies, row * Config.transferBytes + offset);
  rows[at + Column.state] = State.open;
  rows[at + Column.link] = link;
  rows[at + Column.key] = key;
  rows[at + Column.size] = offset + bytes;
  rows[at + Column.at] = now;
  if (hasMore(option)) {
    return Code.continue;
  }
  rows[at + Column.state] = State.complete;
  showBody(row);
  return 0;
}

function showBody(row: number): void {
  buffer = bodies;
  payload[Payload.start] = row * Config.transferBytes;
  payload[Payload.end] = payload[Payload.start] + rows[row * Column.columns + Column.size];
  current = row;
}

/**
 * Keeps the payload, in place of what was kept for the link: requests for the other blocks of the answer do not repeat it
 * (RFC 7959 3.3). What there is no room for is not kept.
 * @param now `Board.now()`.
 */
export function keepPayload(link: number, now: number): void {
  forgetKept(link);
  const size = payload[Payload.end] - payload[Payload.start];
  const row = current !== Found.none ? current : size > Config.transferBytes ? Found.none : freeBody();
  if (row !== Found.none) {
    const at = row * Column.columns;
    copyBytes(buffer, payload[Payload.start], payload[Payload.end], bodies, row * Config.transferBytes);
    rows[at + Column.state] = State.kept;
    rows[at + Column.link] = link;
    rows[at + Column.size] = size;
    rows[at + Column.at] = now;
    rows[at + Column.contentFormat] = message[Field.contentFormat];
    current = Found.none;
  }
}

/** Takes what is kept for the link as payload and Content-Format of the request. @returns false when nothing is. */
export function takeKept(link: number, now: number): boolean {
  expireBodies(now);
  const row = findKept(link);
  if (row !== Found.none) {
    showBody(row);
    current = Found.none;
    rows[row * Column.columns + Column.at] = now;
    message[Field.contentFormat] = rows[row * Column.columns + Column.contentFormat];
  }
  return row !== Found.none;
}

/** Forgets what is kept for the link. */
export function forgetKept(link: number): void {
  const row = findKept(link);
  if (row !== Found.none) {
    rows[row * Column.columns + Column.state] = State.free;
  }
}

/** The payload is done with. */
export function releaseBody(): void {
  if (Config.transfers > 0 && current !== Found.none) {
    rows[current * Column.columns + Column.state] = State.free;
    current = Found.none;
  }
}

/** The request in `from` is answered for good: the body that waited with it is done with. */
export function dropBody(link: number, from: Uint8Array): void {
  const row = Config.transfers > 0 && isBlock() ? findBody(link, keyOf(from)) : Found.none;
  if (row !== Found.none) {
    rows[row * Column.columns + Column.state] = State.free;
  }
}

/**
 * Gives up bodies whose next block has not come within EXCHANGE_LIFETIME. To be called at least once a day.
 * @param now `Board.now()`.
 */
export function expireBodies(now: number): void {
  for (let at = 0; at < Config.transfers * Column.columns; at += Column.columns) {
    if (((now - rows[at + Column.at]) & 0x3fffffff) > Time.exchangeLifetime) {
      rows[at + Column.state] = State.free;
    }
  }
}

/** Forgets the bodies of a link. */
export function forgetBodies(link: number): void {
  for (let at = 0; at < Config.transfers * Column.columns; at += Column.columns) {
    if (rows[at + Column.link] === link) {
      rows[at + Column.state] = State.free;
    }
  }
}
