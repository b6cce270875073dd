import { newInt32s } from 'runtime';
import { Config } from 'config';
import { outputOverflowed } from '../bytes/output';
import { forgetKept } from '../coap/block1';
import { Code } from '../coap/code';
import { makeUnconfirmed } from '../coap/endpoint';
import { Outcome } from '../coap/requests';
import { Id, Level } from '../format/type';
import { isMultiple } from '../model/description';
import { descriptionOf } from '../model/objects';
import { firstResourceInstance, idOfResourceInstance, nextResourceInstance, numberAt, Row } from '../model/values';
import { Server, serverNumber } from './accounts';
import { Attribute, AttributeRow, attributeValue } from './attributes';
import { elapsed, tenthsOf, Tenths } from './clock';
import { checkPaths, putComposite, refreshComposite, startStoredPaths } from './composite';
import { hasConditions, News, newsOf } from './conditions';
import { releaseCurrent } from './deferred';
import {
  aimAt,
  attributeOfPath,
  isHeadOf,
  isUsed,
  noteConfirmable,
  noteSent,
  observationAt,
  ObservationColumn,
  Observation,
  observations,
  observationsEnd,
  removeObservation,
  sentNumbers,
  setChanged,
  setStored,
  startNotification,
} from './observations';
import { checkReadable, chooseFormat, isRefreshing, putTarget, refreshTarget } from './read';
import { contentChecksum, isInBlocks, putContent } from './reply';
import { isFresh } from './sampling';
import { wantWork } from './schedule';
import { Right } from './access';
import { findTarget, Target, target } from './target';
import { findTold, forgetTold, rememberTold, Told, toldNumber } from './told';

/** Notifications (RFC 7641; LwM2M 1.1 Core 6.4): when they are due, and what is in them. */

/** For each link, the observation of several paths whose notification went out in blocks last, plus 1; or 0. */
const inBlocks = /* @__PURE__ */ newInt32s(Config.servers);

/** Whether the row is of the observation that `head` stands for. */
function isPathOf(row: number, head: number): boolean {
  return isUsed(row) && observationAt(row, ObservationColumn.head) === head;
}

/** Notes that the content written last is what the server knows from now on. `target` is that of a single path. */
export function noteNotified(head: number): void {
  noteSent(head, contentChecksum());
  const composite = observationAt(head, ObservationColumn.composite) === 1;
  for (let row = 0; row < observationsEnd[0]; row++) {
    if (isPathOf(row, head)) {
      setChanged(row, News.none);
      forgetTold(row);
      if (composite) {
        aimAt(row);
        findTarget(Right.read);
      }
      sentNumbers[row] = target[Target.row] === Row.none ? 0 : numberAt(target[Target.row]);
      rememberTarget(row);
    }
  }
}

/** Remembers the numbers of a multiple resource, which `target` names, where conditions are in effect. */
function rememberTarget(row: number): void {
  if (target[Target.level] === Level.resource && target[Target.row] !== Row.none && hasConditions(row)) {
    const multiple = isMultiple(descriptionOf(target[Target.object]), target[Target.definition]);
    let each = multiple ? firstResourceInstance(target[Target.row]) : Row.none;
    while (each !== Row.none) {
      rememberTold(row, idOfResourceInstance(each), numberAt(each));
      each = nextResourceInstance(each);
    }
  }
}

/** A server has set or unset attributes: what it knows is remembered from now on, where conditions came into effect. */
export function attributesChanged(link: number): void {
  for (let row = 0; row < Config.observations; row++) {
    // What has changed without having been notified is notified anyway.
    if (isUsed(row) && observationAt(row, ObservationColumn.link) === link && observationAt(row, ObservationColumn.changed) === News.none) {
      aimAt(row);
      findTarget(Right.read);
      rememberTarget(row);
    }
  }
}

/**
 * Something has changed: below an object (`Id.none` for all that follows), an instance, a resource or a resource
 * instance. Observations of it, of what it is in and of what is in it are to be notified.
 * @param value The row of the new value; `Row.none` when more than one value has changed, or has come or gone.
 */
export function markChanged(o: number, i: number, r: number, ri: number, value: number): void {
  for (let row = 0; row < observationsEnd[0] && !isRefreshing(); row++) {
    const at = row * ObservationColumn.columns;
    if (
      isUsed(row) &&
      overlap(observations[at + ObservationColumn.objectId], o) &&
      overlap(observations[at + ObservationColumn.instanceId], i) &&
      overlap(observations[at + ObservationColumn.resourceId], r) &&
      overlap(observations[at + ObservationColumn.resourceInstanceId], ri)
    ) {
      const news = newsOfRow(row, ri, value);
      if (news > observationAt(row, ObservationColumn.changed)) {
        setChanged(row, news);
        wantWork();
      }
    }
  }
}

