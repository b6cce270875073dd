/** The boards and applications of this repository. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { didYouMean } from '../build/didYouMean';
import { root } from '../build/paths';
import { ExitCode, ToolFailure } from './exitCodes';

/** What board.json says of a board; see boards/README.md. */
export interface BoardFile {
  readonly engine: string;
  readonly flash: number;
  readonly ram: number;
  readonly flashing: string;
}

/** The names of the folders in `room` that have `file`. */
function names(room: string, file: string): string[] {
  return readdirSync(path.join(root, room)).filter((name) => existsSync(path.join(root, room, name, file)));
}

export const boardNames = (): string[] => names('boards', 'board.json');
export const appNames = (): string[] => names('firmware', 'main.ts');

export function readBoard(name: string): BoardFile {
  return JSON.parse(readFileSync(path.join(root, 'boards', name, 'board.json'), 'utf8')) as BoardFile;
}

/** The boards and applications there are, as messages end with them. */
export function choice(): string {
  return `boards: ${boardNames().join(' ')}\napps:   ${appNames().join(' ')}`;
}

/** @throws ToolFailure when `name` is none of `known`: with the one that was probably meant, and all there are. */
export function requireName(what: string, name: string, known: readonly string[]): void {
  if (known.includes(name)) return;
  throw new ToolFailure(ExitCode.Usage, `There is no ${what} "${name}"${didYouMean(name, known)}\n${choice()}`);
}
