/**
 * The messages of the bench's server side: requests made once and patched for each use, and replies told apart
 * from them. The driver shares the machine with the client it measures, so it must cost little.
 */
import { generate } from 'coap-packet';

/** Bytes of a request's header and token; the message id is at 2, the token at 4. */
export const requestHead = 8;

/** Message codes as the byte on the wire (RFC 7252 12.1). */
export const enum Code {
  Get = 0x01,
  Post = 0x02,
  Delete = 0x04,
  Created = 0x41,
  Deleted = 0x42,
  Changed = 0x44,
  Content = 0x45,
}

/** Message types (RFC 7252 3). */
export const enum Type {
  Confirmable = 0,
  NonConfirmable = 1,
  Acknowledgement = 2,
  Reset = 3,
}

/**
 * A confirmable GET with a token of 4 bytes, both message id and token 0.
 * @param path Segments of the path.
 * @param accept Content-Format asked for, or undefined for no Accept option.
 * @param observes Whether the path is to be observed from then on (RFC 7641 2).
 */
export function readRequest(path: readonly number[], accept: number | undefined, observes = false): Buffer {
  const options = path.map((segment) => ({ name: 'Uri-Path' as const, value: Buffer.from(String(segment)) }));
  const observe = observes ? [{ name: 'Observe' as const, value: uint(0) }] : [];
  const format = accept === undefined ? [] : [{ name: 'Accept' as const, value: uint(accept) }];
  return generate({
    code: '0.01',
    confirmable: true,
    messageId: 0,
    token: Buffer.alloc(4),
    options: [...observe, ...options, ...format],
  });
}

/** An option value of type uint: big-endian without leading zeros, zero is empty (RFC 7252 3.2). */
function uint(value: number): Buffer {
  const hex = value === 0 ? '' : value.toString(16);
  return Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
}

/**
 * Writes message id and token into a request. The token is the run's tag and then the message id, so that
 * no two requests of a bench share one.
 * @param tag 0 to 65535.
 * @param messageId 0 to 65535.
 */
export function patchRequest(request: Buffer, tag: number, messageId: number): void {
  request[2] = messageId >>> 8;
  request[3] = messageId & 255;
  request[4] = tag >>> 8;
  request[5] = tag & 255;
  request[6] = messageId >>> 8;
  request[7] = messageId & 255;
}

/** The message id that a token of {@link patchRequest} carries, or -1 when the reply is not to a request of `tag`. */
export function repliedMessageId(reply: Buffer, tag: number): number {
  if (reply.length < requestHead || (reply[0] & 15) !== 4) return -1;
  if (reply[4] !== tag >>> 8 || reply[5] !== (tag & 255)) return -1;
  const messageId = (reply[6] << 8) | reply[7];
  const piggybacked = ((reply[0] >>> 4) & 3) === Type.Acknowledgement;
  // A piggybacked response repeats the message id too (RFC 7252 5.2.1).
  if (piggybacked && ((reply[2] << 8) | reply[3]) !== messageId) return -1;
  return messageId;
}

/** The empty acknowledgement of a message. */
export function acknowledgement(message: Buffer): Buffer {
  return Buffer.from([0x60, 0, message[2], message[3]]);
}

/**
 * The server's answer to a request of the client: 2.01 with a Location-Path to Register, 2.04 to Update,
 * 2.02 to De-register.
 */
export function registrationReply(request: Buffer): Buffer {
  const tokenLength = request[0] & 15;
  const token = request.subarray(4, 4 + tokenLength);
  const first = 0x60 | tokenLength;
  const register = request[1] === Code.Post && uriPath(request).length === 1;
  if (!register) {
    const code = request[1] === Code.Delete ? Code.Deleted : Code.Changed;
    return Buffer.concat([Buffer.from([first, code, request[2], request[3]]), token]);
  }
  // Location-Path (8) "rd" and "1"
  const location = Buffer.from([0x82, 0x72, 0x64, 0x01, 0x31]);
  return Buffer.concat([Buffer.from([first, Code.Created, request[2], request[3]]), token, location]);
}

/** One option of a message. */
export interface Option {
  number: number;
  value: Buffer;
}

/** What follows the token of a message: options and payload. */
export function optionsAndPayload(message: Buffer): { options: Option[]; payload: Buffer } {
  const options: Option[] = [];
  let at = 4 + (message[0] & 15);
  let number = 0;
  while (at < message.length && message[at] !== 0xff) {
    const head = message[at++];
    const extended = (nibble: number): number => {
      if (nibble < 13) return nibble;
      if (nibble === 13) return 13 + message[at++];
      at += 2;
      return 269 + ((message[at - 2] << 8) | message[at - 1]);
    };
    number += extended(head >>> 4);
    const length = extended(head & 15);
    options.push({ number, value: message.subarray(at, at + length) });
    at += length;
  }
  return { options, payload: message.subarray(at + 1) };
}

function uriPath(message: Buffer): string[] {
  return optionsAndPayload(message)
    .options.filter((option) => option.number === 11)
    .map((option) => option.value.toString());
}
