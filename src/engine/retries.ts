import { newInt32s } from 'runtime';
import { Config } from 'config';
import { Server, serverNumber } from './accounts';
import { Tenths } from './clock';

/** How often, and when, a failed registration is tried again (LwM2M 1.1 Core 6.2.1.2). */
const enum Column {
  /** Attempts that have failed in this sequence, and sequences that have failed. */
  attempts,
  sequences,
  columns,
}

const enum Retry {
  failed = -1,
  /** Seconds of a pause that never ends in practice: as long as the clock counts. */
  never = Tenths.longest / Tenths.second,
}

const rows = /* @__PURE__ */ newInt32s(Config.servers * Column.columns);

/** Counts anew, after a success and before a new series of sequences. */
export function resetRetries(link: number): void {
  rows[link * Column.columns + Column.attempts] = 0;
  rows[link * Column.columns + Column.sequences] = 0;
}

/** Seconds between two sequences of attempts; the largest value of the resource means that there is no other. */
export function sequencePause(link: number): number {
  return serverNumber(link, Server.communicationSequenceDelayTimer, 86400);
}

/**
 * Counts a failed attempt.
 * @returns Seconds until the next one; or -1 when that was the last one of the last sequence: then the registration
 *   has failed.
 */
export function pauseAfterFailure(link: number): number {
  const row = link * Column.columns;
  rows[row + Column.attempts]++;
  if (rows[row + Column.attempts] < serverNumber(link, Server.communicationRetryCount, 5)) {
    let pause = serverNumber(link, Server.communicationRetryTimer, 60);
    for (let i = 1; i < rows[row + Column.attempts] && pause > 0 && pause < Retry.never; i++) {
      pause *= 2;
    }
    return pause;
  }
  rows[row + Column.attempts] = 0;
  rows[row + Column.sequences]++;
  return rows[row + Column.sequences] < serverNumber(link, Server.communicationSequenceRetryCount, 1)
    ? sequencePause(link)
    : Retry.failed;
}
