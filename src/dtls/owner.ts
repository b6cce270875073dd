import type { Board } from '../board';

/** Where DTLS sends, and for whom: what its modules have in common. */

/** What has keys to protect an association with, and is told how it goes. */
export interface LinkOwner {
  /** Writes the PSK identity of a link to the output cursor. */
  putIdentity(this: void, link: number): void;
  /** Writes its pre-shared key, 1 to 64 bytes. */
  putKey(this: void, link: number): void;
  /** The link is protected, and may be used. */
  protected(this: void, link: number): void;
  /** It is not, or not any more. @param alert What the server has said, or `Alert.none`. */
  ended(this: void, link: number, cause: Cause, alert: number): void;
}

/** Why there is no association. */
export const enum Cause {
  /** The server did not answer. */
  timeout,
  /** Client and server do not have the same key. */
  wrongKey,
  /** The server does not know the identity. */
  unknownIdentity,
  /** They cannot agree on how to talk. */
  refused,
  /** The server has ended the association. */
  closed,
  /** There is no randomness to make keys of: the device has no seed (crypto/random.ts). */
  noSeed,
}

let below: Board;
let above: LinkOwner;
let leaving: Uint8Array;

/** @param buffer Where datagrams are put together: `Config.messageBytes` and `Links.protection`. */
export function startOwner(on: Board, to: LinkOwner, buffer: Uint8Array): void {
  below = on;
  above = to;
  leaving = buffer;
}

/** What datagrams go to, and what has time and storage. */
export function board(): Board {
  return below;
}

/** Who has the keys, and is told. */
export function owner(): LinkOwner {
  return above;
}

/** Where a datagram, a key or a session is put together, one at a time. */
export function outgoing(): Uint8Array {
  return leaving;
}
