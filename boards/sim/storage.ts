/**
 * Storage slots that survive a reboot, and that fail or lose power on demand.
 */
import { StorageSlot } from '../../src/board';

import { createFlash, type SimulatedFlash } from './flash';

/**
 * Thrown through the image when power goes, so that it stops where it stands, as hardware does. The simulation
 * catches it when an event led there; a test that calls the image itself gets it.
 */
export class PowerCut extends Error {
  constructor() {
    super('the power was cut during a write');
  }
}

export interface SimulatedStorage {
  /** What is stored, by slot number. Tests may read and change it. */
  readonly slots: Map<number, Uint8Array>;
  /** Number of writes so far, to slots and to the memory for images; erasing one counts as one. */
  readonly writes: number;
  /** While true, every `store` answers false and changes nothing. */
  failing: boolean;
  /**
   * Cuts the power during a write to come.
   * @param nth Which write from now; 1 is the next.
   * @param kept What is there afterwards: the old bytes or the new ones; or what part of the new ones, between 0 and 1, which
   * tears a write to the memory for images, and leaves the old bytes of a slot.
   */
  cutPower(nth: number, kept: 'old' | 'new' | number): void;
  /** The memory for images. */
  readonly flash: SimulatedFlash;
}

/** The part of `Board` that is storage. */
export interface StorageMethods {
  load(slot: number, buffer: Uint8Array): number;
  store(slot: number, buffer: Uint8Array, length: number): boolean;
  eraseStorage(): void;
}

const SLOTS = 16;

/** @param onPowerCut Called before `PowerCut` is thrown. */
export function createStorage(onPowerCut: () => void): { storage: SimulatedStorage; methods: StorageMethods } {
  const slots = new Map<number, Uint8Array>();
  let writes = 0;
  let cut: { write: number; kept: 'old' | 'new' | number } | undefined;

  function checkSlot(slot: number): void {
    if (!Number.isInteger(slot) || slot < 0 || slot >= SLOTS) throw new RangeError(`storage slot ${slot}`);
  }

  /** @param change Is told how many of its bytes there are time for: all, or none unless it can be torn. */
  function write(change: (bytes: number) => void, size = 0): void {
    writes += 1;
    if (cut === undefined || cut.write !== writes) return change(size);
    const { kept } = cut;
    cut = undefined;
    if (kept === 'new') change(size);
    else if (kept !== 'old' && size > 0) change(Math.floor(size * kept));
    onPowerCut();
    throw new PowerCut();
  }

  const storage: SimulatedStorage = {
    slots,
    get writes() {
      return writes;
    },
    failing: false,
    flash: createFlash(write),
    cutPower(nth, kept) {
      cut = { write: writes + nth, kept };
    },
  };

  const methods: StorageMethods = {
    load(slot, buffer) {
      checkSlot(slot);
      const bytes = slots.get(slot);
      if (bytes === undefined) return -1;
      buffer.set(bytes.subarray(0, buffer.length));
      return bytes.length;
    },
    store(slot, buffer, length) {
      checkSlot(slot);
      if (length < 0 || length > buffer.length) throw new RangeError(`${length} bytes of ${buffer.length} to store`);
      if (storage.failing) return false;
      write(() => slots.set(slot, Uint8Array.from(buffer.subarray(0, length))));
      return true;
    },
    eraseStorage() {
      // One slot after the other, so that a power cut can leave some of them.
      for (const slot of [...slots.keys()].sort((a, b) => a - b)) {
        if (slot !== StorageSlot.seed) write(() => slots.delete(slot));
      }
    },
  };

  return { storage, methods };
}
