/** Where the bytes of an input lie. What lies around them must not matter. */

export interface Placement {
  readonly buffer: Uint8Array;
  readonly start: number;
  readonly end: number;
}

/** Bytes on either side. */
const MARGIN = 9;

/** The bytes alone, so that a step outside is an index out of range; and amid others, of two kinds. */
export function placements(bytes: Uint8Array): Placement[] {
  const amid = [0x00, 0xff].map((filling) => {
    const buffer = new Uint8Array(bytes.length + 2 * MARGIN).fill(filling);
    buffer.set(bytes, MARGIN);
    return { buffer, start: MARGIN, end: MARGIN + bytes.length };
  });
  return [{ buffer: bytes, start: 0, end: bytes.length }, ...amid];
}

/**
 * Reads the bytes at each place, twice.
 * @returns What was read.
 * @throws Error when it was not the same each time, or bytes were changed.
 */
export function readEverywhere<T>(bytes: Uint8Array, read: (placement: Placement) => T): T {
  const results = placements(bytes).flatMap((placement) => {
    const before = Buffer.from(placement.buffer);
    const twice = [read(placement), read(placement)];
    if (!before.equals(placement.buffer)) throw new Error('the input was written to');
    return twice;
  });
  const [first, ...others] = results.map((result) => JSON.stringify(result));
  const other = others.find((each) => each !== first);
  if (other !== undefined) throw new Error(`read as ${first}, and as ${other}`);
  return results[0];
}
