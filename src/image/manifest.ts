/**
 * The head of a slot and of a package: a manifest of at most `Manifest.limit` bytes, the signature of it, then the code.
 * Integers are big-endian. Behind the fixed fields stand three texts, each after a byte with its size: the names of board
 * and application, and the version as people write it; then zeros up to a multiple of 4.
 */
import { readText } from 'runtime';
import { uint16At } from '../bytes/big-endian';
import type { ImageStorage } from './storage';

export const enum Manifest {
  /** MOTE in ASCII; a patch begins with MOTP. */
  magic = 0,
  /** Bytes of manifest and of signature, 2 each. */
  size = 4,
  signatureSize = 6,
  /** Bytes of the code (4), its CRC-32 (4) and its SHA-256 (32). */
  codeSize = 8,
  crc = 12,
  sha256 = 16,
  /** Major, minor and patch, 2 bytes each; then 2 that are 0. */
  version = 48,
  texts = 56,
  /** Bytes that a manifest can have. */
  limit = 128,
}

/** The texts of a manifest, by their order. */
export const enum ManifestText {
  board = 0,
  app = 1,
  version = 2,
}

export const enum Magic {
  M = 0x4d,
  O = 0x4f,
  T = 0x54,
  E = 0x45,
  P = 0x50,
}

/** Bytes of manifest and signature: where the code begins. */
export function codeStart(manifest: Uint8Array): number {
  return uint16At(manifest, Manifest.size) + uint16At(manifest, Manifest.signatureSize);
}

/** Bytes of the code, of which the highest 8 bits have to be 0. */
export function codeSize(manifest: Uint8Array): number {
  return (manifest[Manifest.codeSize + 1] << 16) | uint16At(manifest, Manifest.codeSize + 2);
}

/** Whether these bytes can begin a slot. */
export function hasMagic(bytes: Uint8Array): boolean {
  return bytes[0] === Magic.M && bytes[1] === Magic.O && bytes[2] === Magic.T && bytes[3] === Magic.E && bytes[Manifest.codeSize] === 0;
}

/** Where the size of a text stands. Stays within the manifest whatever its bytes are. */
function textAt(manifest: Uint8Array, index: number): number {
  let at: number = Manifest.texts;
  for (let i = 0; i < index && at < Manifest.limit; i++) {
    at += 1 + manifest[at];
  }
  return at < Manifest.limit && at + manifest[at] < Manifest.limit ? at : -1;
}

/** A text of a manifest; empty when it is not there. It is ASCII. */
export function manifestText(manifest: Uint8Array, index: ManifestText): string {
  const at = textAt(manifest, index);
  return at < 0 ? '' : readText(manifest, at + 1, at + 1 + manifest[at]);
}

/** Whether two manifests name the same board. */
export function sameBoard(a: Uint8Array, b: Uint8Array): boolean {
  let at = textAt(a, ManifestText.board) < 0 ? -1 : a[Manifest.texts];
  while (at > 0 && a[Manifest.texts + at] === b[Manifest.texts + at]) {
    at--;
  }
  return at === 0 && a[Manifest.texts] === b[Manifest.texts];
}

/** Whether the version of `a` is below that of `b`. */
export function isOlder(a: Uint8Array, b: Uint8Array): boolean {
  let at: number = Manifest.version;
  while (at < Manifest.version + 5 && a[at] === b[at]) {
    at++;
  }
  return a[at] < b[at];
}

/** Reads the manifest of a slot. @returns Whether there is one. */
export function readManifest(storage: ImageStorage, slot: number, into: Uint8Array): boolean {
  storage.read(slot, 0, into, 0, Manifest.limit);
  return hasMagic(into);
}
