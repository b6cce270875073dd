/** Reads the mappings of a source map with one source, and writes those of one with several (ECMA-426, "Mappings structure"). */

const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** A stretch of output that begins at `column` and comes from line `sourceLine`, `sourceColumn`, all from 0. */
export interface Segment {
  readonly column: number;
  readonly sourceLine: number;
  readonly sourceColumn: number;
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
  let sourceColumn = 0;
  return mappings.split(';').map((line) => {
    let column = 0;
    const segments: Segment[] = [];
    for (const segment of line.split(',').filter((text) => text !== '')) {
      const [columnStep, , lineStep, sourceColumnStep] = parseIntegers(segment);
      column += columnStep;
      if (lineStep !== undefined) {
        sourceLine += lineStep;
        sourceColumn += sourceColumnStep;
        segments.push({ column, sourceLine, sourceColumn });
      }
    }
    return segments;
  });
}

function formatInteger(value: number): string {
  let text = '';
  let rest = value < 0 ? (-value << 1) | 1 : value << 1;
  do {
    text += digits[(rest & 31) | (rest > 31 ? 32 : 0)];
    rest >>>= 5;
  } while (rest > 0);
  return text;
}

/** A stretch of output in one of several sources. */
export interface PlacedSegment extends Segment {
  /** The number of the source. */
  readonly source: number;
}

/** The mappings of an output, by its lines. */
export function formatMappings(lines: readonly (readonly PlacedSegment[])[]): string {
  let last: Omit<PlacedSegment, 'column'> = { source: 0, sourceLine: 0, sourceColumn: 0 };
  return lines
    .map((segments) => {
      let column = 0;
      return segments
        .map((each) => {
          const steps = [each.column - column, each.source - last.source, each.sourceLine - last.sourceLine, each.sourceColumn - last.sourceColumn];
          column = each.column;
          last = each;
          return steps.map(formatInteger).join('');
        })
        .join(',');
    })
    .join(';');
}
