import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { root } from '../../build/paths';

const folders: string[] = [];

/** A new folder with these files, for the time of the test. `@/` in a text stands for the repository. */
export function scratch(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'mote-build-'));
  folders.push(folder);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text.replaceAll('@/', `${root}/`));
  }
  return folder;
}

/** An application of one file. */
export function scratchApp(main: string, config = '{}'): string {
  return scratch({ 'main.ts': main, 'config.json': config });
}

export const echo = path.join(__dirname, 'apps/echo');
export const bare = path.join(__dirname, 'boards/bare');

afterAll(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});
