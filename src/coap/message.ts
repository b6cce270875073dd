import { newInt32s, newUint16s } from 'runtime';
import { Config } from 'config';
import { Checksum, checksum } from '../bytes/checksum';
import { Code, Option } from './code';

/**
 * The message decoder (RFC 7252 3). It notes where things lie in the buffer and copies nothing. There is one
 * set of fields, those of the message decoded last.
 */
export const enum Field {
  type,
  code,
  messageId,
  tokenStart,
  tokenEnd,
  /** How many Uri-Path (in a request) or Location-Path (in a response) options there are; see `pathSegments`. */
  pathCount,
  /** How many Uri-Query options there are; see `queries`. */
  queryCount,
  /** Option values; -1 when the option is absent. */
  observe,
  contentFormat,
  accept,
  block1,
  block2,
  size1,
  size2,
  /** A checksum of it: it is only ever compared (RFC 7252 5.10.6). */
  eTag,
  /** 1 when a critical option was not recognised (RFC 7252 5.4.1). */
  badOption,
  payloadStart,
  payloadEnd,
  columns,
}

/** What came of decoding a datagram. */
export const enum Decoded {
  message,
  /** Not a CoAP message of version 1: silently ignored (RFC 7252 3). */
  ignore,
  /** A message format error; type and message id are known (RFC 7252 4.2, 4.3). */
  formatError,
}

export const enum Limit {
  /** More Uri-Path or Uri-Query options than these are counted, but their place is not kept. */
  segments = 8,
  /** A greater option value of 4 bytes counts as this: some engines have integers of 31 bits. */
  uint = 0x3fffffff,
}

export const message: Int32Array = /* @__PURE__ */ newInt32s(Field.columns);
/** Start and end of each path segment: 2 numbers a segment. */
export const pathSegments: Uint16Array = /* @__PURE__ */ newUint16s(2 * Limit.segments);
/** Start and end of each query: 2 numbers a query. */
export const queries: Uint16Array = /* @__PURE__ */ newUint16s(2 * Limit.segments);

/** Notes an option of format uint. @returns false when its length is out of range (RFC 7252 5.4.3). */
function noteUint(buffer: Uint8Array, field: Field, start: number, end: number, maxLength: number): boolean {
  if (end - start > maxLength) {
    return false;
  }
  let value = 0;
  for (let i = start; i < end; i++) {
    value = value <= Limit.uint >>> 8 ? value * 256 + buffer[i] : Limit.uint;
  }
  message[field] = value;
  return true;
}

/**
 * Notes an option that is no segment of the path.
 * @param repeated Whether the option before had the same number.
 * @returns false when the option is not recognised, or counts as such.
 */
function noteOption(buffer: Uint8Array, number: number, repeated: boolean, start: number, end: number): boolean {
  if (number === Option.uriQuery) {
    const count = message[Field.queryCount];
    if (count < Limit.segments) {
      queries[2 * count] = start;
      queries[2 * count + 1] = end;
    }
    message[Field.queryCount] = count + 1;
    return end - start <= 255;
  }
  if (repeated) {
    return false; // RFC 7252 5.4.5
  }
  if (number === Option.contentFormat) {
    return noteUint(buffer, Field.contentFormat, start, end, 2);
  }
  if (number === Option.accept) {
    return noteUint(buffer, Field.accept, start, end, 2);
  }
  if (number === Option.observe) {
    return noteUint(buffer, Field.observe, start, end, 3);
  }
  if (number === Option.block1) {
    return noteUint(buffer, Field.block1, start, end, 3);
  }
  if (number === Option.block2) {
    return noteUint(buffer, Field.block2, start, end, 3);
  }
  if (number === Option.size1) {
    return noteUint(buffer, Field.size1, start, end, 4);
  }
  if ((Config.firmwarePull === 1 || Config.bootstrapPack === 1) && number === Option.size2) {
    return noteUint(buffer, Field.size2, start, end, 4);
  }
  if ((Config.firmwarePull === 1 || Config.bootstrapPack === 1) && number === Option.eTag) {
    message[Field.eTag] = checksum(Checksum.start, buffer, start, end);
    return true;
  }
  // A client has one address only, so that whichever host and port were asked for, it is meant.
  if (number === Option.uriPort) {
    return end - start <= 2;
  }
  return number === Option.uriHost && end > start && end - start <= 255;
}

