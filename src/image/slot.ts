/** The slot that takes an image: what is written to it, one piece after the other, is counted and hashed. */
import { newUint8s } from 'runtime';
import { UpdateResult } from '../board';
import { constantTimeEqual } from '../crypto/equal';
import { finishHash, newHash, Sha256, startHash, updateHash } from '../crypto/sha256';
import type { ImageStorage } from './storage';

const hash = /* @__PURE__ */ newHash();
const digest = /* @__PURE__ */ newUint8s(Sha256.hash);

let storage: ImageStorage;
let slot = 0;
/** Bytes in the slot, and those that it may have. */
let written = 0;
let limit = 0;

/** Erases a slot of `size` bytes to take an image. @returns Whether it is empty. */
export function openSlot(on: ImageStorage, which: number, size: number): boolean {
  storage = on;
  slot = which;
  written = 0;
  limit = size;
  return on.erase(which);
}

/** Says that the code begins here, and its bytes. @returns A result: whether there is room. */
export function startCode(size: number): number {
  if (written + size > limit) {
    return UpdateResult.noStorage;
  }
  limit = written + size;
  startHash(hash);
  return UpdateResult.initial;
}

/** Writes bytes behind those that are there: the head of a slot. @returns A result. */
export function writeHead(bytes: Uint8Array, start: number, end: number): number {
  if (written + end - start > limit) {
    return UpdateResult.noStorage;
  }
  if (!storage.write(slot, written, bytes, start, end)) {
    return UpdateResult.noStorage;
  }
  written += end - start;
  return UpdateResult.initial;
}

/** Writes bytes of the code. @returns A result: more code than there has to be is a failure. */
export function writeCode(bytes: Uint8Array, start: number, end: number): number {
  if (written + end - start > limit) {
    return UpdateResult.integrityFailure;
  }
  updateHash(hash, bytes, start, end);
  return writeHead(bytes, start, end);
}

/** Whether all of the code is there, and is what `manifest` has the SHA-256 of, from its byte `at` on. */
export function isCodeWhole(manifest: Uint8Array, at: number): boolean {
  finishHash(hash, digest, 0);
  return written === limit && constantTimeEqual(digest, 0, manifest, at, Sha256.hash);
}
