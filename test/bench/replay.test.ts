import { generate, parse } from 'coap-packet';
import { register } from '../../bench/clients/floor-messages.js';
import { ReplayBoard } from '../../bench/engine/replay-board';
import { ask, registerClient, replay } from '../../bench/engine/replay';
import { readRequest } from '../../bench/messages';
import type { BoardEvents } from '../../src/board';

const nothing: BoardEvents = {
  buffer: new Uint8Array(4),
  opened() {},
  received() {},
  timer() {},
  button() {},
  stopping() {},
};

/** An image in miniature: opens link 0, registers after five seconds, and answers with what `answer` makes. */
function startClient(board: ReplayBoard, answer: (request: Buffer) => Buffer | undefined): Buffer[] {
  const received: Buffer[] = [];
  const buffer = new Uint8Array(64);
  const send = (bytes: Buffer): void => board.send(0, bytes, bytes.length);
  board.attach({
    ...nothing,
    buffer,
    opened: () => board.setTimer(5000),
    timer: () => send(register('test')),
    received: (_link, length) => {
      const datagram = Buffer.from(buffer.subarray(0, length));
      received.push(datagram);
      const reply = datagram[1] === 1 ? answer(datagram) : undefined;
      if (reply !== undefined) send(reply);
    },
  });
  board.open(0);
  return received;
}

const answered = (code: string) => (request: Buffer) => {
  const { messageId, token } = parse(request);
  return generate({ code, ack: true, messageId, token });
};

test('a client is registered: its link opened, its Register answered with 2.01', () => {
  const board = new ReplayBoard();
  const received = startClient(board, answered('2.05'));
  expect(registerClient(board)).toBe(0);
  expect(parse(received[0]).code).toBe('2.01');
  expect(board.now()).toBeGreaterThanOrEqual(5000);
});

test('requests are handed over with message ids that all differ', () => {
  const board = new ReplayBoard();
  const received = startClient(board, answered('2.05'));
  const link = registerClient(board);
  received.length = 0;
  replay(board, link, readRequest([3, 0, 0], undefined), 300);
  expect(new Set(received.map((datagram) => parse(datagram).messageId)).size).toBe(300);
});

test('one reply can be looked at', () => {
  const board = new ReplayBoard();
  startClient(board, answered('2.05'));
  expect(parse(ask(board, registerClient(board), readRequest([3], undefined))).code).toBe('2.05');
});

test('a reply that is missing, or another code, is an error', () => {
  const silent = new ReplayBoard();
  startClient(silent, () => undefined);
  const link = registerClient(silent);
  expect(() => replay(silent, link, readRequest([3], undefined), 10)).toThrow();

  const refusing = new ReplayBoard();
  startClient(refusing, answered('4.04'));
  expect(() => replay(refusing, registerClient(refusing), readRequest([3], undefined), 10)).toThrow('code 132');
});

test('a client that never registers is an error', () => {
  const board = new ReplayBoard();
  board.attach(nothing);
  expect(() => registerClient(board)).toThrow('did not send Register');
});

test('the timer goes off at its time, once, on the way of the clock', () => {
  const board = new ReplayBoard();
  const times: number[] = [];
  board.attach({
    ...nothing,
    timer: () => {
      times.push(board.now());
      if (times.length < 3) board.setTimer(10);
    },
  });
  const start = board.now();
  board.setTimer(5);
  board.advance(100);
  expect(times).toEqual([start + 5, start + 15, start + 25]);
  expect(board.now()).toBe(start + 100);
});
