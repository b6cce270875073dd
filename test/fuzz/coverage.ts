/**
 * What an input reached: a counter for each branch of the instrumented code, as AFL keeps them. The same counters bound
 * how long an input may take, so that a hang is found without a clock.
 */

/** Branches the instrumented code can have in all. */
const CAPACITY = 1 << 16;

const hits = new Uint8Array(CAPACITY);
/** The log2 of a count: 1, 2, 3, 4-7, 8-15, 16-31, 32-127, 128 and more are told apart, as a bit each. */
const buckets = Uint8Array.from({ length: 256 }, (_, count) =>
  count < 4 ? [0, 1, 2, 4][count] : count < 8 ? 8 : count < 16 ? 16 : count < 32 ? 32 : count < 128 ? 64 : 128,
);
let edges = 0;
let steps = 0;
let budget = Infinity;

/** An input took more steps than it was given. */
export class Hang extends Error {
  constructor() {
    super(`hangs: more than ${budget} branches`);
  }
}

/** Takes a counter for a branch of the code. @returns Its number. */
export function addEdge(): number {
  if (edges === CAPACITY) throw new Error(`more than ${CAPACITY} branches`);
  return edges++;
}

/** Counts that a branch was taken. Called by the instrumented code. @throws Hang when the budget is used up. */
export function hit(edge: number): void {
  if (hits[edge] < 255) hits[edge]++;
  steps++;
  if (steps > budget) throw new Hang();
}

/** Begins an input that may take `limit` branches. */
export function beginCounting(limit: number): void {
  hits.fill(0, 0, edges);
  steps = 0;
  budget = limit;
}

/** Ends the budget: what runs from now on may take as long as it likes. */
export function endCounting(): void {
  budget = Infinity;
}

/** A branch and how often it was taken, in classes: what makes two inputs differ. */
export type Feature = number;

export function edgeOf(feature: Feature): number {
  return feature >>> 8;
}

/** What the input that ran last reached. */
export function reached(): Feature[] {
  const features: Feature[] = [];
  for (let edge = 0; edge < edges; edge++) {
    if (hits[edge] > 0) features.push(edge * 256 + buckets[hits[edge]]);
  }
  return features;
}

/** The branches that inputs have reached so far, and how often they took each in one input. */
export interface Reach {
  /** Branches reached, whatever the count. */
  readonly edges: number;
  /** Adds what the input that ran last reached. @returns Whether there is anything new in it. */
  add(): boolean;
}

export function createReach(): Reach {
  const seen = new Uint8Array(CAPACITY);
  let count = 0;
  return {
    get edges() {
      return count;
    },
    add() {
      let isNew = false;
      for (let edge = 0; edge < edges; edge++) {
        const bucket = buckets[hits[edge]];
        if ((bucket & ~seen[edge]) !== 0) {
          if (seen[edge] === 0) count++;
          seen[edge] |= bucket;
          isNew = true;
        }
      }
      return isNew;
    },
  };
}
