/**
 * The virtual clock: events in order of time, and of their making where times are equal. Nothing here
 * looks at the real time, so a run depends on its inputs alone.
 */

interface Event {
  readonly at: number;
  readonly action: () => void;
}

/** So many events in one millisecond mean that something answers itself without end. */
const EVENTS_PER_MILLISECOND = 100_000;

export interface Clock {
  /** Milliseconds of virtual time since the start. */
  readonly time: number;
  /**
   * Has `action` run in `delay` milliseconds (0 or more; a fraction is cut off), never before this call returns.
   * @returns A function that takes the event back; it does nothing once the event has run.
   */
  after(delay: number, action: () => void): () => void;
  /** Lets `milliseconds` pass, running what falls into them. What an event throws comes out here. */
  run(milliseconds: number): void;
  /**
   * Lets time pass until `condition` holds after an event, or `limit` milliseconds are over.
   * @returns Whether the condition holds. When it does, the time is that of the event that made it so.
   */
  runUntil(condition: () => boolean, limit: number): boolean;
}

export function createClock(): Clock {
  const events: Event[] = []; // in the order they will run
  let time = 0;
  let running = false;
  let eventsNow = 0;

  function after(delay: number, action: () => void): () => void {
    if (!(delay >= 0 && delay < Infinity)) throw new RangeError(`a delay of ${delay} ms`);
    const event: Event = { at: time + Math.floor(delay), action };
    let index = events.length;
    while (index > 0 && events[index - 1].at > event.at) index -= 1;
    events.splice(index, 0, event);
    return () => {
      const position = events.indexOf(event);
      if (position >= 0) events.splice(position, 1);
    };
  }

  function runNext(): void {
    const event = events.shift()!;
    eventsNow = event.at === time ? eventsNow + 1 : 1;
    time = event.at;
    if (eventsNow > EVENTS_PER_MILLISECOND) {
      throw new Error(`time stands still: more than ${EVENTS_PER_MILLISECOND} events at ${time} ms`);
    }
    event.action();
  }

  function runUntil(condition: () => boolean, limit: number): boolean {
    if (!(limit >= 0 && limit < Infinity)) throw new RangeError(`time cannot run for ${limit} ms`);
    if (running) throw new Error('the clock was run from within an event');
    const end = time + Math.floor(limit);
    running = true;
    try {
      while (!condition()) {
        if (events.length === 0 || events[0].at > end) {
          time = end;
          return false;
        }
        runNext();
      }
      return true;
    } finally {
      running = false;
    }
  }

  return {
    get time() {
      return time;
    },
    after,
    run(milliseconds) {
      runUntil(() => false, milliseconds);
    },
    runUntil,
  };
}
