/**
 * Where firmware packages go: from object 5 into the slot that does not run. A package is the whole content of a slot, or
 * MOTP, the SHA-256 of the code that runs, the head of the new slot, and a patch (`patch.ts`) that makes its code of the old
 * one. Nothing of it is kept in memory but the manifest. Of code that nobody has signed, no more is written than came together with
 * the signature's end; the boot stub never looks at it.
 */
import { newUint8s } from 'runtime';
import { Config } from 'config';
import { type FirmwareSink, UpdateResult } from '../board';
import { uint16At } from '../bytes/big-endian';
import { constantTimeEqual } from '../crypto/equal';
import { Sha256 } from '../crypto/sha256';
import { appendJournal, readJournal, State, Status } from './journal';
import { verifySignature } from './lms';
import { codeSize, codeStart, hasMagic, isOlder, Magic, Manifest, ManifestText, manifestText, readManifest, sameBoard } from './manifest';
import { startPatch, takePatch } from './patch';
import { isCodeWhole, openSlot, startCode, writeCode, writeHead } from './slot';
import type { ImageStorage } from './storage';

/** The parts of a package, in their order. */
const enum Part {
  /** MOTE or MOTP. */
  magic,
  /** Of a patch: the SHA-256 of the code that it is for. */
  base,
  /** The start of the manifest, which tells its size, and what else there is of it. */
  start,
  manifest,
  signature,
  code,
  patch,
  /** No package comes, or what came was refused. */
  none,
}

const enum Size {
  magic = 4,
  /** What of a manifest tells its size. */
  start = 8,
  /** More than any slot has. */
  unlimited = 0x3fffffff,
}

/** The manifest that comes, and that of what runs. */
const coming = /* @__PURE__ */ newUint8s(Manifest.limit);
const own = /* @__PURE__ */ newUint8s(Manifest.limit);
const base = /* @__PURE__ */ newUint8s(Sha256.hash);

let storage: ImageStorage;
/** Bytes of each slot; the slot that runs; the public key of those who may sign. */
let slotBytes = 0;
let running = 0;
let publicKey = '';
let part: Part = Part.none;
let isPatch = false;
/** The signature is there, and was not verified yet. */
let isUnverified = false;
/** Bytes that are there of the present part; of the manifest, from its first byte on. */
let gathered = 0;

/** The slot that takes packages: never the one that runs. */
function target(): number {
  return 1 - running;
}

/** How far the update has come; of a trial that the boot stub did not start, since it could not count it, `rolledBack`. */
function status(): number {
  const state = readJournal(storage);
  return (state & State.slot) === running ? (state & State.status) >>> State.statusShift : Status.rolledBack;
}

/** One word in the journal: what runs at the next boot, and how far the update has come. */
function record(slot: number, next: Status): boolean {
  return appendJournal(storage, (next << State.statusShift) | slot);
}

/** From now on nobody starts what is in the target. @returns Whether that is stored. */
function forgetTarget(): boolean {
  return readJournal(storage) === running || record(running, Status.confirmed);
}

/** Bytes of the present part. */
function partSize(): number {
  return part === Part.magic
    ? Size.magic
    : Config.patches === 1 && part === Part.base
      ? Sha256.hash
      : part === Part.start
        ? Size.start
        : part === Part.manifest
          ? uint16At(coming, Manifest.size)
          : part === Part.signature
            ? uint16At(coming, Manifest.signatureSize)
            : Size.unlimited;
}

/** Takes bytes of the present part. @returns A result. */
function take(bytes: Uint8Array, start: number, end: number): number {
  if (part === Part.signature) {
    return writeHead(bytes, start, end);
  }
  if (part === Part.code) {
    return writeCode(bytes, start, end);
  }
  if (Config.patches === 1 && part === Part.patch) {
    return takePatch(bytes, start, end);
  }
  const to = Config.patches === 1 && part === Part.base ? base : coming;
  for (let i = start; i < end; i++) {
    to[gathered + i - start] = bytes[i];
  }
  return UpdateResult.initial;
}

function endMagic(): number {
  isPatch = Config.patches === 1 && coming[3] === Magic.P;
  part = isPatch ? Part.base : Part.start;
  gathered = isPatch ? 0 : Size.magic;
  const isPackage = coming[0] === Magic.M && coming[1] === Magic.O && coming[2] === Magic.T;
  return isPackage && (isPatch || coming[3] === Magic.E) ? UpdateResult.initial : UpdateResult.unsupportedPackage;
}

/** A patch is for the code that runs, and no other. */
function endBase(): number {
  part = Part.start;
  gathered = 0;
  return constantTimeEqual(base, 0, own, Manifest.sha256, Sha256.hash) ? UpdateResult.initial : UpdateResult.unsupportedPackage;
}

function endStart(): number {
  part = Part.manifest;
  const size = partSize();
  return size > Manifest.texts && size <= Manifest.limit ? UpdateResult.initial : UpdateResult.unsupportedPackage;
}

