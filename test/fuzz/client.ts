/**
 * A whole client as a fuzz target: an application on a board that is no more than a clock, a timer and a record of what
 * was sent; registered, and then given datagrams.
 */
import type { Board, BoardEvents } from '../../src/board';
import { createBoard } from '../engine/board';
import { acknowledgement, deregistered, registered, updated } from '../allocation/requests';
import { type Message, readMessage } from '../stack/message';
import type { Modules } from './modules';
import { promise } from './target';

/** Applications: the main modules of images. */
export const SMART_LIGHT = 'firmware/smart-light/main';
/** Has a resource of every type, single and multiple. */
export const TYPES = 'test/stack/apps/types';

export interface Client {
  /** Forgets what happened since the client has registered; its modules have been restored. */
  reset(): void;
  /** Hands the client a datagram. @returns What it sends on that. */
  receive(bytes: Uint8Array): Message[];
  /** Lets time pass, in milliseconds. @returns What the client sends meanwhile. */
  pass(milliseconds: number): Message[];
  /** Lets time pass in which the board does nothing; its timer comes late. @returns What the client sends then. */
  sleep(milliseconds: number): Message[];
  /** Whether the client has had the board start anew. Nothing that comes behind that counts. */
  readonly rebooted: boolean;
  /** The last confirmable message the client has sent. */
  readonly confirmable: Message | undefined;
}

/** The server's answer to a confirmable message of the client. */
export function answerTo({ code, path, packet }: Message): Buffer {
  const isRegister = code === 'POST' && path === '/rd';
  const answer = isRegister ? registered : code === 'DELETE' ? deregistered : code === 'POST' ? updated : acknowledgement;
  const bytes = Buffer.from(answer);
  bytes.writeUInt16BE(packet.messageId, 2);
  if (code === 'POST' || code === 'DELETE') packet.token.copy(bytes, 4);
  return bytes;
}

/** Starts an application, and has it register. The state that `modules.save` then notes is that of a registered client. */
export function startClient(modules: Modules, app: string): Client {
  const fake = createBoard();
  const sent: Message[] = [];
  let events: BoardEvents | undefined;
  let due = Infinity;
  let time = 0;
  /** Whether the link was asked for; the board opens it before it does anything else. */
  let opening = false;
  let rebooted = false;
  let confirmable: Message | undefined;

  const board: Board = {
    ...fake,
    attach(attached) {
      events = attached;
    },
    now: () => time % 2 ** 30,
    open() {
      opening = true;
    },
    close() {
      opening = false;
    },
    setTimer(milliseconds) {
      promise(Number.isInteger(milliseconds) && milliseconds >= 0 && milliseconds < 2 ** 29, `a timer of ${milliseconds} ms`);
      due = time + milliseconds;
    },
    send(_link, buffer, length) {
      const message = readMessage(buffer.subarray(0, length), time);
      sent.push(message);
      if (message.packet.confirmable) confirmable = message;
    },
    reboot() {
      rebooted = true;
    },
  };

  function runTimer(): void {
    due = Infinity;
    events?.timer();
    openLink();
  }

  function openLink(): void {
    if (opening) {
      opening = false;
      events?.opened(0, 0);
    }
  }

  const client: Client = {
    reset() {
      [time, due] = [savedTime, savedDue];
      sent.length = 0;
      opening = false;
      rebooted = false;
      confirmable = undefined;
    },
    receive(bytes) {
      if (events === undefined) throw new Error('the client did not attach itself');
      events.buffer.set(bytes.subarray(0, events.buffer.length));
      events.received(0, bytes.length);
      openLink();
      return sent.splice(0);
    },
    pass(milliseconds) {
      const end = time + milliseconds;
      let timers = 0;
      while (due <= end) {
        timers++;
        promise(timers <= milliseconds + 100, 'the client does not let time pass');
        time = Math.max(time, due);
        runTimer();
      }
      time = end;
      return sent.splice(0);
    },
    sleep(milliseconds) {
      time += milliseconds;
      runTimer();
      return sent.splice(0);
    },
    get rebooted() {
      return rebooted;
    },
    get confirmable() {
      return confirmable;
    },
  };

  modules.load<{ main(board: Board): void }>(app).main(board);
  openLink();
  const [register] = client.pass(1000);
  promise(register?.path === '/rd', 'the client does not register');
  client.receive(answerTo(register));
  client.pass(1000);
  const [savedTime, savedDue] = [time, due];
  return client;
}
