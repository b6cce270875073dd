/** Module `crypto` of Espruino: what builds with TLS have, such as that for ESP32 and that for Linux. */

/** Options of `Aes.encrypt`. There is no padding. */
export interface Mode {
  readonly mode: 'ECB' | 'CBC';
  readonly iv?: Uint8Array;
}

interface Aes {
  /** @returns undefined when memory is too short. */
  encrypt(blocks: Uint8Array, key: Uint8Array, mode: Mode): ArrayBuffer | undefined;
}

interface Crypto {
  readonly AES: Aes;
  readonly SHA256: (bytes: Uint8Array) => ArrayBuffer | undefined;
}

declare function require(name: 'crypto'): Crypto;

/** @throws Error where Espruino was built without AES: an image never starts on less than it was built for. */
function nativeAes(): Aes {
  const native = require('crypto');
  if (native.AES === undefined || native.SHA256 === undefined) {
    throw new Error('This Espruino has no AES or no SHA-256: flash a build with TLS, or build the image with "dtls": 0');
  }
  return native.AES;
}

const aes = /* @__PURE__ */ nativeAes();

/** Encrypts whole blocks. @returns undefined when memory is too short, or the stack, for which Espruino throws. */
export function encrypted(blocks: Uint8Array, key: Uint8Array, mode: Mode): Uint8Array | undefined {
  try {
    const given = aes.encrypt(blocks, key, mode);
    return given === undefined ? undefined : new Uint8Array(given);
  } catch {
    return undefined;
  }
}

/** SHA-256. @returns undefined when memory is too short, or the stack, or there is none, for which Espruino throws. */
export function hashed(bytes: Uint8Array): Uint8Array | undefined {
  try {
    const given = require('crypto').SHA256(bytes);
    return given === undefined ? undefined : new Uint8Array(given);
  } catch {
    return undefined;
  }
}

/** The same memory as words, of four bytes in the order of the engine. */
export function wordsOf(bytes: Uint8Array): Int32Array {
  return new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length >>> 2);
}
