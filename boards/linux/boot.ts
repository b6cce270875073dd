/**
 * The boot stub, `boot.js` in the folder of the image: starts the image that is in one of the slots. When there is none, it puts
 * `image.bin` into slot A first, as a flash tool does on other boards.
 */
import { createHash } from 'crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'fs';
import { dirname } from 'path';
import { compileFunction } from 'vm';
import { chooseSlot, readHead } from '../../src/image/boot';
import { codeSize, codeStart, Manifest } from '../../src/image/manifest';
import { Area } from '../../src/image/storage';
import { areaFile, areas } from './areas';

/** What there is of the code of a slot: nothing, where nothing was written yet. */
function readCode(slot: number): Buffer {
  const head = readHead(areas, slot);
  const at = codeStart(head);
  return existsSync(areaFile(slot)) ? readFileSync(areaFile(slot)).subarray(at, at + codeSize(head)) : Buffer.alloc(0);
}

function isIntact(slot: number): boolean {
  return createHash('sha256').update(readCode(slot)).digest().compare(readHead(areas, slot), Manifest.sha256) === 0;
}

export function start(): void {
  let slot = chooseSlot(areas, isIntact);
  if (slot < 0) {
    mkdirSync(dirname(areaFile(Area.slotA)), { recursive: true, mode: 0o700 }); // MOTE_STORAGE may name one that is to be
    copyFileSync(__dirname + '/image.bin', areaFile(Area.slotA));
    slot = chooseSlot(areas, isIntact);
  }
  global.bootSlot = slot;
  // The image knows the file of this stub as its own: evaluated again, it is a reboot.
  compileFunction(readCode(slot).toString(), ['require', 'module', '__filename', '__dirname'])(require, module, __filename, __dirname);
}
