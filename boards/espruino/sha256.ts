/** SHA-256 of what is whole, by Espruino's own. Does what src/crypto/sha256.ts does, where it is described. */
import { type Hash, hashOnce as hashPortably } from '../../src/crypto/sha256';
import { hashed } from './natives';

/** Where Espruino has none, or memory is too short for it, the portable one does it. */
export function hashOnce(h: Hash, bytes: Uint8Array, size: number, out: Uint8Array, at: number): void {
  const hash = hashed(bytes.subarray(0, size));
  if (hash === undefined) {
    hashPortably(h, bytes, size, out, at);
  } else {
    out.set(hash, at);
  }
}
