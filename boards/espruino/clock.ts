/** Time on Espruino: one clock, which somebody may set, and one timer. */

declare function getTime(): number;
declare function setTimeout(callback: () => void, milliseconds: number): number;
declare function clearTimeout(timeout: number): void;

const enum Limit {
  /** Seconds; as long as nobody asks at most. A longer step is no time that has passed: the clock was set, by SNTP or by hand. */
  step = 1000000,
  /** Seconds. */
  day = 86400,
  /** Days from 1970 to 2020: a clock before that has not been set. */
  unset = 18262,
}

let last = /* @__PURE__ */ getTime();
/** Milliseconds that have passed while the clock was not being set. */
let passed = 0;
let timeout: number | undefined;

/** See `Board.now`. */
export function now(): number {
  const time = getTime();
  if (time > last && time - last < Limit.step) passed += (time - last) * 1000;
  last = time;
  return Math.floor(passed % 1073741824);
}

/** See `Board.utc`. */
export function utc(): number {
  const seconds = Math.floor(getTime());
  return seconds < Limit.unset * Limit.day ? 0 : seconds;
}

/** Calls `callback` once, in `milliseconds`; replaces the earlier request. */
export function setTimer(milliseconds: number, callback: () => void): void {
  if (timeout !== undefined) clearTimeout(timeout);
  timeout = setTimeout(function () {
    timeout = undefined;
    callback();
  }, milliseconds);
}
