/** What a flash tool writes to a board. */
import { crc32 } from 'node:zlib';

export interface BoardFile {
  /** Its name on the board. */
  readonly name: string;
  readonly bytes: Buffer;
}

export interface WrittenFile {
  readonly name: string;
  readonly bytes: number;
  /** CRC-32 of what was read back. */
  readonly crc: number;
  /** Whether the board had it already. */
  readonly unchanged: boolean;
}

/** Told while a file is written. */
export type Progress = (name: string, written: number, bytes: number) => void;

export function checksumOf({ bytes }: BoardFile): number {
  return crc32(bytes);
}
