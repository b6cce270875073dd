/**
 * `npm run conformance -- [CASE...] [--json] [-v]`: the cases of OMA's enabler test specification for LwM2M, against
 * Eclipse Leshan or on the simulated network. See README.md.
 *
 * Exit codes: 0 every case passed or is excepted with a reason, 1 something is unexplained, 2 the command line is wrong.
 */
import { Command } from 'commander';
import { cases } from './cases';
import { type Entry, catalogue, nameOf, type Version } from './catalogue';
import { exceptions, headings } from './exceptions';
import { Peers } from './peers';
import { headerLine, type Row, rowLines, summaryLines } from './table';

interface Options {
  readonly json?: boolean;
  readonly verbose?: boolean;
}

const enum Exit {
  passed = 0,
  failed = 1,
  usage = 2,
}

interface Wanted {
  readonly entry: Entry;
  readonly version: Version;
}

/** The cases that the arguments name: by number in all versions, or by name in one. */
function select(wanted: readonly string[]): Wanted[] {
  const all = catalogue.flatMap((entry) => entry.versions.map((version) => ({ entry, version })));
  if (wanted.length === 0) return all;
  return all.filter(({ entry, version }) => wanted.includes(String(entry.id)) || wanted.includes(nameOf(entry.id, version)));
}

async function rowOf({ entry: { id, title }, version }: Wanted, peers: Peers): Promise<Row> {
  const described = { name: nameOf(id, version), title };
  const exception = exceptions.find((each) => each.id === id);
  if (exception !== undefined) return { ...described, verdict: 'excepted', reason: exception.why };
  const found = cases.find((each) => each.id === id);
  if (found === undefined) return { ...described, verdict: 'FAILED', reason: 'there is no test for it' };
  const { reason, seconds, log } = await peers.run(found, version);
  const verdict = reason === undefined ? 'passed' : 'FAILED';
  return { ...described, verdict, peer: found.peer, configuration: found.configuration, seconds, reason, log };
}

async function run(wanted: readonly string[], { json = false, verbose = false }: Options): Promise<Exit> {
  const selected = select(wanted);
  if (selected.length === 0) {
    console.error(`no case is called ${wanted.join(' or ')}; a case is a number such as 102, or a name such as 1.0-int-102`);
    return Exit.usage;
  }
  const peers = new Peers();
  const rows: Row[] = [];
  if (!json) console.log(headerLine());
  try {
    for (const each of selected) {
      const row = await rowOf(each, peers);
      rows.push(row);
      if (!json) console.log(rowLines(row, verbose).join('\n'));
    }
  } finally {
    peers.stop();
  }
  if (json) console.log(JSON.stringify(rows, (key, value: unknown) => (key === 'log' ? undefined : value), 2));
  else console.log(summaryLines(rows, wanted.length === 0 ? headings : []).join('\n'));
  return rows.some(({ verdict }) => verdict === 'FAILED') ? Exit.failed : Exit.passed;
}

const command = new Command('conformance')
  .description("Runs the cases of OMA's enabler test specification for LwM2M.")
  .argument('[case...]', 'such as 102, or 1.0-int-102; all unless told')
  .option('--json', 'the table as JSON')
  .option('-v, --verbose', 'with what client and server said, for each case that failed')
  .exitOverride((error) => process.exit(error.exitCode === 0 ? Exit.passed : Exit.usage))
  .action(async (wanted: string[], options: Options) => {
    try {
      process.exitCode = await run(wanted, options);
    } catch (error) {
      console.error((error as Error).message);
      process.exitCode = Exit.failed;
    }
  });

void command.parseAsync();
