import { newUint8s, writeFloat64 } from 'runtime';
import { integerSize, isExactInteger, putIntegerBytes } from '../bytes/integer';
import { decimalSize, putByte, putBytes } from '../bytes/output';
import { Info, Major } from './cbor-reader';
import { putObjectLink } from './object-link';
import { Type } from './type';

/** Data items of CBOR (RFC 8949), written in their shortest forms. */

/** Exponents of a double (biased by 1023) that are 0 in a half and in a single, and that of the infinities and NaN. */
const enum Exponent {
  single = 896,
  half = 1008,
  special = 2047,
}

const double = /* @__PURE__ */ newUint8s(8);

/** Writes a head (RFC 8949 3): an exact integer of 0 or more as argument. */
export function putHead(major: Major, argument: number): void {
  if (argument < Info.uint8) {
    putByte((major << 5) | argument);
  } else {
    const size = integerSize(argument, true);
    putByte((major << 5) | (size === 8 ? Info.uint64 : Info.uint8 + (size >>> 1)));
    putIntegerBytes(argument, size);
  }
}

/** Writes the simple value, or float, of this additional information. */
function putSimple(info: number): void {
  putByte((Major.simple << 5) | info);
}

/**
 * Writes a float in the shortest form that is exact (RFC 8949 4.1); a half or a
 * single that would be subnormal takes the next longer one.
 */
function putFloat(value: number): void {
  writeFloat64(value, double, 0);
  const sign = double[0] & 128;
  const exponent = ((double[0] & 127) << 4) | (double[1] >>> 4);
  // The upper 23 bits of the fraction, and the others.
  const fraction = ((double[1] & 15) << 19) | (double[2] << 11) | (double[3] << 3) | (double[4] >>> 5);
  const rest = (double[4] & 31) | double[5] | double[6] | double[7];
  let half = -1;
  if ((rest | (fraction & 8191)) === 0) {
    if (exponent === Exponent.special) {
      half = (31 << 10) | (fraction >>> 13);
    } else if (exponent > Exponent.half && exponent < Exponent.half + 31) {
      half = ((exponent - Exponent.half) << 10) | (fraction >>> 13);
    } else if (value === 0) {
      half = 0;
    }
  }
  if (half >= 0) {
    putSimple(Info.half);
    putByte(sign | (half >>> 8));
    putByte(half);
  } else if (rest === 0 && exponent > Exponent.single && exponent < Exponent.single + 255) {
    putSimple(Info.single);
    putByte(sign | ((exponent - Exponent.single) >>> 1));
    putByte(((exponent & 1) << 7) | (fraction >>> 16));
    putByte(fraction >>> 8);
    putByte(fraction);
  } else {
    putSimple(Info.double);
    putBytes(double, 0, 8);
  }
}

/** `Writer.number`, of the item alone. */
export function putNumber(type: Type, value: number): boolean {
  if (type === Type.float) {
    putFloat(value);
    return true;
  }
  if (type === Type.objectLink) {
    putHead(Major.text, decimalSize(value >>> 16) + 1 + decimalSize(value & 65535));
    putObjectLink(value);
    return true;
  }
  if (!isExactInteger(value) || (value < 0 && type === Type.unsigned)) {
    return false;
  }
  if (type === Type.boolean) {
    putSimple(Info.false + value);
  } else if (value < 0) {
    putHead(Major.negative, -1 - value);
  } else {
    putHead(Major.unsigned, value);
  }
  return true;
}

/** `Writer.bytes`, of the item alone. */
export function putString(type: Type, from: Uint8Array, start: number, end: number): boolean {
  putHead(type === Type.opaque ? Major.bytes : Major.text, end - start);
  putBytes(from, start, end);
  return true;
}
