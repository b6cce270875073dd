/**
 * Firmware packages: into the slot beside the one that the boot stub has started. `key.pub` beside the boot stub has the public
 * key of those who may sign images. An image that was started by itself, without the boot stub, cannot be updated.
 */
import { existsSync, readFileSync } from 'fs';
import type { FirmwareSink } from '../../src/board';
import { imageSink } from '../../src/image/sink';
import { eraseArea, readArea, Slot, writeArea } from './areas';

/** Does it with the files. @returns Whether the file system agrees. */
function attempt(action: () => boolean): boolean {
  try {
    return action();
  } catch (error) {
    console.error('firmware: ' + (error as Error).message);
    return false;
  }
}

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
    erase(area) {
      return attempt(function () {
        return eraseArea(area);
      });
    },
    write(area, at, bytes, start, end) {
      return attempt(function () {
        return writeArea(area, at, bytes, start, end);
      });
    },
    read: readArea,
  });
}
