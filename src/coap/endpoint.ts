import { copyBytes, newInt32s, newUint16s, newUint8s } from 'runtime';
import { Config } from 'config';
import type { Board } from '../board';
import { outputOverflowed, outputPosition } from '../bytes/output';
import { random } from '../crypto/random';
import { largestSzx, Szx } from './block-size';
import { expireBodies, forgetBodies } from './block1';
import { Code, MessageType, Option, Signal, Time, Transmission } from './code';
import { Duplicate, expireDuplicates, findDuplicate, forgetDuplicates, forgetRequest, keepReply, noteRequest, repeatReply } from './duplicates';
import { putHeader, putOption, putUintOption } from './encode';
import { Links } from './link';
import { Decoded, decodeMessage, decodeOptions, Field, message } from './message';
import { Outcome, type Requests, Rest } from './requests';
import { countReceived, countSent } from './statistics';
import { Chunk, Frame, isStream, setStream, takeChunk, takeFrame, toFrame } from './stream';

/**
 * The message layer of a CoAP endpoint over datagrams (RFC 7252 4): acknowledgements, duplicates,
 * retransmission. A link has one exchange at a time (NSTART 1, RFC 7252 4.7): a request of ours, or a
 * confirmable response or notification. Whoever wants the link next is told when it is free.
 */

const enum State {
  idle,
  /** Sent; neither acknowledged nor answered. */
  sent,
  /** A request that was acknowledged; its response will come separately (RFC 7252 5.2.2). */
  acknowledged,
  /** A non-confirmable notification was sent: the peer may still reject it. */
  unconfirmed,
}

/** Columns of an exchange; one exchange a link. */
const enum Exchange {
  state,
  isRequest,
  messageId,
  size,
  /** How often it was sent again. */
  attempts,
  /** The time-out now in force, in milliseconds, and when it is over (`Board.now()`). */
  wait,
  due,
  /** The message id of the last confirmable response that was acknowledged, to acknowledge its repetition; or -1. */
  lastResponse,
  columns,
}

const tokenBytes = 4;

/** Where datagrams arrive. */
export const incoming: Uint8Array = /* @__PURE__ */ newUint8s(Config.messageBytes + Links.protection);
/** Where they are put together. */
export const outgoing: Uint8Array = /* @__PURE__ */ newUint8s(Config.messageBytes + Links.protection);
const exchanges = /* @__PURE__ */ newInt32s(Links.all * Exchange.columns);
const exchangeBytes = /* @__PURE__ */ newUint8s(Links.all * Config.messageBytes);
const tokens = /* @__PURE__ */ newUint8s(Links.all * tokenBytes);
const nextMessageIds = /* @__PURE__ */ newUint16s(Links.all);
/** The row of `duplicates.ts` that the request being carried out has. */
let duplicate: number = Duplicate.none;
/** Whether a reply to the request being carried out was begun. */
let replying = false;
/** Whether the response to it will come separately. */
let acknowledged = false;
/** Whether the datagram was longer than `incoming`. */
let truncated = false;
/** What is still to be done for the message that came: by who called, so that the calls within do not go as deep. */
let rest: Rest = Rest.nothing;

let board: Board;
let above: Requests;

/** 0 to 65535, not to be guessed: what is a token or a message id. */
function randomNumber(): number {
  return Config.dtls === 1 ? random(board) : board.random();
}

/** Starts the endpoint: no exchange, message ids from a random start (RFC 7252 4.4). */
export function startEndpoint(on: Board, requests: Requests): void {
  board = on;
  above = requests;
  for (let link = 0; link < Links.all; link++) {
    nextMessageIds[link] = randomNumber();
    resetLink(link);
  }
}

/** Milliseconds of the board's clock, modulo 2^30. */
export function now(): number {
  return board.now();
}

function takeMessageId(link: number): number {
  const messageId = nextMessageIds[link];
  nextMessageIds[link] = (messageId + 1) & 0xffff;
  return messageId;
}

/** Ends the link's exchange without a word to the layer above. */
export function abandonExchange(link: number): void {
  exchanges[link * Exchange.columns + Exchange.state] = State.idle;
}

