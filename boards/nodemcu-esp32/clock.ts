/** Time: the counter of microseconds, of which 30 bits are looked at, 18 minutes, and one timer. */
import type { NodeModule, TimeModule, Timer, TimerModule } from './engine';

declare const node: NodeModule;
declare const time: TimeModule;
declare const tmr: TimerModule;

const enum Limit {
  /** Milliseconds until the counter is looked at, so that no wrap is missed, and the timer can go so far. */
  wait = 1000000,
  /** Seconds of a day, and days from 1970 to 2020: a clock before that has not been set. */
  day = 86400,
  unset = 18262,
}

/** The counter when it was looked at last. */
let last = node.uptime();
/** Microseconds that do not make up a millisecond yet. */
let rest = 0;
let milliseconds = 0;
const timer: Timer = tmr.create();
/** When the client wants its event. */
let deadline = 0;
let onTimer: () => void;

/** See `Board.now`. */
export function now(): number {
  const counter = node.uptime();
  const passed = ((counter - last) & 0x3fffffff) + rest;
  const whole = Math.floor(passed / 1000);
  last = counter;
  rest = passed - whole * 1000;
  milliseconds = (milliseconds + whole) & 0x3fffffff;
  return milliseconds;
}

/** See `Board.utc`. */
export function utc(): number {
  const seconds = time.get();
  return seconds < Limit.unset * Limit.day ? 0 : seconds;
}

function wait(): void {
  const left = (deadline - now()) & 0x3fffffff;
  // Half of the range is the past.
  if (left === 0 || left > 0x1fffffff) {
    onTimer();
  } else {
    tmrAlarm(left < Limit.wait ? left : Limit.wait);
  }
}

function tmrAlarm(delay: number): void {
  timer.alarm(timer, delay, tmr.ALARM_SINGLE, wait);
}

/** Calls `callback` once, in `delay` milliseconds; replaces the earlier request. */
export function setTimer(delay: number, callback: () => void): void {
  onTimer = callback;
  deadline = (now() + delay) & 0x3fffffff;
  timer.unregister(timer);
  tmrAlarm(delay < 1 ? 1 : delay < Limit.wait ? delay : Limit.wait);
}
