import { newInt32s } from 'runtime';
import { Ascii } from '../bytes/ascii';

/**
 * The arguments of an Execute (LwM2M 1.1 Core 6.3.5): `arglist = arg *("," arg)`,
 * `arg = DIGIT / DIGIT "=" "'" *CHAR "'"`, each digit at most once.
 */

/** Columns of `argument`. */
export const enum Argument {
  /** 0 to 9. */
  digit = 0,
  /** Where its value begins; -1 when it has none. */
  start = 1,
  /** The first byte behind its value. */
  end = 2,
  columns = 3,
}

/** The argument that `nextArgument` came upon. */
export const argument: Int32Array = /* @__PURE__ */ newInt32s(Argument.columns);

let input: Uint8Array;
let position = 0;
let inputEnd = 0;

/** CHAR: visible ASCII without quotation mark, apostrophe and backslash. */
function isCharacter(byte: number): boolean {
  return byte > 32 && byte < 127 && byte !== Ascii.quote && byte !== Ascii.apostrophe && byte !== Ascii.backslash;
}

/** Reads one argument into `argument`. @returns false when it breaks the grammar. */
function readArgument(): boolean {
  const digit = input[position] - Ascii.zero;
  argument[Argument.digit] = digit;
  argument[Argument.start] = -1;
  argument[Argument.end] = -1;
  position++;
  if (digit < 0 || digit > 9) {
    return false;
  }
  if (position === inputEnd || input[position] !== Ascii.equals) {
    return true;
  }
  position++;
  if (position === inputEnd || input[position] !== Ascii.apostrophe) {
    return false;
  }
  position++;
  argument[Argument.start] = position;
  while (position < inputEnd && isCharacter(input[position])) {
    position++;
  }
  argument[Argument.end] = position;
  if (position === inputEnd || input[position] !== Ascii.apostrophe) {
    return false;
  }
  position++;
  return true;
}

/**
 * Begins the arguments in bytes `start` to `end` - 1 of `from`.
 * @returns false when anything in them breaks the grammar (4.00).
 */
export function startArguments(from: Uint8Array, start: number, end: number): boolean {
  input = from;
  position = start;
  inputEnd = end;
  let digits = 0;
  while (position < end) {
    if (!readArgument()) {
      return false;
    }
    const digit = 1 << argument[Argument.digit];
    if ((digits & digit) !== 0) {
      return false;
    }
    digits = digits | digit;
    if (position < end) {
      if (input[position] !== Ascii.comma || position + 1 === end) {
        return false;
      }
      position++;
    }
  }
  position = start;
  return true;
}

/** Goes to the next argument: `argument` then says what it is. Only after `startArguments` found no fault. */
export function nextArgument(): boolean {
  if (position >= inputEnd) {
    return false;
  }
  if (input[position] === Ascii.comma) {
    position++;
  }
  return readArgument();
}
