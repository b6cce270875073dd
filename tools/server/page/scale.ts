/** Axes of a chart. */
import type { Point } from '../web/views';

/** The shortest time a chart shows, so that its first points are not stretched over all of it. */
const SHORTEST_SPAN = 60_000;

/** The smallest range an axis of values shows, as a part of the values. */
const SMALLEST_PART = 0.05;

export interface Scale {
  from: number;
  to: number;
  low: number;
  high: number;
  /** Round values between low and high. */
  ticks: number[];
}

/** The axes for points, the newest at the right edge of now. */
export function scaleOf(points: readonly Point[], now: number): Scale {
  const values = points.map(([, value]) => value);
  const low = Math.min(...values);
  const high = Math.max(...values);
  // A line that hardly moves lies in the middle, and does not look like a mountain.
  const shortest = SMALLEST_PART * Math.max(Math.abs(low), Math.abs(high)) || 1;
  const room = Math.max((high - low) * 0.1, (shortest - (high - low)) / 2);
  const first = points[0]?.[0] ?? now;
  return { from: Math.min(first, now - SHORTEST_SPAN), to: now, low: low - room, high: high + room, ticks: roundValues(low - room, high + room) };
}

/** Two to five values of 1, 2 or 5 times a power of ten. */
export function roundValues(low: number, high: number): number[] {
  const rough = (high - low) / 3;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= rough) ?? rough;
  const values: number[] = [];
  for (let index = Math.ceil(low / step); index * step <= high; index++) values.push(Number((index * step).toPrecision(12)));
  return values;
}

/** Where a value lies, 0 at the left or bottom and 1 at the right or top. */
export function place(value: number, from: number, to: number): number {
  return (value - from) / (to - from);
}
