/** Espruino's Storage as far as its boards use it, in memory, with the power cut wherever a test wants it. */
import { crc32 } from 'node:zlib';

export class Flash {
  readonly files = new Map<string, string>();
  /** Steps until the power is cut: an erased file, or a byte that is written. */
  stepsLeft = Infinity;
  /** Whether that has happened. Nothing is written after it. */
  isCut = false;
  /** Bytes that may be stored together. */
  room = Infinity;

  private step(): void {
    if (this.stepsLeft === 0) this.isCut = true;
    if (this.isCut) throw new Error('the power is cut');
    this.stepsLeft--;
  }

  read(name: string, offset = 0, length = 0): string | undefined {
    const text = this.files.get(name);
    return length <= 0 ? text?.slice(offset) : text?.slice(offset, offset + length);
  }

  getFree(): number {
    return 65536;
  }

  erase(name: string): void {
    this.step();
    this.files.delete(name);
  }

  /** As in flash, what is not yet written of a file reads as ones, and is written once. */
  write(name: string, data: string | Uint8Array, offset = 0, size = 0): boolean {
    const text = typeof data === 'string' ? data : Buffer.from(data).toString('latin1');
    const wanted = size === 0 ? text.length : size;
    const there = this.files.get(name);
    const isNew = offset === 0 && (there?.length !== wanted || !/^\xff*$/.test(there));
    const others = [...this.files].reduce((sum, [each, file]) => sum + (each === name ? 0 : file.length), 0);
    if (name.length > 28 || text.length === 0 || (there === undefined && !isNew)) throw new Error('Espruino refuses such a file');
    if (isNew && others + wanted > this.room) return false;
    if (isNew) {
      if (there !== undefined) this.erase(name);
      this.step();
      this.files.set(name, '\xff'.repeat(wanted));
    }
    const before = this.files.get(name) ?? '';
    if (offset + text.length > before.length) throw new Error('Too much data for file size');
    if (!/^\xff*$/.test(before.slice(offset, offset + text.length))) throw new Error('File already written with different data');
    for (let count = 1; count <= text.length; count++) {
      this.step();
      this.files.set(name, before.slice(0, offset) + text.slice(0, count) + before.slice(offset + count));
    }
    return true;
  }
}

/** What the boards take of Espruino's global `E`. */
export const engine = {
  CRC32: (bytes: string | Uint8Array): number => crc32(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes),
  toUint8Array: (bytes: string | ArrayBuffer | readonly number[]): Uint8Array =>
    typeof bytes === 'string' ? new Uint8Array(Buffer.from(bytes, 'latin1')) : bytes instanceof Array ? Uint8Array.from(bytes) : new Uint8Array(bytes),
  toString: (bytes: ArrayBuffer): string => Buffer.from(bytes).toString('latin1'),
  reboot: (): void => undefined,
  enableWatchdog: (): void => undefined,
  hwRand: (): number => 2002641757,
};