/**
 * Decodes bytes 0 to `length` - 1 of `buffer` into `message`. Total: whatever the bytes, it gives one of three outcomes.
 */
export function decodeMessage(buffer: Uint8Array, length: number): Decoded {
  if (length < 4 || buffer[0] >>> 6 !== 1) {
    return Decoded.ignore;
  }
  const tokenEnd = 4 + (buffer[0] & 15);
  message[Field.type] = (buffer[0] >>> 4) & 3;
  message[Field.code] = buffer[1];
  message[Field.messageId] = (buffer[2] << 8) | buffer[3];
  message[Field.tokenStart] = 4;
  message[Field.tokenEnd] = tokenEnd;
  message[Field.queryCount] = 0;
  message[Field.observe] = -1;
  message[Field.contentFormat] = -1;
  message[Field.accept] = -1;
  message[Field.block1] = -1;
  message[Field.block2] = -1;
  message[Field.size1] = -1;
  if (Config.firmwarePull === 1 || Config.bootstrapPack === 1) {
    message[Field.size2] = -1;
    message[Field.eTag] = -1;
  }
  message[Field.badOption] = 0;
  const codeClass = buffer[1] >>> 5;
  if (
    tokenEnd > 12 || // RFC 7252 3: TKL 9 to 15
    tokenEnd > length ||
    codeClass === 1 || // RFC 7252 12.1: reserved classes
    codeClass > 5 ||
    (buffer[1] === Code.empty && length > 4) // RFC 7252 4.1
  ) {
    return Decoded.formatError;
  }
  return decodeOptions(buffer, tokenEnd, length);
}

/** The number that an option's 4 bits stand for with the 1 or 2 bytes that follow for 13 and 14 (RFC 7252 3.1). */
function extended(buffer: Uint8Array, at: number, nibble: number): number {
  return nibble < 13 ? nibble : nibble === 13 ? 13 + buffer[at] : 269 + ((buffer[at] << 8) | buffer[at + 1]);
}

/** Decodes the options and the payload, from `start` on. What is not recognised shows in `Field.badOption`. */
export function decodeOptions(buffer: Uint8Array, start: number, length: number): Decoded {
  const pathOption = message[Field.code] < Code.firstResponse ? Option.uriPath : Option.locationPath;
  let at = start;
  let number = 0;
  /** Where the next path segment is noted. */
  let place = 0;
  while (at < length) {
    const head = buffer[at];
    if (head === 0xff) {
      break;
    }
    let delta = head >>> 4;
    let size = head & 15;
    at++;
    if (delta > 12 || size > 12) {
      const sizeAt = at + (delta > 12 ? delta - 12 : 0);
      const valueAt = sizeAt + (size > 12 ? size - 12 : 0);
      if (delta === 15 || size === 15 || valueAt > length) {
        return Decoded.formatError; // RFC 7252 3.1
      }
      delta = extended(buffer, at, delta);
      size = extended(buffer, sizeAt, size);
      at = valueAt;
    }
    number += delta;
    const end = at + size;
    if (end > length) {
      return Decoded.formatError;
    }
    if (number === pathOption && size <= 255) {
      if (place < 2 * Limit.segments) {
        pathSegments[place] = at;
        pathSegments[place + 1] = end;
      }
      place += 2;
    } else if (!noteOption(buffer, number, delta === 0, at, end) && (number & 1) === 1) {
      message[Field.badOption] = 1; // RFC 7252 5.4.1
    }
    at = end;
  }
  if (number > 65535) {
    return Decoded.formatError;
  }
  if (at < length) {
    at++;
    if (at === length) {
      return Decoded.formatError; // RFC 7252 3: a marker without payload
    }
  }
  message[Field.pathCount] = place >>> 1;
  message[Field.payloadStart] = at;
  message[Field.payloadEnd] = length;
  return Decoded.message;
}
