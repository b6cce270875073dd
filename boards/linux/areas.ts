/**
 * Image storage as files, `flash-0` to `flash-3`, for the boot stub and the image that it starts: in MOTE_STORAGE, or beside the
 * boot stub. What is beyond the end of a file was not written yet. These throw what the file system says.
 */
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, writeSync } from 'fs';

declare global {
  /** The slot that the boot stub has started; undefined for an image that was started by itself. */
  var bootSlot: number | undefined;
}

export const enum Slot {
  bytes = 1048576,
}

export function areaFile(area: number): string {
  const given = process.env.MOTE_STORAGE;
  return (given === undefined ? __dirname : given) + '/flash-' + area;
}

/** See `ImageStorage`. */
export function eraseArea(area: number): boolean {
  closeSync(openSync(areaFile(area), 'w', 0o600));
  return true;
}

export function writeArea(area: number, at: number, bytes: Uint8Array, start: number, end: number): boolean {
  const descriptor = openSync(areaFile(area), 'r+');
  writeSync(descriptor, bytes, start, end - start, at);
  fsyncSync(descriptor);
  closeSync(descriptor);
  return true;
}

export function readArea(area: number, at: number, into: Uint8Array, start: number, end: number): void {
  into.fill(255, start, end);
  if (existsSync(areaFile(area))) {
    readFileSync(areaFile(area)).copy(into, start, at, at + end - start);
  }
}
