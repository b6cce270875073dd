import { newInt32s, newUint8s } from 'runtime';
import { Config } from 'config';
import { writeUint24 } from '../bytes/big-endian';
import { bodySize, endMeasuring, outputOverflowed, outputPosition, outputTo, putBytes, putUint16, startBody, startMeasuring } from '../bytes/output';
import { Links } from '../coap/link';
import { Hello, hello, putClientHello } from './hello';
import { addToTranscript } from './keys';
import { board, outgoing, owner } from './owner';
import { type Alert, type AlertLevel, ContentType, HandshakeType, Size } from './protocol';
import { putRecord } from './record';

/**
 * The flights that the client sends, and sends again (RFC 6347 4.2.4). No flight is kept: it is written anew each time.
 * There is one handshake at a time; other links wait for it.
 */
export const enum Step {
  none,
  /** ClientHello is sent. */
  hello,
  /** A ServerHello has come, of a new session; its ServerHelloDone has not. */
  keys,
  /** A ServerHello has come, of a session that is resumed; the server's Finished has not. */
  resuming,
  /** Finished is sent, of a new session; the server's has not come. */
  finished,
  /** The handshake is over. If the last flight of it was ours, it may be asked for again. */
  done,
}

export const enum Flight {
  link,
  step,
  /** `message_seq` of its first message, and of the next one from the server. */
  sequence,
  expected,
  /** Sequence number of the next record in epoch 0. */
  plain,
  /** The time-out now in force in milliseconds, 0 for none; when it is over (`Board.now()`), and how often the flight was sent again. */
  wait,
  due,
  attempts,
  /** HelloVerifyRequests that were followed. */
  verified,
  columns,
}

const enum Time {
  /** Milliseconds before a flight is sent again, doubled each time (RFC 6347 4.2.4.1): 63 s in all. */
  first = 1000,
  attempts = 5,
  /** How long a last flight that is ours may be asked for before another handshake takes its place: twice, by the server's timer. */
  linger = 3500,
  longest = 86400000,
}

export const flight = /* @__PURE__ */ newInt32s(Flight.columns);
/** What our Finished says. */
export const verifyData = /* @__PURE__ */ newUint8s(Size.finished);

/** Bytes of the largest datagram: more than a message can have do not fit the buffer. */
const mtu = Config.dtlsMtu < Config.messageBytes ? Config.dtlsMtu : Config.messageBytes;
/** End of the records that are in the buffer. */
let end = 0;

function putBody(type: HandshakeType): void {
  const link = flight[Flight.link];
  if (type === HandshakeType.clientHello) {
    putClientHello(link);
  } else if (type === HandshakeType.finished) {
    putBytes(verifyData, 0, Size.finished);
  } else {
    const mark = startMeasuring();
    owner().putIdentity(link);
    const size = endMeasuring(mark);
    putUint16(size); // RFC 4279 2
    owner().putIdentity(link);
  }
}

function putHeader(at: number, type: HandshakeType, size: number, sequence: number, offset: number, part: number): void {
  const buffer = outgoing();
  buffer[at] = type;
  writeUint24(buffer, at + 1, size);
  buffer[at + 4] = 0;
  buffer[at + 5] = sequence & 255;
  writeUint24(buffer, at + 6, offset);
  writeUint24(buffer, at + 9, part);
}

/** Adds a message of ours to the transcript. @returns false when it is larger than the buffer. */
export function addOwnMessage(type: HandshakeType, sequence: number): boolean {
  outputTo(outgoing(), Size.handshakeHeader, Config.messageBytes);
  putBody(type);
  const size = outputPosition() - Size.handshakeHeader;
  putHeader(0, type, size, sequence, 0, size);
  addToTranscript(outgoing(), 0, size + Size.handshakeHeader);
  return !outputOverflowed();
}

function sendDatagram(): void {
  if (end > 0) {
    board().send(flight[Flight.link], outgoing(), end);
  }
  end = 0;
}

/** The sequence number of a record: in epoch 0, the next; in epoch 1, -1. */
function nextSequence(epoch: number): number {
  return epoch === 1 ? -1 : flight[Flight.plain]++;
}

/** Puts a message into the datagram, in fragments if it is too large for one (RFC 6347 4.2.3). */
function putMessage(type: HandshakeType, sequence: number): void {
  const epoch = type === HandshakeType.finished ? 1 : 0;
  let offset = 0;
  let size = 1;
  while (offset < size) {
    if (end > 0 && end + Links.protection + 2 * Size.handshakeHeader > mtu) {
      sendDatagram();
    }
    outputTo(outgoing(), end + Size.handshakeHeader, Config.messageBytes);
    startBody(offset, mtu - (epoch === 1 ? Links.protection : Size.recordHeader) - Size.handshakeHeader - end);
    putBody(type);
    size = bodySize();
    const part = outputPosition() - end - Size.handshakeHeader;
    putHeader(end, type, size, sequence, offset, part);
    end = putRecord(flight[Flight.link], ContentType.handshake, nextSequence(epoch), outgoing(), end, outputPosition());
    offset += part;
  }
}

/** Sends the flight of the step. */
function sendFlight(): void {
  const link = flight[Flight.link];
  let sequence = flight[Flight.sequence];
  end = 0;
  if (flight[Flight.step] === Step.finished || flight[Flight.step] === Step.done) {
    if (hello[Hello.isResumed] === 0) {
      putMessage(HandshakeType.clientKeyExchange, sequence);
      sequence++;
    }
    if (end + Links.protection > mtu) {
      sendDatagram();
    }
    outgoing()[end] = 1;
    end = putRecord(link, ContentType.changeCipherSpec, nextSequence(0), outgoing(), end, end + 1);
    putMessage(HandshakeType.finished, sequence);
  } else {
    putMessage(HandshakeType.clientHello, sequence);
  }
  sendDatagram();
}

function sendWithin(milliseconds: number): void {
  flight[Flight.wait] = milliseconds;
  flight[Flight.due] = (board().now() + milliseconds) & 0x3fffffff;
  sendFlight();
}

/** Sends a flight for the first time: it is sent again unless the server answers. */
export function startFlight(): void {
  flight[Flight.attempts] = 0;
  sendWithin(Time.first);
}

/** Sends the last flight of a handshake, which is sent again when the server asks for it. */
export function sendLastFlight(): void {
  sendWithin(Time.linger);
}

/** Milliseconds until the time-out is over; a day when there is none. */
export function flightDue(): number {
  const left = (flight[Flight.due] - board().now()) & 0x3fffffff;
  return flight[Flight.wait] === 0 ? Time.longest : left < 0x20000000 ? left : 0;
}

/** The flight was not answered: sends it again. @returns false when it was sent often enough. */
export function repeatFlight(): boolean {
  if (flight[Flight.attempts] === Time.attempts) {
    return false;
  }
  flight[Flight.attempts]++;
  sendWithin(2 * flight[Flight.wait]);
  return true;
}

/** Sends an alert. @param epoch Whether it is protected: 1. */
export function sendAlert(link: number, epoch: number, level: AlertLevel, description: Alert): void {
  const buffer = outgoing();
  buffer[0] = level;
  buffer[1] = description & 255;
  board().send(link, buffer, putRecord(link, ContentType.alert, nextSequence(epoch), buffer, 0, 2));
}
