/** Time on Linux: the monotonic clock, the wall clock and one timer. */

/** When the client wants its event, on the clock of `performance.now()`. */
let deadline = 0;
/** When the timer that runs will go off; not before the deadline it was set for. */
let firesAt = 0;
let timeout: ReturnType<typeof setTimeout> | undefined;
let onTimer: () => void;

/** Milliseconds since the process started, modulo 2^30. */
export function now(): number {
  return Math.floor(performance.now()) & 0x3fffffff;
}

/** Seconds since 1970-01-01T00:00:00Z. */
export function utc(): number {
  return Math.floor(Date.now() / 1000);
}

/** Calls `callback` once, in `milliseconds`; replaces the earlier request. */
export function setTimer(milliseconds: number, callback: () => void): void {
  deadline = performance.now() + milliseconds;
  onTimer = callback;
  // A client puts its timer off at every datagram. Letting the earlier timeout run is ten times cheaper than a new one.
  if (timeout !== undefined && firesAt <= deadline) return;
  clearTimeout(timeout);
  startTimeout(milliseconds);
}

export function stopTimer(): void {
  clearTimeout(timeout);
  timeout = undefined;
}

function startTimeout(milliseconds: number): void {
  firesAt = performance.now() + milliseconds;
  timeout = setTimeout(onTimeout, milliseconds);
}

function onTimeout(): void {
  timeout = undefined;
  // Node's timers run up to a millisecond early.
  const left = Math.ceil(deadline - performance.now());
  if (left > 0) startTimeout(left);
  else onTimer();
}
