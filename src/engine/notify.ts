import { Config } from 'config';
import { outputOverflowed } from '../bytes/output';
import { Id, Level } from '../format/type';
import { numberAt, Row } from '../model/values';
import { defaultPeriod } from './accounts';
import { Attribute, attributeInEffect, AttributeRow, attributeValue } from './attributes';
import { elapsed, tenthsOf, Tenths } from './clock';
import { putComposite, refreshComposite, startObservedPaths } from './composite';
import { isWorthNotifying } from './conditions';
import { releaseCurrent } from './deferred';
import {
  aimAt,
  isHeadOf,
  isUsed,
  noteSent,
  observationAt,
  ObservationColumn,
  Observation,
  observations,
  removeObservation,
  sentNumbers,
  setChanged,
  startNotification,
} from './observations';
import { checkReadable, chooseFormat, isRefreshing, putTarget, refreshTarget } from './read';
import { contentChecksum, putContent } from './reply';
import { wantWork } from './schedule';
import { Right } from './access';
import { findTarget, Target, target } from './target';

/** Notifications (RFC 7641; LwM2M 1.1 Core 6.4): when they are due, and what is in them. */

/** Whether the row is of the observation that `head` stands for. */
function isPathOf(row: number, head: number): boolean {
  return isUsed(row) && observationAt(row, ObservationColumn.head) === head;
}

/** Notes that the content written last is what the server knows from now on. `target` is that of a single path. */
export function noteNotified(head: number): void {
  noteSent(head, contentChecksum());
  const composite = observationAt(head, ObservationColumn.composite) === 1;
  for (let row = 0; row < Config.observations; row++) {
    if (isPathOf(row, head)) {
      setChanged(row, 0);
      if (composite) {
        aimAt(row);
        findTarget(Right.read);
      }
      sentNumbers[row] = target[Target.row] === Row.none ? 0 : numberAt(target[Target.row]);
    }
  }
}

/**
 * Something has changed: below an object (`Id.none` for all that follows), an instance, a resource or a resource
 * instance. Observations of it, of what it is in and of what is in it are to be notified.
 * @param value The new value when it is a number.
 */
export function markChanged(o: number, i: number, r: number, ri: number, value: number): void {
  for (let row = 0; row < Config.observations && !isRefreshing(); row++) {
    const at = row * ObservationColumn.columns;
    if (
      isUsed(row) &&
      overlap(observations[at + ObservationColumn.objectId], o) &&
      overlap(observations[at + ObservationColumn.instanceId], i) &&
      overlap(observations[at + ObservationColumn.resourceId], r) &&
      overlap(observations[at + ObservationColumn.resourceInstanceId], ri) &&
      conditionsMet(row, ri, value)
    ) {
      setChanged(row, 1);
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
  const at = row * ObservationColumn.columns;
  return (
    observations[at + ObservationColumn.level] < Level.resource ||
    observations[at + ObservationColumn.resourceInstanceId] !== resourceInstance ||
    isWorthNotifying(
      observations[at + ObservationColumn.link],
      observations,
      at + ObservationColumn.objectId,
      sentNumbers[row],
      value,
    )
  );
}

/** pmin or pmax in effect for an observed path, in tenths of a second: as set, or the server's default. */
function period(row: number, attribute: Attribute): number {
  const at = row * ObservationColumn.columns;
  const link = observations[at + ObservationColumn.link];
  const set = attributeInEffect(link, attribute, observations, at + ObservationColumn.objectId);
  return tenthsOf(set === AttributeRow.none ? defaultPeriod(link, attribute === Attribute.pmin) : attributeValue(set));
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
  for (let row = 0; row < Config.observations; row++) {
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
  for (let row = 0; row < Config.observations; row++) {
    if (isPathOf(row, head) && observationAt(row, ObservationColumn.changed) === 1) {
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
  for (let row = 0; row < Config.observations; row++) {
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
  for (let row = 0; row < Config.observations; row++) {
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
    if (isPathOf(row, head) && observationAt(row, ObservationColumn.changed) === 1) {
      return true;
    }
  }
  return false;
}

/**
 * Builds the notification of an observation in the link's exchange (RFC 7641 4.2).
 * @returns false when there is nothing to send: what was changed is as the server knows it.
 */
export function buildNotification(head: number): boolean {
  const link = observationAt(head, ObservationColumn.link);
  const overdue = elapsed(observationAt(head, ObservationColumn.sentAt)) >= longestSilence(head);
  const previous = observationAt(head, ObservationColumn.sentChecksum);
  for (let row = 0; row < Config.observations; row++) {
    if (isPathOf(row, head)) {
      setChanged(row, 0);
    }
  }
  const code =
    Config.composite === 1 && observationAt(head, ObservationColumn.composite) === 1
      ? notifyComposite(link, head, overdue)
      : notifyTarget(link, head, overdue);
  if (code === 0 && !outputOverflowed()) {
    noteNotified(head);
    return overdue || observationAt(head, ObservationColumn.sentChecksum) !== previous;
  }
  // RFC 7641 4.2: an error is the last notification, and has no Observe option.
  startNotification(head, code);
  removeObservation(head);
  return true;
}

function notifyTarget(link: number, head: number, overdue: boolean): number {
  aimAt(head);
  let code = findTarget(Right.read);
  code = code === 0 ? checkReadable() : code;
  // What was changed is fresh. A callback that answers later is not waited for: what it brings is a change of its own.
  const refreshed = code === 0 && overdue ? refreshTarget() : 0;
  releaseCurrent();
  code = refreshed > 0 ? refreshed : code;
  const contentFormat = observationAt(head, ObservationColumn.contentFormat);
  chooseFormat(contentFormat);
  return code === 0 ? putContent(link, contentFormat, head, true, putTarget) : code;
}

function notifyComposite(link: number, head: number, overdue: boolean): number {
  startObservedPaths(head);
  const refreshed = overdue ? refreshComposite() : 0;
  releaseCurrent();
  const contentFormat = observationAt(head, ObservationColumn.contentFormat);
  chooseFormat(contentFormat);
  return refreshed > 0 ? refreshed : putContent(link, contentFormat, head, true, putComposite);
}
