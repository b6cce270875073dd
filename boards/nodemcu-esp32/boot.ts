/**
 * The boot stub, `init.lua`: starts the image that is in one of the slots, which it reads in pieces. It verifies the SHA-256 where the firmware
 * has the module `crypto`, and the CRC-32 elsewhere: who could sign an image was verified when it came.
 */
import { asciiAt, textSize } from 'runtime';
import { chooseSlot, readHead } from '../../src/image/boot';
import { codeSize, codeStart, Manifest } from '../../src/image/manifest';
import { areaName } from '../../src/image/storage';
import { areas } from './areas';
import { addToCrc } from './checksum';
import type { CryptoModule, IoFile, IoModule, NodeModule, TimerModule } from './engine';

declare const crypto: CryptoModule | undefined;
declare const io: IoModule;
declare const node: NodeModule;
declare const tmr: TimerModule;
declare const _G: { bootSlot?: number };
declare function print(line: string): void;
/** Compiles what `piece` gives. In truth it gives the reason, too, when it cannot, which `assert` throws. */
declare function load(piece: () => string | undefined, name: string): () => void;
declare function assert(code: () => void): () => void;
declare function xpcall(called: () => void, failed: (reason: string) => void): void;

const enum Limit {
  /** Bytes that are read at once. */
  piece = 1024,
  /** Milliseconds until an image is started again that has failed: somebody may type at the prompt meanwhile. */
  retry = 10000,
}

let code: IoFile | undefined;
/** Bytes of the code that are not read yet. */
let left = 0;

/** @param manifest That of the slot. */
function openCode(slot: number, manifest: Uint8Array): void {
  code = io.open(areaName(slot), 'r');
  if (code !== undefined) code.seek(code, 'set', codeStart(manifest));
  left = codeSize(manifest);
}

/** The next piece of the code; undefined at its end, or at that of the file. */
function nextPiece(): string | undefined {
  if (code === undefined) return undefined;
  const piece = left > 0 ? code.read(code, left < Limit.piece ? left : Limit.piece) : undefined;
  if (piece === undefined) {
    code.close(code);
    code = undefined;
    return undefined;
  }
  left -= textSize(piece);
  return piece;
}

function hasHash(module: CryptoModule, manifest: Uint8Array): boolean {
  const hasher = module.new_hash('SHA256');
  for (let piece = nextPiece(); piece !== undefined; piece = nextPiece()) hasher.update(hasher, piece);
  const hash = hasher.finalize(hasher);
  let different = 0;
  for (let i = 0; i < textSize(hash); i++) different |= asciiAt(hash, i) ^ manifest[Manifest.sha256 + i];
  return different === 0;
}

function hasChecksum(manifest: Uint8Array): boolean {
  let crc = -1;
  for (let piece = nextPiece(); piece !== undefined; piece = nextPiece()) crc = addToCrc(crc, piece);
  let different = 0;
  for (let i = 0; i < 4; i++) different |= ((~crc >>> (24 - 8 * i)) & 255) ^ manifest[Manifest.crc + i];
  return different === 0;
}

function isIntact(slot: number): boolean {
  const manifest = readHead(areas, slot);
  openCode(slot, manifest);
  return (crypto === undefined ? hasChecksum(manifest) : hasHash(crypto, manifest)) && left === 0;
}

function startCode(): void {
  assert(load(nextPiece, '=image'))();
}

function restartLater(reason: string): void {
  print(reason);
  const timer = tmr.create();
  timer.alarm(timer, Limit.retry, tmr.ALARM_SINGLE, node.restart);
}

export function start(): void {
  const slot = chooseSlot(areas, isIntact);
  if (slot < 0) {
    print('No image in the file system: flash one');
    return;
  }
  _G.bootSlot = slot;
  openCode(slot, readHead(areas, slot));
  xpcall(startCode, restartLater);
}
