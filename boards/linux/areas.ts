/**
 * Image storage as files, `flash-0` to `flash-3`, for the boot stub and the image that it starts: in MOTE_STORAGE, or beside the
 * boot stub. What is beyond the end of a file was not written yet. When the file system refuses, the reason is printed.
 */
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, writeSync } from 'fs';
import { Area, type ImageStorage } from '../../src/image/storage';

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

export const areas: ImageStorage = {
  erase(slot) {
    return change(slot, 'w', Buffer.alloc(0), 0);
  },
  write(area, at, bytes, start, end) {
    return change(area, at === 0 && area >= Area.journalA ? 'w' : 'r+', bytes.subarray(start, end), at);
  },
  read(area, at, into, start, end) {
    into.fill(255, start, end);
    if (existsSync(areaFile(area))) {
      readFileSync(areaFile(area)).copy(into, start, at, at + end - start);
    }
  },
};
