import { copyBytes, newInt32s } from 'runtime';
import { Next, startRecord } from './format';
import { Level, type Type } from './type';

/** What the formats have in common whose payload is one value without a name: text and opaque. */

/** Columns of `value`. */
export const enum Value {
  /** Its first byte, and the first behind it. */
  start = 0,
  end = 1,
  /** 1 when it has been yielded. */
  yielded = 2,
  columns = 3,
}

/** Where the payload lies that is being read. */
export const value: Int32Array = /* @__PURE__ */ newInt32s(Value.columns);
let input: Uint8Array;

/** The buffer of the payload that is being read. */
export function valueInput(): Uint8Array {
  return input;
}

/** `Reader.start` */
export function startReading(from: Uint8Array, start: number, end: number, ids: Int32Array, at: number): boolean {
  input = from;
  value[Value.start] = start;
  value[Value.end] = end;
  value[Value.yielded] = 0;
  return startRecord(ids, at) >= Level.resource;
}

/** `Reader.next`: an empty payload is a value too, the empty String or Opaque. */
export function nextValue(): Next {
  if (value[Value.yielded] === 1) {
    return Next.end;
  }
  value[Value.yielded] = 1;
  return Next.value;
}

/** `Reader.copy` of a payload that is the value itself. */
export function copyPayload(_type: Type, to: Uint8Array, at: number): void {
  copyBytes(input, value[Value.start], value[Value.end], to, at);
}

/** `Writer.start` */
export function startWriting(level: number): boolean {
  return level >= Level.resource;
}

/** The members of `Writer` and `Reader` for what has no form: a payload is one value (LwM2M 1.1 Core 7.4.1, 7.4.2). */
export function refuse(): boolean {
  return false;
}

/** `Writer.end`: nothing is left to write. */
export function writeNothing(): void {}
