import { copyBytes, newUint8s } from 'runtime';
import { Config } from 'config';
import { uint16At, uint24At } from '../bytes/big-endian';
import { outputOverflowed, outputPosition, outputTo } from '../bytes/output';
import { constantTimeEqual } from '../crypto/equal';
import { generateDrbg } from '../crypto/drbg';
import { hasRandom } from '../crypto/random';
import { wipe } from '../crypto/wipe';
import { Links } from '../coap/link';
import { Secret, secrets, setState, State, stateOf, wipeKeys, wipeSession } from './associations';
import { addOwnMessage, Flight, flight, flightDue, repeatFlight, sendAlert, sendLastFlight, startFlight, Step, verifyData } from './flight';
import { Hello, hello, newSessionId, readHelloVerify, readServerHello } from './hello';
import { addToTranscript, deriveKeys, deriveMaster, finishedData, makePremaster, randoms, startTranscript, wipeHandshakeKeys } from './keys';
import { Cause, outgoing, owner } from './owner';
import { Alert, AlertLevel, HandshakeType, Size } from './protocol';
import { reassembled, startReassembly, takeFragment } from './reassembly';
import { forgetSession, keepSession, recallSession } from './sessions';

/** The handshake with pre-shared keys (RFC 4279), from the client's side, with cookies (RFC 6347 4.2.1). */
const enum Limit {
  /** HelloVerifyRequests that are followed; they can be forged. */
  verified = 3,
}

const expected = /* @__PURE__ */ newUint8s(Size.finished);

/** Whether records of epoch 1 can be opened. */
export function hasKeys(link: number): boolean {
  const state = stateOf(link);
  return state === State.open || (state === State.handshake && flight[Flight.step] >= Step.resuming);
}

/** The server has got the last flight of the link's handshake: others have their turn. */
export function flightArrived(link: number): void {
  if (flight[Flight.link] === link && flight[Flight.wait] > 0) {
    flight[Flight.wait] = 0;
    startNext();
  }
}

/** Has the link's handshake begin, when that of another one is over. */
export function queueHandshake(link: number): void {
  setState(link, State.queued);
  endHandshake(link);
}

function startNext(): void {
  for (let link = 0; link < Links.all && flight[Flight.wait] === 0; link++) {
    if (stateOf(link) === State.queued) {
      begin(link);
    }
  }
}

function begin(link: number): void {
  setState(link, State.handshake);
  wipeKeys(link);
  recallSession(link);
  generateDrbg(randoms, 0, Size.random);
  copyBytes(randoms, 0, Size.random, randoms, 2 * Size.random);
  if (Config.dtlsCidBytes > 0) {
    generateDrbg(secrets, link * Secret.bytes + Secret.ownCid, Config.dtlsCidBytes);
  }
  for (let column = 0; column < Flight.columns; column++) {
    flight[column] = 0;
  }
  flight[Flight.link] = link;
  hello[Hello.cookieSize] = 0;
  startReassembly();
  if (hasRandom()) {
    sendHello();
  } else {
    fail(Alert.none, Cause.noSeed);
  }
}

function sendHello(): void {
  flight[Flight.step] = Step.hello;
  startTranscript();
  if (addOwnMessage(HandshakeType.clientHello, flight[Flight.sequence])) {
    startFlight();
  } else {
    fail(Alert.internalError, Cause.refused);
  }
}

/** The handshake of the link is over, if it has one: others have their turn. */
export function endHandshake(link: number): void {
  if (flight[Flight.link] === link && flight[Flight.step] !== Step.none) {
    if (flight[Flight.step] === Step.keys || flight[Flight.step] === Step.finished) {
      wipeSession(link); // the suite and the master secret are not those of its id
    }
    flight[Flight.step] = Step.none;
    flight[Flight.wait] = 0;
    wipeHandshakeKeys();
    wipe(verifyData, 0, Size.finished);
  }
  startNext();
}

