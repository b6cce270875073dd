import { putBytes } from '../bytes/output';
import { type Format, Needs } from './format';
import { copyPayload, nextValue, refuse, startReading, startWriting, Value, value, writeNothing } from './single-value';
import { Type } from './type';

function putOpaque(type: Type, from: Uint8Array, start: number, end: number): boolean {
  if (type !== Type.opaque) {
    return false;
  }
  putBytes(from, start, end);
  return true;
}

function opaqueSize(type: Type): number {
  return type === Type.opaque ? value[Value.end] - value[Value.start] : -1;
}

/** The bytes of one Opaque value, and nothing else (LwM2M 1.1 Core 7.4.2). */
export const opaqueFormat: Format = {
  writer: {
    needs: Needs.nothing,
    start: startWriting,
    instance: refuse,
    multiple: refuse,
    number: refuse,
    bytes: putOpaque,
    end: writeNothing,
  },
  reader: { start: startReading, next: nextValue, number: refuse, size: opaqueSize, copy: copyPayload },
};
