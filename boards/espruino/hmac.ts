/** HMAC-SHA-256 by Espruino's own SHA-256. Does what src/crypto/hmac.ts does, where each function is described. */
import { newUint8s } from 'runtime';
import { Config } from 'config';
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

export function startHmac(key: Uint8Array, start: number, end: number): void {
  const given = key.subarray(start, end);
  const padded = given.length > Size.block ? hashed(given) : given; // RFC 2104 2: a longer key is hashed first
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
  outer.set(hashed(inner.subarray(0, innerEnd)), Size.block);
  out.set(hashed(outer), at);
  inner.fill(0, Size.block, innerEnd);
  innerEnd = Size.block;
}
