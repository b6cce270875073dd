/**
 * `npm run test:interop -- [--only TEXT] [--self-test] [-v]`: Eclipse Leshan's servers and the linux image, on
 * loopback. See README.md.
 *
 * Exit codes: 0 every scenario passed, 1 one failed or something could not be built, 2 the command line is wrong,
 * 3 Java or Maven is absent, so that nothing was judged.
 */
import { Command } from 'commander';
import { Capture } from './capture';
import { Images, leshanClient } from './images';
import { buildLeshan, Leshan, missingPrograms } from './leshan';
import { demoAbsent, updateThroughDemo } from './operator';
import type { Started } from './protocol';
import { runScenario, type Scenario } from './scenario';
import { scenarios } from './scenarios';
import { Server } from './server';
import type { Ports, Surroundings } from './session';

/** Not among the scenarios: its server is another program. */
const demoTitle = "mote ota push --leshan, through the HTTP API of Leshan's demo server";

/** Lines of the log that a failure shows. */
const shownLines = 30;

interface Options {
  readonly only?: string;
  readonly selfTest?: boolean;
  readonly verbose?: boolean;
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

/** The processes of Leshan, and what is run against them. */
class Run {
  private readonly leshan = Leshan.start('server');
  private bootstrapServers: Leshan | undefined;
  private readonly images = new Images();
  private readonly tally: Tally = { passed: 0, failed: 0 };

  constructor(
    private readonly selfTest: boolean,
    private readonly verbose: boolean,
  ) {}

  async all(chosen: readonly Scenario[], withDemo: boolean): Promise<Exit> {
    let capture: Capture | string | undefined;
    try {
      const { ports, version } = await this.findPorts();
      capture = await Capture.start(Object.values(ports));
      for (const scenario of chosen) {
        const passed = await this.one(scenario, ports);
        this.tally[passed ? 'passed' : 'failed']++;
      }
      if (capture instanceof Capture && chosen.length > 0) await this.judge(capture);
      else if (chosen.length > 0) print(`ABSENT  Wireshark on what the client sent: ${capture}`);
      if (withDemo) await this.demo();
      print(`\nEclipse Leshan ${version}: ${this.tally.passed} passed, ${this.tally.failed} failed`);
    } finally {
      this.leshan.stop();
      this.bootstrapServers?.stop();
      if (capture instanceof Capture) capture.discard();
    }
    if (this.tally.failed > 0) return Exit.failed;
    return this.tally.passed > 0 ? Exit.passed : Exit.absent;
  }

  private async one(scenario: Scenario, ports: Ports): Promise<boolean> {
    if (this.verbose) print(`        ${scenario.name}`);
    const { reason, seconds, log } = await this.outcome(scenario, ports);
    const title = `${scenario.name} (${seconds.toFixed(1)} s)`;
    if (reason === undefined) {
      print(`passed  ${title}`);
      return true;
    }
    print(`FAILED  ${title}\n${indent([reason])}`);
    if (!this.verbose) print(indent(log.slice(-shownLines).map((line) => `| ${line}`)));
    return false;
  }

  private async outcome(scenario: Scenario, ports: Ports): ReturnType<typeof runScenario> {
    let command: string[];
    try {
      command = this.selfTest ? leshanClient() : await this.images.commandOf(scenario.application ?? 'smart-light');
    } catch (error) {
      return { reason: (error as Error).message, seconds: 0, log: [] };
    }
    const onLine = this.verbose ? (line: string): void => print(`          ${line}`) : (): void => undefined;
    const surroundings: Surroundings = {
      leshan: this.leshan,
      bootstrap: () => (this.bootstrapServers ??= Leshan.start('bootstrap')),
      command,
      endpoint: `interop ${scenario.name}`,
      ports,
      onLine,
    };
    return runScenario(scenario, surroundings);
  }

  private async demo(): Promise<void> {
    const absent = demoAbsent();
    if (absent !== undefined) return print(`ABSENT  ${demoTitle}: ${absent}`);
    const begun = Date.now();
    try {
      await updateThroughDemo();
      this.tally.passed++;
      print(`passed  ${demoTitle} (${((Date.now() - begun) / 1000).toFixed(1)} s)`);
    } catch (error) {
      this.tally.failed++;
      print(`FAILED  ${demoTitle}\n${indent([(error as Error).message])}`);
    }
  }

  /** Judges what was captured, as one more scenario. */
  private async judge(capture: Capture): Promise<void> {
    const { faults, datagrams, tlv, sealed } = await capture.stop();
    const title = `Wireshark finds nothing wrong with what the client sent (${datagrams} datagrams, ${tlv} with TLV; and ${sealed} that are sealed)`;
    if (faults.length === 0 && datagrams + sealed > 0) {
      this.tally.passed++;
      print(`passed  ${title}`);
    } else {
      this.tally.failed++;
      print(`FAILED  ${title}\n${indent(faults)}`);
    }
  }

  /** The ports of this run: free ones, which the servers of all its sessions have one after the other. */
  private async findPorts(): Promise<{ ports: Ports; version: string }> {
    const names = ['first', 'second', 'bootstrap'];
    const started: Started[] = [];
    for (const name of names) started.push(await Server.start(this.leshan, name, { port: 0 }));
    for (const name of names) await this.leshan.command('stop', { server: name });
    const [first, second, bootstrap] = started.map(({ port }) => port);
    return { ports: { first, second, bootstrap }, version: started[0].version };
  }
}

function isNamed(name: string, only: string): boolean {
  return name.toLowerCase().includes(only.toLowerCase());
}

/** The scenarios with a text in their names; in a test of the harness, those that Leshan's client can play. */
function choose(only: string, selfTest: boolean): Scenario[] {
  const named = scenarios.filter(({ name }) => isNamed(name, only));
  return selfTest ? named.filter(({ application, notByLeshan }) => application !== undefined && notByLeshan === undefined) : named;
}

async function test({ only = '', selfTest = false, verbose = false }: Options): Promise<Exit> {
  const chosen = choose(only, selfTest);
  const withDemo = !selfTest && isNamed(demoTitle, only);
  if (chosen.length === 0 && !withDemo) {
    console.error(`no scenario has "${only}" in its name; there are\n${[...scenarios.map(({ name }) => name), demoTitle].map((name) => `  ${name}`).join('\n')}`);
    return Exit.usage;
  }
  const missing = missingPrograms();
  if (missing.length > 0) {
    console.error(`ABSENT: ${missing.join(', ')}. Nothing was tested. On Debian: apt-get install default-jdk-headless maven`);
    return Exit.absent;
  }
  buildLeshan();
  return new Run(selfTest, verbose).all(chosen, withDemo);
}

const command = new Command('test:interop')
  .description("Drives the linux image with Eclipse Leshan's LwM2M servers.")
  .option('--only <text>', 'scenarios with this in their name')
  .option('--self-test', "with Leshan's own client in the place of the image: what fails is the harness")
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
