import { copyBytes, newFloat64s, newInt32s, newUint8s } from 'runtime';
import { Config } from 'config';
import { Code, Option } from '../coap/code';
import { incoming, startExchange } from '../coap/endpoint';
import { putUintOption } from '../coap/encode';
import { Field, message } from '../coap/message';
import { Level } from '../format/type';
import { type Attribute, attributeInEffect, attributeOfObservation, AttributeRow, forgetOwner, hasAttributes, ownerOf } from './attributes';
import { uptime } from './clock';
import { Target, target } from './target';
import { forgetTold } from './told';

/**
 * The table of observations (RFC 7641; LwM2M 1.1 Core 6.4): a row for each path that is observed. An observation of
 * several paths (Observe-Composite) has a row for each; the first, its head, stands for the observation.
 */
export const enum ObservationColumn {
  /** 1 when the row is in use. */
  used,
  link,
  /** The row of the observation's first path: itself, unless the observation has several. */
  head,
  /** The path. */
  level,
  objectId,
  instanceId,
  resourceId,
  resourceInstanceId,
  /** `News` of something below the path that has not been notified. */
  changed,
  /** When what is below the path was read anew (`uptime`). */
  refreshedAt,
  /** From here on, of heads only. */
  contentFormat,
  tokenSize,
  /** The Observe value of the next notification (24 bits). */
  sequence,
  /** Tells apart the observations that a row held one after the other. */
  generation,
  /** When the last notification was sent (`uptime`), and the checksum of its payload. */
  sentAt,
  sentChecksum,
  /** When a confirmable message was sent for it last (`uptime`). */
  confirmedAt,
  /** 1 when it was asked for with a list of paths. */
  composite,
  /** 1 when a notification was given up, and is to be sent again. */
  stored,
  columns,
}

const enum Token {
  bytes = 8,
}

export const enum Observation {
  none = -1,
}

export const observations: Int32Array = /* @__PURE__ */ newInt32s(Config.observations * ObservationColumn.columns);
/** One element: rows from it on have never been used. Few ever are, since the lowest is taken, and each change asks for all. */
export const observationsEnd: Int32Array = /* @__PURE__ */ newInt32s(1);
const tokens = /* @__PURE__ */ newUint8s(Config.observations * Token.bytes);
/** The number that was sent last, for gt, lt and st; meaningful where the path is that of one number. */
export const sentNumbers: Float64Array = /* @__PURE__ */ newFloat64s(Config.observations);

export function observationAt(row: number, column: ObservationColumn): number {
  return observations[row * ObservationColumn.columns + column];
}

function set(row: number, column: ObservationColumn, value: number): void {
  observations[row * ObservationColumn.columns + column] = value;
}

export function isUsed(row: number): boolean {
  return observationAt(row, ObservationColumn.used) === 1;
}

/** Whether the row is the head of an observation of the link. */
export function isHeadOf(row: number, link: number): boolean {
  return isUsed(row) && observationAt(row, ObservationColumn.link) === link && observationAt(row, ObservationColumn.head) === row;
}

