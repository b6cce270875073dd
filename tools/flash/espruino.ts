/** Writes files into Espruino's Storage through its prompt, and reads them back. */
import { crc32 } from 'node:zlib';
import { StorageSlot } from '../../src/board';
import { ExitCode, ToolFailure } from '../exitCodes';
import { espruinoStatement } from '../prompt/espruino';
import type { Prompt } from '../prompt/prompt';
import { eraseImage, eraseJournal, imageStart, type Pages, pieceBytes, requirePages, writePiece, writeStorageSlot } from './espruinoPages';
import { requireKept, writeFiles, type FileSystem, type FileToWrite, type Progress, type WrittenFile } from './files';

const storage = 'require("Storage")';
const number = /^\d+$/;

/** What the image is called among the files, and those that are written before its pages and stay. */
const imageName = 'slot-a';
const unchanging = ['.bootcde', 'mote.key'];

const quoted = (name: string): string => JSON.stringify(name);

/** What a file is on the board: an expression. The image is in Mote's own pages. */
function fileOnBoard({ name, bytes }: FileToWrite): string {
  return name === imageName ? `${storage}.read("mote",${imageStart},${bytes.length})` : `${storage}.read(${quoted(name)})`;
}

async function isOnBoard(prompt: Prompt, file: FileToWrite): Promise<boolean> {
  const text = fileOnBoard(file);
  return (await prompt.evaluate(`${text}===undefined?"none":E.CRC32(${text})>>>0`, /^(none|\d+)$/)) === String(crc32(file.bytes));
}

async function makeRoom(prompt: Prompt, { name, bytes }: FileToWrite): Promise<void> {
  await prompt.evaluate(`(${storage}.erase(${quoted(name)}),1)`, number);
  const free = Number(await prompt.evaluate(`${storage}.getFree()`, number));
  if (free >= bytes.length + 64) return;
  await prompt.evaluate(`(${storage}.compact(),1)`, number);
  const left = Number(await prompt.evaluate(`${storage}.getFree()`, number));
  if (left < bytes.length + 64) {
    throw new ToolFailure(
      ExitCode.Failed,
      `${name} has ${bytes.length} bytes, and the board's Storage has ${left} left. Leave features out in config.json, or erase files: require("Storage").list()`,
    );
  }
}

async function writeFile(prompt: Prompt, pages: Pages, file: FileToWrite, progress: Progress): Promise<void> {
  const { name, bytes } = file;
  const isImage = name === imageName;
  await (isImage ? eraseImage(prompt, pages) : makeRoom(prompt, file));
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    const piece = bytes.subarray(at, at + pieceBytes);
    await (isImage ? writePiece(prompt, 'mote', imageStart + at, piece) : writePiece(prompt, name, at, piece, bytes.length));
    progress(name, at + piece.length, bytes.length);
  }
}

/**
 * Writes files, those that the board does not have yet. What runs is ended first, since Storage must not change under it.
 * @param files Where there is a boot stub, the image is `slot-a`.
 * @param slotBytes What each slot should have.
 * @returns The files, and the pages that are Mote's own.
 * @throws ToolFailure when one is kept, does not fit, or is not read back as it was written.
 */
export async function writeToEspruino(prompt: Prompt, files: readonly FileToWrite[], slotBytes: number, progress: Progress): Promise<{ files: WrittenFile[]; pages: Pages }> {
  const exists = async (name: string): Promise<boolean> => (await prompt.evaluate(`${storage}.read(${quoted(name)})!==undefined?1:0`, /^[01]$/)) === '1';
  await requireKept(files, { has: (file) => isOnBoard(prompt, file), exists });
  prompt.type(espruinoStatement('reset()'));
  const image = files.find(({ name }) => name === imageName);
  const first = image === undefined ? [] : files.filter(({ name }) => unchanging.includes(name));
  const pages = await requirePages(prompt, first, image === undefined ? 0 : slotBytes, image?.bytes.length ?? 0);
  const fileSystem: FileSystem = {
    has: (file) => isOnBoard(prompt, file),
    write: (file, told) => writeFile(prompt, pages, file, told),
    exists,
    remedy: '. Flash again; the flash memory may be worn.',
  };
  const written = await writeFiles(files, fileSystem, progress);
  if (image !== undefined) await eraseJournal(prompt, pages);
  return { files: written, pages };
}

/**
 * Gives the board a seed for its secrets, if it has none.
 * @param replace Also if it has one.
 * @returns Whether it was written.
 */
export async function seedEspruino(prompt: Prompt, pages: Pages, seed: Buffer, replace: boolean): Promise<boolean> {
  return writeStorageSlot(prompt, pages, StorageSlot.seed, seed, replace);
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