/** Ends the link's exchange, and forgets what the peer has sent: another one may come to be at its other end. */
export function resetLink(link: number): void {
  abandonExchange(link);
  exchanges[link * Exchange.columns + Exchange.lastResponse] = -1;
  setStream(link, false);
  forgetDuplicates(link);
  forgetBodies(link);
}

/** Whether the link has no exchange under way. */
export function exchangeFree(link: number): boolean {
  return exchanges[link * Exchange.columns + Exchange.state] === State.idle;
}

/** Begins a request of ours, in a fresh exchange with a fresh random token (RFC 7252 5.3.1). */
export function startRequest(link: number, code: Code): void {
  const start = link * tokenBytes;
  for (let i = 0; i < tokenBytes; i++) {
    tokens[start + i] = randomNumber() & 255;
  }
  startExchange(link, code, tokens, start, start + tokenBytes);
  exchanges[link * Exchange.columns + Exchange.isRequest] = 1;
}

/** Begins a confirmable message with a token that is given: a separate response, or a notification. */
export function startExchange(link: number, code: number, token: Uint8Array, tokenStart: number, tokenEnd: number): void {
  const row = link * Exchange.columns;
  const at = link * Config.messageBytes;
  exchanges[row + Exchange.isRequest] = 0;
  exchanges[row + Exchange.messageId] = takeMessageId(link);
  const messageId = exchanges[row + Exchange.messageId];
  putHeader(exchangeBytes, at, at + Config.messageBytes, MessageType.confirmable, code, messageId, token, tokenStart, tokenEnd);
}

/**
 * Makes the notification that was begun a non-confirmable one, unless it renews one that is being sent: it goes out once. The
 * link is its own for as long as a server without an estimate of the round-trip time is to wait after each (RFC 7641 4.5.1).
 */
export function makeUnconfirmed(link: number): void {
  if (exchangeFree(link)) {
    exchangeBytes[link * Config.messageBytes] = (exchangeBytes[link * Config.messageBytes] | (MessageType.nonConfirmable << 4)) & 255;
  }
}

/**
 * Sends the exchange whose message is now complete at the output cursor. A renewed one keeps its schedule.
 * @returns false when the message does not fit into its buffer: then nothing is sent.
 */
export function sendExchange(link: number): boolean {
  const row = link * Exchange.columns;
  if (outputOverflowed()) {
    exchanges[row + Exchange.state] = State.idle;
    return false;
  }
  exchanges[row + Exchange.size] = outputPosition() - link * Config.messageBytes;
  if (exchanges[row + Exchange.state] === State.idle) {
    exchanges[row + Exchange.state] = State.sent;
    exchanges[row + Exchange.attempts] = 0;
    // RFC 7252 4.2: the first time-out is random between ACK_TIMEOUT and ACK_TIMEOUT * ACK_RANDOM_FACTOR.
    exchanges[row + Exchange.wait] = Time.ackTimeout + ((board.random() * Time.ackSpread) >>> 16);
    if (isStream(link)) {
      // What a stream has taken is delivered: a request waits for its response, all else is over.
      const isRequest = exchanges[row + Exchange.isRequest] === 1;
      exchanges[row + Exchange.state] = State.acknowledged;
      exchanges[row + Exchange.wait] = isRequest ? Time.maxTransmitWait : 0;
    } else if (Config.attributes12 === 1 && (exchangeBytes[link * Config.messageBytes] & (MessageType.nonConfirmable << 4)) !== 0) {
      exchanges[row + Exchange.state] = State.unconfirmed;
      exchanges[row + Exchange.wait] = Time.unconfirmed;
    }
    exchanges[row + Exchange.due] = (board.now() + exchanges[row + Exchange.wait]) & 0x3fffffff;
    transmit(link);
  }
  return true;
}

function transmit(link: number): void {
  const at = link * Config.messageBytes;
  const size = exchanges[link * Exchange.columns + Exchange.size];
  copyBytes(exchangeBytes, at, at + size, outgoing, 0);
  sendMessage(link, size);
}

