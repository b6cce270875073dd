import { newInt32s } from 'runtime';
import { Config } from 'config';
import { ahead, momentIn, tenthsOf, Tenths, uptime } from './clock';
import { wantWork } from './schedule';

/** What is to be done later or again and again: sensors that are polled, a reboot after the answer has left. */
type JobCallback = (this: void) => void;

const callbacks: JobCallback[] = [];
/** When the job is due; -1 when it is not. */
const dues = /* @__PURE__ */ newInt32s(Config.jobs);
/** Tenths of a second between two runs; 0 for a job that runs once. */
const periods = /* @__PURE__ */ newInt32s(Config.jobs);
/** Tenths of a second until the next job, as far as `runJobs` has come. */
let soonest = 0;

/** The callback's row; a new one for a callback that has none. */
function rowOf(callback: JobCallback): number {
  for (let row = 0; row < callbacks.length; row++) {
    if (callbacks[row] === callback) {
      return row;
    }
  }
  if (callbacks.length === Config.jobs) {
    throw new Error('config.json: "jobs" has to be more than ' + Config.jobs);
  }
  callbacks.push(callback);
  dues[callbacks.length - 1] = -1;
  return callbacks.length - 1;
}

function plan(callback: JobCallback, delay: number, period: number): void {
  const row = rowOf(callback);
  dues[row] = momentIn(delay);
  periods[row] = period;
  soonest = delay < soonest ? delay : soonest; // a job may plan one that stands before it
  wantWork();
}

/** Calls back once, in `seconds`; instead of an earlier plan for the same callback. */
export function after(seconds: number, callback: JobCallback): void {
  plan(callback, tenthsOf(seconds), 0);
}

/** Calls back every `seconds` (0.1 at least); instead of an earlier plan for the same callback. */
export function every(seconds: number, callback: JobCallback): void {
  plan(callback, tenthsOf(seconds), seconds < 0.1 ? 1 : tenthsOf(seconds));
}

/** Does not call back any more. Reserves the callback's place, too, so that a later plan for it cannot fail. */
export function cancel(callback: JobCallback): void {
  dues[rowOf(callback)] = -1;
}

/** Runs what is due. @returns Tenths of a second until the next job. */
export function runJobs(): number {
  const now = uptime();
  soonest = Tenths.longest;
  for (let row = 0; row < callbacks.length; row++) {
    if (dues[row] >= 0 && ahead(dues[row], now) === 0) {
      dues[row] = periods[row] === 0 ? -1 : momentIn(periods[row]);
      callbacks[row]();
    }
    if (dues[row] >= 0) {
      const due = ahead(dues[row], now);
      soonest = due < soonest ? due : soonest;
    }
  }
  return soonest;
}
