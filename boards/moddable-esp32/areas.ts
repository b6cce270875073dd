/** Image storage as partitions of the flash memory, for the boot stub and the image that it starts. */
import { Area, type ImageStorage } from '../../src/image/storage';
import type { Host } from './host';

declare const moteHost: Host;

export const enum Slot {
  bytes = 262144,
}

export const areas: ImageStorage = {
  erase(slot) {
    try {
      moteHost.eraseFlash(slot);
      return true;
    } catch {
      return false;
    }
  },
  write(area, at, bytes, start, end) {
    try {
      if (at === 0 && area >= Area.journalA) moteHost.eraseFlash(area);
      moteHost.writeFlash(area, at, bytes.subarray(start, end));
      return true;
    } catch {
      return false;
    }
  },
  read(area, at, into, start, end) {
    into.set(moteHost.readFlash(area, at, end - start), start);
  },
};