/** Sends the message in `outgoing`. */
function sendMessage(link: number, size: number): void {
  let length = isStream(link) ? toFrame(outgoing, size) : size;
  if (Config.statistics === 1) {
    countSent(length);
  }
  if (Config.dtls === 1 && above.seal !== undefined) {
    length = above.seal(link, outgoing, length);
  }
  if (length > 0) {
    board.send(link, outgoing, length);
  }
}

function putEmpty(type: MessageType, messageId: number): void {
  putHeader(outgoing, 0, Config.messageBytes, type, Code.empty, messageId, outgoing, 0, 0);
}

/** Sends an empty message (RFC 7252 4.1). Streams have no message layer, and none of these (RFC 8323 3.1). */
function sendEmpty(link: number, type: MessageType, messageId: number): void {
  if (!isStream(link)) {
    putEmpty(type, messageId);
    sendMessage(link, 4);
  }
}

/**
 * Begins the reply to the request in `message`: piggybacked on the acknowledgement when the request was
 * confirmable (RFC 7252 5.2.1), otherwise non-confirmable (5.2.3). Beginning again discards what was written.
 */
export function startReply(link: number, code: number): void {
  const confirmable = message[Field.type] === MessageType.confirmable;
  const messageId = confirmable ? message[Field.messageId] : replying ? (nextMessageIds[link] - 1) & 0xffff : takeMessageId(link);
  replying = true;
  const type = confirmable ? MessageType.acknowledgement : MessageType.nonConfirmable;
  putHeader(outgoing, 0, Config.messageBytes, type, code, messageId, incoming, message[Field.tokenStart], message[Field.tokenEnd]);
}

function requestReceived(link: number): void {
  const moment = board.now();
  const messageId = message[Field.messageId];
  const confirmable = message[Field.type] === MessageType.confirmable;
  const known = isStream(link) ? Duplicate.none : findDuplicate(link, messageId, moment);
  if (known !== Duplicate.none) {
    const size = repeatReply(known, outgoing);
    if (size > 0 && confirmable) {
      sendMessage(link, size);
    }
    return;
  }
  if (message[Field.badOption] === 1 && !confirmable && !isStream(link)) {
    return; // RFC 7252 5.4.1, 4.3
  }
  duplicate = isStream(link) ? Duplicate.none : noteRequest(link, messageId, moment, message[Field.type], message[Field.code]);
  replying = false;
  acknowledged = false;
  rest = Rest.reply;
  if (message[Field.badOption] === 1) {
    startReply(link, Code.badOption); // RFC 7252 5.4.1
  } else if (truncated) {
    startReply(link, Code.requestEntityTooLarge); // RFC 7252 4.6
    if (Config.transfers > 0 && largestSzx < Szx.largest) {
      putUintOption(Option.block1, (message[Field.block1] & 8) | largestSzx); // RFC 7959 2.9.3: the size of blocks that fit
    }
  } else {
    rest = Rest.request;
  }
}

/** Sends the reply to the message that came, if it was a request; it has been carried out, or refused. */
function sendReply(link: number): void {
  if (rest === Rest.nothing) {
    return;
  }
  if (replying) {
    const size = outputPosition();
    if (message[Field.type] === MessageType.confirmable) {
      keepReply(duplicate, outgoing, size); // RFC 7252 4.5: a non-confirmable request that comes again is ignored
    }
    sendMessage(link, size);
  } else if (!acknowledged && duplicate !== Duplicate.none) {
    forgetRequest(duplicate); // ignored: when it comes again it may be carried out
  }
}

/**
 * Acknowledges the request being carried out with an empty message: its response comes later, by an exchange
 * (RFC 7252 5.2.2).
 */
export function acknowledgeRequest(link: number): void {
  acknowledged = true;
  if (message[Field.type] === MessageType.confirmable) {
    putEmpty(MessageType.acknowledgement, message[Field.messageId]);
    keepReply(duplicate, outgoing, 4);
    sendMessage(link, 4);
  }
}

function finish(link: number, outcome: Outcome): void {
  exchanges[link * Exchange.columns + Exchange.state] = State.idle;
  above.exchanged(link, outcome);
}

