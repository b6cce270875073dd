/**
 * The boot stub, `boot.js` in the folder of the image: starts the image that is in one of the slots. When there is none, it puts
 * `image.bin` into slot A first, as a flash tool does on other boards.
 */
import { createHash } from 'crypto';
import { copyFileSync, existsSync, readFileSync } from 'fs';
import { compileFunction } from 'vm';
import { bootCodeSize, bootCodeStart, chooseSlot, type BootStorage } from '../../src/image/boot';
import { Manifest } from '../../src/image/manifest';
import { Area } from '../../src/image/storage';
import { areaFile, eraseArea, readArea, writeArea } from './areas';

/** What there is of the code of a slot: nothing, where nothing was written yet. */
function readCode(slot: number, at: number, size: number): Buffer {
  return existsSync(areaFile(slot)) ? readFileSync(areaFile(slot)).subarray(at, at + size) : Buffer.alloc(0);
}

const storage: BootStorage = {
  erase: eraseArea,
  write: writeArea,
  read: readArea,
  isIntact(slot, at, size, manifest) {
    return createHash('sha256').update(readCode(slot, at, size)).digest().compare(manifest, Manifest.sha256) === 0;
  },
};

export function start(): void {
  let slot = chooseSlot(storage);
  if (slot < 0) {
    copyFileSync(__dirname + '/image.bin', areaFile(Area.slotA));
    slot = chooseSlot(storage);
  }
  global.bootSlot = slot;
  // The image knows the file of this stub as its own: evaluated again, it is a reboot.
  compileFunction(readCode(slot, bootCodeStart(), bootCodeSize()).toString(), ['require', 'module', '__filename', '__dirname'])(require, module, __filename, __dirname);
}
