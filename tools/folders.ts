/** The boards and applications of this repository, and those elsewhere. */
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
  readonly variables?: number;
  readonly flashing: string;
}

/** The names of the folders in `room` that have `file`. */
function names(room: string, file: string): string[] {
  return readdirSync(path.join(root, room)).filter((name) => existsSync(path.join(root, room, name, file)));
}

export const boardNames = (): string[] => names('boards', 'board.json');
export const appNames = (): string[] => names('firmware', 'main.ts');

export const boardFolder = (name: string): string => path.join(root, 'boards', name);

export function readBoard(folder: string): BoardFile {
  return JSON.parse(readFileSync(path.join(folder, 'board.json'), 'utf8')) as BoardFile;
}

/** The boards and applications there are to choose from, as messages end with them; boards that serve tests are left out. */
export function choice(): string {
  const boards = boardNames().filter((name) => readBoard(boardFolder(name)).flashing !== 'none');
  return `boards: ${boards.join(' ')}\napps:   ${appNames().join(' ')}`;
}

/** The folder of an application: one in firmware/, or the path of another. @throws ToolFailure when there is none. */
export function findApp(name: string): string {
  return find('app', name, path.join(root, 'firmware'), appNames(), 'main.ts');
}

/** The folder of a board: one in boards/, or the path of another. @throws ToolFailure when there is none. */
export function findBoard(name: string): string {
  return find('board', name, path.join(root, 'boards'), boardNames(), 'board.json');
}

function find(what: string, name: string, room: string, known: readonly string[], file: string): string {
  if (known.includes(name)) return path.join(room, name);
  const folder = path.resolve(name);
  if (existsSync(path.join(folder, file))) return folder;
  if (existsSync(folder)) throw new ToolFailure(ExitCode.Usage, `${name} is no folder of ${what === 'app' ? 'an application' : 'a board'}: it has no ${file}.\n${choice()}`);
  throw new ToolFailure(ExitCode.Usage, `There is no ${what} "${name}"${didYouMean(name, known)}\n${choice()}`);
}

/** Where images of an application go unless told: dist/ of this repository for its own, of the current folder for others. */
export function distOf(app: string): string {
  return path.resolve(isOurs(app) ? root : '', 'dist');
}

/** What to type for the folder of an application or a board: its name, or its path from here. */
export function nameOf(folder: string): string {
  const isKnown = ['firmware', 'boards'].some((room) => path.dirname(folder) === path.join(root, room));
  return isKnown ? path.basename(folder) : path.relative('', folder) || '.';
}

/** Whether a folder is in this repository. */
export function isOurs(folder: string): boolean {
  return `${path.resolve(folder)}${path.sep}`.startsWith(root + path.sep);
}