function tokenMatches(link: number): boolean {
  const start = message[Field.tokenStart];
  if (message[Field.tokenEnd] - start !== tokenBytes) {
    return false;
  }
  for (let i = 0; i < tokenBytes; i++) {
    if (incoming[start + i] !== tokens[link * tokenBytes + i]) {
      return false;
    }
  }
  return true;
}

/** An acknowledgement or a reset (RFC 7252 4.2): matched by message id, else silently ignored. */
function answerReceived(link: number): void {
  const row = link * Exchange.columns;
  const isRequest = exchanges[row + Exchange.isRequest] === 1;
  const isUnconfirmed = Config.attributes12 === 1 && exchanges[row + Exchange.state] === State.unconfirmed;
  const isAwaited = exchanges[row + Exchange.state] === State.sent || (isUnconfirmed && message[Field.type] === MessageType.reset);
  if (!isAwaited || exchanges[row + Exchange.messageId] !== message[Field.messageId]) {
    return;
  }
  if (message[Field.type] === MessageType.reset) {
    if (message[Field.code] === Code.empty) {
      finish(link, Outcome.reset);
    }
  } else if (message[Field.code] >= Code.firstResponse) {
    if (isRequest && message[Field.badOption] === 0 && tokenMatches(link)) {
      finish(link, Outcome.response);
    }
  } else if (message[Field.code] === Code.empty) {
    if (isRequest) {
      exchanges[row + Exchange.state] = State.acknowledged;
      exchanges[row + Exchange.due] = (board.now() + Time.maxTransmitWait) & 0x3fffffff;
    } else {
      finish(link, Outcome.acknowledged);
    }
  }
}

/** A response in a message of its own (RFC 7252 5.2.2, 5.2.3): matched by token. It may overtake the acknowledgement. */
function separateResponseReceived(link: number): void {
  const row = link * Exchange.columns;
  const confirmable = message[Field.type] === MessageType.confirmable;
  const messageId = message[Field.messageId];
  const waiting = exchanges[row + Exchange.state] !== State.idle && exchanges[row + Exchange.isRequest] === 1;
  if (waiting && !truncated && message[Field.badOption] === 0 && tokenMatches(link)) {
    if (confirmable) {
      sendEmpty(link, MessageType.acknowledgement, messageId);
      exchanges[row + Exchange.lastResponse] = messageId;
    }
    finish(link, Outcome.response);
  } else if (confirmable) {
    const repeated = exchanges[row + Exchange.lastResponse] === messageId;
    sendEmpty(link, repeated ? MessageType.acknowledgement : MessageType.reset, messageId);
  }
}

/**
 * A stream has been opened: its first message says what we can take (RFC 8323 5.3).
 */
export function startStream(link: number): void {
  setStream(link, true);
  startSignal(Code.csm, 0, 0);
  putUintOption(Signal.maxMessageSize, Config.messageBytes);
  putOption(Signal.blockWise, 0);
  sendMessage(link, outputPosition());
}

function startSignal(code: Code, tokenStart: number, tokenEnd: number): void {
  putHeader(outgoing, 0, Config.messageBytes, MessageType.nonConfirmable, code, 0, incoming, tokenStart, tokenEnd);
}

function sendAbort(link: number): void {
  startSignal(Code.abort, 0, 0);
  sendMessage(link, outputPosition());
}

/** A signal has come over a stream (RFC 8323 5). @returns false when the stream is to be closed. */
function signalReceived(link: number, length: number): boolean {
  const code = incoming[1];
  const tokenEnd = 4 + (incoming[0] & 15);
  message[Field.badOption] = 0;
  const sound = tokenEnd <= 12 && decodeOptions(incoming, tokenEnd, length) === Decoded.message && message[Field.badOption] === 0;
  if (!sound) {
    sendAbort(link);
  } else if (code === Code.ping) {
    startSignal(Code.pong, 4, tokenEnd);
    sendMessage(link, outputPosition());
  }
  return sound && code !== Code.release && code !== Code.abort;
}

/**
 * Bytes of a stream have arrived in `incoming`.
 * @returns false when the stream is of no more use, and is to be closed.
 */
