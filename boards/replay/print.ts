/** Prints what the image does, as lines of text that are the same on every engine. See README.md. */
import { newUint8s, readText, textSize, writeText } from 'runtime';
import { Config } from 'config';

/** What the script around the image defines. */
declare const replayPrint: (line: string) => void;

const enum Limit {
  lineBytes = 3 * Config.messageBytes + 128,
  textBytes = Config.messageBytes,
}

const line = /* @__PURE__ */ newUint8s(Limit.lineBytes);
const utf8 = /* @__PURE__ */ newUint8s(Limit.textBytes);
let lineSize = 0;

function putCharacter(character: number): void {
  if (lineSize < Limit.lineBytes) {
    line[lineSize] = character;
    lineSize++;
  }
}

function putDigit(value: number): void {
  putCharacter(value < 10 ? 48 + value : 87 + value);
}

function putHexByte(value: number): void {
  putDigit(value >>> 4);
  putDigit(value & 15);
}

/** Adds text; a byte of its UTF-8 that is not printable ASCII as %FF. What is larger than a message is left out. */
export function putText(text: string): void {
  const size = textSize(text);
  if (size <= Limit.textBytes) {
    writeText(text, utf8, 0);
    for (let i = 0; i < size; i++) {
      if (utf8[i] > 31 && utf8[i] < 127) {
        putCharacter(utf8[i]);
      } else {
        putCharacter(37);
        putHexByte(utf8[i]);
      }
    }
  }
}

/** Adds a space and 16 bits in hexadecimal. */
export function putNumber(value: number): void {
  putCharacter(32);
  putHexByte((value >>> 8) & 255);
  putHexByte(value & 255);
}

/** Prints the line. */
export function printLine(): void {
  replayPrint(takeLine());
}

/** Gives the line instead of printing it. */
export function takeLine(): string {
  const text = readText(line, 0, lineSize);
  lineSize = 0;
  return text;
}

/** Adds bytes in hexadecimal. */
export function putHex(bytes: Uint8Array, length: number): void {
  for (let i = 0; i < length; i++) {
    putHexByte(bytes[i]);
  }
}

/** Prints a name and two numbers. */
export function printNumbers(name: string, first: number, second: number): void {
  putText(name);
  putNumber(first);
  putNumber(second);
  printLine();
}
