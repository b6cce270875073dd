/**
 * Files of SPIFFS, which can lose a file that it is writing or renaming when the power goes. So what is replaced has two files, `NAMEa` and
 * `NAMEb`, that are written in turn: the newest one that is whole counts. boards/espruino/storage.ts has the same files.
 */
import { addToCrc } from './checksum';
import type { FileModule, IoModule } from './engine';

declare const file: FileModule;
declare const io: IoModule;
/** @noSelf */
declare namespace string {
  function byte(text: string, index: number): number;
  function char(turn: number, first: number, second: number, third: number, fourth: number): string;
  function sub(text: string, first: number, last: number): string;
}

/** What stands before the bytes of such a file: a turn, which counts up at each write, modulo 256, and a CRC-32. */
const enum Header {
  size = 5,
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

function headerOf(turn: number, text: string): string {
  const crc = ~addToCrc(-1, text) ^ turn;
  return string.char(turn, crc & 255, (crc >>> 8) & 255, (crc >>> 16) & 255, (crc >>> 24) & 255);
}

function bytesOf(half: string): string {
  return string.sub(half, Header.size + 1, half.length);
}

/** A file with its header; undefined when there is none, or its writing was cut short. */
function readHalf(name: string): string | undefined {
  const text = readFile(name);
  if (text === undefined || text.length < Header.size) return undefined;
  return string.sub(text, 1, Header.size) === headerOf(string.byte(text, 1), bytesOf(text)) ? text : undefined;
}

/** Whether `first` was written after `second`, as far as there is any. */
function isNewer(first: string | undefined, second: string | undefined): boolean {
  if (first === undefined || second === undefined) return first !== undefined;
  return ((string.byte(first, 1) - string.byte(second, 1)) & 255) < 128;
}

/** The bytes that were written last; undefined when there are none. */
export function readNewest(name: string): string | undefined {
  const a = readHalf(name + 'a');
  const b = readHalf(name + 'b');
  const newest = isNewer(a, b) ? a : b;
  return newest === undefined ? undefined : bytesOf(newest);
}

/** Replaces the bytes: whenever the power goes, there are the old ones or the new. @returns Whether they are the new ones. */
export function replaceNewest(name: string, text: string): boolean {
  const a = readHalf(name + 'a');
  const b = readHalf(name + 'b');
  const isInA = isNewer(a, b);
  const newest = isInA ? a : b;
  const turn = newest === undefined ? 0 : (string.byte(newest, 1) + 1) & 255;
  return writeFile(name + (isInA ? 'b' : 'a'), headerOf(turn, text) + text, 'w');
}

/** Removes the older bytes first: there are never any again that were replaced. @returns Whether there are none any more. */
export function removeNewest(name: string): boolean {
  const isInA = isNewer(readHalf(name + 'a'), readHalf(name + 'b'));
  return removeFile(name + (isInA ? 'b' : 'a')) && removeFile(name + (isInA ? 'a' : 'b'));
}
