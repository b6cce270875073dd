/** Reads the mappings of a source map with one source (ECMA-426, "Mappings structure"). */

const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** A stretch of output that begins at `column` and comes from line `sourceLine`, both from 0. */
export interface Segment {
  readonly column: number;
  readonly sourceLine: number;
}

/** The integers of a segment: base 64 digits of 5 bits, least first; bit 0 of the whole is the sign. */
function parseIntegers(text: string): number[] {
  const integers: number[] = [];
  let value = 0;
  let shift = 0;
  for (const character of text) {
    const digit = digits.indexOf(character);
    value += (digit & 31) << shift;
    shift += 5;
    if (digit < 32) {
      integers.push((value & 1) === 1 ? -(value >>> 1) : value >>> 1);
      value = 0;
      shift = 0;
    }
  }
  return integers;
}

/** @returns The segments of each line of output. Those without a source are left out. */
export function parseMappings(mappings: string): Segment[][] {
  let sourceLine = 0;
  return mappings.split(';').map((line) => {
    let column = 0;
    const segments: Segment[] = [];
    for (const segment of line.split(',').filter((text) => text !== '')) {
      const [columnStep, , lineStep] = parseIntegers(segment);
      column += columnStep;
      if (lineStep !== undefined) {
        sourceLine += lineStep;
        segments.push({ column, sourceLine });
      }
    }
    return segments;
  });
}
