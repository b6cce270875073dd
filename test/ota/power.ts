/** Power cuts: at every write of an update, whatever is left of that write. */
import { Device, serveFiles } from './device';
import type { LampImage } from './images';

/** How a package comes to the device. */
export interface Procedure {
  readonly name: string;
  readonly bytes: Buffer;
  readonly pull?: true;
}

export interface PowerReport {
  /** Writes of the procedure, from the first block to the confirmed image. */
  readonly writes: number;
  readonly cuts: number;
  /** Boots after a cut, by the version that registered; and those that came back with neither. */
  readonly old: number;
  readonly new: number;
  readonly bricked: number;
  /** After the cut, the update was done again or went on, and the new version runs, confirmed. */
  readonly completed: number;
  /** What went otherwise, in words. */
  readonly failures: readonly string[];
}

/** What is left of the write during which the power goes. */
const remains = ['old', 0.3, 0.75, 0.999, 'new'] as const;

/** The whole procedure. The power may go at any time in it, so that requests may have no answer. */
function run(device: Device, { bytes, pull }: Procedure): void {
  if (pull === undefined) {
    device.push(bytes);
  } else {
    device.server.write('/5/0/1', 'coap://files/package');
    for (let waited = 0; waited < 600 && device.status()[0] === 1; waited++) device.simulation.run(1000);
  }
  device.update();
}

/** Runs it, and lets the device come back, whatever happens to the requests meanwhile. */
function runUnderCut(device: Device, procedure: Procedure): void {
  const { reboots } = device.simulation;
  try {
    run(device, procedure);
  } catch (error) {
    if (!(error instanceof Error) || device.simulation.reboots === reboots) throw error;
  }
}

/** What a server does that finds a device after a power cut: goes on where State says it is. */
function takeUp(device: Device, procedure: Procedure, wanted: string): void {
  if (device.version() === wanted) return;
  const [state] = device.status();
  if (state === 2) {
    device.update();
  } else {
    run(device, procedure);
  }
}

function start({ whole }: LampImage, procedure: Procedure): Device {
  const device = new Device(whole);
  serveFiles(device, { package: procedure.bytes });
  if (!device.registers()) throw new Error('the lamp does not register at all');
  return device;
}

/** Cuts the power at every write of an update from `old` to `next`. */
export function cutEverywhere(old: LampImage, next: LampImage, procedure: Procedure): PowerReport {
  const undisturbed = start(old, procedure);
  const before = undisturbed.simulation.storage.writes;
  run(undisturbed, procedure);
  const writes = undisturbed.simulation.storage.writes - before;
  if (undisturbed.version() !== next.version) throw new Error(`without a power cut ${undisturbed.version()} runs: ${undisturbed.status().join(' ')}`);
  const counts = { cuts: 0, old: 0, new: 0, bricked: 0, completed: 0 };
  const failures: string[] = [];
  for (let write = 1; write <= writes; write++) {
    for (const kept of remains) {
      const device = start(old, procedure);
      const { simulation } = device;
      simulation.storage.cutPower(write, kept);
      counts.cuts++;
      runUnderCut(device, procedure);
      device.forget();
      simulation.reset(); // it comes back once more, whatever the server was doing
      const isBack = device.registers();
      const version = isBack ? device.version() : 'nothing';
      if (version === old.version) counts.old++;
      else if (version === next.version) counts.new++;
      else counts.bricked++;
      if (isBack) takeUp(device, procedure, next.version);
      const end = isBack ? [device.version(), ...device.status()].join(' ') : 'nothing';
      if (end === `${next.version} 0 1`) counts.completed++;
      else failures.push(`write ${write}, ${kept} left: ${version} after it, in the end ${end}; boots ${device.boots.join(' ')}`);
    }
  }
  return { writes, ...counts, failures };
}
