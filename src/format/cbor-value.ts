import { Config } from 'config';
import { isExactInteger } from '../bytes/integer';
import { Initial, isWhole, item, Item, itemInput, Major, readItem, readNumber, readString, valueByte } from './cbor-reader';
import { readDateTime } from './date-time';
import { numberRead } from './format';
import { readObjectLink } from './object-link';
import { Type } from './type';

/** Values of LwM2M as data items: the last members of `Reader`, for all formats of CBOR. */

/**
 * Makes the number in `numberRead` one of `type`: a Time loses its fraction.
 * @returns false when it is none.
 */
export function isOfType(type: Type): boolean {
  if (type === Type.float) {
    return true;
  }
  if (type === Type.time) {
    numberRead[0] = Math.floor(numberRead[0]);
  }
  return isExactInteger(numberRead[0]) && (type !== Type.unsigned || numberRead[0] >= 0);
}

/**
 * `Reader.number`: integers may be floats and the other way round, as many encoders take the shorter form. A Time may be
 * a text, be it tagged as a date (RFC 8949 3.4.1) or not.
 */
export function readValueNumber(type: Type): boolean {
  if (type === Type.boolean) {
    numberRead[0] = valueByte() - Initial.false;
    return numberRead[0] === 0 || numberRead[0] === 1;
  }
  const major = readItem(item[Item.value]);
  if (major !== Major.text) {
    return type !== Type.objectLink && readNumber() && isOfType(type);
  }
  const input = itemInput();
  const start = item[Item.textStart];
  const end = item[Item.textEnd];
  if (!isWhole()) {
    return false;
  }
  if (type === Type.objectLink) {
    // Zephyr ends the text with a NUL.
    return readObjectLink(input, start, end > start && input[end - 1] === 0 ? end - 1 : end);
  }
  return Config.cborDates === 1 && type === Type.time && readDateTime(input, start, end);
}

/** `Reader.size` */
export function valueSize(type: Type): number {
  if (readItem(item[Item.value]) !== (type === Type.opaque ? Major.bytes : Major.text)) {
    return -1;
  }
  return readString(type !== Type.opaque, itemInput(), -1) ? item[Item.size] : -1;
}

/** `Reader.copy` */
export function copyValue(_type: Type, to: Uint8Array, at: number): void {
  readItem(item[Item.value]);
  readString(false, to, at);
}
