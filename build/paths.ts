import path from 'node:path';

/** The repository. */
export const root = path.dirname(__dirname);

/** A path as messages and reports show it: from the repository, with slashes. */
export function shown(file: string): string {
  return path.relative(root, file).split(path.sep).join('/');
}
