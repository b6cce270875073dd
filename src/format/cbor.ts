import { item, Item, Major, skipItem, startItems } from './cbor-reader';
import { copyValue, readValueNumber, Tag, valueSize } from './cbor-value';
import { putHead, putNumber, putString } from './cbor-writer';
import { type Format, Needs, Next } from './format';
import { nextValue, refuse, startReading, startWriting, writeNothing } from './single-value';
import { ContentFormat, Type } from './type';

function putValue(type: Type, value: number): boolean {
  if (type === Type.time) {
    putHead(Major.tag, Tag.epoch);
  }
  return putNumber(type, value);
}

function start(
  from: Uint8Array,
  first: number,
  end: number,
  level: number,
  objectId: number,
  instanceId: number,
  resourceId: number,
  resourceInstanceId: number,
): boolean {
  startItems(from, first, end);
  item[Item.value] = first;
  return startReading(from, first, end, level, objectId, instanceId, resourceId, resourceInstanceId);
}

/** The payload is one item. Whether it is a value at all, the type says. */
function next(): Next {
  if (nextValue() === Next.end) {
    return Next.end;
  }
  return skipItem() && item[Item.next] === item[Item.end] ? Next.value : Next.malformed;
}

/** One value as a data item of CBOR (LwM2M 1.1 Core 7.4.3). */
export const cborFormat: Format = {
  contentFormat: ContentFormat.cbor,
  writer: {
    needs: Needs.nothing,
    start: startWriting,
    instance: refuse,
    multiple: refuse,
    number: putValue,
    bytes: putString,
    end: writeNothing,
  },
  reader: { start, next, number: readValueNumber, size: valueSize, copy: copyValue },
};
