import { copyBytes, newInt32s, newUint8s } from 'runtime';
import { Config } from 'config';
import { Links } from './link';

/**
 * CoAP over reliable transports (RFC 8323): a stream of frames, each a length, a code, a token, options and payload. A
 * frame is turned into the message it would be in a datagram (type NON, message id 0) and back, so that the layers above
 * know one form only.
 */
const enum Column {
  /** 1 when the link is a stream. */
  isStream,
  /** Bytes that have arrived and belong to no whole frame yet. */
  size,
  columns,
}

/** What arrives of a stream at once. */
export const enum Chunk {
  bytes = Config.messageBytes + Links.protection,
  /** Room of a link: what was left over, and one chunk. */
  room = Config.messageBytes + bytes,
}

/** What `takeFrame` gives when there is no message. */
export const enum Frame {
  none = 0,
  /** The frame is larger than a message can be: nothing that follows can be understood. */
  tooLarge = -1,
}

const rows = /* @__PURE__ */ newInt32s(Links.all * Column.columns);
const arrived = /* @__PURE__ */ newUint8s(Config.tcp * Links.all * Chunk.room);

/** Whether the link is a stream; otherwise it has datagrams. */
export function isStream(link: number): boolean {
  return Config.tcp === 1 && rows[link * Column.columns + Column.isStream] === 1;
}

/** Says what the link is from now on, with nothing arrived. */
export function setStream(link: number, isStream: boolean): void {
  rows[link * Column.columns + Column.isStream] = isStream ? 1 : 0;
  rows[link * Column.columns + Column.size] = 0;
}

/** Takes bytes that have arrived, `Chunk.bytes` at most; `takeFrame` is to be called until there is no frame. */
export function takeChunk(link: number, from: Uint8Array, length: number): void {
  const row = link * Column.columns;
  copyBytes(from, 0, length, arrived, link * Chunk.room + rows[row + Column.size]);
  rows[row + Column.size] += length;
}

/**
 * Turns the next whole frame into the message of a datagram.
 * @param into Where it goes, `Config.messageBytes` at most.
 * @returns Its length, or a `Frame`.
 */
export function takeFrame(link: number, into: Uint8Array): number {
  const row = link * Column.columns;
  const at = link * Chunk.room;
  const available = rows[row + Column.size];
  const nibble = available > 0 ? arrived[at] >>> 4 : 0;
  const header = nibble < 13 ? 2 : nibble - 10 + (nibble === 15 ? 1 : 0);
  if (available < header) {
    return Frame.none;
  }
  // RFC 8323 3.2: the length counts options and payload.
  let length = nibble;
  if (nibble === 13) {
    length = 13 + arrived[at + 1];
  } else if (nibble === 14) {
    length = 269 + (arrived[at + 1] << 8) + arrived[at + 2];
  } else if (nibble === 15) {
    return Frame.tooLarge;
  }
  const rest = (arrived[at] & 15) + length;
  if (rest + 4 > Config.messageBytes) {
    return Frame.tooLarge;
  }
  if (available < header + rest) {
    return Frame.none;
  }
  into[0] = 0x50 | (arrived[at] & 15);
  into[1] = arrived[at + header - 1];
  into[2] = 0;
  into[3] = 0;
  copyBytes(arrived, at + header, at + header + rest, into, 4);
  copyBytes(arrived, at + header + rest, at + available, arrived, at);
  rows[row + Column.size] = available - header - rest;
  return 4 + rest;
}

/**
 * Turns the message in bytes 0 to `length` - 1 of `buffer` into a frame, at the same place.
 * @returns The frame's length.
 */
export function toFrame(buffer: Uint8Array, length: number): number {
  const tokenBytes = buffer[0] & 15;
  const code = buffer[1];
  const size = length - 4 - tokenBytes;
  const header = size < 13 ? 2 : size < 269 ? 3 : 4;
  copyBytes(buffer, 4, length, buffer, header);
  buffer[header - 1] = code;
  if (size < 13) {
    buffer[0] = ((size << 4) | tokenBytes) & 255;
  } else if (size < 269) {
    buffer[0] = 0xd0 | tokenBytes;
    buffer[1] = (size - 13) & 255;
  } else {
    buffer[0] = 0xe0 | tokenBytes;
    buffer[1] = ((size - 269) >>> 8) & 255;
    buffer[2] = (size - 269) & 255;
  }
  return length - 4 + header;
}
