import { copyBytes, newFloat64s, newInt32s, newUint8s } from 'runtime';
import { Config } from 'config';
import { checksum } from '../bytes/checksum';
import { outputBuffer, outputPosition } from '../bytes/output';
import { Code, Option } from '../coap/code';
import { incoming, startExchange } from '../coap/endpoint';
import { putUintOption } from '../coap/encode';
import { Field, message } from '../coap/message';
import { Id, Level } from '../format/type';
import { numberAt, Row } from '../model/values';
import { defaultPeriod } from './accounts';
import { Attribute, attributeInEffect, AttributeRow, attributeValue } from './attributes';
import { elapsed, tenthsOf, Tenths, uptime } from './clock';
import { findFormat } from './formats';
import { releaseCurrent } from './deferred';
import { checkReadable, isRefreshing, putTarget, refreshTarget } from './read';
import { endPayload, payloadStart, startPayload } from './reply';
import { wantWork } from './schedule';
import { findTarget, Target, target } from './target';
import { isWorthNotifying } from './conditions';

/** Observations (RFC 7641; LwM2M 1.1 Core 6.4): who is to be notified of what, and when. */
const enum Column {
  /** 1 when the row is in use. */
  used,
  link,
  level,
  objectId,
  instanceId,
  resourceId,
  resourceInstanceId,
  contentFormat,
  tokenSize,
  /** The Observe value of the next notification (24 bits). */
  sequence,
  /** 1 when something has changed that has not been notified. */
  changed,
  /** Tells apart the observations that a row held one after the other. */
  generation,
  /** When the last notification was sent (`uptime`), and the checksum of its payload. */
  sentAt,
  sentChecksum,
  columns,
}

const enum Token {
  bytes = 8,
}

const rows = /* @__PURE__ */ newInt32s(Config.observations * Column.columns);
const tokens = /* @__PURE__ */ newUint8s(Config.observations * Token.bytes);
/** The number that was sent last, for gt, lt and st; meaningful where the target is one number. */
const sentNumbers = /* @__PURE__ */ newFloat64s(Config.observations);

export const enum Observation {
  none = -1,
}

function used(row: number): boolean {
  return rows[row * Column.columns + Column.used] === 1;
}

/** The observation of the link that has the token of the request, or `Observation.none`. */
function findByToken(link: number): number {
  const start = message[Field.tokenStart];
  const size = message[Field.tokenEnd] - start;
  for (let row = 0; row < Config.observations; row++) {
    const at = row * Column.columns;
    if (used(row) && rows[at + Column.link] === link && rows[at + Column.tokenSize] === size) {
      let same = true;
      for (let i = 0; i < size; i++) {
        same = same && tokens[row * Token.bytes + i] === incoming[start + i];
      }
      if (same) {
        return row;
      }
    }
  }
  return Observation.none;
}

/** Whether the observation is of exactly what `target` names. */
function isOfTarget(row: number): boolean {
  const at = row * Column.columns;
  for (let i = 0; i <= Level.resourceInstance; i++) {
    if (rows[at + Column.level + i] !== target[Target.level + i]) {
      return false;
    }
  }
  return true;
}

/**
 * Notes an observation of `target` with the token of the request (RFC 7641 3.1, 4.1). One that the server has under
 * the same token is replaced.
 * @returns The observation, or `Observation.none` when the table is full; then the answer has no Observe option.
 */
export function addObservation(link: number, contentFormat: number): number {
  let row = findByToken(link);
  for (let i = 0; i < Config.observations && row === Observation.none; i++) {
    if (!used(i)) {
      row = i;
    }
  }
  if (row !== Observation.none) {
    const at = row * Column.columns;
    const tokenStart = message[Field.tokenStart];
    const tokenSize = message[Field.tokenEnd] - tokenStart;
    if (!used(row)) {
      rows[at + Column.sequence] = 0;
    }
    rows[at + Column.used] = 1;
    rows[at + Column.generation] = (rows[at + Column.generation] + 1) & 0xffff;
    rows[at + Column.link] = link;
    for (let i = 0; i <= Level.resourceInstance; i++) {
      rows[at + Column.level + i] = target[Target.level + i];
    }
    rows[at + Column.contentFormat] = contentFormat;
    rows[at + Column.tokenSize] = tokenSize;
    copyBytes(incoming, tokenStart, tokenStart + tokenSize, tokens, row * Token.bytes);
  }
  return row;
}

