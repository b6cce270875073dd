/**
 * Random numbers where those of the engine are the same at each boot: SFC32 (Chris Doty-Humphrey's Small Fast Counter),
 * whose state is kept in the file `mote.seed`. Not for keys: the client's own generator makes those of a secret seed.
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

/** See `Board.random`. */
export function random(): number {
  if (!isSeeded) seed();
  return next() & 65535;
}
