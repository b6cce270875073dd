/** What the build has to know of a board: `boards/<board>/board.json` (boards/README.md says what is in it). */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { BuildFailure } from './failure';
import { shown } from './paths';

/** The script languages an image can be in. */
export const languages = ['js', 'lua53', 'lua51'] as const;
export type Language = (typeof languages)[number];

/** The languages of each engine; the first is what is built unless told. A board of the host has no image. */
const engines: Readonly<Record<string, readonly Language[]>> = {
  node: ['js'],
  any: ['js', 'lua53', 'lua51'],
  espruino: ['js'],
  nodemcu: ['lua53'],
  moddable: ['js'],
  host: [],
};

export interface BoardFacts {
  readonly engine: string;
  /** Whether its images may use what Node offers. */
  readonly hasNode: boolean;
  readonly languages: readonly Language[];
  /** Bytes there are for an image. */
  readonly flash: number;
  /** Bytes of memory that the engine may have in use; 0 when nobody counts them. */
  readonly ram: number;
  /** How many of Espruino's variables may be in use; undefined when nobody counts them. */
  readonly variables?: number;
  /** How many calls may be within each other; undefined when nobody counts them. */
  readonly callDepth?: number;
}

/**
 * Reads the board.json in `folder`.
 * @throws BuildFailure when it is not there, or lacks what the build needs.
 */
export function boardFacts(folder: string): BoardFacts {
  const file = path.join(folder, 'board.json');
  if (!existsSync(file)) {
    throw new BuildFailure(`there is no ${shown(file)}: is the board named right? boards/README.md says what a board has`);
  }
  const { engine, flash, ram = 0, variables, callDepth } = JSON.parse(readFileSync(file, 'utf8')) as Readonly<Record<string, unknown>>;
  if (typeof engine !== 'string' || !Object.hasOwn(engines, engine)) {
    throw new BuildFailure(`${shown(file)}: "engine" is ${JSON.stringify(engine)}; expected one of ${Object.keys(engines).join(', ')}`);
  }
  if (typeof flash !== 'number' || !Number.isSafeInteger(flash) || flash < 0) {
    throw new BuildFailure(`${shown(file)}: "flash" is ${JSON.stringify(flash)}; expected the bytes there are for an image`);
  }
  if (typeof ram !== 'number' || !Number.isSafeInteger(ram) || ram < 0) {
    throw new BuildFailure(`${shown(file)}: "ram" is ${JSON.stringify(ram)}; expected the bytes of memory there are, or 0`);
  }
  const limit = (name: string, value: unknown, meaning: string): number | undefined => {
    if (value === undefined || (engine === 'espruino' && typeof value === 'number' && Number.isSafeInteger(value))) return value;
    throw new BuildFailure(`${shown(file)}: "${name}" is ${JSON.stringify(value)}; expected ${meaning}, of a board with Espruino`);
  };
  return {
    engine,
    hasNode: engine === 'node',
    languages: flash === 0 ? [] : engines[engine],
    flash,
    ram,
    variables: limit('variables', variables, 'how many may be in use'),
    callDepth: limit('callDepth', callDepth, 'how many calls may be within each other'),
  };
}
