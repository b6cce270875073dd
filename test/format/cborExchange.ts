/**
 * A program in the dialect of the device: a request, of a format, a type, the level of `/3/0/6/1` that it is sent to and a
 * payload, gives as reply what the reader came upon, and the items that the writer makes of numbers. It runs under Node
 * and, compiled, under Lua, where each reply has to be the same.
 */
import { newInt32s, newUint8s } from 'runtime';
import { outputPosition, outputTo, putByte, putBytes, putFloat64, putUint16 } from '../../src/bytes/output';
import { cborFormat } from '../../src/format/cbor';
import { type Format, Next, numberRead, path, Record, record } from '../../src/format/format';
import { lwm2mCborFormat } from '../../src/format/lwm2m-cbor';
import { senmlCborFormat } from '../../src/format/senml-cbor';
import { Id, isText, Level, type Type } from '../../src/format/type';

const scratch = newUint8s(600);
const sentTo = newInt32s(Record.columns);

function formatOf(which: number): Format {
  return which === 0 ? cborFormat : which === 1 ? senmlCborFormat : lwm2mCborFormat;
}

function putValue(format: Format, type: Type): void {
  if (isText(type)) {
    const size = format.reader.size(type);
    putUint16(size);
    if (size >= 0) {
      format.reader.copy(type, scratch, 0);
      putBytes(scratch, 0, size);
    }
  } else if (format.reader.number(type)) {
    const value = numberRead[0];
    for (let i: number = Record.objectId; i < Record.columns; i++) {
      path[i] = record[i];
    }
    putFloat64(value);
    format.writer.start(Level.resource, 1);
    putByte(format.writer.number(type, value) ? 1 : 0);
    format.writer.end();
  }
}

/** @returns The size of the reply. */
export function exchange(request: Uint8Array, size: number, reply: Uint8Array, room: number): number {
  const format = formatOf(request[0]);
  const type: Type = request[1];
  const level = request[2];
  const reader = format.reader;
  outputTo(reply, 0, room);
  sentTo[Record.objectId] = level > 0 ? 3 : Id.none;
  sentTo[Record.instanceId] = level > 1 ? 0 : Id.none;
  sentTo[Record.resourceId] = level > 2 ? 6 : Id.none;
  sentTo[Record.resourceInstanceId] = level > 3 ? 1 : Id.none;
  reader.start(request, 3, size, sentTo, 0);
  let next = reader.next();
  while (next !== Next.end && next !== Next.malformed) {
    putByte(next);
    for (let i: number = Record.objectId; i < Record.columns; i++) {
      putUint16(record[i]);
    }
    if (next === Next.value) {
      putValue(format, type);
    }
    next = reader.next();
  }
  putByte(next);
  return outputPosition();
}
