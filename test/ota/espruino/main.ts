/**
 * An image that confirms itself, counts its starts in a storage slot, and updates itself with the file of this computer that is for its
 * version. It tells how far it is.
 */
import { imageVersion } from 'config';
import type { Board } from '../../../src/board';
import { newUint8s } from 'runtime';

declare const E: { toUint8Array(text: string): Uint8Array };
declare function require(name: 'fs'): { readFileSync(name: string): string | undefined };

const enum Size {
  count = 2,
  piece = 512,
}

const count = /* @__PURE__ */ newUint8s(Size.count);

/** How often any image has started, this time too. */
function countStart(board: Board): number {
  board.load(0, count);
  const starts = count[0] * 256 + count[1] + 1;
  count[0] = starts >>> 8;
  count[1] = starts & 255;
  return board.store(0, count, Size.count) ? starts : -1;
}

function update(board: Board, slot: string): void {
  const firmware = board.firmware;
  if (firmware === undefined) return;
  let result = firmware.begin(slot.length);
  board.log('erased');
  for (let at = 0; at < slot.length && result === 0; at += Size.piece) {
    const piece = E.toUint8Array(slot.substring(at, at + Size.piece));
    result = firmware.write(piece, 0, piece.length);
  }
  board.log('written');
  if (result === 0) result = firmware.finish();
  board.log('ready');
  if (result === 0) result = firmware.apply();
  board.log('result ' + result);
  board.reboot();
}

export function main(board: Board): void {
  board.log('start ' + countStart(board) + ' of ' + imageVersion);
  if (board.firmware !== undefined) board.firmware.confirm();
  board.log('confirmed');
  const slot = require('fs').readFileSync('for-' + imageVersion);
  if (slot !== undefined) update(board, slot);
}