function chunkReceived(link: number, length: number): boolean {
  takeChunk(link, incoming, length < Chunk.bytes ? length : Chunk.bytes);
  let size = takeFrame(link, incoming);
  while (size > 0) {
    if (incoming[1] >>> 5 === 7) {
      if (!signalReceived(link, size)) {
        return false;
      }
    } else if (!messageReceived(link, size)) {
      sendAbort(link); // RFC 8323 5.6: what follows cannot be trusted
      return false;
    } else {
      if (rest === Rest.request) {
        above.request(link);
      }
      sendReply(link);
    }
    size = isStream(link) ? takeFrame(link, incoming) : Frame.none;
  }
  if (size === Frame.tooLarge) {
    sendAbort(link);
  }
  return size === Frame.none;
}

/**
 * A datagram, or bytes of a stream, have arrived in `incoming`.
 * @param length Their true length in bytes; what is longer than `incoming` is refused.
 * @returns false when the link is of no more use, and is to be closed.
 */
export function bytesReceived(link: number, length: number): boolean {
  if (Config.statistics === 1) {
    countReceived(length);
  }
  if (isStream(link)) {
    return chunkReceived(link, length);
  }
  messageReceived(link, length);
  if (rest === Rest.request) {
    above.request(link);
  }
  sendReply(link);
  return true;
}

/** A request is left to the caller: see `rest`. @returns false when it is no well-formed message. */
function messageReceived(link: number, length: number): boolean {
  truncated = length > Config.messageBytes;
  const decoded = decodeMessage(incoming, truncated ? Config.messageBytes : length);
  rest = Rest.nothing;
  if (decoded === Decoded.ignore) {
    return false;
  }
  const type = message[Field.type];
  if (type === MessageType.acknowledgement || type === MessageType.reset) {
    if (decoded === Decoded.message && !truncated) {
      answerReceived(link);
    }
  } else if (decoded === Decoded.formatError || message[Field.code] === Code.empty) {
    if (type === MessageType.confirmable) {
      sendEmpty(link, MessageType.reset, message[Field.messageId]); // RFC 7252 4.2; an empty message is a ping (4.3)
    }
  } else if (message[Field.code] >= Code.firstResponse) {
    separateResponseReceived(link);
  } else {
    requestReceived(link);
  }
  return decoded === Decoded.message;
}

/**
 * Sends again what is due (RFC 7252 4.2) and gives up what was sent often enough.
 * @returns Milliseconds until there is something to do again, at most a day.
 */
export function endpointDue(): number {
  let soonest = 86400000;
  const moment = board.now();
  expireDuplicates(moment);
  expireBodies(moment);
  for (let link = 0; link < Links.all; link++) {
    const row = link * Exchange.columns;
    if (exchanges[row + Exchange.state] !== State.idle && ((moment - exchanges[row + Exchange.due]) & 0x3fffffff) < 0x20000000) {
      overdue(link);
    }
    if (exchanges[row + Exchange.state] !== State.idle) {
      const remaining = (exchanges[row + Exchange.due] - moment) & 0x3fffffff;
      soonest = remaining < soonest ? remaining : soonest;
    }
  }
  return soonest;
}

function overdue(link: number): void {
  const row = link * Exchange.columns;
  const isUnconfirmed = Config.attributes12 === 1 && exchanges[row + Exchange.state] === State.unconfirmed;
  if (isUnconfirmed || (exchanges[row + Exchange.state] === State.acknowledged && exchanges[row + Exchange.isRequest] === 0)) {
    finish(link, Outcome.acknowledged);
    return;
  }
  if (exchanges[row + Exchange.state] === State.acknowledged || exchanges[row + Exchange.attempts] === Transmission.maxRetransmit) {
    finish(link, Outcome.timeout);
    return;
  }
  exchanges[row + Exchange.attempts]++;
  exchanges[row + Exchange.wait] *= 2;
  exchanges[row + Exchange.due] = (board.now() + exchanges[row + Exchange.wait]) & 0x3fffffff;
  above.retransmitting(link);
  if (!exchangeFree(link)) {
    transmit(link);
  }
}
