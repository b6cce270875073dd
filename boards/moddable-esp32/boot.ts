/** The boot stub, a module of the firmware: has XS evaluate the image that is in one of the slots. */
import { chooseSlot, readHead } from '../../src/image/boot';
import { hasSha256 } from '../../src/image/hash';
import { codeSize, codeStart } from '../../src/image/manifest';
import { areas, Slot } from './areas';
import type { Host } from './host';

declare const moteHost: Host;

const enum Limit {
  /** Milliseconds until an image is started again that has failed. */
  retry = 10000,
}

function isIntact(slot: number): boolean {
  const head = readHead(areas, slot);
  return codeStart(head) + codeSize(head) <= Slot.bytes && hasSha256(areas, slot, head);
}

export function start(): void {
  const slot = chooseSlot(areas, isIntact);
  if (slot < 0) return moteHost.print('No image in the slots: flash one');
  moteHost.bootSlot = slot;
  const head = readHead(areas, slot);
  try {
    moteHost.run(moteHost.readFlash(slot, codeStart(head), codeSize(head)));
  } catch (error) {
    moteHost.print(String(error));
    moteHost.setTimer(moteHost.restart, Limit.retry);
  }
}
