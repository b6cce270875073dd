/** Makes inputs small. */
import { type Feature, reached } from './coverage';
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

/** A part of the inputs that reaches all they reach: the shortest first, each for what those before it do not reach. */
export function minimiseCorpus(inputs: readonly Uint8Array[], execute: Execute, tries: number): Uint8Array[] {
  const seen = new Set<Feature>();
  const kept: Uint8Array[] = [];
  for (const input of [...inputs].sort((a, b) => a.length - b.length)) {
    if (execute(input) !== undefined) continue;
    const fresh = reached().filter((feature) => !seen.has(feature));
    if (fresh.length === 0) continue;
    const small = minimise(
      input,
      (candidate) => {
        if (execute(candidate) !== undefined) return false;
        const features = new Set(reached());
        return fresh.every((feature) => features.has(feature));
      },
      tries,
    );
    execute(small);
    for (const feature of reached()) seen.add(feature);
    kept.push(small);
  }
  return kept;
}
