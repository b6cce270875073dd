/** Runs inputs one by one: each from the same state, within a budget of steps, and tells what came of it. */
import { beginCounting, endCounting } from './coverage';
import { createModules } from './modules';
import type { Target } from './target';

/** Branches one input may take. The slowest well-formed ones take some ten thousands. */
export const BUDGET = 5_000_000;

/** A promise that was broken. */
export interface Failure {
  readonly message: string;
  /** The functions of the code under test it came through, the innermost first. */
  readonly trace: readonly string[];
  /** The same for inputs that fail in the same way: the message without its numbers, and where it came from. */
  readonly key: string;
}

/** Runs an input. @returns undefined when all promises held. */
export type Execute = (input: Uint8Array) => Failure | undefined;

function describeFailure(error: unknown): Failure {
  const { message, stack = '' } = error instanceof Error ? error : new Error(String(error));
  // Prepared code has paths from the root of the repository, other code has absolute ones.
  const trace = [...stack.matchAll(/at (?:Object\.)?(\S+) \(([^/:)][^:)]*)/g)].map(([, name, file]) => `${name} (${file})`);
  return { message, trace: trace.slice(0, 8), key: `${message.replaceAll(/[0-9a-f]{8,}|\d+/g, '#')} ${trace[0] ?? ''}` };
}

/** @param budget Branches that one input may take. */
export function createExecution(target: Target, budget = BUDGET): Execute {
  const modules = createModules();
  const run = target.start(modules);
  modules.save();
  return (input) => {
    modules.restore();
    beginCounting(budget);
    try {
      run(input.slice());
      return undefined;
    } catch (error) {
      return describeFailure(error);
    } finally {
      endCounting();
    }
  };
}