/** Cancels the observation with the token of the request or, without one, that of the same target (RFC 7641 3.6). */
export function cancelObservation(link: number): void {
  const row = findByToken(link);
  if (row !== Observation.none) {
    removeObservation(row);
    return;
  }
  for (let i = 0; i < Config.observations; i++) {
    if (used(i) && rows[i * Column.columns + Column.link] === link && isOfTarget(i)) {
      removeObservation(i);
    }
  }
}

export function removeObservation(row: number): void {
  rows[row * Column.columns + Column.used] = 0;
}

/** Ends all observations of a link, as a registration does (LwM2M 1.1 Core 6.4.3). */
export function forgetObservations(link: number): void {
  for (let row = 0; row < Config.observations; row++) {
    if (rows[row * Column.columns + Column.link] === link) {
      removeObservation(row);
    }
  }
}

/** What the row's observation is known by, beside its row. */
export function generationOf(row: number): number {
  return rows[row * Column.columns + Column.generation];
}

/** Whether the row still has the observation of this generation. */
export function isSameObservation(row: number, generation: number): boolean {
  return used(row) && generationOf(row) === generation;
}

/** Writes the Observe option of an answer or notification. */
export function putObserve(row: number): void {
  const at = row * Column.columns;
  putUintOption(Option.observe, rows[at + Column.sequence]);
  rows[at + Column.sequence] = (rows[at + Column.sequence] + 1) & 0xffffff;
}

/** Notes that the payload at the output cursor is what the server knows from now on. */
export function noteSent(row: number): void {
  const at = row * Column.columns;
  rows[at + Column.changed] = 0;
  rows[at + Column.sentAt] = uptime();
  rows[at + Column.sentChecksum] = checksum(outputBuffer(), payloadStart(), outputPosition());
  sentNumbers[row] = numberOfTarget();
}

function numberOfTarget(): number {
  return target[Target.row] === Row.none ? 0 : numberAt(target[Target.row]);
}

/**
 * Something has changed: below an object (`Id.none` for all that follows), an instance, a resource or a resource
 * instance. Observations of it, of what it is in and of what is in it are to be notified.
 * @param value The new value when it is a number.
 */
export function markChanged(o: number, i: number, r: number, ri: number, value: number): void {
  for (let row = 0; row < Config.observations && !isRefreshing(); row++) {
    const at = row * Column.columns;
    if (
      used(row) &&
      rows[at + Column.objectId] === o &&
      overlap(rows[at + Column.instanceId], i) &&
      overlap(rows[at + Column.resourceId], r) &&
      overlap(rows[at + Column.resourceInstanceId], ri) &&
      conditionsMet(row, ri, value)
    ) {
      rows[at + Column.changed] = 1;
      wantWork();
    }
  }
}

function overlap(observed: number, changed: number): boolean {
  return observed === changed || observed === Id.none || changed === Id.none;
}

/**
 * Whether gt, lt and st let the new value be notified. Of what has several values every change is: only one number
 * is kept for comparison.
 */
function conditionsMet(row: number, resourceInstance: number, value: number): boolean {
  const at = row * Column.columns;
  return (
    rows[at + Column.level] < Level.resource ||
    rows[at + Column.resourceInstanceId] !== resourceInstance ||
    isWorthNotifying(rows[at + Column.link], rows, at + Column.objectId, sentNumbers[row], value)
  );
}

