import { maxExactInteger, newUint16s } from 'runtime';
import { Ascii } from './ascii';
import { isExactInteger } from './integer';
import { putByte, putDecimal } from './output';

/**
 * Decimal text of numbers. Floats are converted exactly, with integers that fit 30 bits and never by the engine's
 * own printing: a float is laid out in fixed point, wide enough for the largest and the smallest double, as limbs
 * of 12 bits, since ten times a limb can be divided by ten with a multiplication and a shift.
 */
const enum Fixed {
  limbBits = 12,
  limbMask = 4095,
  /** Limbs below the point: limb 0 weighs 2^-1152. */
  point = 96,
  /** Those above take an integer of `digits` digits. */
  limbs = 310,
  /** The bit, counted from limb 0, of the smallest double, 2^-1074. */
  smallest = 78,
  /** Digits of the longest number half-way between two doubles: those behind only tell whether there is more. */
  digits = 768,
}

const limbs = /* @__PURE__ */ newUint16s(Fixed.limbs);
/** The highest limb in use. */
let top = 0;

/** Writes an integer. @returns false, with nothing written, when it is not an exact integer. */
export function putInteger(value: number): boolean {
  if (!isExactInteger(value)) {
    return false;
  }
  if (value < 0) {
    putByte(Ascii.minus);
    value = -value;
  }
  putDecimal(value);
  return true;
}

/**
 * Reads digits, nothing else, into index 0 of `into`.
 * @returns false when the bytes are not that, or beyond `maxExactInteger`.
 */
export function readUnsigned(from: Uint8Array, start: number, end: number, into: Float64Array): boolean {
  const most = Math.floor(maxExactInteger / 10);
  let value = 0;
  for (let i = start; i < end; i++) {
    const digit = from[i] - Ascii.zero;
    if (digit < 0 || digit > 9 || value > most) {
      return false;
    }
    value = value * 10 + digit;
    if (value > maxExactInteger || value < 0) {
      return false; // below 0: a 32-bit integer has wrapped
    }
  }
  into[0] = value;
  return start < end;
}

/** Reads digits, with or without `-` in front, as `readUnsigned` does. */
export function readInteger(from: Uint8Array, start: number, end: number, into: Float64Array): boolean {
  const isNegative = start < end && from[start] === Ascii.minus;
  const isRead = readUnsigned(from, isNegative ? start + 1 : start, end, into);
  into[0] = isNegative ? 0 - into[0] : into[0];
  return isRead;
}

/** Multiplies limbs `low` to `high` by ten and adds `carry` (0 to 9). @returns The carry out. */
function timesTen(carry: number, low: number, high: number): number {
  for (let i = low; i <= high; i++) {
    carry += limbs[i] * 10;
    limbs[i] = carry & Fixed.limbMask;
    carry = carry >>> Fixed.limbBits;
  }
  return carry;
}

/** Divides limbs `low` to the highest by ten, which then may be one less. @returns The remainder. */
function divideByTen(low: number): number {
  let rest = 0;
  for (let i = top; i >= low; i--) {
    const value = rest * 4096 + limbs[i];
    const quotient = ((value >>> 1) * 26215) >>> 17; // exact below 65536
    limbs[i] = quotient;
    rest = value - quotient * 10;
  }
  if (limbs[top] === 0) {
    top--;
  }
  return rest;
}

/** The lowest of the 53 bits of a double whose highest is in limb `lead`. */
function lowestBit(lead: number): number {
  let bit = lead * Fixed.limbBits - 53;
  for (let limb = limbs[lead]; limb > 0; limb = limb >>> 1) {
    bit++;
  }
  return bit > Fixed.smallest ? bit : Fixed.smallest;
}

/**
 * Writes the limbs below the point by the free-format algorithm of Steele and White: as many digits as tell the
 * value from its neighbours. The limbs above the point hold the distance up to which decimals read back as the
 * value when they lie below it; `above` times that distance when they lie above.
 */
function putFraction(low: number, above: number): void {
  let digit: number = Ascii.dot;
  let isBelow = false;
  let isAbove = false;
  while (!isBelow && !isAbove) {
    putByte(digit);
    digit = Ascii.zero + timesTen(0, low, Fixed.point - 1);
    let borrow = timesTen(0, Fixed.point + low, 2 * Fixed.point - 1);
    let sum = borrow;
    if (borrow === 0) {
      for (let i = low; i < Fixed.point; i++) {
        const distance = limbs[Fixed.point + i];
        borrow = limbs[i] < distance + borrow ? 1 : 0;
        sum = (limbs[i] + distance * above + sum) >>> Fixed.limbBits;
      }
    }
    isBelow = borrow > 0;
    isAbove = sum > 0;
  }
  putByte(isAbove && (!isBelow || limbs[Fixed.point - 1] > 2047) ? digit + 1 : digit);
}

/**
 * Writes the integer in the limbs above the point. Its digits come out lowest first: they are kept, four at a time, in
 * the limbs below the point, which an integer does not need.
 */
function putLargeInteger(): void {
  let groups = 0;
  let digits = 0;
  let power = 1;
  let group = 0;
  while (top >= Fixed.point) {
    group += divideByTen(Fixed.point) * power;
    power *= 10;
    digits++;
    if (power === 10000 || top < Fixed.point) {
      limbs[groups] = group;
      groups++;
      group = 0;
      power = 1;
    }
  }
  while (digits > 0) {
    digits--;
    const place = digits & 3;
    const unit = place === 3 ? 1000 : place === 2 ? 100 : place === 1 ? 10 : 1;
    let digit: number = Ascii.zero;
    const at = digits >>> 2;
    while (limbs[at] >= unit) {
      limbs[at] -= unit;
      digit++;
    }
    putByte(digit);
  }
}

