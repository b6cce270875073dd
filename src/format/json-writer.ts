import { putFloat, putInteger } from '../bytes/decimal';
import { putByte, putBytes, putText } from '../bytes/output';
import { putObjectLink } from './object-link';
import { pathLevel, putPath } from './path-text';
import { Type } from './type';

/** What the writers of SenML and of the JSON of LwM2M 1.0 have in common: names and values. */

const enum Ascii {
  space = 32,
  quote = 34,
  slash = 47,
  zero = 48,
  backslash = 92,
  closeBrace = 125,
  /** Added to 10 to 15 it gives `a` to `f`. */
  hex = 87,
}

/** Ids that the base name has. */
let baseLevel = 0;
let isFirst = true;

/** Begins a payload whose names leave the first `level` ids of `path` to the base name. */
export function startRecords(level: number): void {
  baseLevel = level;
  isFirst = true;
}

/** Whether nothing is written yet. */
export function isUnwritten(): boolean {
  return isFirst;
}

/**
 * Begins the payload: before its first value it is not known whether the base name is the whole name.
 * @param before What stands before the base name, and behind it.
 */
export function putHead(before: string, behind: string): void {
  isFirst = false;
  putText(before);
  putPath(0, baseLevel);
  if (baseLevel > 0 && pathLevel() > baseLevel) {
    putByte(Ascii.slash);
  }
  putText(behind);
}

/** Writes the name, if the base name is not all of it. */
export function putName(): void {
  const level = pathLevel();
  if (level > baseLevel) {
    putText('"n":"');
    putPath(baseLevel, level);
    putText('",');
  }
}

/** `Writer.instance` and `Writer.multiple`: containers are not written, as the names of their values tell of them. */
export function putContainer(): boolean {
  return true;
}

/** Writes UTF-8 as a string (RFC 8259 7). */
export function putString(from: Uint8Array, start: number, end: number): void {
  let written = start;
  putByte(Ascii.quote);
  for (let i = start; i < end; i++) {
    const byte = from[i];
    if (byte < Ascii.space || byte === Ascii.quote || byte === Ascii.backslash) {
      putBytes(from, written, i);
      written = i;
      putByte(Ascii.backslash);
      if (byte < Ascii.space) {
        written++;
        putText(byte > 15 ? 'u001' : 'u000');
        const digit = byte & 15;
        putByte(digit > 9 ? digit + Ascii.hex : digit + Ascii.zero);
      }
    }
  }
  putBytes(from, written, end);
  putByte(Ascii.quote);
}

/**
 * Writes the value of a record that is kept as a number, and ends the record.
 * @param booleanKey The key of a Boolean as it is written, with its colon; and that of an Objlnk.
 * @returns false when it has no form in JSON, or is none of its type.
 */
export function putNumber(type: Type, value: number, booleanKey: string, linkKey: string): boolean {
  let isWritten = true;
  if (type === Type.boolean) {
    putText(booleanKey);
    putText(value === 0 ? 'false' : 'true');
  } else if (type === Type.objectLink) {
    putText(linkKey);
    putByte(Ascii.quote);
    putObjectLink(value);
    putByte(Ascii.quote);
  } else {
    putText('"v":');
    isWritten = type === Type.float ? putFloat(value) : (type !== Type.unsigned || value >= 0) && putInteger(value);
  }
  putByte(Ascii.closeBrace);
  return isWritten;
}
