/**
 * Inputs that are a sequence of datagrams. A part is a length (16 bits), a head (a byte), and what the head makes of the
 * rest: bits 0-1 say what it is, bits 2-4 how much time passes before it.
 */
import type { Sequence } from './target';

/** A part's size field. */
const SIZE_BYTES = 2;
/** Parts of one input. */
const MOST_PARTS = 16;

export const sequence: Sequence = {
  split(input) {
    const parts: Uint8Array[] = [];
    for (let at = 0; at + SIZE_BYTES < input.length; ) {
      const size = input[at] * 256 + input[at + 1];
      parts.push(input.slice(at + SIZE_BYTES, at + SIZE_BYTES + size));
      at += SIZE_BYTES + size;
    }
    return parts;
  },
  join: (parts) =>
    new Uint8Array(Buffer.concat(parts.slice(0, MOST_PARTS).flatMap((part) => [Uint8Array.of(part.length >>> 8, part.length & 255), part]))),
};

/** The parts of an input that are carried out, in order. */
export function partsOf(input: Uint8Array): readonly Uint8Array[] {
  return sequence.split(input).slice(0, MOST_PARTS);
}

/** @param pause Which one of the target's pauses comes before it. */
export function newPart(kind: number, bytes: Uint8Array, pause = 0): Uint8Array {
  return Uint8Array.from([kind | (pause << 2), ...bytes]);
}

export function kindOf([head]: Uint8Array): number {
  return head & 3;
}

/** @param pauses Eight, in milliseconds. */
export function pauseBefore([head]: Uint8Array, pauses: readonly number[]): number {
  return pauses[(head >>> 2) & 7];
}
