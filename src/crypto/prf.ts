import { copyBytes, newUint8s, textSize, writeText } from 'runtime';
import { finishHmac, restartHmac, startHmac, updateHmac } from './hmac';
import { Sha256 } from './sha256';
import { wipe } from './wipe';

/** A(i) of P_SHA256. */
const chained = /* @__PURE__ */ newUint8s(Sha256.hash);
/** The label, or 32 bytes of the outcome. */
const piece = /* @__PURE__ */ newUint8s(Sha256.hash);

function updateSeed(label: string, seed: Uint8Array, start: number, end: number): void {
  writeText(label, piece, 0);
  updateHmac(piece, 0, textSize(label));
  updateHmac(seed, start, end);
}

/**
 * The pseudorandom function of TLS 1.2, P_SHA256 (RFC 5246 5).
 * @param label ASCII, at most 32 characters.
 * @param length Bytes to write to `out` from `at` on.
 */
export function prf(
  secret: Uint8Array,
  secretStart: number,
  secretEnd: number,
  label: string,
  seed: Uint8Array,
  seedStart: number,
  seedEnd: number,
  out: Uint8Array,
  at: number,
  length: number,
): void {
  startHmac(secret, secretStart, secretEnd);
  updateSeed(label, seed, seedStart, seedEnd);
  while (length > 0) {
    finishHmac(chained, 0);
    restartHmac();
    updateHmac(chained, 0, Sha256.hash);
    updateSeed(label, seed, seedStart, seedEnd);
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
