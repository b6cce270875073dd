/** The Block1 and Block2 options of CoAP (RFC 7959 2.2), and bodies put together from blocks. */
import type { Clock, Timer } from './clock';

export interface Block {
  number: number;
  more: boolean;
  /** Bytes: 16, 32 … 1024. */
  size: number;
}

/** Block sizes by their exponents; 7 is reserved on UDP. */
const SIZES: readonly number[] = [16, 32, 64, 128, 256, 512, 1024];
export const LARGEST_BLOCK = 1024;

/** Whether a number of bytes can be the size of a block. */
export function isBlockSize(size: number): boolean {
  return SIZES.includes(size);
}

/** Reads an option value. @returns undefined when it is longer than three bytes or has the reserved size. */
export function decodeBlock(bytes: Buffer): Block | undefined {
  const value = bytes.length === 0 ? 0 : bytes.length > 3 ? NaN : bytes.readUIntBE(0, bytes.length);
  const size = SIZES[value & 7];
  if (Number.isNaN(value) || size === undefined) return undefined;
  return { number: value >>> 4, more: (value & 8) !== 0, size };
}

/** Writes an option value in the fewest bytes. */
export function encodeBlock({ number, more, size }: Block): Buffer {
  const value = number * 16 + (more ? 8 : 0) + SIZES.indexOf(size);
  return uintBytes(value);
}

/** A CoAP uint in the fewest bytes (RFC 7252 3.2). */
export function uintBytes(value: number): Buffer {
  const bytes: number[] = [];
  for (let rest = value; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest & 255);
  return Buffer.from(bytes);
}

/** Seconds after which a body whose blocks stopped coming is forgotten (RFC 7252 4.8.2). */
const EXCHANGE_LIFETIME = 247;

/** Bodies of requests that come in blocks (RFC 7959 2.3). */
export class Reassembly {
  private readonly bodies = new Map<string, { pieces: Buffer[]; length: number; timer: Timer }>();

  constructor(
    private readonly clock: Clock,
    /** Bytes of the longest body. */
    private readonly longest: number,
  ) {}

  /**
   * Takes a block.
   * @param key What makes blocks belong together: the client, the method, the path and so on.
   * @returns The whole body after its last block; else the code to answer.
   */
  take(key: string, block: Block, payload: Buffer): Buffer | '2.31' | '4.00' | '4.08' | '4.13' {
    // A first block starts anew (RFC 7959 2.5).
    if (block.number === 0) this.forget(key);
    const body = this.bodies.get(key);
    const pieces = body?.pieces ?? [];
    const length = body?.length ?? 0;
    if (block.number * block.size !== length) return '4.08';
    if (block.more && payload.length !== block.size) {
      this.forget(key);
      return '4.00';
    }
    body?.timer.cancel();
    this.bodies.delete(key);
    if (length + payload.length > this.longest) return '4.13';
    if (!block.more) return Buffer.concat([...pieces, payload]);
    const timer = this.clock.after(1000 * EXCHANGE_LIFETIME, () => this.bodies.delete(key));
    this.bodies.set(key, { pieces: [...pieces, payload], length: length + payload.length, timer });
    return '2.31';
  }

  /** Forgets every body that is under way. */
  close(): void {
    for (const key of [...this.bodies.keys()]) this.forget(key);
  }

  private forget(key: string): void {
    this.bodies.get(key)?.timer.cancel();
    this.bodies.delete(key);
  }
}
