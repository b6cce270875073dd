/** The pseudorandom function of TLS 1.2, P_SHA256 (RFC 5246 5). There is one, since one secret is derived at a time. */
import { finishHmac, restartHmac, startHmac, updateHmac } from 'primitives';
import { copyBytes, newUint8s, textSize, writeText } from 'runtime';
import { Sha256 } from './sha256';
import { wipe } from './wipe';

/** A(i) of P_SHA256. */
const chained = /* @__PURE__ */ newUint8s(Sha256.hash);
/** The label, or 32 bytes of the outcome. */
const piece = /* @__PURE__ */ newUint8s(Sha256.hash);
let label = '';
let seed: Uint8Array;
let seedStart = 0;
let seedEnd = 0;

/** Starts with the secret in bytes `start` to `end` - 1. */
export function startPrf(secret: Uint8Array, start: number, end: number): void {
  startHmac(secret, start, end);
}

/**
 * Sets what is mixed with the secret.
 * @param text The label: ASCII, at most 32 characters.
 * @param bytes The seed, from `start` to `end` - 1; they are read by `finishPrf`.
 */
export function seedPrf(text: string, bytes: Uint8Array, start: number, end: number): void {
  label = text;
  seed = bytes;
  seedStart = start;
  seedEnd = end;
}

function updateSeed(): void {
  writeText(label, piece, 0);
  updateHmac(piece, 0, textSize(label));
  updateHmac(seed, seedStart, seedEnd);
}

/** Writes `length` bytes to `out`, from `at` on. */
export function finishPrf(out: Uint8Array, at: number, length: number): void {
  updateSeed();
  while (length > 0) {
    finishHmac(chained, 0);
    restartHmac();
    updateHmac(chained, 0, Sha256.hash);
    updateSeed();
    finishHmac(piece, 0);
    const size = length < Sha256.hash ? length : Sha256.hash;
    copyBytes(piece, 0, size, out, at);
    at += size;
    length -= size;
    restartHmac();
    updateHmac(chained, 0, Sha256.hash);
  }
  wipe(chained, 0, Sha256.hash);
  wipe(piece, 0, Sha256.hash);
}
