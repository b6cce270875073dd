/** Makes inputs small. */
import { edgeOf, type Feature, reached } from './coverage';
import type { Execute } from './execution';

/** Tries that one input is worth. */
const TRIES = 3000;

/**
 * The shortest and plainest input found for which `keeps` holds, as it does for `input`: blocks are taken out, halves
 * first and single bytes last, and then bytes are set to 0. Without chance: the same input gives the same result.
 */
export function minimise(input: Uint8Array, keeps: (input: Uint8Array) => boolean, tries = TRIES): Uint8Array {
  let best = input;
  let left = tries;
  const accept = (candidate: Uint8Array): boolean => {
    left--;
    if (left < 0 || !keeps(candidate)) return false;
    best = candidate;
    return true;
  };
  for (let before = -1; before !== best.length && left > 0; ) {
    before = best.length;
    for (let size = Math.ceil(best.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
      for (let at = 0; at < best.length && left > 0; ) {
        const shorter = new Uint8Array([...best.subarray(0, at), ...best.subarray(at + size)]);
        if (!accept(shorter)) at += size;
      }
    }
  }
  for (let at = 0; at < best.length && left > 0; at++) {
    if (best[at] !== 0) accept(best.map((byte, index) => (index === at ? 0 : byte)));
  }
  return best;
}

/** How much of the inputs is worth keeping. */
export interface CorpusLimits {
  readonly inputs: number;
  readonly bytes: number;
  /** Tries to make an input smaller. */
  readonly tries: number;
}

/**
 * A part of the inputs that reaches what they reach: the shortest first, each for what those before it do not reach. When
 * the limits are too narrow for that, branches are worth more than how often they are taken.
 */
export function minimiseCorpus(inputs: readonly Uint8Array[], execute: Execute, limits: CorpusLimits): Uint8Array[] {
  const seen = new Set<number>();
  const kept: Uint8Array[] = [];
  let bytes = 0;
  const shortestFirst = [...inputs].sort((a, b) => a.length - b.length);

  /** What the input reaches, by what it is worth. @returns undefined for one that breaks a promise. */
  function worth(input: Uint8Array, valueOf: (feature: Feature) => number): Set<number> | undefined {
    return execute(input) === undefined ? new Set(reached().map(valueOf)) : undefined;
  }

  for (const valueOf of [(feature: Feature) => -1 - edgeOf(feature), (feature: Feature) => feature]) {
    for (const input of shortestFirst) {
      const fresh = [...(worth(input, valueOf) ?? [])].filter((value) => !seen.has(value));
      if (fresh.length === 0 || kept.length === limits.inputs) continue;
      const small = minimise(input, (candidate) => {
        const values = worth(candidate, valueOf);
        return values !== undefined && fresh.every((value) => values.has(value));
      }, limits.tries);
      if (bytes + small.length > limits.bytes) continue;
      for (const each of [valueOf, (feature: Feature) => feature]) worth(small, each)?.forEach((value) => seen.add(value));
      bytes += small.length;
      kept.push(small);
    }
  }
  return kept;
}
