/** SHA-256 (FIPS 180-4). */
import { asciiAt, newInt32s } from 'runtime';
import { rotated } from './word';

/** Sizes in bytes. */
export const enum Sha256 {
  hash = 32,
  block = 64,
}

/** A hash that is being computed, 100 bytes: what it holds is known to this file alone. */
export type Hash = Int32Array;

/** Where a hash has what. */
const enum At {
  /** The intermediate hash value, 8 words. */
  chain = 0,
  /** Bytes hashed so far; below 2^28. */
  size = 8,
  /** The block that is being filled, 16 words, which then become the message schedule. */
  block = 9,
  end = 25,
}

const enum Table {
  rounds = 64,
  /** Where the initial hash value begins among the constants. */
  initial = 64,
  size = 72,
  /** Digits that a word has, their base, and the character of digit 0. */
  digits = 5,
  base = 85,
  zero = 40,
}

/** The 64 round constants (FIPS 180-4 4.2.2) and the initial hash value (5.3.3), five digits a word. */
const digits =
  '=HkMgLHwAQbKBbjs1d@I:LM)+Du11vW(DWv^|WOymLcMK-xhIo3]i)lCDMBuLr`o+QKYY8Z/u;Nf;7{AqP@s)u,TBO--Mn]3YnIq' +
  '6h;n0?w*gkEk8:fN<=zQXw2HM^,sB6`XO?veRO.3gv,=yl`lV)*7SMX.PiQK4hzNA6mWyu@lA6aBgN;)HPCR_N,xHyQcvTdW-g24' +
  '\\B3vj^*I?GfMvm2h0)]QkFCd9lzXemvMCh;-?Pr^0<W/h1dPtG4]6N[8wM_*:F6P=AD|YDEMgp:IQ2<wMOB,HNiuunRaQIWU<r|' +
  '1VTAir\\lrtueH;W|gj=>vJ.q+?d;cA*;Kzi9]34iMB,FRYYn(Qh22y>PEU(hK';

const constants = /* @__PURE__ */ newInt32s(Table.size);

function startConstants(): void {
  for (let i = 0; i < Table.size; i++) {
    let word = 0;
    for (let digit = 0; digit < Table.digits; digit++) {
      word = word * Table.base + asciiAt(digits, i * Table.digits + digit) - Table.zero;
    }
    constants[i] = word | 0;
  }
}

/** A state for `startHash`; allocated once, at start. */
export function newHash(): Hash {
  return newInt32s(At.end);
}

export function startHash(h: Hash): void {
  if (constants[0] === 0) {
    startConstants(); // by the first hash: most starts have none, and the digits take an interpreter long
  }
  for (let i = 0; i < 8; i++) {
    h[i] = constants[Table.initial + i];
  }
  h[At.size] = 0;
}

/** FIPS 180-4 6.2.2. */
function compress(h: Hash): void {
  let a = h[0];
  let b = h[1];
  let c = h[2];
  let d = h[3];
  let e = h[4];
  let f = h[5];
  let g = h[6];
  let last = h[7];
  for (let i = 0; i < Table.rounds; i++) {
    const at = At.block + (i & 15);
    if (i > 15) {
      const older = h[At.block + ((i + 1) & 15)];
      const newer = h[At.block + ((i + 14) & 15)];
      h[at] =
        (h[at] +
          (rotated(older, 7) ^ rotated(older, 18) ^ (older >>> 3)) +
          h[At.block + ((i + 9) & 15)] +
          (rotated(newer, 17) ^ rotated(newer, 19) ^ (newer >>> 10))) |
        0;
    }
    const first =
      last + (rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25)) + (g ^ (e & (f ^ g))) + constants[i] + h[at];
    const second = (rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22)) + ((a & b) | (c & (a | b)));
    last = g;
    g = f;
    f = e;
    e = (d + first) | 0;
    d = c;
    c = b;
    b = a;
    a = (first + second) | 0;
  }
  h[0] = (h[0] + a) | 0;
  h[1] = (h[1] + b) | 0;
  h[2] = (h[2] + c) | 0;
  h[3] = (h[3] + d) | 0;
  h[4] = (h[4] + e) | 0;
  h[5] = (h[5] + f) | 0;
  h[6] = (h[6] + g) | 0;
  h[7] = (h[7] + last) | 0;
}

/** Goes on with one byte. @returns Whether the block is full, and has to be compressed: by the caller, so that the calls do not go as deep. */
function fillsBlock(h: Hash, byte: number): boolean {
  const size = h[At.size];
  const at = At.block + ((size >>> 2) & 15);
  h[at] = (h[at] << 8) | byte;
  h[At.size] = size + 1;
  return (size & 63) === 63;
}

/** Goes on with bytes `start` to `end` - 1. */
export function updateHash(h: Hash, bytes: Uint8Array, start: number, end: number): void {
  for (let i = start; i < end; i++) {
    if (fillsBlock(h, bytes[i])) {
      compress(h);
    }
  }
}

/** Writes the hash, 32 bytes. What is hashed next has to be started. */
export function finishHash(h: Hash, out: Uint8Array, at: number): void {
  const size = h[At.size];
  let byte = 0x80; // FIPS 180-4 5.1.1
  while (byte > 0 || (h[At.size] & 63) !== 56) {
    if (fillsBlock(h, byte)) {
      compress(h);
    }
    byte = 0;
  }
  h[At.end - 2] = 0; // the upper half of the size in bits
  h[At.end - 1] = size << 3;
  compress(h);
  for (let i = 0; i < Sha256.hash; i++) {
    out[at + i] = (h[i >>> 2] >>> (24 - 8 * (i & 3))) & 255;
  }
}

/** Writes the hash of bytes 0 to `size` - 1 of `bytes` to `out`, which may be `bytes`. What is hashed into `h` next has to be started. */
export function hashOnce(h: Hash, bytes: Uint8Array, size: number, out: Uint8Array, at: number): void {
  startHash(h);
  updateHash(h, bytes, 0, size);
  finishHash(h, out, at);
}

/** Makes `to` the same as `from`: what is hashed into one later is not in the other. */
export function copyHash(from: Hash, to: Hash): void {
  for (let i = 0; i < At.end; i++) {
    to[i] = from[i];
  }
}
