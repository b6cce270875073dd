/**
 * Random numbers of 16 bits. Where the engine's are the same at each boot, SFC32 makes them (Chris Doty-Humphrey's Small Fast
 * Counter); its state is kept in the file `mote.seed`. Not for keys: the client makes those of a secret seed of its own.
 */
import { newInt32s } from 'runtime';
import type { Espruino, Storage } from './engine';

declare const E: Espruino;
declare function require(name: 'Storage'): Storage;
declare function getTime(): number;
declare function getSerial(): string;

const enum Limit {
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
  const storage = require('Storage');
  const kept = storage.read('mote.seed');
  // The device, the moment, and what was there before: on a device without a clock the last one alone differs.
  state[0] = E.CRC32(getSerial() + (kept === undefined ? '' : kept));
  state[1] = E.CRC32(String(getTime()));
  state[2] = E.CRC32((kept === undefined ? '' : kept) + 'b') ^ E.hwRand();
  state[3] = 1;
  for (let i = 0; i < Limit.warmUp; i++) next();
  let digits = '';
  for (let i = 0; i < 4; i++) digits += next() + ' ';
  storage.write('mote.seed', digits);
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
