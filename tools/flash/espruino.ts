/** Writes files into Espruino's Storage through its prompt, and reads them back. */
import { crc32 } from 'node:zlib';
import { ExitCode, ToolFailure } from '../exitCodes';
import { espruinoStatement } from '../prompt/espruino';
import type { Prompt } from '../prompt/prompt';
import { requireKept, seedFiles, slotFile, writeFiles, type FileSystem, type FileToWrite, type Progress, type WrittenFile } from './files';

/** Bytes of a piece: Base64 makes a line of some 800 characters of it. */
const pieceBytes = 512;

const storage = 'require("Storage")';
const number = /^\d+$/;

const quoted = (name: string): string => JSON.stringify(name);

/** The checksum of a file on the board; undefined when there is none. */
async function checksumOn(prompt: Prompt, name: string): Promise<number | undefined> {
  const file = `${storage}.read(${quoted(name)})`;
  const text = await prompt.evaluate(`${file}===undefined?"none":E.CRC32(${file})>>>0`, /^(none|\d+)$/);
  return text === 'none' ? undefined : Number(text);
}

async function writeFile(prompt: Prompt, { name, bytes }: FileToWrite, progress: Progress): Promise<void> {
  await prompt.evaluate(`(${storage}.erase(${quoted(name)}),1)`, number);
  const free = Number(await prompt.evaluate(`${storage}.getFree()`, number));
  if (free < bytes.length + 64) {
    await prompt.evaluate(`(${storage}.compact(),1)`, number);
    const left = Number(await prompt.evaluate(`${storage}.getFree()`, number));
    if (left < bytes.length + 64) {
      throw new ToolFailure(
        ExitCode.Failed,
        `${name} has ${bytes.length} bytes, and the board's Storage has ${left} left. Leave features out in config.json, or erase files: require("Storage").list()`,
      );
    }
  }
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    const piece = bytes.subarray(at, at + pieceBytes);
    // Flash memory takes a byte once: a piece that came damaged must not be written, nor one whose answer was lost again.
    const write = `(${storage}.read(${quoted(name)},${at},${piece.length})===p||${storage}.write(${quoted(name)},p,${at},${bytes.length}))`;
    const answer = await prompt.evaluate(
      `(p=>E.CRC32(p)>>>0==${crc32(piece)}?${write}:"damaged")(atob("${piece.toString('base64')}"))`,
      /^(true|false)$/,
    );
    if (answer === 'false') throw new ToolFailure(ExitCode.Failed, `The board's Storage refuses ${name} at byte ${at}: ${storage}.compact() may help.`);
    progress(name, Math.min(at + pieceBytes, bytes.length), bytes.length);
  }
}

function fileSystemOf(prompt: Prompt): FileSystem {
  return {
    has: async ({ name, bytes }) => (await checksumOn(prompt, name)) === crc32(bytes),
    write: (file, told) => writeFile(prompt, file, told),
    exists: async (name) => (await prompt.evaluate(`${storage}.read(${quoted(name)})!==undefined?1:0`, /^[01]$/)) === '1',
    remedy: '. Flash again; the flash memory may be worn.',
  };
}

/**
 * Writes files, those that the board does not have yet. What runs is ended first, since Storage must not change under it.
 * @throws ToolFailure when one is kept, does not fit, or is not read back as it was written.
 */
export async function writeToEspruino(prompt: Prompt, files: readonly FileToWrite[], progress: Progress): Promise<WrittenFile[]> {
  const fileSystem = fileSystemOf(prompt);
  await requireKept(files, fileSystem);
  prompt.type(espruinoStatement('reset()'));
  return writeFiles(files, fileSystem, progress);
}

/**
 * Gives the board a seed for its secrets, if it has none.
 * @param replace Also if it has one.
 * @returns Whether it was written.
 * @throws ToolFailure as `writeToEspruino`.
 */
export async function seedEspruino(prompt: Prompt, seed: Buffer, replace: boolean): Promise<boolean> {
  const there = await prompt.evaluate(`${JSON.stringify(seedFiles)}.some(n=>${storage}.read(n)!==undefined)?1:0`, /^[01]$/);
  if (there === '1' && !replace) return false;
  await eraseOnEspruino(prompt, seedFiles);
  await writeFiles([{ name: seedFiles[0], bytes: slotFile(seed) }], fileSystemOf(prompt), () => undefined);
  return true;
}

/** Erases files of which the board may have none. */
export async function eraseOnEspruino(prompt: Prompt, names: readonly string[]): Promise<void> {
  for (const name of names) await prompt.evaluate(`(${storage}.erase(${quoted(name)}),1)`, number);
}

/** Starts what has been written, as a reset of the board does. */
export function startEspruino(prompt: Prompt): void {
  prompt.type(espruinoStatement('load()'));
}

/** The Espruino that images need: 2v21 and 2v26 brought tokens that are in them, and the boards need functions of 2v29. */
const oldestEspruino = 29;

/** What to do about an Espruino of this version; undefined when it will do. */
export function espruinoAdvice(version: string): string | undefined {
  const [major, minor] = version.split('v').map(parseFloat);
  const isOld = major < 2 || (major === 2 && minor < oldestEspruino);
  return isOld ? `Mote needs Espruino 2v${oldestEspruino} or later: https://www.espruino.com/Download` : undefined;
}

/** Espruino's version and board, such as `2v29` and `ESP32`. */
export async function espruinoVersion(prompt: Prompt): Promise<{ version: string; board: string }> {
  const [version, board] = (await prompt.evaluate('process.version+" "+process.env.BOARD', /^\S+ \S+$/)).split(' ');
  return { version, board };
}
