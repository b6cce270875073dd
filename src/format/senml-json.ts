import { type Format, Needs, type Reader, type Writer } from './format';
import { Json, startJson } from './json-reader';
import { copyRecord, Field, nextRecord, readRecordNumber, recordSize, startPayload } from './json-records';
import { putContainer, putEnd, putNumber, putValue, startRecords } from './json-writer';
import { startPaths } from './path-text';

/** SenML as JSON (RFC 8428 5, LwM2M 1.1 Core 7.4.5): `[{"bn":"/3/0/","n":"0","vs":"a"},{"n":"9","v":100}]`. */

/** The keys (RFC 8428 4.5), as `Key` counts them. Times, sums and units are left out. */
const enum Label {
  n = 14,
  v = 22,
  bn = (2 << 5) | 14,
  bv = (2 << 5) | 22,
  vb = (22 << 5) | 2,
  vd = (22 << 5) | 4,
  vs = (22 << 5) | 19,
  vlo = (22 << 10) | (12 << 5) | 15,
  bver = (2 << 15) | (22 << 10) | (5 << 5) | 18,
}

function startWriting(level: number): boolean {
  startRecords(level, true);
  return true;
}

function fieldOf(key: number): number {
  if (key === Label.n) {
    return Field.name;
  }
  if (key === Label.v) {
    return Field.value;
  }
  if (key === Label.vs) {
    return Field.text;
  }
  if (key === Label.vb) {
    return Field.boolean;
  }
  if (key === Label.bn) {
    return Field.baseName;
  }
  if (key === Label.vd) {
    return Field.opaque;
  }
  if (key === Label.vlo) {
    return Field.objectLink;
  }
  if (key === Label.bv) {
    return Field.baseValue;
  }
  return key === Label.bver ? Field.version : Field.unknown;
}

function startReading(from: Uint8Array, start: number, end: number, ids: Int32Array, at: number): boolean {
  startPaths(ids, at);
  if (startPayload(from, start, end, fieldOf, false) !== Json.openArray) {
    startJson(from, end, end);
  }
  return true;
}

const writer: Writer = {
  needs: Needs.nothing,
  start: startWriting,
  instance: putContainer,
  multiple: putContainer,
  number: putNumber,
  bytes: putValue,
  end: putEnd,
};

const reader: Reader = {
  start: startReading,
  next: nextRecord,
  number: readRecordNumber,
  size: recordSize,
  copy: copyRecord,
};

export const senmlJsonFormat: Format = { writer, reader };
