import { copyBytes, textSize } from 'runtime';
import { outputTo, putByte, putText, putUint16 } from '../bytes/output';
import { MessageType, Option, Signal } from './code';

/**
 * The message encoder (RFC 7252 3), over the output cursor: a header, options in ascending order, a payload.
 */
let lastOption = 0;

/**
 * Begins a message in `to`, from index `at` up to `end` - 1, with a token copied from `token`. There is room for both: a
 * buffer holds at least 12 bytes.
 */
export function putHeader(
  to: Uint8Array,
  at: number,
  end: number,
  type: MessageType,
  code: number,
  messageId: number,
  token: Uint8Array,
  tokenStart: number,
  tokenEnd: number,
): void {
  const tokenLength = tokenEnd - tokenStart;
  to[at] = (0x40 | (type << 4) | tokenLength) & 255;
  to[at + 1] = code & 255;
  to[at + 2] = (messageId >>> 8) & 255;
  to[at + 3] = messageId & 255;
  copyBytes(token, tokenStart, tokenEnd, to, at + 4);
  outputTo(to, at + 4 + tokenLength, end);
  lastOption = 0;
}

function putExtension(value: number): void {
  if (value >= 269) {
    putUint16(value - 269);
  } else if (value >= 13) {
    putByte(value - 13);
  }
}

/** Writes an option's header; its `size` bytes of value are to follow. Options come in ascending order. */
export function putOption(option: Option | Signal, size: number): void {
  const delta = option - lastOption;
  lastOption = option;
  const deltaNibble = delta < 13 ? delta : delta < 269 ? 13 : 14;
  const sizeNibble = size < 13 ? size : size < 269 ? 13 : 14;
  putByte((deltaNibble << 4) | sizeNibble);
  putExtension(delta);
  putExtension(size);
}

/** Writes an option of format uint, 0 to 2^24 - 1, in as few bytes as it takes (RFC 7252 3.2). */
export function putUintOption(option: Option | Signal, value: number): void {
  putOption(option, value === 0 ? 0 : value < 256 ? 1 : value < 65536 ? 2 : 3);
  if (value >= 65536) {
    putByte(value >>> 16);
  }
  if (value >= 256) {
    putByte(value >>> 8);
  }
  if (value > 0) {
    putByte(value);
  }
}

/** Writes an option of format string. */
export function putTextOption(option: Option, text: string): void {
  putOption(option, textSize(text));
  putText(text);
}

/** Ends the options; a payload of at least one byte has to follow. */
export function putPayloadMarker(): void {
  putByte(0xff);
}
