/** Watches the sources of images. */
import { watch } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** A file is emptied before it is written anew: both are one change, milliseconds. */
const SETTLING = 50;

export interface Watch {
  /**
   * The file that has changed first since this was asked last; waits for one if none has.
   * @returns undefined once the watch is closed.
   */
  next(): Promise<string | undefined>;
  close(): void;
}

/**
 * Watches all files below these folders.
 * @throws Error when a folder cannot be watched.
 */
export function watchFolders(folders: readonly string[]): Watch {
  let changed: string | undefined;
  let isClosed = false;
  let wake = (): void => undefined;
  const watchers = folders.map((folder) =>
    watch(folder, { recursive: true }, (_event, name) => {
      // Images, of an application that is built from within its folder.
      if (name?.startsWith(`dist${path.sep}`) === true) return;
      changed ??= String(name);
      wake();
    }),
  );
  return {
    async next() {
      while (changed === undefined && !isClosed) await new Promise<void>((resolve) => (wake = resolve));
      if (changed !== undefined) await delay(SETTLING);
      const file = changed;
      changed = undefined;
      return file;
    },
    close() {
      isClosed = true;
      for (const watcher of watchers) watcher.close();
      wake();
    },
  };
}
