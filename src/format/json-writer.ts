import { Ascii } from '../bytes/ascii';
import { putBase64, putBase64Url } from '../bytes/base64';
import { putFloat, putInteger } from '../bytes/decimal';
import { putByte, putBytes, putText } from '../bytes/output';
import { path } from './format';
import { putObjectLink } from './object-link';
import { putPath } from './path-text';
import { Level, levelOf, Type } from './type';

/** Writes SenML and the JSON of LwM2M 1.0, which differ in their keys and in what is around the records. */

let isSenml = true;
/** Ids of the base name: names leave them out. */
let baseLevel: number = Level.root;
let isFirst = true;

/** Begins a payload whose base name has `level` ids of `path`. */
export function startRecords(level: number, asSenml: boolean): void {
  isSenml = asSenml;
  baseLevel = level;
  isFirst = true;
}

/** `Writer.instance` and `Writer.multiple`: containers are not written, as the names of their values tell of them. */
export function putContainer(): boolean {
  return true;
}

/** Begins the payload: before its first value it is not known whether the base name is the whole name. */
function putHead(): void {
  isFirst = false;
  putText(isSenml ? '[{' : '{');
  if (baseLevel > Level.root) {
    putText('"bn":"');
    putPath(0, baseLevel);
    if (levelOf(path, 0) > baseLevel) {
      putByte(Ascii.slash);
    }
    putText(isSenml ? '",' : '","e":[');
  }
}

/** Begins a record, with its name if the base name is not all of it. */
function putRecord(): void {
  const level = levelOf(path, 0);
  if (isFirst) {
    putHead();
    putText(isSenml ? '' : '{');
  } else {
    putText(',{');
  }
  if (level > baseLevel) {
    putText('"n":"');
    putPath(baseLevel, level);
    putText('",');
  }
}

/** Writes UTF-8 as a string (RFC 8259 7). */
function putString(from: Uint8Array, start: number, end: number): void {
  let written = start;
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
        putByte(digit > 9 ? digit + (Ascii.a - 10) : digit + Ascii.zero);
      }
    }
  }
  putBytes(from, written, end);
}

/** `Writer.number` */
export function putNumber(type: Type, value: number): boolean {
  let isWritten = true;
  putRecord();
  if (type === Type.boolean) {
    putText(isSenml ? '"vb":' : '"bv":');
    putText(value === 0 ? 'false' : 'true');
  } else if (type === Type.objectLink) {
    putText(isSenml ? '"vlo":"' : '"ov":"');
    putObjectLink(value);
    putByte(Ascii.quote);
  } else {
    putText('"v":');
    isWritten = type === Type.float ? putFloat(value) : (type !== Type.unsigned || value >= 0) && putInteger(value);
  }
  putByte(Ascii.closeBrace);
  return isWritten;
}

/** `Writer.bytes` */
export function putValue(type: Type, from: Uint8Array, start: number, end: number): boolean {
  putRecord();
  putText(isSenml ? (type === Type.opaque ? '"vd":"' : '"vs":"') : '"sv":"');
  if (type !== Type.opaque) {
    putString(from, start, end);
  } else if (isSenml) {
    putBase64Url(from, start, end);
  } else {
    putBase64(from, start, end);
  }
  putText('"}');
  return true;
}

/** `Writer.end` */
export function putEnd(): void {
  if (!isSenml) {
    if (isFirst) {
      putHead();
    }
    putText(']}');
  } else {
    putText(isFirst ? '[]' : ']');
  }
}