/** The observation of the link that has the token of the request, or `Observation.none`. */
function findByToken(link: number): number {
  const start = message[Field.tokenStart];
  const size = message[Field.tokenEnd] - start;
  for (let row = 0; row < Config.observations; row++) {
    if (isHeadOf(row, link) && observationAt(row, ObservationColumn.tokenSize) === size) {
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

/**
 * The row of an attribute as it is in effect for an observed path: the one that came with the Observe, if there was one
 * (LwM2M 1.2 Core 6.4.1), or the one set on the path or above it; or `AttributeRow.none`.
 */
export function attributeOfPath(row: number, attribute: Attribute): number {
  if (!hasAttributes()) {
    return AttributeRow.none;
  }
  const at = row * ObservationColumn.columns;
  const own =
    Config.attributes12 === 1 ? attributeOfObservation(observations[at + ObservationColumn.head], attribute) : AttributeRow.none;
  return own !== AttributeRow.none
    ? own
    : attributeInEffect(observations[at + ObservationColumn.link], attribute, observations, at + ObservationColumn.objectId);
}

function freeRow(): number {
  for (let row = 0; row < Config.observations; row++) {
    if (!isUsed(row)) {
      return row;
    }
  }
  return Observation.none;
}

function setPath(row: number): void {
  for (let i = 0; i <= Level.resourceInstance; i++) {
    set(row, ObservationColumn.level + i, target[Target.level + i]);
  }
}

/** Makes the row's path that of `target`. */
export function aimAt(row: number): void {
  for (let i = 0; i <= Level.resourceInstance; i++) {
    target[Target.level + i] = observationAt(row, ObservationColumn.level + i);
  }
  target[Target.link] = observationAt(row, ObservationColumn.link);
}

/** Whether the row is of exactly what `target` names. */
function isOfTarget(row: number): boolean {
  for (let i = 0; i <= Level.resourceInstance; i++) {
    if (observationAt(row, ObservationColumn.level + i) !== target[Target.level + i]) {
      return false;
    }
  }
  return true;
}

/**
 * Notes an observation of `target` with the token of the request (RFC 7641 3.1, 4.1). One that the server has under
 * the same token is replaced.
 * @param composite 1 when `target` is the first path of a list.
 * @returns The observation, or `Observation.none` when the table is full; then the answer has no Observe option.
 */
export function addObservation(link: number, contentFormat: number, composite: number): number {
  let row = findByToken(link);
  let sequence = 0;
  if (row === Observation.none) {
    row = freeRow();
  } else {
    sequence = observationAt(row, ObservationColumn.sequence);
    removeObservation(row);
  }
  if (row !== Observation.none) {
    const tokenStart = message[Field.tokenStart];
    const tokenSize = message[Field.tokenEnd] - tokenStart;
    use(row, link, row);
    set(row, ObservationColumn.sequence, sequence);
    set(row, ObservationColumn.contentFormat, contentFormat);
    set(row, ObservationColumn.composite, composite);
    set(row, ObservationColumn.stored, 0);
    noteConfirmable(row); // the answer to the Observe is an acknowledgement
    set(row, ObservationColumn.tokenSize, tokenSize);
    copyBytes(incoming, tokenStart, tokenStart + tokenSize, tokens, row * Token.bytes);
  }
  return row;
}

function use(row: number, link: number, head: number): void {
  observationsEnd[0] = row < observationsEnd[0] ? observationsEnd[0] : row + 1;
  set(row, ObservationColumn.used, 1);
  set(row, ObservationColumn.link, link);
  set(row, ObservationColumn.head, head);
  set(row, ObservationColumn.generation, (observationAt(row, ObservationColumn.generation) + 1) & 0xffff);
  set(row, ObservationColumn.changed, 0);
  noteRefreshed(row);
  setPath(row);
}

/** Adds `target` to the paths of an observation. @returns false when the table is full. */
export function addPath(head: number): boolean {
  const row = freeRow();
  if (row !== Observation.none) {
    use(row, observationAt(head, ObservationColumn.link), head);
  }
  return row !== Observation.none;
}

/** Cancels the observation with the token of the request or, without one, that of the same target (RFC 7641 3.6). */
export function cancelObservation(link: number): void {
  const row = findByToken(link);
  if (row !== Observation.none) {
    removeObservation(row);
    return;
  }
  for (let i = 0; i < Config.observations && message[Field.code] === Code.get; i++) {
    if (isHeadOf(i, link) && isOfTarget(i) && observationAt(i, ObservationColumn.composite) === 0) {
      removeObservation(i);
    }
  }
}

/** Removes an observation, with all its paths. */
export function removeObservation(head: number): void {
  for (let row = 0; row < Config.observations; row++) {
    if (isUsed(row) && observationAt(row, ObservationColumn.head) === head) {
      release(row);
    }
  }
}

function release(row: number): void {
  set(row, ObservationColumn.used, 0);
  forgetTold(row);
  if (Config.attributes12 === 1) {
    forgetOwner(ownerOf(row));
  }
}

/** Ends all observations of a link, as a registration does (LwM2M 1.1 Core 6.4.3). */
export function forgetObservations(link: number): void {
  for (let row = 0; row < Config.observations; row++) {
    if (isUsed(row) && observationAt(row, ObservationColumn.link) === link) {
      release(row);
    }
  }
}

/** What the row's observation is known by, beside its row. */
export function generationOf(row: number): number {
  return observationAt(row, ObservationColumn.generation);
}

/** Whether the row still has the observation of this generation. */
export function isSameObservation(row: number, generation: number): boolean {
  return isUsed(row) && generationOf(row) === generation;
}

/** Begins a notification, in the exchange of the observation's link. */
export function startNotification(row: number, code: number): void {
  const start = row * Token.bytes;
  startExchange(observationAt(row, ObservationColumn.link), code, tokens, start, start + observationAt(row, ObservationColumn.tokenSize));
}

/** Writes the Observe option of an answer or notification. */
export function putObserve(row: number): void {
  const sequence = observationAt(row, ObservationColumn.sequence);
  putUintOption(Option.observe, sequence);
  set(row, ObservationColumn.sequence, (sequence + 1) & 0xffffff);
}

/** Notes that a payload with that checksum is what the server knows from now on. */
export function noteSent(head: number, checksum: number): void {
  set(head, ObservationColumn.sentAt, uptime());
  set(head, ObservationColumn.sentChecksum, checksum);
}

/** Notes that a confirmable message is sent for the observation. */
export function noteConfirmable(head: number): void {
  set(head, ObservationColumn.confirmedAt, uptime());
}

/** Notes the news of something below the row's path. */
export function setChanged(row: number, news: number): void {
  set(row, ObservationColumn.changed, news);
}

/** Notes that what is below the row's path was read anew. */
export function noteRefreshed(row: number): void {
  set(row, ObservationColumn.refreshedAt, uptime());
}

/** Notes whether the observation's last notification was given up, to be sent again. */
export function setStored(head: number, stored: number): void {
  set(head, ObservationColumn.stored, stored);
}

/** Bytes of the observation's token, and each of them; for whoever shows it. */
export function tokenSizeOf(head: number): number {
  return observationAt(head, ObservationColumn.tokenSize);
}

export function tokenByte(head: number, index: number): number {
  return tokens[head * Token.bytes + index];
}
