import { type Format, Needs } from './format';
import { Json } from './json-reader';
import { copyRecord, Field, nextRecord, readRecordNumber, recordSize, startPayload, findList } from './json-records';
import { putContainer, putEnd, putNumber, putValue, startRecords } from './json-writer';
import { startPaths } from './path-text';
import { Level } from './type';

/** The JSON of LwM2M 1.0 (Core 6.4.4): `{"bn":"/3/0/","e":[{"n":"0","sv":"a"},{"n":"9","v":100}]}`. */

/** The keys, as `Key` counts them. Times are left out. */
const enum Label {
  e = 5,
  n = 14,
  v = 22,
  bn = (2 << 5) | 14,
  bv = (2 << 5) | 22,
  ov = (15 << 5) | 22,
  sv = (19 << 5) | 22,
}

function startWriting(level: number): boolean {
  startRecords(level, false);
  return level !== Level.root;
}

function fieldOf(key: number): number {
  if (key === Label.n) {
    return Field.name;
  }
  if (key === Label.v) {
    return Field.value;
  }
  if (key === Label.sv) {
    return Field.text | Field.opaque;
  }
  if (key === Label.bv) {
    return Field.boolean;
  }
  if (key === Label.ov) {
    return Field.objectLink;
  }
  if (key === Label.bn) {
    return Field.baseName;
  }
  return key === Label.e ? Field.list : Field.unknown;
}

function startReading(from: Uint8Array, start: number, end: number, ids: Int32Array, at: number): boolean {
  const level = startPaths(ids, at);
  findList(startPayload(from, start, end, fieldOf, true) === Json.openObject);
  return level !== Level.root;
}

export const lwm2mJsonFormat: Format = {
  writer: {
    needs: Needs.nothing,
    start: startWriting,
    instance: putContainer,
    multiple: putContainer,
    number: putNumber,
    bytes: putValue,
    end: putEnd,
  },
  reader: {
    start: startReading,
    next: nextRecord,
    number: readRecordNumber,
    size: recordSize,
    copy: copyRecord,
  },
};
