/**
 * Patches: the code of a new image as pieces of the code that runs, and pieces that are new. A patch is a row of commands;
 * numbers have 7 bits a byte, the lowest first, with the highest bit set in all bytes but the last. An even number says that
 * half as many bytes of new code follow. An odd number says that half as many bytes are to be copied; where they begin in the
 * old code is the next number. What comes of it is checked by its hash, like code that came whole.
 */
import { newUint8s } from 'runtime';
import { UpdateResult } from '../board';
import { writeCode } from './slot';
import type { ImageStorage } from './storage';

const enum Limit {
  /** Bytes that are copied at once. */
  chunk = 256,
  /** Numbers are below 2^28. */
  shift = 21,
}

const chunk = /* @__PURE__ */ newUint8s(Limit.chunk);

let storage: ImageStorage;
let slot = 0;
let oldStart = 0;
let oldSize = 0;
/** Of the number that comes: what there is of it. */
let number = 0;
let shift = 0;
/** Bytes of new code that are still to come. */
let left = 0;
/** Bytes to copy, when the number that comes is where from; otherwise -1. */
let copied = -1;

/** Begins a patch of the code in bytes `start` to `start + size - 1` of a slot. */
export function startPatch(on: ImageStorage, from: number, start: number, size: number): void {
  storage = on;
  slot = from;
  oldStart = start;
  oldSize = size;
  number = 0;
  shift = 0;
  left = 0;
  copied = -1;
}

function copyOld(from: number, size: number): number {
  if (from + size > oldSize) {
    return UpdateResult.integrityFailure;
  }
  let result: number = UpdateResult.initial;
  while (size > 0 && result === UpdateResult.initial) {
    const piece = size < Limit.chunk ? size : Limit.chunk;
    storage.read(slot, oldStart + from, chunk, 0, piece);
    result = writeCode(chunk, 0, piece);
    from += piece;
    size -= piece;
  }
  return result;
}

/** The number is complete. @returns A result. */
function obey(): number {
  const value = number;
  number = 0;
  shift = 0;
  if (copied >= 0) {
    const size = copied;
    copied = -1;
    return copyOld(value, size);
  }
  if ((value & 1) === 1) {
    copied = value >>> 1;
  } else {
    left = value >>> 1;
  }
  return UpdateResult.initial;
}

/** Takes a byte of a number. @returns A result. */
function takeNumber(byte: number): number {
  if (shift > Limit.shift) {
    return UpdateResult.integrityFailure;
  }
  number |= (byte & 127) << shift;
  shift += 7;
  return byte > 127 ? UpdateResult.initial : obey();
}

/** Takes bytes of a patch, as they come. @returns A result. */
export function takePatch(bytes: Uint8Array, start: number, end: number): number {
  let result: number = UpdateResult.initial;
  while (start < end && result === UpdateResult.initial) {
    if (left > 0) {
      const piece = end - start < left ? end - start : left;
      result = writeCode(bytes, start, start + piece);
      start += piece;
      left -= piece;
    } else {
      result = takeNumber(bytes[start]);
      start++;
    }
  }
  return result;
}