/** @param alert What the server is told, or `Alert.none`. */
function fail(alert: Alert, cause: Cause): void {
  if (alert !== Alert.none) {
    sendAlert(flight[Flight.link], flight[Flight.step] === Step.finished ? 1 : 0, AlertLevel.fatal, alert);
  }
  handshakeFailed(cause, Alert.none);
}

/** The handshake comes to nothing. @param alert What the server has said, or `Alert.none`. */
export function handshakeFailed(cause: Cause, alert: number): void {
  const link = flight[Flight.link];
  const step = flight[Flight.step];
  // RFC 5246 7.2.2. What is not protected can be forged: a stored session is given up only where it may be what has failed.
  if (step === Step.resuming || (step === Step.hello && cause !== Cause.timeout)) {
    forgetSession(link);
  }
  wipeKeys(link);
  setState(link, State.closed);
  endHandshake(link);
  owner().ended(link, cause, alert);
}

/**
 * Does what is due.
 * @returns Milliseconds until something is again, at most a day.
 */
export function handshakeDue(): number {
  if (flightDue() === 0 && flight[Flight.step] === Step.done) {
    flightArrived(flight[Flight.link]);
  } else if (flightDue() === 0 && !repeatFlight()) {
    // A server that cannot make sense of our Finished may drop it without a word.
    fail(Alert.none, flight[Flight.step] === Step.finished ? Cause.wrongKey : Cause.timeout);
  }
  return flightDue();
}

/** Handshake messages have come in a record, at bytes `at` to `end` - 1: several, or a fragment of one. */
export function handshakeReceived(link: number, bytes: Uint8Array, at: number, end: number, epoch: number): void {
  while (at + Size.handshakeHeader <= end && stateOf(link) >= State.handshake) {
    const length = uint24At(bytes, at + 1);
    const offset = uint24At(bytes, at + 6);
    const size = uint24At(bytes, at + 9);
    const next = at + Size.handshakeHeader + size;
    if (next > end || offset + size > length) {
      return;
    }
    if (stateOf(link) === State.open) {
      repeatedReceived(link, bytes[at], epoch);
      return; // one answer for a record, however many messages are in it
    }
    if (flight[Flight.link] === link && uint16At(bytes, at + 4) === flight[Flight.expected]) {
      if (size === length) {
        messageReceived(bytes, at, next, epoch);
      } else if (takeFragment(bytes, at, length, flight[Flight.expected], offset, size)) {
        messageReceived(reassembled, 0, Size.handshakeHeader + length, epoch);
      }
    }
    at = next;
  }
}

/** A message of a handshake that is over, or of a new one. */
function repeatedReceived(link: number, type: number, epoch: number): void {
  const isOurs = flight[Flight.link] === link && flight[Flight.step] === Step.done && hello[Hello.isResumed] === 1;
  if (epoch === 1 && type === HandshakeType.finished && isOurs) {
    sendLastFlight(); // RFC 6347 4.2.4: the server has not got the last flight
  } else if (epoch === 1 && type === HandshakeType.helloRequest) {
    sendAlert(link, 1, AlertLevel.warning, Alert.noRenegotiation); // RFC 5246 7.2.2
  }
}

/** Whether a message of this type may come now. What is not protected can be forged, and takes nothing's place. */
function isDue(type: number, epoch: number): boolean {
  const step = flight[Flight.step];
  return epoch === 1
    ? type === HandshakeType.finished && (step === Step.finished || step === Step.resuming)
    : step === Step.hello
      ? type === HandshakeType.serverHello || (type === HandshakeType.helloVerifyRequest && flight[Flight.verified] < Limit.verified)
      : step === Step.keys && (type === HandshakeType.serverKeyExchange || type === HandshakeType.serverHelloDone);
}

