/** Flash memory for tests of src/image: four areas that hold 255 until they are written, and writes once after that. */
import { Area, type ImageStorage, JournalPage } from '../../src/image/storage';

export interface TestStorage extends ImageStorage {
  readonly areas: readonly Buffer[];
  /** Erasures and writes that were made, with what they were about. */
  readonly operations: string[];
  /** While true, nothing can be written or erased. */
  broken: boolean;
}

export function createTestStorage(slotBytes = 4096): TestStorage {
  const areas = [slotBytes, slotBytes, JournalPage.bytes, JournalPage.bytes].map((size) => Buffer.alloc(size, 255));
  const storage: TestStorage = {
    areas,
    operations: [],
    broken: false,
    erase(area) {
      storage.operations.push(`erase ${area}`);
      if (!storage.broken) areas[area].fill(255);
      return !storage.broken;
    },
    write(area, at, bytes, start, end) {
      if (at === 0 && area >= Area.journalA) storage.erase(area);
      storage.operations.push(`write ${area} ${at} ${end - start}`);
      if (storage.broken) return false;
      if (areas[area].subarray(at, at + end - start).some((byte) => byte !== 255)) throw new Error(`area ${area} is written twice at ${at}`);
      areas[area].set(bytes.subarray(start, end), at);
      return true;
    },
    read(area, at, into, start, end) {
      into.fill(255, start, end);
      into.set(areas[area].subarray(at, at + end - start), start);
    },
  };
  return storage;
}
