import { Config } from 'config';

/** Sizes of blocks, by their SZX: 16 << SZX bytes (RFC 7959 2.2). */
export const enum Szx {
  /** 1024 bytes. */
  largest = 6,
  reserved = 7,
}

const enum Headroom {
  /** What header, options and marker take at most beside a block. */
  bytes = 80,
}

/** SZX of the largest block that a message has room for. */
export const largestSzx: number =
  Config.messageBytes >= 1024 + Headroom.bytes
    ? Szx.largest
    : Config.messageBytes >= 512 + Headroom.bytes
      ? 5
      : Config.messageBytes >= 256 + Headroom.bytes
        ? 4
        : 2;

// A Block option's value is the block's number, whether more follow, and its SZX (RFC 7959 2.2).

/** 0 to 6, or `Szx.reserved`. @param option Of these functions all: the value of a Block1 or Block2 option. */
export function szxOf(option: number): number {
  return option & 7;
}

/** Whether blocks follow. */
export function hasMore(option: number): boolean {
  return (option & 8) !== 0;
}

/** Bytes of each block but the last. */
export function blockBytes(option: number): number {
  return 16 << szxOf(option);
}

/** Where the block begins, in bytes. */
export function blockOffset(option: number): number {
  return (option >>> 4) * blockBytes(option);
}