function overlap(observed: number, changed: number): boolean {
  return observed === changed || observed === Id.none || changed === Id.none;
}

/** What a new value means to an observed path: conditions are for resources and their instances alone. */
function newsOfRow(row: number, resourceInstance: number, value: number): News {
  const at = row * ObservationColumn.columns;
  if (observations[at + ObservationColumn.level] < Level.resource || value === Row.none) {
    return News.change;
  }
  if (observations[at + ObservationColumn.resourceInstanceId] === resourceInstance) {
    return newsOf(row, true, sentNumbers[row], numberAt(value));
  }
  const told = findTold(row, resourceInstance);
  return newsOf(row, told !== Told.none, told === Told.none ? 0 : toldNumber(told), numberAt(value));
}

/** pmin or pmax in effect for an observed path, in tenths of a second: as set, or the server's default. */
function period(row: number, attribute: Attribute): number {
  const set = attributeOfPath(row, attribute);
  const otherwise = attribute === Attribute.pmin ? Server.defaultMinimumPeriod : Server.defaultMaximumPeriod;
  const link = observationAt(row, ObservationColumn.link);
  return tenthsOf(set === AttributeRow.none ? serverNumber(link, otherwise, 0) : attributeValue(set));
}

/** pmax in effect for an observed path, in tenths of a second; `Tenths.longest` when there is none. */
function pmaxOf(row: number): number {
  const pmax = period(row, Attribute.pmax);
  // LwM2M 1.1 Core 5.1.2: 0 is none, and a pmax below pmin is ignored.
  return pmax > 0 && pmax >= period(row, Attribute.pmin) ? pmax : Tenths.longest;
}

/** pmax in effect for an observation: the shortest of its paths'. */
function longestSilence(head: number): number {
  let shortest: number = Tenths.longest;
  for (let row = 0; row < observationsEnd[0]; row++) {
    if (isPathOf(row, head)) {
      const pmax = pmaxOf(row);
      shortest = pmax < shortest ? pmax : shortest;
    }
  }
  return shortest;
}

/** Tenths of a second until the observation is to be notified; 0 when it is due. */
function dueIn(head: number): number {
  let due = longestSilence(head);
  for (let row = 0; row < observationsEnd[0]; row++) {
    if (isPathOf(row, head) && observationAt(row, ObservationColumn.changed) !== News.none) {
      const pmin = period(row, Attribute.pmin);
      due = pmin < due ? pmin : due;
    }
  }
  const passed = elapsed(observationAt(head, ObservationColumn.sentAt));
  return due > passed ? due - passed : 0;
}

