/** A clock that moves only when told. */
import type { Clock, Timer } from '../../../tools/server/clock';

export class FakeClock implements Clock {
  private time = Date.UTC(2026, 10, 1);
  private readonly pending = new Set<{ at: number; callback: () => void }>();

  now(): number {
    return this.time;
  }

  after(milliseconds: number, callback: () => void): Timer {
    const entry = { at: this.time + milliseconds, callback };
    this.pending.add(entry);
    return { cancel: () => this.pending.delete(entry) };
  }

  /** Number of timers that have not fired. */
  timers(): number {
    return this.pending.size;
  }

  /** Moves on, firing what falls due in its order. */
  advance(milliseconds: number): void {
    const end = this.time + milliseconds;
    for (;;) {
      const [next] = [...this.pending].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
      if (next === undefined) break;
      this.pending.delete(next);
      this.time = next.at;
      next.callback();
    }
    this.time = end;
  }
}
