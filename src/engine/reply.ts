import { Config } from 'config';
import { bodyChecksum, bodySize, closeBody, dropMarker, outputOverflowed, putUint16, startBody } from '../bytes/output';
import { largestSzx, Szx, szxOf } from '../coap/block-size';
import { Code, Option } from '../coap/code';
import { incoming, startExchange, startReply } from '../coap/endpoint';
import { putOption, putPayloadMarker, putUintOption } from '../coap/encode';
import { Field, message } from '../coap/message';
import { replaying } from './deferred';
import { Observation, putObserve, startNotification } from './observations';

/**
 * Responses to the request in `message`: piggybacked, or, for a request that was answered later, in an exchange of its
 * own; and notifications.
 */

/** Writes a body to the output cursor, the same each time. @returns 0, or the code of an error. */
export type PutBody = (this: void, link: number) => number;

let checksum = 0;
let inBlocks = false;

/** The checksum of the whole body that `putContent` wrote last; known for observations. */
export function contentChecksum(): number {
  return checksum;
}

/** Whether the body that `putContent` wrote last has more blocks than the one that goes out. */
export function isInBlocks(): boolean {
  return inBlocks;
}

/** Begins a response; options follow. */
export function startResponse(link: number, code: number): void {
  if (replaying()) {
    startExchange(link, code, incoming, message[Field.tokenStart], message[Field.tokenEnd]);
  } else {
    startReply(link, code);
  }
}

/** Writes the option that tells which block of the request this is the response to (RFC 7959 2.3). */
export function putBlock1(): void {
  if (Config.transfers > 0 && message[Field.block1] !== -1) {
    putUintOption(Option.block1, message[Field.block1]);
  }
}

/** A response with nothing but a code. */
export function respond(link: number, code: number): void {
  startResponse(link, code);
  putBlock1();
  if (code === Code.requestEntityTooLarge && message[Field.block1] !== -1) {
    putUintOption(Option.size1, Config.transferBytes);
  }
}

function startContent(link: number, observation: number, isNotification: boolean, eTag: number): void {
  if (isNotification) {
    startNotification(observation, Code.content);
  } else {
    startResponse(link, Code.content);
  }
  if (eTag >= 0) {
    putOption(Option.eTag, 4);
    putUint16(eTag >>> 16);
    putUint16(eTag);
  }
  if (observation !== Observation.none) {
    putObserve(observation);
  }
}

/**
 * Writes a 2.05 response with a body: all of it, or the block of it that the request asks for or the message has room
 * for (RFC 7959 2.4). An empty body has no marker (RFC 7252 3). It has its Content-Format: a notification that became
 * empty still has that of the first response (RFC 7641 4.2).
 * @param observation Whose Observe option the response has, or `Observation.none`.
 * @param isNotification Whether it is a notification of that observation, and no answer.
 * @returns 0, or the code of an error; then what was written is to be discarded.
 */
export function putContent(
  link: number,
  contentFormat: number,
  observation: number,
  isNotification: boolean,
  putBody: PutBody,
): number {
  inBlocks = false;
  startContent(link, observation, isNotification, -1);
  putUintOption(Option.contentFormat, contentFormat);
  if (!isNotification) {
    putBlock1();
  }
  putPayloadMarker();
  startBody(0, Config.messageBytes);
  const code = putBody(link);
  if (code !== 0) {
    return code;
  }
  if (bodySize() === 0) {
    dropMarker();
  }
  if (observation !== Observation.none) {
    checksum = bodyChecksum();
  }
  const asked = isNotification ? -1 : message[Field.block2];
  return asked === -1 && !outputOverflowed() ? 0 : putBlock(link, contentFormat, observation, isNotification, asked, putBody);
}

/** Writes the content, whose size is known now, anew: the block of it that is asked for, or the first. */
function putBlock(
  link: number,
  contentFormat: number,
  observation: number,
  isNotification: boolean,
  asked: number,
  putBody: PutBody,
): number {
  if (asked !== -1 && szxOf(asked) === Szx.reserved) {
    return Code.badRequest; // RFC 7959 2.2: reserved
  }
  const szx = asked !== -1 && szxOf(asked) < largestSzx ? szxOf(asked) : largestSzx;
  // The number of a block larger than those there are is that of its first part.
  const number = asked === -1 ? 0 : (asked >>> 4) << (szxOf(asked) - szx);
  const blockBytes = 16 << szx;
  const size = bodySize();
  if (number === 0 && !outputOverflowed() && size <= blockBytes) {
    return 0;
  }
  if (number * blockBytes >= size) {
    return Code.badRequest;
  }
  checksum = bodyChecksum();
  inBlocks = true;
  startContent(link, observation, isNotification, checksum);
  putUintOption(Option.contentFormat, contentFormat);
  putUintOption(Option.block2, number * 16 + ((number + 1) * blockBytes < size ? 8 : 0) + szx);
  if (!isNotification) {
    putBlock1();
  }
  putUintOption(Option.size2, size);
  putPayloadMarker();
  startBody(number * blockBytes, blockBytes);
  const code = putBody(link);
  closeBody();
  return code;
}
