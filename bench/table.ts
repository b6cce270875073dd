/** Tables for the terminal: plain text, aligned, no colours, so that they read the same in a log. */

/** One column: its heading and whether its cells are numbers, which are set flush right. */
export interface Column {
  heading: string;
  right?: boolean;
}

/** Lays rows out under their headings. Rows with fewer cells than columns leave the rest empty. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const widths = columns.map((column, index) =>
    rows.reduce((width, row) => Math.max(width, (row[index] ?? '').length), column.heading.length),
  );
  const line = (cells: readonly string[]): string =>
    columns
      .map((column, index) => {
        const cell = cells[index] ?? '';
        return column.right === true ? cell.padStart(widths[index]) : cell.padEnd(widths[index]);
      })
      .join('  ')
      .trimEnd();
  const headings = columns.map((column) => column.heading);
  return [line(headings), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}

/** A number with `digits` decimals and thousands apart: `12,345.6`. */
export function decimal(value: number, digits = 0): string {
  // Without the sign that a rounded -0.1 leaves.
  return (value === 0 ? 0 : value).toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}
