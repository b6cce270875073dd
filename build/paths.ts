import path from 'node:path';

/** The repository. */
export const root = path.dirname(__dirname);

/** A path as messages and reports show it: from the repository, with slashes; as it is when it is elsewhere. */
export function shown(file: string): string {
  const fromRoot = path.relative(root, file);
  return (fromRoot.startsWith('..') ? file : fromRoot).split(path.sep).join('/');
}
