import { integerSize, isExactInteger, putIntegerBytes } from '../bytes/integer';
import { putByte, putBytes, putFloat64 } from '../bytes/output';
import { Needs, path, Record, type Writer } from './format';
import { Kind, TypeByte } from './tlv-header';
import { Id, Level, Type } from './type';

function putHeader(kind: number, id: number, size: number): void {
  const lengthBytes = size <= TypeByte.inlineLength ? 0 : size < 256 ? 1 : size < 65536 ? 2 : 3;
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

function start(level: number): boolean {
  return level !== Level.root;
}

function instance(size: number): boolean {
  putHeader(Kind.instance, path[Record.instanceId], size);
  return true;
}

function multiple(size: number): boolean {
  putHeader(Kind.multiple, path[Record.resourceId], size);
  return true;
}

/** The header of a value: of a resource instance when the path names one. */
function putValueHeader(size: number): void {
  if (path[Record.resourceInstanceId] === Id.none) {
    putHeader(Kind.resource, path[Record.resourceId], size);
  } else {
    putHeader(Kind.resourceInstance, path[Record.resourceInstanceId], size);
  }
}

function number(type: Type, value: number): boolean {
  if (type === Type.float) {
    putValueHeader(8);
    putFloat64(value);
    return true;
  }
  const isUnsigned = type === Type.unsigned;
  const isLink = type === Type.objectLink;
  if (!isLink && (!isExactInteger(value) || (isUnsigned && value < 0))) {
    return false;
  }
  const size = isLink ? 4 : integerSize(value, isUnsigned);
  putValueHeader(size);
  putIntegerBytes(value, size);
  return true;
}

function bytes(_type: Type, from: Uint8Array, first: number, end: number): boolean {
  putValueHeader(end - first);
  putBytes(from, first, end);
  return true;
}

function end(): void {}

/** Containers are announced with their size, so that nothing is written before it is known. */
export const tlvWriter: Writer = { needs: Needs.size, start, instance, multiple, number, bytes, end };
