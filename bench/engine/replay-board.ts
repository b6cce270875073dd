/**
 * A board for measuring the client engine alone: no sockets, no files, a clock that stands unless it is told to move.
 * What the client sends stays where it is and is only counted, so that the board itself allocates nothing, which
 * the simulated board of the tests does for each datagram.
 */
import type { Board, BoardEvents, Settings } from '../../src/board';

/** See the file's head. */
export class ReplayBoard implements Board {
  /** Datagrams the client has sent. */
  sent = 0;
  /** The latest of them: its first `lastLength` bytes, valid until the next is sent. */
  last: Uint8Array = new Uint8Array(0);
  lastLength = 0;
  /** The link that waits for its `opened` event, or -1. */
  opening = -1;
  private clock = 1;
  private timerAt = -1;
  private seed = 1;
  private attached: BoardEvents | undefined;
  private readonly slots = new Map<number, Uint8Array>();

  /** The client's side of the board. @throws when no client has attached itself. */
  get events(): BoardEvents {
    if (this.attached === undefined) throw new Error('the image has not attached itself to its board');
    return this.attached;
  }

  /** Lets time pass, and the timer go off on its way. */
  advance(milliseconds: number): void {
    const end = this.clock + milliseconds;
    while (this.timerAt >= 0 && this.timerAt <= end) {
      this.clock = this.timerAt;
      this.timerAt = -1;
      this.events.timer();
    }
    this.clock = end;
  }

  attach(events: BoardEvents): void {
    this.attached = events;
  }
  settings(): Settings {
    return { endpoint: 'bench', server: 'coap://192.0.2.1', lifetime: 86400 };
  }
  now(): number {
    return this.clock;
  }
  utc(): number {
    return 0;
  }
  setTimer(milliseconds: number): void {
    this.timerAt = this.clock + milliseconds;
  }
  random(): number {
    this.seed = (this.seed * 25173 + 13849) & 0xffff;
    return this.seed;
  }
  open(link: number): void {
    this.opening = link;
  }
  close(): void {
    this.opening = -1;
  }
  send(_link: number, buffer: Uint8Array, length: number): void {
    this.sent++;
    this.last = buffer;
    this.lastLength = length;
  }
  load(slot: number, buffer: Uint8Array): number {
    const stored = this.slots.get(slot);
    if (stored === undefined) return -1;
    buffer.set(stored.subarray(0, buffer.length));
    return stored.length;
  }
  store(slot: number, buffer: Uint8Array, length: number): boolean {
    this.slots.set(slot, buffer.slice(0, length));
    return true;
  }
  eraseStorage(): void {
    this.slots.clear();
  }
  setLed(): void {}
  reboot(): void {
    throw new Error('the image asked for a reboot');
  }
  log(): void {}
}
