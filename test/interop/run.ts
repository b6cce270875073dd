/**
 * `npm run test:interop -- [--only TEXT] [-v]`: Eclipse Leshan's server and the linux image, on loopback. See README.md.
 *
 * Exit codes: 0 every scenario passed, 1 one failed or something could not be built, 2 the command line is wrong,
 * 3 Java or Maven is absent, so that nothing was judged.
 */
import { Command } from 'commander';
import { buildImage } from '../../build/image';
import { Capture } from './capture';
import { buildLeshan, Leshan, missingPrograms } from './leshan';
import type { Started } from './protocol';
import { runScenario, type Scenario } from './scenario';
import { attributes } from './scenarios/attributes';
import { executing } from './scenarios/executing';
import { instances } from './scenarios/instances';
import { observing } from './scenarios/observing';
import { reading } from './scenarios/reading';
import { registration } from './scenarios/registration';
import { writing } from './scenarios/writing';

const scenarios = [registration, reading, writing, attributes, executing, instances, observing].flat();
/** Lines of the log that a failure shows. */
const shownLines = 30;

interface Options {
  readonly only?: string;
  readonly verbose?: true;
}

const enum Exit {
  passed = 0,
  failed = 1,
  usage = 2,
  absent = 3,
}

interface Tally {
  passed: number;
  failed: number;
}

function print(line: string): void {
  console.log(line);
}

function indent(lines: readonly string[]): string {
  return lines.flatMap((line) => line.split('\n')).map((line) => `        ${line}`).join('\n');
}

async function runOne(scenario: Scenario, leshan: Leshan, image: string, port: number, verbose: boolean): Promise<boolean> {
  if (verbose) print(`        ${scenario.name}`);
  const onLine = verbose ? (line: string): void => print(`          ${line}`) : (): void => undefined;
  const { reason, seconds, log } = await runScenario(scenario, leshan, image, port, onLine);
  const title = `${scenario.name} (${seconds.toFixed(1)} s)`;
  if (reason === undefined) {
    print(`passed  ${title}`);
    return true;
  }
  print(`FAILED  ${title}\n${indent([reason])}`);
  if (!verbose) print(indent(log.slice(-shownLines).map((line) => `| ${line}`)));
  return false;
}

/** Judges what was captured, as one more scenario. */
async function judge(capture: Capture, tally: Tally): Promise<void> {
  const { faults, datagrams, tlv } = await capture.stop();
  const title = `Wireshark finds nothing wrong with what the client sent (${datagrams} datagrams, ${tlv} with TLV)`;
  if (faults.length === 0 && datagrams > 0) {
    tally.passed++;
    print(`passed  ${title}`);
  } else {
    tally.failed++;
    print(`FAILED  ${title}\n${indent(faults)}`);
  }
}

/** The port of this run: a free one, which all servers of the run have one after the other. */
async function findPort(leshan: Leshan): Promise<Started> {
  const started = await leshan.command<Started>('start', { port: 0 });
  await leshan.command('stop');
  return started;
}

async function runAll(chosen: readonly Scenario[], image: string, verbose: boolean): Promise<Exit> {
  const leshan = Leshan.start();
  const tally: Tally = { passed: 0, failed: 0 };
  let capture: Capture | string | undefined;
  try {
    const { port, version } = await findPort(leshan);
    capture = await Capture.start(port);
    for (const scenario of chosen) {
      const passed = await runOne(scenario, leshan, image, port, verbose);
      tally[passed ? 'passed' : 'failed']++;
    }
    if (capture instanceof Capture) await judge(capture, tally);
    else print(`ABSENT  Wireshark on what the client sent: ${capture}`);
    print(`\nEclipse Leshan ${version}: ${tally.passed} passed, ${tally.failed} failed`);
  } finally {
    leshan.stop();
    if (capture instanceof Capture) capture.discard();
  }
  return tally.failed === 0 ? Exit.passed : Exit.failed;
}

async function test({ only, verbose }: Options): Promise<Exit> {
  const chosen = scenarios.filter(({ name }) => name.toLowerCase().includes((only ?? '').toLowerCase()));
  if (chosen.length === 0) {
    console.error(`no scenario has "${only}" in its name; there are\n${scenarios.map(({ name }) => `  ${name}`).join('\n')}`);
    return Exit.usage;
  }
  const missing = missingPrograms();
  if (missing.length > 0) {
    console.error(`ABSENT: ${missing.join(', ')}. Nothing was tested. On Debian: apt-get install default-jdk-headless maven`);
    return Exit.absent;
  }
  buildLeshan();
  const { file } = await buildImage({ app: 'smart-light', board: 'linux' });
  return runAll(chosen, file, verbose === true);
}

const command = new Command('test:interop')
  .description("Drives the linux image with Eclipse Leshan's LwM2M server.")
  .option('--only <text>', 'scenarios with this in their name')
  .option('-v, --verbose', 'every message that client and server exchange')
  .allowExcessArguments(false)
  .exitOverride((error) => process.exit(error.exitCode === 0 ? Exit.passed : Exit.usage))
  .action(async (options: Options) => {
    try {
      process.exitCode = await test(options);
    } catch (error) {
      console.error((error as Error).message);
      process.exitCode = Exit.failed;
    }
  });

void command.parseAsync();
