/**
 * The script engine Espruino, which interprets the text of a program: a loop costs it hundreds of times what a built-in
 * function does that runs over a table. As js.ts otherwise. What a built-in function makes is freed at once: Espruino
 * counts references.
 */
export {
  asciiAt,
  maxExactInteger,
  newFloat64s,
  newInt32s,
  newUint16s,
  newUint8s,
  readFloat32,
  readFloat64,
  readText,
  textSize,
  writeFloat64,
  writeText,
} from './js';

/** Copies bytes `start` to `end` - 1 of `from` to `to`, beginning at `at`. The ranges may overlap. */
export function copyBytes(from: Uint8Array, start: number, end: number, to: Uint8Array, at: number): void {
  to.set(from.subarray(start, end), at);
}

/** Where `value` is in `table`, at the first of places `start` to `end` - 1; -1 when it is not there. */
export function indexOf(table: Uint16Array, value: number, start: number, end: number): number {
  const place = start > 0 ? start + table.subarray(start, end).indexOf(value) : table.indexOf(value);
  return place >= start && place < end ? place : -1;
}
