import { startHmac } from 'primitives';
import { newUint8s } from 'runtime';
import { finishPrf, seedPrf, startPrf } from '../crypto/prf';
import { copyHash, finishHash, type Hash, newHash, startHash, updateHash } from '../crypto/sha256';
import { wipe } from '../crypto/wipe';
import { Secret, secrets } from './associations';
import { Size } from './protocol';

/** The key schedule of the handshake under way (RFC 5246 8.1, RFC 7627), and the hash of its messages that it needs. */

/** The random of the client, that of the server, and that of the client again: both orders are stretches of this. */
export const randoms = /* @__PURE__ */ newUint8s(3 * Size.random);

const transcript: Hash = /* @__PURE__ */ newHash();
const snapshot: Hash = /* @__PURE__ */ newHash();
const hash = /* @__PURE__ */ newUint8s(Size.hash);

/** Forgets the messages so far. */
export function startTranscript(): void {
  startHash(transcript);
}

/** Adds bytes of messages, each with its header as of one that is whole (RFC 6347 4.2.6). */
export function addToTranscript(bytes: Uint8Array, start: number, end: number): void {
  updateHash(transcript, bytes, start, end);
}

/** The hash of the messages so far, 32 bytes. */
export function transcriptHash(into: Uint8Array): void {
  copyHash(transcript, snapshot);
  finishHash(snapshot, into, 0);
}

/**
 * Makes the premaster secret of a pre-shared key (RFC 4279 2), in place.
 * @param at Where the key is; it ends up behind as many zeros.
 * @returns Bytes of the premaster secret, which begins at `at`: 4 more than twice those of the key.
 */
export function makePremaster(bytes: Uint8Array, at: number, keySize: number): number {
  for (let i = keySize - 1; i >= 0; i--) {
    bytes[at + keySize + 4 + i] = bytes[at + i];
    bytes[at + 2 + i] = 0;
  }
  bytes[at] = 0;
  bytes[at + 1] = keySize & 255;
  bytes[at + keySize + 2] = 0;
  bytes[at + keySize + 3] = keySize & 255;
  return 2 * keySize + 4;
}

/**
 * Derives the master secret of a link's session.
 * @param isExtended Whether both sides know of RFC 7627: then it is of the messages up to ClientKeyExchange.
 */
export function deriveMaster(link: number, premaster: Uint8Array, end: number, isExtended: boolean): void {
  startPrf(premaster, 0, end);
  if (isExtended) {
    transcriptHash(hash);
    seedPrf('extended master secret', hash, 0, Size.hash); // RFC 7627 4
  } else {
    seedPrf('master secret', randoms, 0, 2 * Size.random); // RFC 5246 8.1
  }
  finishPrf(secrets, link * Secret.bytes + Secret.master, Size.master);
}

function startWithMaster(link: number): void {
  const master = link * Secret.bytes + Secret.master;
  startPrf(secrets, master, master + Size.master);
}

/** Derives the key block of a link from the master secret (RFC 5246 6.3). */
export function deriveKeys(link: number): void {
  startWithMaster(link);
  seedPrf('key expansion', randoms, Size.random, 3 * Size.random);
  finishPrf(secrets, link * Secret.bytes, Secret.window);
}

/** Computes what a Finished message says after the messages so far (RFC 5246 7.4.9). */
export function finishedData(link: number, label: string, into: Uint8Array): void {
  transcriptHash(hash);
  startWithMaster(link);
  seedPrf(label, hash, 0, Size.hash);
  finishPrf(into, 0, Size.finished);
}

/** Wipes what is of no use any more when a handshake is over. */
export function wipeHandshakeKeys(): void {
  wipe(hash, 0, Size.hash);
  startHmac(hash, 0, Size.hash); // nor does HMAC know the secret any more
  startHash(transcript);
  startHash(snapshot);
}
