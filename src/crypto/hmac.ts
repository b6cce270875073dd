/** HMAC-SHA-256 (RFC 2104, FIPS 198-1). There is one, since one message is authenticated at a time. */
import { copyBytes, newUint8s } from 'runtime';
import { copyHash, finishHash, type Hash, newHash, Sha256, startHash, updateHash } from './sha256';
import { wipe } from './wipe';

const hash = /* @__PURE__ */ newHash();
/** The hashes that have taken the key, and nothing else. */
const inner = /* @__PURE__ */ newHash();
const outer = /* @__PURE__ */ newHash();
const pad = /* @__PURE__ */ newUint8s(Sha256.block);

/** Exclusive-or of every byte of the key. */
const enum Pad {
  inner = 0x36,
  /** From the inner pad to the outer one, 0x5c. */
  change = 0x6a,
}

function startPadded(h: Hash, value: number): void {
  for (let i = 0; i < Sha256.block; i++) {
    pad[i] ^= value & 255;
  }
  startHash(h);
  updateHash(h, pad, 0, Sha256.block);
}

/** Starts with bytes `start` to `end` - 1 of `key`, of any size. */
export function startHmac(key: Uint8Array, start: number, end: number): void {
  if (end - start > Sha256.block) {
    startHash(hash); // RFC 2104 2: a longer key is hashed first
    updateHash(hash, key, start, end);
    finishHash(hash, pad, 0);
  } else {
    copyBytes(key, start, end, pad, 0);
  }
  startPadded(inner, Pad.inner);
  startPadded(outer, Pad.change);
  wipe(pad, 0, Sha256.block);
  restartHmac();
}

/** Starts with the same key once more, which costs less. */
export function restartHmac(): void {
  copyHash(inner, hash);
}

/** Goes on with bytes `start` to `end` - 1. */
export function updateHmac(bytes: Uint8Array, start: number, end: number): void {
  updateHash(hash, bytes, start, end);
}

/** Writes the code, 32 bytes. */
export function finishHmac(out: Uint8Array, at: number): void {
  finishHash(hash, pad, 0);
  copyHash(outer, hash);
  updateHash(hash, pad, 0, Sha256.hash);
  finishHash(hash, out, at);
  wipe(pad, 0, Sha256.hash);
}
