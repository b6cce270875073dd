import { newInt32s, newUint8s, readText, textSize, writeText } from 'runtime';
import { bodySize, outputTo } from '../../src/bytes/output';
import { type Format, Next, numberRead, path, Record, record } from '../../src/format/format';
import { lwm2mJsonFormat } from '../../src/format/lwm2m-json';
import { senmlJsonFormat } from '../../src/format/senml-json';
import { Id, Level, Type } from '../../src/format/type';

/** The JSON formats at work, in the dialect of device code: what comes out has to be the same on every engine. */

const buffer = newUint8s(1000);
const copied = newUint8s(100);
/** The path that payloads are sent to: /9. */
const sentTo = newInt32s(Record.columns);

function typeOf(resourceId: number): Type {
  return resourceId === 1 ? Type.string : resourceId === 2 ? Type.opaque : resourceId === 3 ? Type.boolean : resourceId === 4 ? Type.objectLink : Type.integer;
}

function put(format: Format): boolean {
  const type = typeOf(record[Record.resourceId]);
  for (let i: number = Record.objectId; i < Record.columns; i++) {
    path[i] = record[i];
  }
  if (type === Type.string || type === Type.opaque) {
    const size = format.reader.size(type);
    if (size < 0) {
      return false;
    }
    format.reader.copy(type, copied, 0);
    return format.writer.bytes(type, copied, 0, size);
  }
  return format.reader.number(type) && format.writer.number(type, numberRead[0]);
}

/** Reads a payload sent to /9, and writes what it says as the answer of /9. */
function again(format: Format, text: string): string {
  writeText(text, buffer, 0);
  for (let i = 0; i < Record.columns; i++) {
    sentTo[i] = Id.none;
  }
  sentTo[Record.objectId] = 9;
  format.reader.start(buffer, 0, textSize(text), sentTo, 0);
  format.writer.start(Level.object, 0);
  outputTo(buffer, 500, 1000);
  let next = format.reader.next();
  while (next === Next.value) {
    if (!put(format)) {
      return 'wrong value';
    }
    next = format.reader.next();
  }
  if (next !== Next.end) {
    return next === Next.remove ? 'remove' : next === Next.name ? 'name' : 'malformed';
  }
  format.writer.end();
  return readText(buffer, 500, 500 + bodySize());
}

/** The payload written again, or what is wrong with it. */
export function senmlAgain(text: string): string {
  return again(senmlJsonFormat, text);
}

export function lwm2mAgain(text: string): string {
  return again(lwm2mJsonFormat, text);
}
