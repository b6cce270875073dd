/** What the verbs of the console share: the server, the client in use, and where lines go. */
import { advise, codeName, type Operation } from '../advice';
import { isSuccess, type Answer } from '../answers';
import type { Client } from '../clients';
import type { FileServer } from '../fileServer';
import { displayUnits, displayValue } from '../input';
import { timeOf, type Leaf } from '../leaves';
import { formatPath, UsageError, type Path } from '../path';
import type { LwM2mServer } from '../server';
import type { Command } from './commandLine';

export interface Verb {
  name: string;
  /** Other names. */
  aliases?: readonly string[];
  /** What to type. */
  usage: string;
  /** One line for the list of verbs. */
  summary: string;
  /** More for `help VERB`. */
  details?: readonly string[];
  /** Options it takes, without `--`. */
  options?: readonly string[];
  run(session: Session, command: Command): Promise<void> | void;
}

export class Session {
  /** Endpoint name that `use` chose. */
  chosen: string | undefined;
  /** What `serve` started, by file. */
  readonly fileServers = new Map<string, FileServer>();
  /** Set by `quit`. */
  ended = false;

  /** Stops what the verbs started. */
  async close(): Promise<void> {
    for (const server of this.fileServers.values()) await server.close();
    this.fileServers.clear();
  }

  constructor(
    readonly server: LwM2mServer,
    /** Prints one line. */
    readonly print: (line: string) => void,
    readonly verbs: readonly Verb[],
  ) {}

  /** The verb of a name. */
  verb(name: string): Verb | undefined {
    return this.verbs.find((verb) => verb.name === name || verb.aliases?.includes(name) === true);
  }

  /** The clients that are registered now. */
  registered(): Client[] {
    return this.server.clients().filter(({ state }) => state === 'registered');
  }

  /** The client in use: the chosen one, or the only one. @throws UsageError */
  endpoint(): string {
    if (this.chosen !== undefined) return this.chosen;
    const clients = this.registered();
    if (clients.length === 1) return clients[0].endpoint;
    if (clients.length === 0) throw new UsageError(`No client is registered. Point one at ${this.server.url()}, or type: wait`);
    throw new UsageError(`Several clients are registered: ${clients.map(({ endpoint }) => endpoint).join(', ')}. Choose one: use NAME`);
  }

  /** Tells a success as one line. @throws CommandFailed that explains an error. */
  report(answer: Answer, operation: Operation, path: Path): void {
    if (!isSuccess(answer)) throw new CommandFailed(explain(answer, operation, path, this.server));
    this.print(`${this.endpoint()} ${formatPath(path)} ${codeName(answer.code)}`);
  }

  /** Prints values, one a line, in columns. */
  printLeaves(leaves: readonly Leaf[]): void {
    const rows = leaves.map((leaf) => [formatPath(leaf.path), this.resourceName(leaf.path), this.valueText(leaf) + this.timeText(leaf)]);
    const widths = [0, 1].map((column) => Math.max(...rows.map((row) => row[column].length)));
    for (const [path, name, value] of rows) {
      this.print(`  ${path.padEnd(widths[0])}  ${name.padEnd(widths[1])}  ${value}`);
    }
  }

  /** ` at 2026-11-01T12:00:00Z` for a value with a time stamp. */
  timeText(leaf: Leaf): string {
    if (leaf.time === undefined) return '';
    const date = new Date(timeOf(leaf, this.server.clock.now()));
    return ` at ${Number.isNaN(date.getTime()) ? leaf.time : date.toISOString().replace('.000Z', 'Z')}`;
  }

  resourceName(path: Path): string {
    return this.server.definitions.resource(path)?.name ?? '';
  }

  /** A value with its unit. */
  valueText({ path, type, value }: Leaf): string {
    const units = displayUnits(this.server.definitions.resource(path)?.units ?? '');
    return displayValue(type, value) + (units === '' ? '' : ` ${units}`);
  }
}

/** The client answered with an error. */
export class CommandFailed extends Error {
  override name = 'CommandFailed';
}

/** An error in words: its name, what the client said, and what to do. */
function explain(answer: Answer, operation: Operation, path: Path, server: LwM2mServer): string {
  const said = answer.diagnostic === '' ? '' : ` The client says: ${JSON.stringify(answer.diagnostic)}.`;
  const advice = advise(answer.code, operation, path, server.definitions);
  return `${codeName(answer.code)}.${said}${advice === '' ? '' : ' ' + advice}`;
}