/** pmin or pmax in effect for an observation, in tenths of a second: as set, or the server's default. */
function period(row: number, attribute: Attribute): number {
  const at = row * Column.columns;
  const link = rows[at + Column.link];
  const set = attributeInEffect(link, attribute, rows, at + Column.objectId);
  return tenthsOf(set === AttributeRow.none ? defaultPeriod(link, attribute === Attribute.pmin) : attributeValue(set));
}

/** pmax in effect for an observation, in tenths of a second; `Tenths.longest` when there is none. */
function pmaxOf(row: number, pmin: number): number {
  const pmax = period(row, Attribute.pmax);
  // LwM2M 1.1 Core 5.1.2: 0 is none, and a pmax below pmin is ignored.
  return pmax > 0 && pmax >= pmin ? pmax : Tenths.longest;
}

/** Tenths of a second until the observation is to be notified; 0 when it is due. */
function dueIn(row: number): number {
  const at = row * Column.columns;
  const pmin = period(row, Attribute.pmin);
  let due = pmaxOf(row, pmin);
  if (rows[at + Column.changed] === 1 && pmin < due) {
    due = pmin;
  }
  const passed = elapsed(rows[at + Column.sentAt]);
  return due > passed ? due - passed : 0;
}

/** Tenths of a second until the next observation of the link is due; 0 when one is, and `dueObservation` is it. */
export function observationsDue(link: number): number {
  let soonest: number = Tenths.longest;
  for (let row = 0; row < Config.observations; row++) {
    if (used(row) && rows[row * Column.columns + Column.link] === link) {
      const due = dueIn(row);
      soonest = due < soonest ? due : soonest;
    }
  }
  return soonest;
}

/** The observation of the link that has been due for longest, or `Observation.none`. */
export function dueObservation(link: number): number {
  let oldest: number = Observation.none;
  let waited = -1;
  for (let row = 0; row < Config.observations; row++) {
    const at = row * Column.columns;
    if (used(row) && rows[at + Column.link] === link && dueIn(row) === 0 && elapsed(rows[at + Column.sentAt]) > waited) {
      oldest = row;
      waited = elapsed(rows[at + Column.sentAt]);
    }
  }
  return oldest;
}

/** Whether an observation has news that the notification being retransmitted does not have. */
export function hasNews(row: number): boolean {
  return used(row) && rows[row * Column.columns + Column.changed] === 1;
}

/**
 * Builds the notification of an observation in the link's exchange (RFC 7641 4.2).
 * @returns false when there is nothing to send: what was changed is as the server knows it.
 */
export function buildNotification(row: number): boolean {
  const at = row * Column.columns;
  const link = rows[at + Column.link];
  const overdue = elapsed(rows[at + Column.sentAt]) >= pmaxOf(row, period(row, Attribute.pmin));
  rows[at + Column.changed] = 0;
  for (let i = 0; i <= Level.resourceInstance; i++) {
    target[Target.level + i] = rows[at + Column.level + i];
  }
  let code = findTarget();
  code = code === 0 ? checkReadable() : code;
  // What was changed is fresh. A callback that answers later is not waited for: what it brings is a change of its own.
  const refreshed = code === 0 && overdue ? refreshTarget() : 0;
  releaseCurrent();
  code = refreshed > 0 ? refreshed : code;
  const format = findFormat(rows[at + Column.contentFormat]);
  if (code === 0 && format !== undefined) {
    startExchange(link, Code.content, tokens, row * Token.bytes, row * Token.bytes + rows[at + Column.tokenSize]);
    putObserve(row);
    startPayload(rows[at + Column.contentFormat]);
    code = putTarget(format);
    if (code === 0 && !endPayload()) {
      code = Code.internalServerError;
    }
  }
  if (code === 0) {
    const previous = rows[at + Column.sentChecksum];
    noteSent(row);
    return overdue || rows[at + Column.sentChecksum] !== previous;
  }
  // RFC 7641 4.2: an error is the last notification, and has no Observe option.
  startExchange(link, code, tokens, row * Token.bytes, row * Token.bytes + rows[at + Column.tokenSize]);
  removeObservation(row);
  return true;
}
