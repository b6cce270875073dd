/** The table that a run prints. */
import type { Exception } from './exceptions';

export interface Row {
  /** Such as `1.0-int-102`. */
  readonly name: string;
  readonly title: string;
  readonly verdict: 'passed' | 'excepted' | 'FAILED';
  readonly peer?: string;
  readonly configuration?: string;
  readonly seconds?: number;
  /** Why it is excepted, or failed. */
  readonly reason?: string;
  /** What client and server said to each other. */
  readonly log?: readonly string[];
}

const nameWidth = 17;
const titleWidth = 58;
const verdictWidth = 9;
/** Lines of the log that a failure shows. */
const shownLines = 40;

function columns(name: string, title: string, verdict: string, rest: string): string {
  return `${name.padEnd(nameWidth)} ${title.slice(0, titleWidth).padEnd(titleWidth)} ${verdict.padEnd(verdictWidth)} ${rest}`;
}

export function headerLine(): string {
  return columns('case', 'title', 'verdict', 'peer, or why not');
}

function indent(lines: readonly string[]): string[] {
  return lines.flatMap((line) => line.split('\n')).map((line) => `    ${line}`);
}

/** A row, and below it why it failed; with what was said, if wanted. */
export function rowLines({ name, title, verdict, peer, configuration, reason, log = [] }: Row, withLog: boolean): string[] {
  const where = peer === undefined ? (reason ?? '') : `${peer}, ${configuration}`;
  const row = columns(name, title, verdict, where);
  if (verdict !== 'FAILED') return [row];
  return [row, ...indent([reason ?? '']), ...(withLog ? indent(log.slice(-shownLines).map((line) => `| ${line}`)) : [])];
}

/** What stands below the table: what failed once more, with what was said. @param headings Cases that there is nothing to run of. */
export function summaryLines(rows: readonly Row[], headings: readonly Exception[]): string[] {
  const count = (verdict: Row['verdict']): number => rows.filter((row) => row.verdict === verdict).length;
  const reasons = [...new Set(headings.map(({ why }) => why))];
  return [
    '',
    ...rows.filter(({ verdict }) => verdict === 'FAILED').flatMap((row) => rowLines(row, true)),
    ...reasons.map((why) => `${why}: ${headings.filter((each) => each.why === why).map(({ id }) => id).join(' ')}`),
    'Cases 0, 1 and 401 are over DTLS with a pre-shared key; the others are without security (NoSec).',
    `${count('passed')} passed, ${count('excepted')} excepted, ${count('FAILED')} unexplained`,
  ];
}
