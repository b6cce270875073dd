import { newInt32s, newUint8s } from 'runtime';
import { Config } from 'config';
import { Row } from '../model/values';
import { Server, serverNumber, serverRow, shortServerId } from './accounts';

/**
 * The order in which servers are registered with: by Registration Priority Order, one after the other; and the delay
 * that each of them may have before its first registration (LwM2M 1.1 Core 6.2.1.1, E.2).
 */
const enum Place {
  none,
  queued,
  /** The servers behind it wait for this one. */
  inTurn,
}

const places = /* @__PURE__ */ newUint8s(Config.servers);
/** The Short Server IDs of those whose delay is over and done with: registered with since the last bootstrap. 0: no entry. */
const delayed = /* @__PURE__ */ newInt32s(Config.servers);
let delayedChanged = false;

/** Gives the server a place in the order. @returns false when it has none: it is registered with at once. */
export function enterOrder(link: number): boolean {
  const isOrdered = serverRow(link, Server.priorityOrder) !== Row.none;
  places[link] = isOrdered ? Place.queued : Place.none;
  return isOrdered;
}

/** Lets the next server have its turn. @returns Its link; -1 when none waits, or the one before it is not done yet. */
export function takeTurn(): number {
  let next = -1;
  let lowest = 0;
  for (let link = 0; link < Config.servers; link++) {
    if (places[link] === Place.inTurn) {
      return -1;
    }
    const priority = serverNumber(link, Server.priorityOrder, 0);
    if (places[link] === Place.queued && (next < 0 || priority < lowest)) {
      next = link;
      lowest = priority;
    }
  }
  if (next >= 0) {
    places[next] = Place.inTurn;
  }
  return next;
}

/** The server gives up its place. @returns Whether others have been waiting for it. */
export function endTurn(link: number): boolean {
  const wasInTurn = places[link] === Place.inTurn;
  places[link] = Place.none;
  return wasInTurn;
}

function delayedRow(id: number): number {
  let row = Config.servers - 1;
  while (row >= 0 && delayed[row] !== id) {
    row--;
  }
  return row;
}

/**
 * Seconds before the server is registered with: Initial Registration Delay Timer, until the first success after a
 * bootstrap.
 */
export function initialDelay(link: number): number {
  return delayedRow(shortServerId(link)) < 0 ? serverNumber(link, Server.initialDelayTimer, 0) : 0;
}

/** The server is registered with: it is not delayed again. */
export function endDelay(link: number): void {
  if (initialDelay(link) > 0) {
    const free = delayedRow(0);
    delayed[free < 0 ? link : free] = shortServerId(link);
    delayedChanged = true;
  }
}

/** A bootstrap was successful: all delays are to be kept anew. */
export function resetDelays(): void {
  for (let row = 0; row < Config.servers; row++) {
    delayed[row] = 0;
  }
}

/** The entries of the table of delays, for storage: a Short Server ID each, or 0. */
export function delayedAt(row: number): number {
  return delayed[row];
}

export function restoreDelayed(row: number, id: number): void {
  delayed[row] = id;
}

/** Whether a delay has ended since this was asked last. */
export function takeDelaysChanged(): boolean {
  const changed = delayedChanged;
  delayedChanged = false;
  return changed;
}
