/**
 * The image directory: what a flash tool, `mote ota` and a human find beside the script of an image. The same sources give the
 * same bytes.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Language } from './board';
import { defaultSettings } from './config';
import { BuildFailure } from './failure';
import { packImage } from './package';
import { root, shown } from './paths';

/** Bytes that a boot stub can have, by engine. Lua needs more words for the same, and reads it from a file system that has room. */
const bootLimits: Readonly<Record<string, number>> = { node: 1792, espruino: 1024, nodemcu: 5120, moddable: 3072 };

export interface DirectoryContent {
  readonly app: string;
  readonly board: string;
  /** As 1.2.3. */
  readonly version: string;
  readonly engine: string;
  readonly language: Language;
  readonly bytes: Buffer;
  /** The boot stub of boards that have one. */
  readonly boot: Buffer | undefined;
  /** The public key of those who may sign images, in hexadecimal; empty when there is none. */
  readonly key: string;
  /** The source files of the image, and the text of its module `config`. */
  readonly sources: readonly string[];
  readonly config: string;
}

export interface WrittenDirectory {
  /** The image: `image.js` or `image.lua`, absolute. */
  readonly file: string;
  /** What goes into a slot: manifest and image, unsigned: `image.bin`. */
  readonly slotFile: string;
  /** The boot stub, if the board has one: `boot.js` or `boot.lua`. */
  readonly bootFile: string | undefined;
}

/** What the running linux board keeps beside its boot stub: a build makes a board that was just flashed. */
const flashContent = ['flash-0', 'flash-1', 'flash-2', 'flash-3', 'key.pub'];

function sha256(bytes: Buffer | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** One hash of all source files, by their names from the repository on; those that the build makes are not on the disk. */
function hashSources(files: readonly string[]): string {
  const lines = files.filter((file) => existsSync(file)).map((file) => `${shown(file)} ${sha256(readFileSync(file))}\n`);
  return sha256(lines.sort().join(''));
}

function versionOf(name: string): string {
  const { version } = JSON.parse(readFileSync(path.join(root, 'node_modules', name, 'package.json'), 'utf8')) as { version: string };
  return version;
}

/** What the image was made from, for those who want to make it again. */
function inputs({ language, sources, config }: DirectoryContent): object {
  const tools = language === 'js' ? ['typescript', 'rollup', 'terser'] : ['typescript', 'typescript-to-lua'];
  return {
    sources: hashSources(sources),
    tools: Object.fromEntries(tools.map((name) => [name, versionOf(name)])),
    config: defaultSettings(config),
  };
}

/** @throws BuildFailure when the boot stub is too large. */
function requireSmallBoot(name: string, { length: size }: Buffer, limit: number): void {
  if (size > limit) {
    throw new BuildFailure(`${name}: the boot stub has ${size} bytes, ${size - limit} more than it may; make boot.ts of its board smaller`);
  }
}

/** Writes the files of an image into `folder`. @throws BuildFailure when its names or its boot stub do not fit. */
export function writeDirectory(folder: string, content: DirectoryContent): WrittenDirectory {
  const { app, board, version, engine, language, bytes, boot, key } = content;
  const ending = language === 'js' ? 'js' : 'lua';
  const slot = packImage(bytes, { board, app, version });
  const file = path.join(folder, `image.${ending}`);
  const slotFile = path.join(folder, 'image.bin');
  const bootFile = path.join(folder, `boot.${ending}`);
  const described = {
    app, board, version, engine, language,
    image: { file: path.basename(file), size: bytes.length, sha256: sha256(bytes) },
    slot: { file: path.basename(slotFile), size: slot.length, sha256: sha256(slot) },
    ...(boot !== undefined && { boot: { file: path.basename(bootFile), size: boot.length, sha256: sha256(boot) } }),
    ...(key !== '' && { key: 'key.pub' }),
    inputs: inputs(content),
  };
  mkdirSync(folder, { recursive: true });
  for (const name of flashContent) rmSync(path.join(folder, name), { force: true });
  writeFileSync(file, bytes);
  writeFileSync(slotFile, slot);
  writeFileSync(path.join(folder, 'manifest.json'), `${JSON.stringify(described, null, 2)}\n`);
  if (key !== '') writeFileSync(path.join(folder, 'key.pub'), `${key}\n`);
  if (boot === undefined) return { file, slotFile, bootFile: undefined };
  writeFileSync(bootFile, boot);
  requireSmallBoot(path.basename(folder), boot, bootLimits[engine]);
  return { file, slotFile, bootFile };
}
