/** HMAC-SHA-256 by Espruino's own SHA-256. Does what src/crypto/hmac.ts does, where each function is described. */
import { newUint8s } from 'runtime';
import { Config } from 'config';
import { finishHash, newHash, startHash, updateHash } from '../../src/crypto/sha256';
import { hashed } from './natives';

const enum Size {
  block = 64,
  hash = 32,
  /** Bytes that are authenticated at the most: by the PRF and the DRBG 256; records with CBC, too, where they are built in. */
  message = 256 + Config.dtlsCbc * Config.messageBytes,
}

const enum Pad {
  inner = 0x36,
  outer = 0x5c,
}

/** The padded key, and what is hashed behind it. */
const inner = /* @__PURE__ */ newUint8s(Size.block + Size.message);
const outer = /* @__PURE__ */ newUint8s(Size.block + Size.hash);
let innerEnd = Size.block as number;
const portable = /* @__PURE__ */ newHash();

/** Where memory is too short for Espruino's own, the portable one does it, which needs none: a secret has to come out right. */
function writeHash(bytes: Uint8Array, out: Uint8Array, at: number): void {
  const hash = hashed(bytes);
  if (hash !== undefined) {
    out.set(hash, at);
  } else {
    startHash(portable);
    updateHash(portable, bytes, 0, bytes.length);
    finishHash(portable, out, at);
  }
}

export function startHmac(key: Uint8Array, start: number, end: number): void {
  let padded = key.subarray(start, end);
  if (padded.length > Size.block) {
    writeHash(padded, outer, Size.block); // RFC 2104 2: a longer key is hashed first
    padded = outer.subarray(Size.block);
  }
  inner.fill(Pad.inner, 0, Size.block);
  outer.fill(Pad.outer, 0, Size.block);
  for (let i = 0; i < padded.length; i++) {
    inner[i] ^= padded[i];
    outer[i] ^= padded[i];
  }
  innerEnd = Size.block;
}

export function restartHmac(): void {
  innerEnd = Size.block;
}

export function updateHmac(bytes: Uint8Array, start: number, end: number): void {
  inner.set(bytes.subarray(start, end), innerEnd);
  innerEnd += end - start;
}

export function finishHmac(out: Uint8Array, at: number): void {
  writeHash(inner.subarray(0, innerEnd), outer, Size.block);
  writeHash(outer, out, at);
  inner.fill(0, Size.block, innerEnd);
  innerEnd = Size.block;
}
