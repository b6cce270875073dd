/**
 * Files that are replaced as a whole: a new one is written to `NAME.new`, which is renamed to `NAME.whole` when it is: from then on it
 * counts. Then it takes the place of `NAME`, now or the next time; a file cannot be renamed to the name of another one.
 */
import type { FileModule, IoModule } from './firmware';

declare const file: FileModule;
declare const io: IoModule;

/** Puts what was written last in its place, if that has not been done. @returns The name. */
export function settle(name: string): string {
  if (file.exists(name + '.whole')) {
    removeFile(name);
    file.rename(name + '.whole', name);
  }
  return name;
}

/** @returns Whether there is no such file any more. */
export function removeFile(name: string): boolean {
  if (file.exists(name)) file.remove(name);
  return !file.exists(name);
}

/** The bytes of a file; undefined when there is none. */
export function readFile(name: string): string | undefined {
  const opened = io.open(name, 'r');
  if (opened === undefined) return undefined;
  const text = opened.read(opened, 'a');
  opened.close(opened);
  return text;
}

/** Writes a file anew, or at its end. @returns Whether all of it is in the file system. */
export function writeFile(name: string, text: string, mode: 'w' | 'a'): boolean {
  const opened = io.open(name, mode);
  if (opened === undefined) return false;
  const isWritten = opened.write(opened, text) !== undefined;
  return opened.close(opened) === true && isWritten;
}

/** Replaces a file: afterwards there is the old one or the new one, whenever the power goes. @returns Whether it is the new one. */
export function replaceFile(name: string, text: string): boolean {
  settle(name);
  if (!writeFile(name + '.new', text, 'w') || !file.rename(name + '.new', name + '.whole')) return false;
  settle(name);
  return true;
}
