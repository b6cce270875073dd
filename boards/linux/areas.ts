/**
 * Image storage as files, `flash-0` to `flash-3`, for the boot stub and the image that it starts: in MOTE_STORAGE, or beside the
 * boot stub. What is beyond the end of a file was not written yet. When the file system refuses, the reason is printed.
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
  return change(area, 'w', Buffer.alloc(0), 0);
}

export function writeArea(area: number, at: number, bytes: Uint8Array, start: number, end: number): boolean {
  return change(area, 'r+', bytes.subarray(start, end), at);
}

/** Writes bytes to the file of an area. @returns Whether all of them are there. */
function change(area: number, flags: string, bytes: Uint8Array, at: number): boolean {
  try {
    const descriptor = openSync(areaFile(area), flags, 0o600);
    const written = writeSync(descriptor, bytes, 0, bytes.length, at);
    fsyncSync(descriptor);
    closeSync(descriptor);
    return written === bytes.length;
  } catch (error) {
    console.error('flash: ' + (error as Error).message);
    return false;
  }
}

export function readArea(area: number, at: number, into: Uint8Array, start: number, end: number): void {
  into.fill(255, start, end);
  if (existsSync(areaFile(area))) {
    readFileSync(areaFile(area)).copy(into, start, at, at + end - start);
  }
}
