import { endMeasuring, putByte, putText, startMeasuring } from '../bytes/output';
import { Major } from './cbor-reader';
import { putHead, putNumber, putString } from './cbor-writer';
import { Needs, path, type Writer } from './format';
import { putPath } from './path-text';
import { Label, valueLabel } from './senml-label';
import { Level, levelOf, type Type } from './type';

/** How many ids the path of the payload has: they are the base name. */
let level: number = Level.root;
let isFirst = false;

function start(pathLength: number, count: number): boolean {
  level = pathLength;
  isFirst = true;
  putHead(Major.array, count);
  return true;
}

/** Records are not within containers. */
function container(): boolean {
  return true;
}

/** Writes ids `first` to `end` - 1 of `path` as text, and a slash behind them if others follow. */
function putName(first: number, end: number, isPrefix: boolean): void {
  const mark = startMeasuring();
  putPath(first, end);
  const size = endMeasuring(mark);
  putHead(Major.text, isPrefix ? size + 1 : size);
  putPath(first, end);
  if (isPrefix) {
    putByte(47); // slash
  }
}

/** Writes a record up to its value: the first begins with the base name, and what that does not name is the name. */
function putRecord(label: Label): void {
  const end = levelOf(path, 0);
  const hasBase = isFirst && level > Level.root;
  const hasName = end > level;
  isFirst = false;
  putHead(Major.map, (hasBase ? 2 : 1) + (hasName ? 1 : 0));
  if (hasBase) {
    putHead(Major.negative, -1 - Label.baseName);
    putName(0, level, hasName);
  }
  if (hasName) {
    putHead(Major.unsigned, Label.name);
    putName(level, end, false);
  }
  if (label === Label.objectLink) {
    putHead(Major.text, 3);
    putText('vlo');
  } else {
    putHead(Major.unsigned, label);
  }
}

function number(type: Type, value: number): boolean {
  putRecord(valueLabel(type));
  return putNumber(type, value);
}

function bytes(type: Type, from: Uint8Array, first: number, end: number): boolean {
  putRecord(valueLabel(type));
  return putString(type, from, first, end);
}

function end(): void {}

/** Names are absolute in a composite. The array is announced with the number of its records. */
export const senmlCborWriter: Writer = {
  needs: Needs.count,
  start,
  instance: container,
  multiple: container,
  number,
  bytes,
  end,
};
