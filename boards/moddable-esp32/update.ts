/** Firmware packages: into the slot beside the one that the boot stub has started. */
import type { FirmwareSink } from '../../src/board';
import { imageSink } from '../../src/image/sink';
import { eraseArea, readArea, Slot, writeArea } from './areas';
import type { Host } from './host';

declare const moteHost: Host;

/** @returns undefined for an image that was not started by the boot stub. */
export function firmwareSink(): FirmwareSink | undefined {
  if (moteHost.bootSlot === undefined) return undefined;
  const key = moteHost.settings.updateKey;
  return imageSink({
    slotBytes: Slot.bytes,
    slot: moteHost.bootSlot,
    publicKey: key === undefined ? '' : key,
    erase: eraseArea,
    write: writeArea,
    read: readArea,
  });
}