/** Tenths of a second until the next observation of the link is due; 0 when one is, and `dueObservation` is it. */
export function observationsDue(link: number): number {
  let soonest: number = Tenths.longest;
  for (let row = 0; row < observationsEnd[0]; row++) {
    if (isHeadOf(row, link)) {
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
  for (let row = 0; row < observationsEnd[0]; row++) {
    if (isHeadOf(row, link) && dueIn(row) === 0 && elapsed(observationAt(row, ObservationColumn.sentAt)) > waited) {
      oldest = row;
      waited = elapsed(observationAt(row, ObservationColumn.sentAt));
    }
  }
  return oldest;
}

/** Whether an observation has news that the notification being retransmitted does not have. */
export function hasNews(head: number): boolean {
  for (let row = 0; row < Config.observations; row++) {
    if (isPathOf(row, head) && observationAt(row, ObservationColumn.changed) !== News.none) {
      return true;
    }
  }
  return false;
}

/** What came of building a notification. */
export const enum Built {
  /** There is no message: the server may not read any more. */
  nothing,
  /** The message tells what the server knows, or would know if it had acknowledged it. */
  nothingNew,
  news,
}

/**
 * Builds the notification of an observation in the link's exchange (RFC 7641 4.2).
 * @returns false when there is nothing to send: what was changed is as the server knows it, or may not be read by it.
 */
export function buildNotification(head: number): Built {
  const link = observationAt(head, ObservationColumn.link);
  const overdue = elapsed(observationAt(head, ObservationColumn.sentAt)) >= longestSilence(head);
  const previous = observationAt(head, ObservationColumn.sentChecksum);
  let asked = overdue;
  for (let row = 0; row < observationsEnd[0]; row++) {
    if (isPathOf(row, head)) {
      asked = asked || observationAt(row, ObservationColumn.changed) === News.condition;
      setChanged(row, News.none);
    }
  }
  const code =
    Config.composite === 1 && observationAt(head, ObservationColumn.composite) === 1
      ? notifyComposite(link, head, overdue)
      : notifyTarget(link, head, overdue);
  if (code === 0 && !outputOverflowed()) {
    const isNew = asked || contentChecksum() !== previous;
    if (isNew) {
      noteNotified(head);
      chooseConfirmation(link, head);
    }
    return isNew ? Built.news : Built.nothingNew;
  }
  if (code === Code.unauthorized) {
    noteSent(head, previous); // LwM2M 1.1 Core 8.2: nothing is sent while the right to read is missing
    return Built.nothing;
  }
  // RFC 7641 4.2: an error is the last notification, and has no Observe option.
  startNotification(head, code === 0 ? Code.internalServerError : code);
  removeObservation(head);
  return Built.news;
}

/**
 * Whether the notification is confirmable: unless con is 0 for each path (LwM2M 1.2 Core 7.3.2), and then after a day all the
 * same, so that a server that is gone is found out (RFC 7641 4.5).
 */
function isConfirmable(head: number): boolean {
  let confirmable = elapsed(observationAt(head, ObservationColumn.confirmedAt)) >= Tenths.day;
  for (let row = 0; row < observationsEnd[0]; row++) {
    if (isPathOf(row, head)) {
      const con = attributeOfPath(row, Attribute.con);
      confirmable = confirmable || con === AttributeRow.none || attributeValue(con) === 1;
    }
  }
  return confirmable;
}

function chooseConfirmation(link: number, head: number): void {
  if (Config.attributes12 === 1 && !isConfirmable(head)) {
    makeUnconfirmed(link);
  } else {
    noteConfirmable(head);
  }
}

function notifyTarget(link: number, head: number, overdue: boolean): number {
  aimAt(head);
  let code = findTarget(Right.read);
  code = code === 0 ? checkReadable() : code;
  // What was changed is fresh. A callback that answers later is not waited for: what it brings is a change of its own.
  const refreshed = code === 0 && overdue && !isFresh(head) ? refreshTarget() : 0;
  releaseCurrent();
  code = refreshed > 0 ? refreshed : code;
  const contentFormat = observationAt(head, ObservationColumn.contentFormat);
  chooseFormat(contentFormat);
  return code === 0 ? putContent(link, contentFormat, head, true, putTarget) : code;
}

function notifyComposite(link: number, head: number, overdue: boolean): number {
  startStoredPaths(observations, ObservationColumn.columns, Config.observations, head, link);
  const denied = Config.accessControl === 1 ? checkPaths() : 0;
  const refreshed = denied === 0 && overdue ? refreshComposite() : denied;
  releaseCurrent();
  const contentFormat = observationAt(head, ObservationColumn.contentFormat);
  chooseFormat(contentFormat);
  const code = refreshed > 0 ? refreshed : putContent(link, contentFormat, head, true, putComposite);
  if (code === 0 && isInBlocks()) {
    inBlocks[link] = head + 1;
    forgetKept(link);
  }
  return code;
}

/**
 * Answers a FETCH without a list for another block of the notification, of several paths, that was the last to go out in
 * blocks (RFC 7959 2.6, 3.3). @returns 0, or the code of an error: 4.08 when there is no such observation.
 */
export function continueNotification(link: number): number {
  const head = inBlocks[link] - 1;
  if (head < 0 || !isHeadOf(head, link)) {
    return Code.requestEntityIncomplete;
  }
  const contentFormat = observationAt(head, ObservationColumn.contentFormat);
  startStoredPaths(observations, ObservationColumn.columns, Config.observations, head, link);
  chooseFormat(contentFormat);
  return putContent(link, contentFormat, Observation.none, false, putComposite);
}

/**
 * Whether a notification that its server did not get is sent again when that is back: Notification Storing (LwM2M 1.1
 * Core E.2), or hqmax. Of what is stored the latest value alone is kept.
 */
function isStoring(head: number): boolean {
  const hqmax = Config.attributes12 === 1 ? attributeOfPath(head, Attribute.hqmax) : AttributeRow.none;
  return hqmax !== AttributeRow.none
    ? attributeValue(hqmax) > 0
    : serverNumber(observationAt(head, ObservationColumn.link), Server.notificationStoring, 1) === 1;
}

/** The notification of an observation was acknowledged, refused, or given up. */
export function notificationExchanged(head: number, outcome: Outcome): void {
  if (outcome === Outcome.acknowledged) {
    setStored(head, 0);
  } else if (outcome === Outcome.timeout && isStoring(head) && observationAt(head, ObservationColumn.stored) === 0) {
    setStored(head, 1); // the Update that follows finds out whether the server is there
    setChanged(head, News.condition);
  } else {
    removeObservation(head); // RFC 7641 3.6, 4.5
  }
}
