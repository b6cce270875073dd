/** The simulated board's memory for images: bytes are 255 once erased, and are written once after that. */
import { Area, type ImageStorage, JournalPage } from '../../src/image/storage';

export interface SimulatedFlash extends ImageStorage {
  /** Bytes of each slot. */
  readonly slotBytes: number;
  /** Two slots and two pages of the journal. Survives reboots; tests may read and change it. */
  readonly areas: readonly Buffer[];
}

const SLOT_BYTES = 1 << 17;

/**
 * @param write Makes a change, or less of it when the power goes: `bytes` of it, with which the change is called.
 */
export function createFlash(write: (change: (bytes: number) => void, size: number) => void): SimulatedFlash {
  const areas = [SLOT_BYTES, SLOT_BYTES, JournalPage.bytes, JournalPage.bytes].map((size) => Buffer.alloc(size, 255));
  const flash: SimulatedFlash = {
    areas,
    slotBytes: SLOT_BYTES,
    erase(area) {
      write((bytes) => areas[area].fill(255, 0, bytes), areas[area].length);
      return true;
    },
    write(area, at, bytes, start, end) {
      if (at === 0 && area >= Area.journalA) flash.erase(area);
      const place = areas[area].subarray(at, at + end - start);
      if (place.length !== end - start || place.some((byte) => byte !== 255)) throw new RangeError(`flash ${area}: ${end - start} bytes at ${at} are not erased`);
      write((kept) => place.set(bytes.subarray(start, start + kept)), end - start);
      return true;
    },
    read(area, at, into, start, end) {
      into.fill(255, start, end);
      into.set(areas[area].subarray(at, at + end - start), start);
    },
  };
  return flash;
}
