/**
 * Image storage as files, for the boot stub and the image that it starts. A slot grows at its end; nobody starts it before it was verified.
 * A page of the journal is replaced as a whole, in two files that are written in turn. What is beyond the end of a file was not written yet.
 */
import { readText, writeText } from 'runtime';
import { Area, areaName, type ImageStorage, JournalPage } from '../../src/image/storage';
import type { IoModule } from './engine';
import { readNewest, removeFile, replaceNewest, writeFile } from './files';

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

/** So many bytes of a slot; fewer at its end, undefined beyond it. */
function readSlot(slot: number, at: number, size: number): string | undefined {
  const opened = io.open(areaName(slot), 'r');
  if (opened === undefined) return undefined;
  opened.seek(opened, 'set', at);
  const text = opened.read(opened, size);
  opened.close(opened);
  return text;
}

function readJournalPage(area: number, at: number, size: number): string | undefined {
  const page = readNewest(areaName(area));
  return page === undefined ? undefined : string.sub(page, at + 1, at + size);
}

export const areas: ImageStorage = {
  erase(slot) {
    return removeFile(areaName(slot));
  },
  write(area, at, bytes, start, end) {
    const text = readText(bytes, start, end);
    if (area < Area.journalA) return writeFile(areaName(area), text, 'a');
    const page = readNewest(areaName(area));
    const erased = string.rep(string.char(255), JournalPage.bytes);
    return replaceNewest(areaName(area), string.sub(page === undefined ? erased : page + erased, 1, at) + text);
  },
  read(area, at, into, start, end) {
    for (let i = start; i < end; i++) into[i] = 255;
    const text = area < Area.journalA ? readSlot(area, at, end - start) : readJournalPage(area, at, end - start);
    if (text !== undefined) writeText(text, into, start);
  },
};
