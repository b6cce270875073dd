import { isOver, item, Item, Major, nextIsEnd, skipItem, startItems } from './cbor-reader';
import { copyValue, readValueNumber, valueSize } from './cbor-value';
import { putHead, putNumber, putString } from './cbor-writer';
import { type Format, Needs, Next } from './format';
import { refuse, startWriting, writeNothing } from './single-value';
import { Level, Type } from './type';

const enum Tag {
  /** Seconds since 1970 (RFC 8949 3.4.2). */
  epoch = 1,
}

function putValue(type: Type, value: number): boolean {
  if (type === Type.time) {
    putHead(Major.tag, Tag.epoch);
  }
  return putNumber(type, value);
}

/** Whether the item is a value at all, its type says. */
function next(): Next {
  if (isOver()) {
    return nextIsEnd();
  }
  item[Item.value] = item[Item.next];
  return item[Item.level] >= Level.resource && skipItem() ? Next.value : Next.malformed;
}

/** One value as a data item of CBOR (LwM2M 1.1 Core 7.4.3). */
export const cborFormat: Format = {
  writer: {
    needs: Needs.nothing,
    start: startWriting,
    instance: refuse,
    multiple: refuse,
    number: putValue,
    bytes: putString,
    end: writeNothing,
  },
  reader: { start: startItems, next, number: readValueNumber, size: valueSize, copy: copyValue },
};
