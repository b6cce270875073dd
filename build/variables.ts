/**
 * The memory that an Espruino image takes, in the interpreter's variables: blocks of 13 or 14 bytes of which everything consists.
 * The image registers with a server on Node, and what is alive then is counted as Espruino stores it (its src/jsvar.c and src/jsutils.h).
 * `npm run test:boards` holds the count against the real interpreter.
 */
import { BuildFailure } from './failure';
import { type StartedImage, withStarted } from './espruino-start';
import type { Minified } from './minify';
import { shown } from './paths';
import { Peer } from './peer';

export interface VariableUse {
  /** In use while the image runs, with two observations. */
  readonly count: number;
  /** How many may be in use; see board.json. */
  readonly budget: number;
  /** Largest first. They add up to `count`. */
  readonly owners: readonly { readonly owner: string; readonly variables: number }[];
}

/** What Espruino puts into one of its variables, in bytes. */
interface Block {
  readonly size: number;
  /** Of a text: in its first block, and in each further one of a text or a name. */
  readonly text: number;
  readonly more: number;
  /** Integers from -`integers` to this - 1 lie in the block of the name. */
  readonly integers: number;
}

/** Of an interpreter with up to 4,095 variables, and of one with up to 16,383. */
const small: Block = { size: 13, text: 8, more: 9, integers: 2048 };
const large: Block = { size: 14, text: 9, more: 10, integers: 8192 };

/** Bytes of a name that are in its first block. */
const nameBytes = 4;

/**
 * What Espruino 2v29 itself has in use when an image runs: its built-in objects that the image comes upon, what asks for the
 * number. Measured: this is what `npm run test:boards -- espruino-nrf52832` shows, less what is counted here.
 */
const ofEspruino = 197;

/** A timer beside its callback: its place among the timers, the object, its time, and the names of both (`time`, `callback`). */
const ofTimer = 6;

/** By how much the count may be wrong, of 100. */
export const tolerance = 2;

/** Variables of values, each counted where it is met first. */
class Count {
  private readonly met = new Set<unknown>();

  constructor(
    private readonly started: StartedImage,
    private readonly block: Block,
  ) {}

  ofName(name: string): number {
    return 1 + Math.ceil(Math.max(0, name.length - nameBytes) / this.block.more);
  }

  /** Beside the name. What is not there, and a small integer, is part of the name. */
  ofValue(value: unknown): number {
    if (value === undefined || (Number.isInteger(value) && this.isSmall(Number(value)))) return 0;
    if (value === null || typeof value === 'boolean' || typeof value === 'number') return 1;
    if (this.met.has(value) || this.started.isNative(value)) return 0;
    this.met.add(value);
    if (typeof value === 'string') return this.started.isInFlash(value) ? 1 : this.ofBytes(value.length);
    if (ArrayBuffer.isView(value)) return 1 + this.ofValue(value.buffer);
    return Object.prototype.toString.call(value) === '[object ArrayBuffer]' ? 1 + this.ofBytes((value as ArrayBuffer).byteLength) : this.ofObject(value);
  }

  private isSmall(value: number): boolean {
    return value >= -this.block.integers && value < this.block.integers;
  }

  /** A long text lies in blocks side by side, behind a head. */
  private ofBytes(bytes: number): number {
    const { size, text, more } = this.block;
    return 1 + Math.ceil(bytes > text + more ? bytes / size : Math.max(0, bytes - text) / more);
  }

  private ofObject(value: object): number {
    if (typeof value === 'function') return this.ofFunction(value as (...values: unknown[]) => unknown);
    const names = Array.isArray(value) ? 0 : Object.keys(value).reduce((sum, name) => sum + this.ofName(name), 0);
    return Object.values(value).reduce((sum: number, each) => sum + this.ofValue(each) + (Array.isArray(value) ? 1 : 0), 1 + names);
  }

  /** The function, its parameters, its code with the name of that, and the call that it was made in. */
  private ofFunction(made: (...values: unknown[]) => unknown): number {
    const hasCode = !/\{\s*\}$/.test(made.toString());
    const call = this.started.activations.get(made);
    const own = 1 + made.length + (hasCode ? 2 : 0) + (call === undefined ? 0 : 1);
    if (call === undefined || this.met.has(call)) return own;
    this.met.add(call);
    const names = call.names.reduce((sum, name) => sum + this.ofName(name), own + 1);
    return call.values().reduce((sum: number, value) => sum + this.ofValue(value), names);
  }
}

/**
 * Counts the variables of a tokenised image.
 * @param budget How many may be in use; an interpreter for more than 4,095 has larger ones.
 * @throws NotCounted when it cannot be started.
 */
export function countVariables(name: string, { bytes = Buffer.alloc(0), homes = new Map() }: Minified, budget: number): VariableUse {
  const started = withStarted(bytes, name, (image) => {
    new Peer(image).observe();
    return image;
  });
  const { globals, kept } = started;
  const count = new Count(started, budget > 4095 ? large : small);
  const owners = new Map<string, number>([['(Espruino)', ofEspruino]]);
  const add = (owner: string, variables: number): Map<string, number> => owners.set(owner, (owners.get(owner) ?? 0) + variables);
  for (const value of globals.values()) {
    if (ArrayBuffer.isView(value) && value.byteLength < value.buffer.byteLength) add('(shared tables)', count.ofValue(value.buffer));
  }
  // A name without a value is none of Node's.
  for (const each of new Set([...globals.keys(), ...homes.keys()])) {
    const home = homes.get(each);
    add(home === undefined ? '(image)' : shown(home), count.ofName(each) + count.ofValue(globals.get(each)));
  }
  add('(image)', started.timers * ofTimer);
  for (const callback of kept) add('(image)', count.ofValue(callback));
  const sorted = [...owners].map(([owner, variables]) => ({ owner, variables })).sort((a, b) => b.variables - a.variables || (a.owner < b.owner ? -1 : 1));
  return { count: sorted.reduce((sum, { variables }) => sum + variables, 0), budget, owners: sorted };
}

/** @throws BuildFailure when more variables are in use than may be, naming what takes most. */
export function requireVariables(image: string, { count, budget, owners }: VariableUse): void {
  if (count <= budget) return;
  const largest = owners.filter(({ owner }) => !owner.startsWith('(')).slice(0, 5);
  throw new BuildFailure(
    `${image} has ${count} of Espruino's variables in use, ${count - budget} more than its budget of ${budget}.\n` +
      `Turn features off or make tables smaller in config.json. These take most:\n${largest.map(({ owner, variables }) => `  ${variables} ${owner}`).join('\n')}`,
  );
}