/** A whole message has come, with the next number; its header is at `at`. One that does not fit is as good as lost (RFC 6347 4.1.2.7). */
function messageReceived(bytes: Uint8Array, at: number, end: number, epoch: number): void {
  const link = flight[Flight.link];
  const type = bytes[at];
  const start = at + Size.handshakeHeader;
  if (!isDue(type, epoch) || (type === HandshakeType.helloVerifyRequest && !readHelloVerify(bytes, start, end))) {
    return;
  }
  flight[Flight.expected]++;
  let alert = Alert.none;
  if (type === HandshakeType.helloVerifyRequest) {
    flight[Flight.verified]++;
    flight[Flight.sequence]++;
    sendHello();
  } else if (type === HandshakeType.finished) {
    alert = finishedReceived(link, bytes, at, end);
  } else {
    addToTranscript(bytes, at, end); // RFC 4279 5.2: a hint that is not known is ignored
    if (type === HandshakeType.serverHello) {
      alert = readServerHello(link, bytes, start, end);
    } else if (type === HandshakeType.serverHelloDone) {
      alert = sendKeys(link);
    }
  }
  if (alert !== Alert.none) {
    fail(alert, alert === Alert.decryptError ? Cause.wrongKey : Cause.refused);
  } else if (type === HandshakeType.serverHello) {
    flight[Flight.step] = hello[Hello.isResumed] === 1 ? Step.resuming : Step.keys;
    if (hello[Hello.isResumed] === 1) {
      deriveKeys(link);
    }
  }
}

/** Derives the keys of a new session, and sends ClientKeyExchange and Finished. */
function sendKeys(link: number): Alert {
  flight[Flight.sequence]++;
  if (!addOwnMessage(HandshakeType.clientKeyExchange, flight[Flight.sequence])) {
    return Alert.internalError;
  }
  const buffer = outgoing();
  outputTo(buffer, 0, Size.preSharedKey);
  owner().putKey(link);
  if (outputOverflowed() || outputPosition() === 0) {
    wipe(buffer, 0, Size.preSharedKey);
    return Alert.internalError;
  }
  const size = makePremaster(buffer, 0, outputPosition());
  deriveMaster(link, buffer, size, hello[Hello.isExtended] === 1);
  wipe(buffer, 0, size);
  deriveKeys(link);
  finishedData(link, 'client finished', verifyData);
  addOwnMessage(HandshakeType.finished, flight[Flight.sequence] + 1);
  flight[Flight.step] = Step.finished;
  startFlight();
  return Alert.none;
}

/** The server's Finished has come: it shows that both have the same key, and have seen the same messages. */
function finishedReceived(link: number, bytes: Uint8Array, at: number, end: number): Alert {
  finishedData(link, 'server finished', expected);
  const isGenuine =
    end === at + Size.handshakeHeader + Size.finished && constantTimeEqual(bytes, at + Size.handshakeHeader, expected, 0, Size.finished);
  if (!isGenuine) {
    return Alert.decryptError; // RFC 5246 7.4.9
  }
  flight[Flight.step] = Step.done;
  flight[Flight.wait] = 0;
  if (hello[Hello.isResumed] === 1) {
    addToTranscript(bytes, at, end);
    finishedData(link, 'client finished', verifyData);
    flight[Flight.sequence]++;
    sendLastFlight();
  } else {
    // RFC 7627 5.3: only what is extended is to be resumed
    secrets[link * Secret.bytes + Secret.sessionIdSize] = hello[Hello.isExtended] === 1 ? hello[Hello.sessionIdSize] & 255 : 0;
    copyBytes(newSessionId, 0, hello[Hello.sessionIdSize], secrets, link * Secret.bytes + Secret.sessionId);
    if (secrets[link * Secret.bytes + Secret.sessionIdSize] > 0) {
      keepSession(link);
    }
  }
  wipeHandshakeKeys();
  setState(link, State.open);
  owner().protected(link);
  startNext();
  return Alert.none;
}
