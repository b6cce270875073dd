import type { Board } from '../board';

/**
 * The engine works when something has happened: a datagram, a timer, a call of the application. What is asked for
 * in the course of an event is done once, at its end; what the application asks for is done in an event of its own,
 * so that several changes in a row go out as one notification.
 */
let board: Board;
let inEvent = false;
let wanted = false;

export function startSchedule(on: Board): void {
  board = on;
  inEvent = false;
  wanted = false;
}

/** Asks for the engine's work to be done as soon as possible. */
export function wantWork(): void {
  if (!wanted) {
    wanted = true;
    if (!inEvent) {
      board.setTimer(0);
    }
  }
}

export function beginEvent(): void {
  inEvent = true;
}

/** Ends an event. @returns whether work was asked for in its course. */
export function endEvent(): boolean {
  inEvent = false;
  return wanted;
}

/** The work begins: what is asked for from now on is asked for anew. */
export function beginWork(): void {
  inEvent = true;
  wanted = false;
}

/** The work is done; the next is due in so many milliseconds unless something happens before. */
export function endWork(milliseconds: number): void {
  inEvent = false;
  board.setTimer(wanted ? 0 : milliseconds);
}
