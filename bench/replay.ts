/** Replays one request over and over to a client in this process, over a `ReplayBoard`. */
import { performance, PerformanceObserver } from 'node:perf_hooks';
import { Code, patchRequest, registrationReply } from './messages';
import type { ReplayBoard } from './replay-board';

/** A token tag that no driver uses at the same time: there is only this client. */
const tag = 0;

/**
 * Brings the client of a board to "registered": opens its link and answers what it sends.
 * @returns the link it registered on.
 * @throws when it has not sent Register within a minute of its clock.
 */
export function registerClient(board: ReplayBoard): number {
  let link = -1;
  for (let second = 0; second < 60; second++) {
    if (board.opening >= 0) {
      link = board.opening;
      board.opening = -1;
      board.events.opened(link, 0);
    }
    board.advance(1000);
    if (link < 0 || board.sent === 0) continue;
    const request = Buffer.from(board.last.subarray(0, board.lastLength));
    if (request[1] !== Code.Post) throw new Error(`the client sent ${request.toString('hex')} instead of Register`);
    deliver(board, link, registrationReply(request));
    return link;
  }
  throw new Error('the client did not send Register');
}

/** The client's reply to one request, the bytes of the datagram. */
export function ask(board: ReplayBoard, link: number, datagram: Buffer): Buffer {
  const sent = board.sent;
  deliver(board, link, datagram);
  if (board.sent !== sent + 1) throw new Error('the client did not answer');
  return Buffer.from(board.last.subarray(0, board.lastLength));
}

/**
 * Hands a request to the client `count` times, each with the next message id, and looks at each reply's code.
 * @throws when a reply is missing or not 2.05.
 */
export function replay(board: ReplayBoard, link: number, datagram: Buffer, count: number): void {
  const events = board.events;
  const inbox = events.buffer;
  const length = datagram.length;
  const before = board.sent;
  for (let index = 0; index < count; index++) {
    messageId = (messageId + 1) & 0xffff;
    patchRequest(datagram, tag, messageId);
    for (let at = 0; at < length; at++) inbox[at] = datagram[at];
    events.received(link, length);
    if (board.last[1] !== Code.Content) throw new Error(`the client answered with code ${board.last[1]}`);
  }
  if (board.sent - before !== count) throw new Error(`${count - (board.sent - before)} requests were not answered`);
}

let messageId = 0;

/** Nanoseconds a request, over `count` requests. */
export function nanosecondsPerRequest(board: ReplayBoard, link: number, datagram: Buffer, count: number): number {
  const start = process.hrtime.bigint();
  replay(board, link, datagram, count);
  return Number(process.hrtime.bigint() - start) / count;
}

/**
 * Bytes of V8 heap allocated by each request: the difference in used heap after twice `count` requests and after
 * `count`, so that what measuring itself allocates drops out. The young generation must be large enough that
 * nothing is collected meanwhile.
 * @throws when the garbage collector ran.
 */
export async function bytesPerRequest(
  board: ReplayBoard,
  link: number,
  datagram: Buffer,
  count: number,
): Promise<number> {
  const collected: number[] = [];
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) collected.push(entry.startTime);
  });
  observer.observe({ entryTypes: ['gc'] });
  const startTime = performance.now();
  const atStart = process.memoryUsage().heapUsed;
  replay(board, link, datagram, count);
  const afterOnce = process.memoryUsage().heapUsed;
  replay(board, link, datagram, 2 * count);
  const afterTwice = process.memoryUsage().heapUsed;
  const endTime = performance.now();
  await new Promise((resolve) => setTimeout(resolve, 0)); // the observer is told later
  observer.disconnect();
  if (collected.some((time) => time >= startTime && time <= endTime)) throw new Error('garbage was collected meanwhile');
  return (afterTwice - afterOnce - (afterOnce - atStart)) / count;
}

function deliver(board: ReplayBoard, link: number, datagram: Buffer): void {
  board.events.buffer.set(datagram);
  board.events.received(link, datagram.length);
}
