import { outputOverflowed, outputPosition, outputRewind } from '../bytes/output';
import { Option } from '../coap/code';
import { incoming, startExchange, startReply } from '../coap/endpoint';
import { putPayloadMarker, putUintOption } from '../coap/encode';
import { Field, message } from '../coap/message';
import { replaying } from './deferred';

/**
 * The response to the request in `message`: piggybacked, or, for a request that was answered later, in an exchange
 * of its own.
 */
let beforeMarker = 0;
let beforePayload = 0;

/** Begins a response that has nothing but a code, or whose options follow. */
export function reply(link: number, code: number): void {
  if (replaying()) {
    startExchange(link, code, incoming, message[Field.tokenStart], message[Field.tokenEnd]);
  } else {
    startReply(link, code);
  }
}

/** Content-Format and the marker; the payload follows, then `endPayload`. */
export function startPayload(contentFormat: number): void {
  putUintOption(Option.contentFormat, contentFormat);
  beforeMarker = outputPosition();
  putPayloadMarker();
  beforePayload = outputPosition();
}

/** Where the payload began. */
export function payloadStart(): number {
  return beforePayload;
}

/**
 * Ends the payload. An empty one has no marker (RFC 7252 3). It has its Content-Format: a notification that became
 * empty still has that of the first response (RFC 7641 4.2).
 * @returns false when the message did not fit into the buffer.
 */
export function endPayload(): boolean {
  if (outputPosition() === beforePayload) {
    outputRewind(beforeMarker);
  }
  return !outputOverflowed();
}
