import { asciiAt, newUint16s, newUint8s, readText, textSize, writeText } from 'runtime';
import { Config } from 'config';
import { Ascii } from '../bytes/ascii';
import { put, putTextOf } from './print';

/** The words of the line that was typed. One in quotation marks may have spaces. */
export const enum Limit {
  words = 16,
}

/** The bytes of the line, in UTF-8. */
export const typed: Uint8Array = /* @__PURE__ */ newUint8s(Config.lineBytes);
/** Start and end of each word. */
const bounds = /* @__PURE__ */ newUint16s(2 * Limit.words);
let count = 0;
/** Words before the command's own name: "lwm2m" may be left out. */
let first = 0;

/** Splits a line into words. @returns false when it is too long, or has too many words. */
export function readWords(line: string): boolean {
  const size = textSize(line);
  count = 0;
  first = 0;
  if (size > Config.lineBytes) {
    return false;
  }
  writeText(line, typed, 0);
  let at = skipSpaces(0, size);
  while (at < size && count < Limit.words) {
    const isQuoted = typed[at] === Ascii.quote;
    const start = isQuoted ? at + 1 : at;
    at = start;
    while (at < size && (isQuoted ? typed[at] !== Ascii.quote : typed[at] > Ascii.space)) {
      at++;
    }
    bounds[2 * count] = start;
    bounds[2 * count + 1] = at;
    count++;
    at = skipSpaces(isQuoted ? at + 1 : at, size);
  }
  return at >= size;
}

function skipSpaces(from: number, size: number): number {
  let at = from;
  while (at < size && typed[at] <= Ascii.space) {
    at++;
  }
  return at;
}

/** Takes the first word away. */
export function dropWord(): void {
  first++;
}

/** How many words there are: 1 for a command alone. */
export function wordCount(): number {
  return count - first;
}

export function wordStart(word: number): number {
  return bounds[2 * (first + word)];
}

/** The first byte behind the word. */
export function wordEnd(word: number): number {
  return bounds[2 * (first + word) + 1];
}

/** Whether a word is this text, of ASCII. */
export function isWord(word: number, text: string): boolean {
  const start = wordStart(word);
  const size = textSize(text);
  let same = word < wordCount() && wordEnd(word) - start === size;
  for (let i = 0; i < size && same; i++) {
    same = typed[start + i] === asciiAt(text, i);
  }
  return same;
}

export function wordText(word: number): string {
  return readText(typed, wordStart(word), wordEnd(word));
}

/** Adds a word to the printed line, in quotation marks. */
export function putWord(word: number): void {
  put('"');
  putTextOf(typed, wordStart(word), wordEnd(word));
  put('"');
}
