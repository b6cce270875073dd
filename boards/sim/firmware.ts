/** The simulated board's place for firmware: two slots in memory, and faults on demand. */
import { type FirmwareSink, UpdateResult } from '../../src/board';

export interface SimulatedFirmware {
  /** Survives reboots: what is being stored, what is complete, and what runs. */
  arriving: Uint8Array;
  complete: Uint8Array | undefined;
  running: Uint8Array;
  /** Whether what runs was confirmed. */
  confirmed: boolean;
  /** Bytes that a package may have. */
  room: number;
  /** The result that each of these gives from now on; 0 unless told. */
  readonly results: { begin: number; write: number; settle: number; finish: number; apply: number };
  /** The result of the next boot: whether the package that was applied runs then. */
  outcome: number;
}

/** What packages of the simulated board begin with; others are of no supported type. */
export const PACKAGE_MAGIC = 0x4d;

export function createFirmware(): { firmware: SimulatedFirmware; sink: FirmwareSink } {
  const nothing = new Uint8Array(0);
  const firmware: SimulatedFirmware = {
    arriving: nothing,
    complete: undefined,
    running: nothing,
    confirmed: true,
    room: 1 << 20,
    results: { begin: 0, write: 0, settle: 0, finish: 0, apply: 0 },
    outcome: 0,
  };
  const sink: FirmwareSink = {
    begin(size) {
      firmware.arriving = nothing;
      firmware.complete = undefined;
      return size > firmware.room ? UpdateResult.noStorage : firmware.results.begin;
    },
    write(bytes, start, end) {
      if (firmware.results.write !== 0) return firmware.results.write;
      const size = firmware.arriving.length;
      const joined = new Uint8Array(size + end - start);
      joined.set(firmware.arriving);
      joined.set(bytes.subarray(start, end), size);
      firmware.arriving = joined;
      return joined.length > firmware.room ? UpdateResult.noStorage : 0;
    },
    settle() {
      return firmware.results.settle;
    },
    finish() {
      if (firmware.results.finish !== 0) return firmware.results.finish;
      if (firmware.arriving[0] !== PACKAGE_MAGIC) return UpdateResult.unsupportedPackage;
      firmware.complete = firmware.arriving;
      return 0;
    },
    apply() {
      if (firmware.results.apply !== 0 || firmware.complete === undefined) return firmware.results.apply || UpdateResult.updateFailed;
      if (firmware.outcome === 0) {
        firmware.running = firmware.complete;
        firmware.confirmed = false;
      }
      return 0;
    },
    outcome: () => firmware.outcome,
    confirm() {
      firmware.confirmed = true;
    },
    packageName: () => 'simulated',
    packageVersion: () => '2.0',
  };
  return { firmware, sink };
}
