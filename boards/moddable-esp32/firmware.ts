/** Firmware packages: into the slot beside the one that the boot stub has started. */
import type { FirmwareSink } from '../../src/board';
import { imageSink } from '../../src/image/sink';
import { areas, Slot } from './areas';
import type { Host } from './host';

declare const moteHost: Host;

export function firmwareSink(): FirmwareSink | undefined {
  return imageSink(areas, Slot.bytes, moteHost.bootSlot, moteHost.settings.updateKey);
}
