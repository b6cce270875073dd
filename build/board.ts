/** What the build has to know of a board: `boards/<board>/board.json` (boards/README.md says what is in it). */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { BuildFailure } from './failure';
import { shown } from './paths';

/** The script languages an image can be in. */
export const languages = ['js', 'lua53', 'lua51'] as const;
export type Language = (typeof languages)[number];

export interface BoardFacts {
  /** The languages its engine runs; the first is what is built unless told. */
  readonly languages: readonly Language[];
  /** Bytes there are for an image. */
  readonly flash: number;
}

/**
 * Reads the board.json in `folder`.
 * @throws BuildFailure when it is not there, or lacks what the build needs.
 */
export function boardFacts(folder: string): BoardFacts {
  const file = path.join(folder, 'board.json');
  if (!existsSync(file)) {
    throw new BuildFailure(`there is no ${shown(file)}: see boards/README.md for what a board has to have`);
  }
  const facts = JSON.parse(readFileSync(file, 'utf8')) as Partial<BoardFacts>;
  if (typeof facts.flash !== 'number' || !Number.isSafeInteger(facts.flash) || facts.flash <= 0) {
    throw new BuildFailure(`${shown(file)}: "flash" has to be the bytes there are for an image`);
  }
  return { flash: facts.flash, languages: facts.languages ?? ['js'] };
}
