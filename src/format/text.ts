import { Ascii } from '../bytes/ascii';
import { putBase64, readBase64 } from '../bytes/base64';
import { putFloat, putInteger, readFloat, readInteger, readUnsigned } from '../bytes/decimal';
import { putByte, putBytes } from '../bytes/output';
import { utf8Valid } from '../bytes/utf8';
import { type Format, Needs, numberRead } from './format';
import { putObjectLink, readObjectLink } from './object-link';
import {
  copyPayload,
  nextValue,
  refuse,
  startReading,
  startWriting,
  Value,
  value,
  valueInput,
  writeNothing,
} from './single-value';
import { Type } from './type';

function putNumber(type: Type, number: number): boolean {
  if (type === Type.float) {
    if (!putFloat(number)) {
      return false;
    }
    if (Math.floor(number) === number) {
      putByte(Ascii.dot);
      putByte(Ascii.zero);
    }
    return true;
  }
  if (type === Type.objectLink) {
    putObjectLink(number);
    return true;
  }
  return (type !== Type.unsigned || number >= 0) && putInteger(number);
}

function putText(type: Type, from: Uint8Array, start: number, end: number): boolean {
  if (type === Type.opaque) {
    putBase64(from, start, end);
  } else {
    putBytes(from, start, end);
  }
  return true;
}

function readNumber(type: Type): boolean {
  const input = valueInput();
  const start = value[Value.start];
  const end = value[Value.end];
  if (type === Type.float) {
    return readFloat(input, start, end, numberRead);
  }
  if (type === Type.objectLink) {
    return readObjectLink(input, start, end);
  }
  if (type === Type.boolean) {
    return readUnsigned(input, start, end, numberRead) && numberRead[0] < 2 && end - start === 1;
  }
  return type === Type.unsigned
    ? readUnsigned(input, start, end, numberRead)
    : readInteger(input, start, end, numberRead);
}

function textSize(type: Type): number {
  const input = valueInput();
  const start = value[Value.start];
  const end = value[Value.end];
  if (type === Type.opaque) {
    return readBase64(input, start, end, input, -1);
  }
  return utf8Valid(input, start, end) ? end - start : -1;
}

function copyText(type: Type, to: Uint8Array, at: number): void {
  if (type === Type.opaque) {
    readBase64(valueInput(), value[Value.start], value[Value.end], to, at);
  } else {
    copyPayload(type, to, at);
  }
}

/** One value as text (LwM2M 1.1 Core 7.4.1): numbers in decimal, Opaque in Base64, Objlnk as `3:0`. */
export const textFormat: Format = {
  writer: {
    needs: Needs.nothing,
    start: startWriting,
    instance: refuse,
    multiple: refuse,
    number: putNumber,
    bytes: putText,
    end: writeNothing,
  },
  reader: { start: startReading, next: nextValue, number: readNumber, size: textSize, copy: copyText },
};
