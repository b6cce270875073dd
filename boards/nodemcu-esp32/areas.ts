/**
 * Image storage as files, for the boot stub and the image that it starts. A slot grows at its end. A page of the journal is replaced as
 * a whole, since SPIFFS does not promise what is left of a file that it was writing to: a change of state is the renaming of a file.
 * What is beyond the end of a file was not written yet.
 */
import { readText, writeText } from 'runtime';
import { Area, areaName, JournalPage } from '../../src/image/storage';
import { readFile, removeFile, replaceFile, settle, writeFile } from './files';
import type { IoModule } from './firmware';

declare const io: IoModule;
/** @noSelf */
declare namespace string {
  function char(byte: number): string;
  function rep(text: string, count: number): string;
  function sub(text: string, first: number, last: number): string;
}

export const enum Slot {
  bytes = 196608,
}

function fileOf(area: number): string {
  return area < Area.journalA ? areaName(area) : settle(areaName(area));
}

/** See `ImageStorage`. */
export function eraseArea(area: number): boolean {
  return removeFile(fileOf(area));
}

export function writeArea(area: number, at: number, bytes: Uint8Array, start: number, end: number): boolean {
  const text = readText(bytes, start, end);
  if (area < Area.journalA) return writeFile(areaName(area), text, 'a');
  const page = readFile(fileOf(area));
  const erased = string.rep(string.char(255), JournalPage.bytes);
  return replaceFile(areaName(area), string.sub(page === undefined ? erased : page + erased, 1, at) + text);
}

export function readArea(area: number, at: number, into: Uint8Array, start: number, end: number): void {
  for (let i = start; i < end; i++) into[i] = 255;
  const opened = io.open(fileOf(area), 'r');
  if (opened === undefined) return;
  opened.seek(opened, 'set', at);
  const text = opened.read(opened, end - start);
  opened.close(opened);
  if (text !== undefined) writeText(text, into, start);
}
