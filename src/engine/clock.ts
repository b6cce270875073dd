import { newInt32s } from 'runtime';
import type { Board } from '../board';

/**
 * Time as LwM2M needs it: tenths of a second since the start. They reach 2^30 after 3.4 years, where the board's
 * milliseconds wrap after 12 days.
 */
const enum Column {
  lastMilliseconds,
  /** Milliseconds that do not make up a tenth of a second yet. */
  remainder,
  tenths,
  /** Seconds from 1970 to the start, as the board or a server said; 0 when nobody did. */
  utcAtStart,
  columns,
}

const clock = /* @__PURE__ */ newInt32s(Column.columns);
let board: Board;

export const enum Tenths {
  second = 10,
  day = 864000,
  /** The longest delay there is: what is longer never comes. About three years. */
  forever = 1000000000,
}

export function startClock(on: Board): void {
  board = on;
  clock[Column.lastMilliseconds] = board.now();
  clock[Column.remainder] = 0;
  clock[Column.tenths] = 0;
  clock[Column.utcAtStart] = board.utc();
}

/** Tenths of a second since the start. Has to be asked at least once in 6 days. */
export function uptime(): number {
  const now = board.now();
  const passed = ((now - clock[Column.lastMilliseconds]) & 0x3fffffff) + clock[Column.remainder];
  clock[Column.lastMilliseconds] = now;
  const tenths = Math.floor(passed / 100);
  clock[Column.remainder] = passed - tenths * 100;
  clock[Column.tenths] += tenths;
  return clock[Column.tenths];
}

/** A duration given in seconds, in tenths, bounded by `Tenths.forever`. */
export function tenthsOf(seconds: number): number {
  return seconds < Tenths.forever / Tenths.second ? Math.floor(seconds * Tenths.second) : Tenths.forever;
}

/** Seconds since 1970-01-01T00:00:00Z, or since the start when nobody has set the time. */
export function currentTime(): number {
  return clock[Column.utcAtStart] + Math.floor(uptime() / Tenths.second);
}

/** Sets the time, in seconds since 1970-01-01T00:00:00Z. */
export function setCurrentTime(seconds: number): void {
  clock[Column.utcAtStart] = seconds - Math.floor(uptime() / Tenths.second);
}
