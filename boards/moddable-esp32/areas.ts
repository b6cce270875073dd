/** Image storage as partitions of the flash memory, for the boot stub and the image that it starts. */
import type { Host } from './host';

declare const moteHost: Host;

export const enum Slot {
  bytes = 262144,
}

/** See `ImageStorage`. */
export function eraseArea(area: number): boolean {
  try {
    moteHost.eraseFlash(area);
    return true;
  } catch {
    return false;
  }
}

export function writeArea(area: number, at: number, bytes: Uint8Array, start: number, end: number): boolean {
  try {
    moteHost.writeFlash(area, at, bytes.subarray(start, end));
    return true;
  } catch {
    return false;
  }
}

export function readArea(area: number, at: number, into: Uint8Array, start: number, end: number): void {
  into.set(moteHost.readFlash(area, at, end - start), start);
}
