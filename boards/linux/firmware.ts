/**
 * Firmware packages: into the slot beside the one that the boot stub has started. `key.pub` beside the boot stub has the public
 * key of those who may sign images. An image that was started by itself, without the boot stub, cannot be updated.
 */
import { existsSync, readFileSync } from 'fs';
import type { FirmwareSink } from '../../src/board';
import { imageSink } from '../../src/image/sink';
import { eraseArea, readArea, Slot, writeArea } from './areas';

function readKey(): string {
  const file = __dirname + '/key.pub';
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : '';
}

/** The sink of an image that the boot stub has started in `slot`. */
export function firmwareSink(slot: number): FirmwareSink {
  return imageSink({
    slotBytes: Slot.bytes,
    slot: slot,
    publicKey: readKey(),
    erase: eraseArea,
    write: writeArea,
    read: readArea,
  });
}
