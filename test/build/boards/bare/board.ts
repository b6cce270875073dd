import type { Board, BoardEvents } from '../../../../src/board';

/** What the program that runs the image has to define. */
declare const onSent: (bytes: Uint8Array, length: number) => void;
declare const onLogged: (line: string) => void;
declare const onAttached: (events: BoardEvents) => void;

function zero(): number {
  return 0;
}

function nothing(): void {}

/** A board without anything but a wire. */
export const board: Board = {
  settings() {
    return { endpoint: 'bare', server: 'coap://192.0.2.1', lifetime: 300 };
  },
  attach(events) {
    onAttached(events);
  },
  now: zero,
  utc: zero,
  setTimer: nothing,
  random: zero,
  open: nothing,
  close: nothing,
  send(_link, buffer, length) {
    onSent(buffer, length);
  },
  load() {
    return -1;
  },
  store() {
    return false;
  },
  eraseStorage: nothing,
  setLed: nothing,
  reboot: nothing,
  log(line) {
    onLogged(line);
  },
};
