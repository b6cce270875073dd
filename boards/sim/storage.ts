/**
 * Storage slots that survive a reboot, and that fail or lose power on demand.
 */
import { StorageSlot } from '../../src/board';

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
  /** Number of slot writes so far; erasing a slot counts as one. */
  readonly writes: number;
  /** While true, every `store` answers false and changes nothing. */
  failing: boolean;
  /**
   * Cuts the power during a slot write to come.
   * @param nth Which write from now; 1 is the next.
   * @param kept What the slot holds afterwards: its old bytes or the new ones.
   */
  cutPower(nth: number, kept: 'old' | 'new'): void;
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
  let cut: { write: number; kept: 'old' | 'new' } | undefined;

  function checkSlot(slot: number): void {
    if (!Number.isInteger(slot) || slot < 0 || slot >= SLOTS) throw new RangeError(`storage slot ${slot}`);
  }

  function write(change: () => void): void {
    writes += 1;
    const powerCut = cut !== undefined && cut.write === writes;
    if (!powerCut || cut?.kept === 'new') change();
    if (powerCut) {
      cut = undefined;
      onPowerCut();
      throw new PowerCut();
    }
  }

  const storage: SimulatedStorage = {
    slots,
    get writes() {
      return writes;
    },
    failing: false,
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