/** The manifest is there: is what it tells of for this device? */
function endManifest(): number {
  const size = gathered;
  part = Part.signature;
  gathered = 0;
  if (!hasMagic(coming) || !sameBoard(coming, own) || (Config.downgrade < 1 && isOlder(coming, own))) {
    return UpdateResult.unsupportedPackage;
  }
  return codeStart(coming) + codeSize(coming) > slotBytes ? UpdateResult.noStorage : writeHead(coming, 0, size);
}

/** The signature is there. It is verified before what comes next is taken. */
function endSignature(): number {
  part = isPatch ? Part.patch : Part.code;
  gathered = 0;
  isUnverified = Config.unsignedImages < 1;
  if (Config.patches === 1 && isPatch) {
    startPatch(storage, running, codeStart(own), codeSize(own));
  }
  return startCode(codeSize(coming));
}

/** See `FirmwareSink`: verifies the signature, from where few calls are within each other. */
function settle(): number {
  if (Config.unsignedImages > 0 || !isUnverified) {
    return UpdateResult.initial;
  }
  isUnverified = false;
  if (verifySignature(storage, target(), uint16At(coming, Manifest.size), codeStart(coming), coming, uint16At(coming, Manifest.size), publicKey)) {
    return UpdateResult.initial;
  }
  part = Part.none;
  return UpdateResult.integrityFailure;
}

/** The present part is complete: goes on to the next. @returns A result. */
function endPart(): number {
  return part === Part.magic
    ? endMagic()
    : Config.patches === 1 && part === Part.base
      ? endBase()
      : part === Part.start
        ? endStart()
        : part === Part.manifest
          ? endManifest()
          : endSignature();
}

/** A text of the package that is complete; empty while one comes. */
function textOfPackage(text: ManifestText): string {
  return part === Part.none && readManifest(storage, target(), coming) ? manifestText(coming, text) : '';
}

/** See `FirmwareSink`, as those that follow. */
function begin(size: number): number {
  part = Part.none;
  isUnverified = false;
  // On trial, the way back lies where the package would go.
  if (status() === Status.trial || !readManifest(storage, running, own)) {
    return UpdateResult.updateFailed;
  }
  if (size > slotBytes || !forgetTarget() || !openSlot(storage, target(), slotBytes)) {
    return UpdateResult.noStorage;
  }
  part = Part.magic;
  gathered = 0;
  return UpdateResult.initial;
}

function write(bytes: Uint8Array, start: number, end: number): number {
  let result: number = part === Part.none ? UpdateResult.updateFailed : settle();
  while (start < end && result === UpdateResult.initial) {
    const left = partSize() - gathered;
    const size = end - start < left ? end - start : left;
    result = take(bytes, start, start + size);
    gathered += size;
    start += size;
    while (result === UpdateResult.initial && gathered === partSize()) {
      result = endPart();
    }
  }
  if (result !== UpdateResult.initial) {
    part = Part.none;
  }
  return result;
}

function finish(): number {
  const isWhole = settle() === UpdateResult.initial && (part === Part.code || (Config.patches === 1 && part === Part.patch)) && isCodeWhole(coming, Manifest.sha256);
  part = Part.none;
  if (!isWhole) {
    return UpdateResult.integrityFailure;
  }
  return record(running, Status.ready) ? UpdateResult.initial : UpdateResult.noStorage;
}

function apply(): number {
  const now = status();
  return (now === Status.ready || now === Status.rolledBack) && record(target(), Status.trial) ? UpdateResult.initial : UpdateResult.updateFailed;
}

function outcome(): number {
  const now = status();
  return now === Status.trial || now === Status.confirmed ? UpdateResult.initial : UpdateResult.updateFailed;
}

function confirm(): void {
  if (status() === Status.trial) {
    appendJournal(storage, State.fallback | running);
  }
}

function packageName(): string {
  return textOfPackage(ManifestText.app);
}

function packageVersion(): string {
  return textOfPackage(ManifestText.version);
}
const sink: FirmwareSink = { begin, write, settle, finish, apply, outcome, confirm, packageName, packageVersion };

/**
 * The sink of a board.
 * @param size Bytes of each slot.
 * @param slot The slot that the boot stub has started: `Area.slotA` or `Area.slotB`; undefined for an image that was started by itself.
 * @param key The public key of those who may sign images, HSS (RFC 8554 6.1) in hexadecimal; undefined when there is none.
 * @returns undefined for an image that was started by itself.
 */
export function imageSink(on: ImageStorage, size: number, slot: number | undefined, key: string | undefined): FirmwareSink | undefined {
  if (slot === undefined) {
    return undefined;
  }
  storage = on;
  slotBytes = size;
  running = slot;
  publicKey = key === undefined ? '' : key;
  return sink;
}
