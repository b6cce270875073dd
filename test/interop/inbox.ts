/** The events of all servers of a session, for those who wait for them and those who look back. */
import type { EventLine, EventName, EventNamed, LeshanEvent } from './protocol';

interface Waiter {
  readonly server: string;
  readonly name: EventName;
  matches(event: LeshanEvent): boolean;
  resolve(event: LeshanEvent): void;
  reject(error: Error): void;
}

export class Inbox {
  /** The events of each server, oldest first. */
  private readonly events = new Map<string, LeshanEvent[]>();
  private readonly waiters = new Set<Waiter>();
  private over: Error | undefined;

  /** The next event of a server with this name that matches. To be called before what causes it. */
  next<Name extends EventName>(server: string, name: Name, matches: (event: EventNamed<Name>) => boolean): Promise<EventNamed<Name>> {
    const event = new Promise<LeshanEvent>((resolve, reject) => {
      if (this.over !== undefined) reject(this.over);
      this.waiters.add({ server, name, resolve, reject, matches: (each) => matches(each as EventNamed<Name>) });
    });
    event.catch(() => undefined); // the scenario may fail before it looks
    return event as Promise<EventNamed<Name>>;
  }

  /** The events of a server with this name so far, oldest first. */
  seen<Name extends EventName>(server: string, name: Name): EventNamed<Name>[] {
    const events = this.events.get(server) ?? [];
    return events.filter((event): event is EventNamed<Name> => event.event === name);
  }

  add({ server, ...event }: EventLine): void {
    const happened = event as LeshanEvent;
    this.events.set(server, [...(this.events.get(server) ?? []), happened]);
    for (const waiter of [...this.waiters]) {
      if (waiter.server === server && waiter.name === happened.event && waiter.matches(happened)) {
        this.waiters.delete(waiter);
        waiter.resolve(happened);
      }
    }
  }

  /** Ends all waiting. @returns what was waited for. */
  fail(error: Error): string[] {
    this.over ??= error;
    const waiters = [...this.waiters];
    this.waiters.clear();
    for (const waiter of waiters) waiter.reject(error);
    return waiters.map(({ name }) => name);
  }
}
