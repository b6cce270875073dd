/**
 * Coverage-guided fuzzing: inputs are changed at random, and those that reach something new are changed further. What
 * it does depends on the seed, the corpus and the number of executions alone.
 */
import { createReach } from './coverage';
import { createExecution, type Failure } from './execution';
import { type CorpusLimits, minimise, minimiseCorpus } from './minimise';
import { createBelow, mutate, mutateSequence } from './mutations';
import type { Target } from './target';

export interface FuzzOptions {
  readonly seed: number;
  /** Inputs to begin with, beside the target's seeds. */
  readonly corpus?: readonly Uint8Array[];
  /** Asked before each round of executions, with the state so far; the fuzzing ends when it answers false. */
  goOn(progress: Progress): boolean;
  /** Branches that one input may take; see `createExecution`. */
  readonly budget?: number;
}

export interface Progress {
  readonly executions: number;
  /** Branches reached. */
  readonly edges: number;
  readonly corpus: readonly Uint8Array[];
  readonly findings: readonly Finding[];
}

/** An input that breaks a promise, made small. */
export interface Finding {
  readonly input: Uint8Array;
  readonly failure: Failure;
}

/** Executions between two looks at whether to go on. */
const ROUND = 50;
/** So many ways to fail are told; more are likely the same mistake. */
const MOST_FINDINGS = 20;

export function fuzz(target: Target, options: FuzzOptions): Progress {
  const { longest = 512, dictionary = [], sequence } = target;
  const below = createBelow(options.seed);
  const execute = createExecution(target, options.budget);
  const reach = createReach();
  const corpus: Uint8Array[] = [];
  const findings: Finding[] = [];
  const keys = new Set<string>();
  let executions = 0;

  function attempt(input: Uint8Array): void {
    executions++;
    const failure = execute(input);
    const isNew = reach.add();
    if (failure === undefined) {
      if (isNew) corpus.push(input);
    } else if (!keys.has(failure.key) && findings.length < MOST_FINDINGS) {
      keys.add(failure.key);
      const small = minimise(input, (candidate) => execute(candidate)?.key === failure.key);
      findings.push({ input: small, failure: execute(small) ?? failure });
    }
  }

  /** An input of the corpus; every other time one of the newest, which lead to what was not seen yet. */
  function pick(): Uint8Array {
    if (corpus.length === 0) return new Uint8Array(0);
    const newest = Math.ceil(corpus.length / 8);
    return corpus[below(2) === 0 ? below(corpus.length) : corpus.length - 1 - below(newest)];
  }

  function invent(): Uint8Array {
    const [input, other] = [pick(), pick()];
    if (sequence === undefined) return mutate(input, longest, { below, dictionary, other });
    const parts = mutateSequence(sequence.split(input), longest, { below, dictionary, other: sequence.split(other) });
    return sequence.join(parts).slice(0, longest);
  }

  const progress: Progress = {
    get executions() {
      return executions;
    },
    get edges() {
      return reach.edges;
    },
    corpus,
    findings,
  };
  for (const input of [...target.seeds(), ...(options.corpus ?? [])]) attempt(input);
  while (options.goOn(progress)) {
    for (let count = 0; count < ROUND; count++) attempt(invent());
  }
  return progress;
}

/** The part of `inputs` that is worth keeping: it reaches what they reach, with fewer and shorter inputs. */
export function distil(target: Target, inputs: readonly Uint8Array[], limits: CorpusLimits): Uint8Array[] {
  return minimiseCorpus(inputs, createExecution(target), limits);
}

/** Runs one input as the fuzzer does. @returns What is wrong with it, if anything. */
export function replay(target: Target, input: Uint8Array): Failure | undefined {
  return createExecution(target)(input);
}
