import { integerSize, isExactInteger, putIntegerBytes } from '../bytes/integer';
import { outputInsert, outputPosition, outputRewind, putByte, putBytes, putFloat64 } from '../bytes/output';
import type { Writer } from './format';
import { Kind, TypeByte } from './tlv-header';
import { Level, Type } from './type';

/** The kind of the values being written. */
let valueKind: number = Kind.resource;
// The containers that are open: their ids, and where their headers begin.
let instance = 0;
let instanceAt = 0;
let multiple = 0;
let multipleAt = 0;

function putHeader(kind: number, id: number, size: number): void {
  const lengthBytes = size > 65535 ? 3 : size > 255 ? 2 : size > TypeByte.inlineLength ? 1 : 0;
  const length = lengthBytes === 0 ? size : lengthBytes << TypeByte.lengthShift;
  putByte(kind | length | (id > 255 ? TypeByte.wideId : 0));
  if (id > 255) {
    putByte(id >>> 8);
  }
  putByte(id);
  for (let shift = lengthBytes * 8 - 8; shift >= 0; shift -= 8) {
    putByte(size >>> shift);
  }
}

/** Leaves room for a header with a length of one byte, which most containers come to need. */
function openContainer(id: number): number {
  const at = outputPosition();
  for (let size = id > 255 ? 4 : 3; size > 0; size--) {
    putByte(0);
  }
  return at;
}

function closeContainer(kind: number, id: number, at: number): void {
  const content = at + (id > 255 ? 4 : 3);
  const size = outputPosition() - content;
  const missing = size > 65535 ? 2 : size > 255 ? 1 : size > TypeByte.inlineLength ? 0 : -1;
  if (missing !== 0) {
    outputInsert(content, missing);
  }
  const end = outputPosition();
  outputRewind(at);
  putHeader(kind, id, size);
  outputRewind(end);
}

function start(level: number): boolean {
  valueKind = level === Level.resourceInstance ? Kind.resourceInstance : Kind.resource;
  return level !== Level.root;
}

function startInstance(instanceId: number): void {
  instance = instanceId;
  instanceAt = openContainer(instanceId);
}

function endInstance(): void {
  closeContainer(Kind.instance, instance, instanceAt);
}

function startMultiple(resourceId: number): boolean {
  valueKind = Kind.resourceInstance;
  multiple = resourceId;
  multipleAt = openContainer(resourceId);
  return true;
}

function endMultiple(): void {
  valueKind = Kind.resource;
  closeContainer(Kind.multiple, multiple, multipleAt);
}

function number(type: Type, id: number, value: number): boolean {
  if (type === Type.float) {
    putHeader(valueKind, id, 8);
    putFloat64(value);
    return true;
  }
  const isUnsigned = type === Type.unsigned;
  const isLink = type === Type.objectLink;
  if (!isLink && (!isExactInteger(value) || (isUnsigned && value < 0))) {
    return false;
  }
  const size = isLink ? 4 : integerSize(value, isUnsigned);
  putHeader(valueKind, id, size);
  putIntegerBytes(value, size);
  return true;
}

function bytes(_type: Type, id: number, from: Uint8Array, first: number, end: number): boolean {
  putHeader(valueKind, id, end - first);
  putBytes(from, first, end);
  return true;
}

function end(): void {}

export const tlvWriter: Writer = {
  start,
  startInstance,
  endInstance,
  startMultiple,
  endMultiple,
  number,
  bytes,
  end,
};
