/** HMAC-SHA-256 (RFC 2104, FIPS 198-1). There is one, since one message is authenticated at a time. */
import { copyBytes, newUint8s } from 'runtime';
import { finishHash, newHash, Sha256, startHash, updateHash } from './sha256';
import { wipe } from './wipe';

const inner = /* @__PURE__ */ newHash();
const outer = /* @__PURE__ */ newHash();
const pad = /* @__PURE__ */ newUint8s(Sha256.block);

/** Exclusive-or of every byte of the key. */
const enum Pad {
  inner = 0x36,
  /** From the inner pad to the outer one, 0x5c. */
  change = 0x6a,
}

function padKey(value: number): void {
  for (let i = 0; i < Sha256.block; i++) {
    pad[i] ^= value & 255;
  }
}

/** Starts with bytes `start` to `end` - 1 of `key`, of any size. */
export function startHmac(key: Uint8Array, start: number, end: number): void {
  if (end - start > Sha256.block) {
    startHash(inner); // RFC 2104 2: a longer key is hashed first
    updateHash(inner, key, start, end);
    finishHash(inner, pad, 0);
  } else {
    copyBytes(key, start, end, pad, 0);
  }
  padKey(Pad.inner);
  startHash(inner);
  updateHash(inner, pad, 0, Sha256.block);
  padKey(Pad.change);
  startHash(outer);
  updateHash(outer, pad, 0, Sha256.block);
  wipe(pad, 0, Sha256.block);
}

/** Goes on with bytes `start` to `end` - 1. */
export function updateHmac(bytes: Uint8Array, start: number, end: number): void {
  updateHash(inner, bytes, start, end);
}

/** Writes the code, 32 bytes. */
export function finishHmac(out: Uint8Array, at: number): void {
  finishHash(inner, pad, 0);
  updateHash(outer, pad, 0, Sha256.hash);
  finishHash(outer, out, at);
  wipe(pad, 0, Sha256.hash);
}
