/** Firmware packages: into the slot beside the one that the boot stub has started. `mote.key` has the key of those who may sign. */
import type { FirmwareSink } from '../../src/board';
import { imageSink } from '../../src/image/sink';
import { areas } from './areas';
import { Page, slotPages, storage } from './pages';

declare const global: { bootSlot?: number };

/**
 * @throws When a boot stub has started the image on a board that has files for slots, as they were made before there were pages. The image
 *   could not be confirmed there, nor replaced: the stub goes back to the one before, which can.
 */
export function firmwareSink(): FirmwareSink | undefined {
  if (global.bootSlot !== undefined && !(slotPages > 0)) throw new Error('Flash this board: it has no pages for slots');
  return imageSink(areas, slotPages * Page.bytes, global.bootSlot, storage.read('mote.key'));
}
