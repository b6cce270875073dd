/** How many bytes of V8's heap something allocates. */
import { performance, PerformanceObserver } from 'node:perf_hooks';

/**
 * Bytes of heap that `action` allocates each time: what twice `count` times take more than `count` times, so that
 * what the measuring itself allocates drops out. The young generation must be large enough that nothing is
 * collected meanwhile (`--min-semi-space-size`).
 * @param action Does the thing as often as it is told.
 * @throws when the garbage collector ran.
 */
export async function bytesAllocated(action: (count: number) => void, count: number): Promise<number> {
  const collections: number[] = [];
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) collections.push(entry.startTime);
  });
  observer.observe({ entryTypes: ['gc'] });
  const start = performance.now();
  const first = process.memoryUsage().heapUsed;
  action(count);
  const second = process.memoryUsage().heapUsed;
  action(2 * count);
  const third = process.memoryUsage().heapUsed;
  const end = performance.now();
  await new Promise((resolve) => setTimeout(resolve, 0)); // the observer is told of collections later
  observer.disconnect();
  if (collections.some((time) => time >= start && time <= end)) throw new Error('garbage was collected meanwhile');
  return (third - second - (second - first)) / count;
}

let kept: { index: number; twice: number } | undefined;

/** Allocates an object of two fields `count` times: what `bytesAllocated` must see, if it sees anything. */
export function allocateControl(count: number): void {
  for (let index = 0; index < count; index++) kept = { index, twice: 2 * index };
  if (kept === undefined) throw new Error('nothing was allocated');
}
