/** HMAC_DRBG with SHA-256 (NIST SP 800-90A 10.1.2). There is one. */
import { finishHmac, restartHmac, startHmac, updateHmac } from 'primitives';
import { copyBytes, newUint8s } from 'runtime';
import { Sha256 } from './sha256';

const key = /* @__PURE__ */ newUint8s(Sha256.hash);
/** V, and a byte behind it that tells the two halves of an update apart. */
const value = /* @__PURE__ */ newUint8s(Sha256.hash + 1);

/** V = HMAC(K, V). */
function renewValue(): void {
  restartHmac();
  updateHmac(value, 0, Sha256.hash);
  finishHmac(value, 0);
}

/** HMAC_DRBG_Update (SP 800-90A 10.1.2.2). */
function update(data: Uint8Array, size: number): void {
  for (let half = 0; half < 2 && (half === 0 || size > 0); half++) {
    value[Sha256.hash] = half & 255;
    startHmac(key, 0, Sha256.hash);
    updateHmac(value, 0, Sha256.hash + 1);
    updateHmac(data, 0, size);
    finishHmac(key, 0);
    startHmac(key, 0, Sha256.hash);
    renewValue();
  }
}

/** Starts it from the first `size` bytes of `seed`: entropy, nonce and personalization together (10.1.2.3). */
export function instantiateDrbg(seed: Uint8Array, size: number): void {
  for (let i = 0; i < Sha256.hash; i++) {
    key[i] = 0;
    value[i] = 1;
  }
  update(seed, size);
}

/** Writes `size` random bytes to `out`, from `at` on (10.1.2.5). */
export function generateDrbg(out: Uint8Array, at: number, size: number): void {
  startHmac(key, 0, Sha256.hash);
  while (size > 0) {
    renewValue();
    const some = size < Sha256.hash ? size : Sha256.hash;
    copyBytes(value, 0, some, out, at);
    at += some;
    size -= some;
  }
  update(key, 0); // what was given cannot be computed from what is kept
}
