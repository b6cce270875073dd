/**
 * `npm run fuzz -- TARGET [SECONDS]`: looks for bytes that break a promise of the device code. See README.md.
 *
 * Exit codes: 0 nothing found, 1 something found, 2 wrong usage.
 */
import { Command, InvalidArgumentError } from 'commander';
import { randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { corpusLimits, readCorpus, writeCorpus, writeFinding } from './corpus';
import { distil, fuzz, type Progress, replay } from './fuzzer';
import { targets } from './targets';
import type { Target } from './target';

interface Options {
  readonly seed: number;
  readonly total?: number;
  readonly executions?: number;
  readonly input?: string;
  readonly keep?: true;
}

/** Seconds between two lines of progress. */
const PACE = 5;

function count(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0) throw new InvalidArgumentError('It has to be a whole number.');
  return value;
}

function line(name: string, { executions, edges, corpus, findings }: Progress, seconds: number): string {
  const rate = Math.round(executions / Math.max(seconds, 0.001));
  return `${name.padEnd(18)} ${executions} executions, ${rate}/s, ${edges} edges, corpus ${corpus.length}, findings ${findings.length}`;
}

/** Fuzzes one target. @returns How many findings there are. */
function fuzzTarget(target: Target, seconds: number, { seed, executions, keep }: Options): number {
  const start = Date.now();
  let shown = start;
  const result = fuzz(target, {
    seed,
    corpus: [...readCorpus(target.name).values()],
    goOn(progress) {
      const now = Date.now();
      if (now - shown >= PACE * 1000) {
        shown = now;
        console.log(line(target.name, progress, (now - start) / 1000));
      }
      return executions === undefined ? now - start < seconds * 1000 : progress.executions < executions;
    },
  });
  console.log(`${line(target.name, result, (Date.now() - start) / 1000)} (--seed ${seed} --executions ${result.executions})`);
  for (const finding of result.findings) {
    console.log(`  ${finding.failure.message}\n    npm run fuzz -- ${target.name} --input ${writeFinding(target.name, finding)}`);
  }
  if (keep === true) writeCorpus(target.name, distil(target, result.corpus, corpusLimits));
  return result.findings.length;
}

/** Runs one input from a file. @returns How many findings there are. */
function replayFile(target: Target, file: string): number {
  const failure = replay(target, new Uint8Array(readFileSync(file)));
  if (failure === undefined) {
    console.log(`${target.name}: ${file} breaks no promise`);
    return 0;
  }
  console.log(`${target.name}: ${failure.message}\n${failure.trace.map((each) => `  at ${each}`).join('\n')}`);
  return 1;
}

const program = new Command('fuzz')
  .argument('<target>', `${targets.map(({ name }) => name).join(', ')}; or all`)
  .argument('[seconds]', 'how long each target is fuzzed', count, 60)
  .option('--total <seconds>', 'how long it takes in all, the same for each target', count)
  .option('--seed <number>', 'repeats a run, when the corpus and the executions are the same', count, randomInt(2 ** 31))
  .option('--executions <number>', 'ends after so many inputs instead of after a time', count)
  .option('--input <file>', 'runs this input alone')
  .option('--keep', 'replaces the corpus by what is worth keeping of it and of what was found to be new')
  .showHelpAfterError()
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
  .parse();
const [name, seconds] = program.processedArgs as [string, number];
const options = program.opts<Options>();
const chosen = targets.filter((target) => name === 'all' || target.name === name);
if (chosen.length === 0 || (options.input !== undefined && chosen.length > 1)) {
  program.error(`There is no target ${name}${options.input === undefined ? '' : ' for one input'}.`);
}
let findings = 0;
for (const target of chosen) {
  const share = options.total === undefined ? seconds : options.total / chosen.length;
  findings += options.input === undefined ? fuzzTarget(target, share, options) : replayFile(target, options.input);
}
process.exitCode = findings > 0 ? 1 : 0;
