import { newInt32s } from 'runtime';
import { Next, Record, record } from './format';
import { Level } from './type';

/** What the formats have in common whose payload is one value without a name: text and opaque. */

/** Columns of `value`: its first byte, and the first behind it. */
export const enum Value {
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
export function startReading(
  from: Uint8Array,
  start: number,
  end: number,
  level: number,
  objectId: number,
  instanceId: number,
  resourceId: number,
  resourceInstanceId: number,
): boolean {
  input = from;
  value[Value.start] = start;
  value[Value.end] = end;
  value[Value.yielded] = 0;
  record[Record.objectId] = objectId;
  record[Record.instanceId] = instanceId;
  record[Record.resourceId] = resourceId;
  record[Record.resourceInstanceId] = resourceInstanceId;
  return level >= Level.resource;
}

/** `Reader.next`: an empty payload is a value too, the empty String or Opaque. */
export function nextValue(): Next {
  if (value[Value.yielded] === 1) {
    return Next.end;
  }
  value[Value.yielded] = 1;
  return Next.value;
}

/** `Writer.start` */
export function startWriting(level: number): boolean {
  return level >= Level.resource;
}

/** `Writer.startMultiple` (LwM2M 1.1 Core 7.4.1: only a single value). */
export function refuseMultiple(): boolean {
  return false;
}

/** The members of `Writer` that find nothing to write. */
export function writeNothing(): void {}
