/** Replays one request over and over to a client in this process, over a `ReplayBoard`. */
import { Code, patchRequest, registrationReply } from '../messages';
import type { ReplayBoard } from './replay-board';

/** A token tag that no driver uses at the same time: there is only this client. */
const tag = 0;
let nextMessageId = 0;

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
    nextMessageId = (nextMessageId + 1) & 0xffff;
    patchRequest(datagram, tag, nextMessageId);
    for (let at = 0; at < length; at++) inbox[at] = datagram[at];
    events.received(link, length);
    if (board.last[1] !== Code.Content) throw new Error(`the client answered with code ${board.last[1]}`);
  }
  if (board.sent - before !== count) throw new Error(`${count - (board.sent - before)} requests were not answered`);
}

function deliver(board: ReplayBoard, link: number, datagram: Buffer): void {
  board.events.buffer.set(datagram);
  board.events.received(link, datagram.length);
}
