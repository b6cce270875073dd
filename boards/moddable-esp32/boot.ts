/** The boot stub, a module of the firmware: has XS evaluate the image that is in one of the slots. */
import { bootCodeSize, bootCodeStart, type BootStorage, chooseSlot } from '../../src/image/boot';
import { hasSha256 } from '../../src/image/hash';
import { eraseArea, readArea, Slot, writeArea } from './areas';
import type { Host } from './host';

declare const moteHost: Host;

const enum Limit {
  /** Milliseconds until an image is started again that has failed. */
  retry = 10000,
}

const storage: BootStorage = {
  erase: eraseArea,
  write: writeArea,
  read: readArea,
  isIntact(slot, at, size, manifest) {
    return at + size <= Slot.bytes && hasSha256(storage, slot, at, size, manifest);
  },
};

export function start(): void {
  const slot = chooseSlot(storage);
  if (slot < 0) return moteHost.print('No image in the slots: flash one');
  moteHost.bootSlot = slot;
  try {
    moteHost.run(moteHost.readFlash(slot, bootCodeStart(), bootCodeSize()));
  } catch (error) {
    moteHost.print(String(error));
    moteHost.setTimer(moteHost.restart, Limit.retry);
  }
}
