/**
 * Random numbers of 16 bits. Where the engine's are the same at each boot, SFC32 makes them (Chris Doty-Humphrey's Small Fast
 * Counter); the state of the next boot is kept in a storage slot of its own. Not for keys: the client makes
 * those of a secret seed.
 */
import { newInt32s, newUint8s } from 'runtime';
import type { Espruino } from './engine';
import { load, Slot, store } from './storage';

declare const E: Espruino;
declare function getTime(): number;
declare function getSerial(): string;

const enum Limit {
  /** Bytes of the state. */
  state = 16,
  /** Numbers that are thrown away until each bit of the seed has come everywhere. */
  warmUp = 12,
}

const state = /* @__PURE__ */ newInt32s(4);
let isSeeded = false;

function next(): number {
  const sum = (state[0] + state[1] + state[3]) | 0;
  state[3] = (state[3] + 1) | 0;
  state[0] = state[1] ^ (state[1] >>> 9);
  state[1] = (state[2] + (state[2] << 3)) | 0;
  state[2] = (((state[2] << 21) | (state[2] >>> 11)) + sum) | 0;
  return sum;
}

/** Another state than at every boot before, also after a power cut: the next boot's is stored before this one's is used. */
function seed(): void {
  const kept = newUint8s(Limit.state);
  load(Slot.random, kept);
  for (let i = 0; i < Limit.state; i++) state[i >>> 2] = (state[i >>> 2] << 8) | kept[i];
  // The device and the moment, too. On a device without a clock what was kept alone differs from boot to boot.
  state[0] ^= E.CRC32(getSerial());
  state[1] ^= E.CRC32(String(getTime()));
  state[2] ^= E.hwRand();
  for (let i = 0; i < Limit.warmUp; i++) next();
  for (let i = 0; i < Limit.state; i++) kept[i] = next() & 255;
  store(Slot.random, kept, Limit.state);
  isSeeded = true;
}

/** See `Board.random`, on ESP32 and on Linux. */
export function random(): number {
  if (!isSeeded) seed();
  return next() & 65535;
}

/** See `Board.random`, on nRF52. */
export function hardwareRandom(): number {
  return E.hwRand() & 65535;
}

/** A port of one's own. */
export function dynamicPort(bits: number): number {
  return 49152 + (bits & 16383); // RFC 6335 6
}
