/**
 * The signing half of HSS/LMS (RFC 8554) with one level: keys, and signatures that src/image/lms.ts verifies. Each of the
 * `2 ** height` one-time keys may sign one message; who calls `signOnce` twice with the same index gives the key away.
 */
import { hash } from 'node:crypto';

/** LMOTS_SHA256_N32_W4: some 500 hashes to verify, 2,144 bytes of chains. */
const OTS_TYPE = 3;
const WIDTH = 4;
const CHAINS = 67;
const STEPS = (1 << WIDTH) - 1;
const HASH = 32;

export const heights = [5, 10, 15, 20, 25] as const;
export type Height = (typeof heights)[number];

export interface SigningKey {
  readonly height: Height;
  /** I (RFC 8554 5.3): 16 bytes, and the seed that the private keys are made from (Appendix A): 32. */
  readonly id: Buffer;
  readonly seed: Buffer;
  /** The hashes of the one-time public keys, 32 bytes each. */
  readonly leaves: Buffer;
}

function uint(value: number, size: number): Buffer {
  const bytes = Buffer.alloc(size);
  bytes.writeUIntBE(value, 0, size);
  return bytes;
}

function sha256(...parts: readonly Buffer[]): Buffer {
  return hash('sha256', Buffer.concat(parts), 'buffer');
}

function lmsType(height: Height): number {
  return 5 + heights.indexOf(height);
}

/** RFC 8554 Appendix A. */
function privateKey({ id, seed }: SigningKey, index: number, chain: number): Buffer {
  return sha256(id, uint(index, 4), uint(chain, 2), Buffer.from([255]), seed);
}

/** Goes `to` - `from` steps along a chain. */
function walk(id: Buffer, index: number, chain: number, start: Buffer, from: number, to: number): Buffer {
  const message = Buffer.concat([id, uint(index, 4), uint(chain, 2), Buffer.from([from]), start]);
  for (let step = from; step < to; step++) {
    message[22] = step;
    hash('sha256', message, 'buffer').copy(message, 23);
  }
  return message.subarray(23);
}

function leaf(key: SigningKey, index: number): Buffer {
  const ends = Array.from({ length: CHAINS }, (_, chain) => walk(key.id, index, chain, privateKey(key, index, chain), 0, STEPS));
  const otsKey = sha256(key.id, uint(index, 4), Buffer.from([0x80, 0x80]), ...ends);
  return sha256(key.id, uint(2 ** key.height + index, 4), Buffer.from([0x82, 0x82]), otsKey);
}

/** Makes a key: of height 10 it signs 1,024 images, and takes a second or two to make. @param random 48 bytes. */
export function makeKey(height: Height, random: Buffer): SigningKey {
  const bare = { height, id: random.subarray(0, 16), seed: random.subarray(16, 48), leaves: Buffer.alloc(0) };
  return { ...bare, leaves: Buffer.concat(Array.from({ length: 2 ** height }, (_, index) => leaf(bare, index))) };
}

/** The nodes of the tree, by their numbers; the root is 1 (RFC 8554 5.3). */
function tree({ height, id, leaves }: SigningKey): Buffer[] {
  const count = 2 ** height;
  const nodes = new Array<Buffer>(2 * count);
  for (let i = 0; i < count; i++) nodes[count + i] = leaves.subarray(i * HASH, (i + 1) * HASH);
  for (let i = count - 1; i > 0; i--) nodes[i] = sha256(id, uint(i, 4), Buffer.from([0x83, 0x83]), nodes[2 * i], nodes[2 * i + 1]);
  return nodes;
}

/** The HSS public key (RFC 8554 6.1): 60 bytes. */
export function publicKey(key: SigningKey): Buffer {
  return Buffer.concat([uint(1, 4), uint(lmsType(key.height), 4), uint(OTS_TYPE, 4), key.id, tree(key)[1]]);
}

export function signatureSize(height: Height): number {
  return 4 + 12 + HASH * (1 + CHAINS + height);
}

/** The digits of the message's hash and of its checksum (RFC 8554 4.4). */
function digits(digest: Buffer): number[] {
  const digitsOf = (bytes: Buffer): number[] => [...bytes].flatMap((byte) => [byte >>> 4, byte & 15]);
  const message = digitsOf(digest);
  const sum = message.reduce((total, digit) => total + STEPS - digit, 0);
  return [...message, ...digitsOf(uint(sum << 4, 2)).slice(0, 3)];
}

/**
 * Signs with one of the one-time keys (RFC 8554 4.5, 5.4.1).
 * @param index Of a key that has not signed before, and is marked as used already.
 * @param randomizer C: 32 random bytes.
 */
export function signOnce(key: SigningKey, index: number, message: Buffer, randomizer: Buffer): Buffer {
  const { id, height } = key;
  const digest = sha256(id, uint(index, 4), Buffer.from([0x81, 0x81]), randomizer, message);
  const chains = digits(digest).map((digit, chain) => walk(id, index, chain, privateKey(key, index, chain), 0, digit));
  const nodes = tree(key);
  const path = Array.from({ length: height }, (_, level) => nodes[((2 ** height + index) >>> level) ^ 1]);
  return Buffer.concat([uint(0, 4), uint(index, 4), uint(OTS_TYPE, 4), randomizer, ...chains, uint(lmsType(height), 4), ...path]);
}
