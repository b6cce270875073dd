/** SHA-256 of the code in a slot, for boot stubs of boards whose engine has none of its own. */
import { newUint8s } from 'runtime';
import { constantTimeEqual } from '../crypto/equal';
import { finishHash, newHash, Sha256, startHash, updateHash } from '../crypto/sha256';
import { codeSize, codeStart, Manifest } from './manifest';
import type { ImageStorage } from './storage';

const enum Piece {
  /** Bytes that are read at once. */
  bytes = 1024,
}

const piece = /* @__PURE__ */ newUint8s(Piece.bytes);
const hash = /* @__PURE__ */ newHash();
const digest = /* @__PURE__ */ newUint8s(Sha256.hash);

/** Whether the code of a slot has the SHA-256 that its manifest tells. It has to lie within the slot. */
export function hasSha256(storage: ImageStorage, slot: number, manifest: Uint8Array): boolean {
  const at = codeStart(manifest);
  const size = codeSize(manifest);
  startHash(hash);
  for (let done = 0; done < size; done += Piece.bytes) {
    const count = size - done < Piece.bytes ? size - done : Piece.bytes;
    storage.read(slot, at + done, piece, 0, count);
    updateHash(hash, piece, 0, count);
  }
  finishHash(hash, digest, 0);
  return constantTimeEqual(digest, 0, manifest, Manifest.sha256, Sha256.hash);
}
