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

  read(name: string): string | undefined {
    return this.files.get(name);
  }

  erase(name: string): void {
    this.step();
    this.files.delete(name);
  }

  /** As in flash, what is not yet written of a file reads as ones. */
  write(name: string, data: string | Uint8Array): boolean {
    const text = typeof data === 'string' ? data : Buffer.from(data).toString('latin1');
    const others = [...this.files].reduce((sum, [each, file]) => sum + (each === name ? 0 : file.length), 0);
    if (name.length > 28 || text.length === 0) throw new Error('Espruino refuses such a file');
    if (others + text.length > this.room) return false;
    this.step();
    for (let count = 0; count <= text.length; count++) {
      this.files.set(name, text.slice(0, count).padEnd(text.length, '\xff'));
      if (count < text.length) this.step();
    }
    return true;
  }
}

/** What the boards take of Espruino's global `E`. */
export const engine = {
  CRC32: (bytes: string | Uint8Array): number => crc32(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes),
  toUint8Array: (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'latin1')),
  hwRand: (): number => 2002641757,
};
