import type { Board, BoardEvents } from '../../src/board';

/** A board that is no more than a clock, a timer and a record of what was sent; what the engine's parts need. */
export interface FakeBoard extends Board {
  /** Milliseconds since the start. */
  time: number;
  /** What `utc` answers. */
  seconds: number;
  /** What the timer was set to, in order. */
  readonly timers: number[];
  /** Datagrams, in hex. */
  readonly sent: string[];
  readonly opened: string[];
  events: BoardEvents | undefined;
}

/** @param start What `now` starts from, in milliseconds. */
export function createBoard(start = 0): FakeBoard {
  const board: FakeBoard = {
    time: 0,
    seconds: 0,
    timers: [],
    sent: [],
    opened: [],
    events: undefined,
    attach(events) {
      board.events = events;
    },
    settings: () => ({ endpoint: 'fake', server: 'coap://192.0.2.1', lifetime: 300 }),
    now: () => (start + board.time) % 2 ** 30,
    utc: () => board.seconds,
    setTimer: (milliseconds) => void board.timers.push(milliseconds),
    random: () => 0x1234,
    open: (link, host, port) => void board.opened.push(`${link} ${host} ${port}`),
    close() {},
    send: (_link, buffer, length) => void board.sent.push(Buffer.from(buffer.subarray(0, length)).toString('hex')),
    load: () => -1,
    store: () => false,
    eraseStorage() {},
    setLed() {},
    reboot() {},
    log() {},
  };
  return board;
}
