/**
 * Firmware packages: into the slot beside the one that the boot stub has started. `key.pub` beside the boot stub has the public
 * key of those who may sign images. An image that was started by itself, without the boot stub, cannot be updated.
 */
import { existsSync, readFileSync } from 'fs';
import type { FirmwareSink } from '../../src/board';
import { imageSink } from '../../src/image/sink';
import { areas, Slot } from './areas';

function readKey(): string | undefined {
  const file = __dirname + '/key.pub';
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined;
}

export function firmwareSink(): FirmwareSink | undefined {
  // What evaluates an image by itself need not tell it where it lies.
  return global.bootSlot === undefined ? undefined : imageSink(areas, Slot.bytes, global.bootSlot, readKey());
}