/**
 * Writes a float without exponent: the shortest decimal that reads back as the value, and the nearest of these.
 * An integer has no point; from 2^53 on all its digits are written, as filling up with zeros would not be shorter.
 * @returns false, with nothing written, for NaN and the infinities.
 */
export function putFloat(value: number): boolean {
  if (putInteger(value)) {
    return true;
  }
  if (value - value !== 0) {
    return false;
  }
  if (value < 0) {
    putByte(Ascii.minus);
    value = -value;
  }
  top = Fixed.point;
  let rest = value;
  while (rest >= 4096) {
    rest = rest / 4096;
    top++;
  }
  let lowest = top + 1;
  while (lowest > Fixed.point || rest > 0) {
    lowest--;
    limbs[lowest] = Math.floor(rest);
    rest = (rest - limbs[lowest]) * 4096;
  }
  let lead = top;
  while (lead > lowest && limbs[lead] === 0) {
    lead--;
  }
  const unit = lowestBit(lead);
  // Below a power of two the doubles lie twice as close.
  const above = lead === lowest && (limbs[lead] & (limbs[lead] - 1)) === 0 && unit > Fixed.smallest ? 2 : 1;
  const low = Math.floor((unit - above) / Fixed.limbBits);
  if (Math.floor(value) === value) {
    putLargeInteger();
  } else {
    putDecimal(Math.floor(value));
    while (lowest > low) {
      lowest--;
      limbs[lowest] = 0;
    }
    for (let i = low; i < Fixed.point; i++) {
      limbs[Fixed.point + i] = 0;
    }
    limbs[Fixed.point + low] = 1 << (unit - above - low * Fixed.limbBits);
    putFraction(low, above);
  }
  return true;
}

/** Takes a digit more at the end of the integer in the limbs. */
function append(digit: number): void {
  const carry = timesTen(digit, Fixed.point, top);
  if (carry > 0) {
    top++;
    limbs[top] = carry;
  }
}

/** The double nearest to the limbs down to `low`, half to even; `sticky` is 0 when nothing lies below them. */
function nearestDouble(low: number, sticky: number): number {
  const bit = lowestBit(top);
  let i = Math.floor(bit / Fixed.limbBits);
  for (let below = low; below < i - 1; below++) {
    sticky = sticky | limbs[below];
  }
  const unit = 1 << (bit - i * Fixed.limbBits + Fixed.limbBits);
  let kept = limbs[i] * 4096 + limbs[i - 1];
  const rest = kept & (unit - 1);
  kept -= rest;
  if (rest * 2 > unit || (rest * 2 === unit && (sticky !== 0 || (kept & unit) !== 0))) {
    kept += unit;
  }
  // What is left has 53 bits, so each step from here is exact.
  let value = kept / 16777216;
  for (i++; i <= top; i++) {
    value = (value + limbs[i]) / 4096;
  }
  for (; i > Fixed.point; i--) {
    value = value * 4096;
  }
  for (; i < Fixed.point; i++) {
    value = value / 4096;
  }
  return value;
}

/** The double nearest to the integer in the limbs, which is less than 10^`size`, times 10^`scale`. */
function scaled(size: number, scale: number, sticky: number): number {
  for (; scale > 0; scale--) {
    append(0);
  }
  // The 54 bits that decide, and a limb more; behind the point a zero takes at most 10/3 bits.
  const low = Fixed.point - 6 + (size < 1 ? Math.floor(((size - 1) * 5) / 18) : 0);
  for (let i = low; i < Fixed.point; i++) {
    limbs[i] = 0;
  }
  for (; scale < 0; scale++) {
    sticky = sticky | divideByTen(low);
  }
  return nearestDouble(low, sticky);
}

/**
 * Reads a decimal number, with or without fraction and exponent (the grammar of JSON, and leading zeros), into
 * index 0 of `into`, rounded correctly.
 * @returns false when the bytes are not that, or beyond the largest double, or an exponent beyond
 *   `maxExactInteger`.
 */
export function readFloat(from: Uint8Array, start: number, end: number, into: Float64Array): boolean {
  const isNegative = start < end && from[start] === Ascii.minus;
  let at = isNegative ? start + 1 : start;
  /** Digits since the start or the point, and those from the first above 0 on. */
  let run = 0;
  let digits = 0;
  let behindPoint = 0;
  let scale = 0;
  let sticky = 0;
  top = Fixed.point;
  limbs[top] = 0;
  for (; at < end && (from[at] & 0xdf) !== Ascii.upperE; at++) {
    const digit = from[at] - Ascii.zero;
    run++;
    if (from[at] === Ascii.dot && run > 1 && behindPoint === 0) {
      behindPoint = 1;
      run = 0;
    } else if (digit < 0 || digit > 9) {
      return false;
    } else if (digits < Fixed.digits) {
      append(digit);
      digits += digits + digit > 0 ? 1 : 0;
      scale -= behindPoint;
    } else {
      sticky = sticky | digit;
      scale += 1 - behindPoint;
    }
  }
  if (run === 0) {
    return false;
  }
  if (at < end) {
    at++;
    const sign = at < end ? from[at] : 0;
    if (!readUnsigned(from, sign === Ascii.plus || sign === Ascii.minus ? at + 1 : at, end, into)) {
      return false;
    }
    scale += sign === Ascii.minus ? -into[0] : into[0];
  }
  const size = digits + scale;
  let value = 0;
  if (digits > 0 && size > -324) {
    if (size > 309) {
      return false;
    }
    value = scaled(size, scale, sticky);
  }
  into[0] = isNegative ? 0 - value : value;
  return value - value === 0;
}
