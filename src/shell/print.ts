import { newUint8s, readText } from 'runtime';
import { putFloat } from '../bytes/decimal';
import { outputOverflowed, outputPosition, outputTo } from '../bytes/output';
import type { Board } from '../board';

/** The line that is being printed. It is a text, as one command at a time is carried out, at somebody's leisure. */
let board: Board;
let line = '';

const enum Size {
  /** Characters of a number: all but floats that are very large or very small. */
  number = 40,
}

const number = /* @__PURE__ */ newUint8s(Size.number);

export function startPrinting(on: Board): void {
  board = on;
  line = '';
}

export function put(text: string): void {
  line += text;
}

/** Adds bytes of valid UTF-8. */
export function putTextOf(from: Uint8Array, start: number, end: number): void {
  line += readText(from, start, end);
}

/** Adds a number, in the same digits on every engine. */
export function putNumber(value: number): void {
  outputTo(number, 0, Size.number);
  if (!putFloat(value)) {
    line += value > 0 ? 'infinity' : value < 0 ? '-infinity' : 'not a number';
  } else {
    line += readText(number, 0, outputPosition()) + (outputOverflowed() ? '...' : '');
  }
}

/** Adds a byte in hexadecimal. */
export function putByte(value: number): void {
  const high = value >>> 4;
  const low = value & 15;
  number[0] = (high + (high < 10 ? 48 : 87)) & 255;
  number[1] = (low + (low < 10 ? 48 : 87)) & 255;
  line += readText(number, 0, 2);
}

/** Adds bytes in hexadecimal. */
export function putHex(from: Uint8Array, start: number, end: number): void {
  for (let i = start; i < end; i++) {
    putByte(from[i]);
  }
}

/** Adds a CoAP code: 4.04. */
export function putCode(code: number): void {
  putNumber(code >>> 5);
  put('.');
  put((code & 31) < 10 ? '0' : '');
  putNumber(code & 31);
}

/** Prints the line, and begins the next. */
export function endLine(): void {
  const text = line;
  line = '';
  board.log(text);
}

/** Ends the line with a text, and prints it. */
export function say(text: string): void {
  put(text);
  endLine();
}
