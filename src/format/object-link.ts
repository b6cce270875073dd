import { Ascii } from '../bytes/ascii';
import { putByte, putDecimal } from '../bytes/output';
import { readUnsigned } from '../bytes/decimal';
import { numberRead } from './format';
import { Id } from './type';

/** Objlnk as text, `3:0`: an object id and an instance id, 0 to 65535 (LwM2M 1.1 Core Appendix C). */

/** Writes object id * 65536 + instance id, where integers have 32 bits too. */
export function putObjectLink(link: number): void {
  putDecimal(link >>> 16);
  putByte(Ascii.colon);
  putDecimal(link & 65535);
}

function readId(input: Uint8Array, start: number, end: number): boolean {
  return readUnsigned(input, start, end, numberRead) && numberRead[0] <= Id.none;
}

/** Reads a link into `numberRead`. @returns false when the bytes are none. */
export function readObjectLink(input: Uint8Array, start: number, end: number): boolean {
  let colon = start;
  while (colon < end && input[colon] !== Ascii.colon) {
    colon++;
  }
  if (colon === end || !readId(input, start, colon)) {
    return false;
  }
  const objectId = numberRead[0];
  if (!readId(input, colon + 1, end)) {
    return false;
  }
  numberRead[0] = objectId * 65536 + numberRead[0];
  return true;
}
