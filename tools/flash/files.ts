/** Files on a board: those that it has already are not written again, and all are read back. */
import { crc32 } from 'node:zlib';
import { ExitCode, ToolFailure } from '../exitCodes';

export interface FileToWrite {
  /** Its name on the board. */
  readonly name: string;
  readonly bytes: Buffer;
  /** Why another file of this name is not replaced, and what to do; without it, it is. */
  readonly kept?: string;
}

export interface WrittenFile {
  readonly name: string;
  readonly bytes: number;
  /** CRC-32 of what was read back. */
  readonly crc: number;
  /** Whether the board had it already. */
  readonly unchanged: boolean;
}

/** Told while a file is written: bytes of it, of how many. */
export type Progress = (name: string, written: number, bytes: number) => void;

/** Where a board keeps files. */
export interface FileSystem {
  /** Whether the file is on the board, by its CRC-32. */
  has(file: FileToWrite): Promise<boolean>;
  write(file: FileToWrite, progress: Progress): Promise<void>;
  /** Whether there is a file of this name. */
  exists(name: string): Promise<boolean>;
  /** What to do about a file that reads back otherwise than it was written. */
  readonly remedy: string;
}

/** @throws ToolFailure when the board has another file in the place of one that is kept. */
export async function requireKept(files: readonly FileToWrite[], { has, exists }: Pick<FileSystem, 'has' | 'exists'>): Promise<void> {
  for (const file of files) {
    if (file.kept !== undefined && (await exists(file.name)) && !(await has(file))) throw new ToolFailure(ExitCode.Failed, file.kept);
  }
}

/**
 * Writes files, those that the board does not have yet.
 * @throws ToolFailure when one is not read back as it was written.
 */
export async function writeFiles(files: readonly FileToWrite[], { has, write, remedy }: FileSystem, progress: Progress): Promise<WrittenFile[]> {
  const written: WrittenFile[] = [];
  for (const file of files) {
    const unchanged = await has(file);
    if (!unchanged) {
      await write(file, progress);
      if (!(await has(file))) throw new ToolFailure(ExitCode.NotVerified, `${file.name} reads back otherwise than it was written${remedy}`);
    }
    written.push({ name: file.name, bytes: file.bytes.length, crc: crc32(file.bytes), unchanged });
  }
  return written;
}

/** On NodeMCU, the two files of the slot for the seed; boards/nodemcu-esp32/storage.ts says what is in them. */
export const seedFiles = ['mote2a', 'mote2b'];

/** A file of a storage slot that is written for the first time: its turn, which is 0, the CRC-32 of what follows, the bytes. */
export function slotFile(bytes: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt32LE(crc32(bytes), 1);
  return Buffer.concat([head, bytes]);
}
