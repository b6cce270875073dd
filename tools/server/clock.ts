/** Time as the server needs it, so that tests can let a day pass at once. */

export interface Clock {
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  now(): number;
  /** Calls back once, `milliseconds` from now. */
  after(milliseconds: number, callback: () => void): Timer;
}

export interface Timer {
  cancel(): void;
}

/** The longest delay setTimeout takes; a longer one would fire at once. */
const LONGEST_DELAY = 0x7fffffff;

export const systemClock: Clock = {
  now: () => Date.now(),
  after(milliseconds, callback) {
    let timeout: NodeJS.Timeout;
    const wait = (left: number): void => {
      const delay = Math.min(left, LONGEST_DELAY);
      timeout = setTimeout(() => (left > delay ? wait(left - delay) : callback()), delay);
    };
    wait(milliseconds);
    return { cancel: () => clearTimeout(timeout) };
  },
};
