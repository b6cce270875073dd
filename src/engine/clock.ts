import { newFloat64s, newInt32s } from 'runtime';
import type { Board } from '../board';

/**
 * Time as LwM2M needs it: tenths of a second since the start, modulo 2^30 (3.4 years), where the board's
 * milliseconds wrap after 12 days. Moments are compared by `elapsed` and `remaining`, which see past the wrap.
 */
const enum Column {
  lastMilliseconds,
  /** Milliseconds that do not make up a tenth of a second yet. */
  remainder,
  tenths,
  /** Whether somebody has set the time (1), and when. */
  isTimeSet,
  timeSetAt,
  columns,
}

const clock = /* @__PURE__ */ newInt32s(Column.columns);
/** Seconds since 1970 at `timeSetAt`; with a fraction. */
const timeSet = /* @__PURE__ */ newFloat64s(1);
let board: Board;

export const enum Tenths {
  second = 10,
  day = 864000,
  /** The longest delay there is, 1.7 years: what is to come later comes then. */
  longest = 0x1fffffff,
  mask = 0x3fffffff,
}

export function startClock(on: Board): void {
  board = on;
  clock[Column.lastMilliseconds] = board.now();
  clock[Column.remainder] = 0;
  clock[Column.tenths] = 0;
  clock[Column.isTimeSet] = 0;
}

/** Tenths of a second since the start, modulo 2^30. Has to be asked at least once in 12 days. */
export function uptime(): number {
  const now = board.now();
  const passed = ((now - clock[Column.lastMilliseconds]) & 0x3fffffff) + clock[Column.remainder];
  clock[Column.lastMilliseconds] = now;
  clock[Column.remainder] = passed;
  if (passed >= 100) {
    pass(passed);
  }
  return clock[Column.tenths];
}

/** Counts the tenths of so many milliseconds. */
function pass(passed: number): void {
  const tenths = Math.floor(passed / 100);
  clock[Column.remainder] = passed - tenths * 100;
  const after = (clock[Column.tenths] + tenths) & Tenths.mask;
  const sinceSet = (after - clock[Column.timeSetAt]) & Tenths.mask;
  if (sinceSet > Tenths.longest) {
    // The time is counted from now on, before the moment it was set at is out of sight.
    timeSet[0] += sinceSet / Tenths.second;
    clock[Column.timeSetAt] = after;
  }
  clock[Column.tenths] = after;
}

/** Tenths of a second from `moment` until now. */
export function elapsed(moment: number): number {
  return (uptime() - moment) & Tenths.mask;
}

/** Tenths of a second from now until `moment`, which is `Tenths.longest` ahead at most; 0 when it is over. */
export function remaining(moment: number): number {
  return ahead(moment, uptime());
}

/** The same, where `uptime` has been asked. */
export function ahead(moment: number, now: number): number {
  const tenths = (moment - now) & Tenths.mask;
  return tenths <= Tenths.longest ? tenths : 0;
}

/** The moment in so many tenths of a second, `Tenths.longest` at most. */
export function momentIn(tenths: number): number {
  return (uptime() + tenths) & Tenths.mask;
}

/** A duration given in seconds, in tenths, bounded by `Tenths.longest`. */
export function tenthsOf(seconds: number): number {
  return seconds < Tenths.longest / Tenths.second ? Math.floor(seconds * Tenths.second) : Tenths.longest;
}

/** Seconds since 1970-01-01T00:00:00Z as last set, or as the board knows them; 0 when nobody knows the time. */
export function currentTime(): number {
  if (clock[Column.isTimeSet] === 0) {
    return board.utc();
  }
  const now = uptime();
  return Math.floor(timeSet[0] + ((now - clock[Column.timeSetAt]) & Tenths.mask) / Tenths.second);
}

/** Sets the time, in seconds since 1970-01-01T00:00:00Z. */
export function setCurrentTime(seconds: number): void {
  clock[Column.isTimeSet] = 1;
  clock[Column.timeSetAt] = uptime();
  timeSet[0] = seconds;
}
