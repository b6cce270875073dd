import { maxExactInteger, newUint16s } from 'runtime';
import { isExactInteger } from './integer';
import { outputPosition, outputReverse, putByte, putDecimal } from './output';

/**
 * Decimal text of numbers. Floats are converted exactly, with integers that fit 30 bits and never by the engine's
 * own printing: a float is laid out in fixed point, wide enough for the largest and the smallest double, as limbs
 * of 12 bits, since ten times a limb can be divided by ten with a multiplication and a shift.
 */
const enum Fixed {
  limbBits = 12,
  limbMask = 4095,
  /** Limbs below the point: limb 0 weighs 2^-1092. */
  point = 91,
  limbs = 182,
  /** The bit, counted from limb 0, of the smallest double, 2^-1074. */
  smallest = 18,
}

const enum Ascii {
  plus = 43,
  minus = 45,
  dot = 46,
  zero = 48,
  exponent = 69,
}

const limbs = /* @__PURE__ */ newUint16s(Fixed.limbs);

// The digits that `readFloat` is at.
let text: Uint8Array;
let firstDigit = 0;
let integerDigits = 0;
let digits = 0;

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
 * Reads `-` and digits, nothing else, into index 0 of `into`.
 * @returns false when the bytes are not that, or beyond `maxExactInteger`.
 */
export function readInteger(from: Uint8Array, start: number, end: number, into: Float64Array): boolean {
  const negative = start < end && from[start] === Ascii.minus;
  const most = Math.floor(maxExactInteger / 10);
  let value = 0;
  let at = negative ? start + 1 : start;
  if (at === end) {
    return false;
  }
  while (at < end) {
    const digit = from[at] - Ascii.zero;
    if (digit < 0 || digit > 9 || value > most) {
      return false;
    }
    value = value * 10 + digit;
    if (value > maxExactInteger || value < 0) {
      return false; // below 0: a 32-bit integer has wrapped
    }
    at++;
  }
  into[0] = negative ? 0 - value : value;
  return true;
}

/** Divides limbs `low` to `high`, above which `carry` (0 to 9) stands, by ten. @returns The remainder. */
function divideByTen(carry: number, low: number, high: number): number {
  for (let i = high; i >= low; i--) {
    const value = carry * 4096 + limbs[i];
    const quotient = ((value >>> 1) * 26215) >>> 17; // exact below 65536
    limbs[i] = quotient;
    carry = value - quotient * 10;
  }
  return carry;
}

/** The lowest of the 53 bits that a double has when its highest is in limb `top`. */
function lowestBit(top: number): number {
  let bit = top * Fixed.limbBits - 53;
  for (let limb = limbs[top]; limb > 0; limb = limb >>> 1) {
    bit++;
  }
  return bit > Fixed.smallest ? bit : Fixed.smallest;
}

/** Writes the limbs above the point, `top` being the highest in use. */
function putIntegerPart(top: number): void {
  const start = outputPosition();
  while (top >= Fixed.point) {
    putByte(Ascii.zero + divideByTen(0, Fixed.point, top));
    if (limbs[top] === 0) {
      top--;
    }
  }
  outputReverse(start);
}

/** Whether the limbs below the point are over a half, or a half behind an odd digit. */
function isNearerAbove(digit: number, low: number): boolean {
  let rest = digit & 1;
  for (let i = low; i < Fixed.point - 1; i++) {
    rest = rest | limbs[i];
  }
  return limbs[Fixed.point - 1] + (rest === 0 ? 0 : 1) > 2048;
}

/**
 * Writes the limbs below the point by the free-format algorithm of Steele and White: as many digits as tell the
 * value from its neighbours. The limbs above the point hold the distance up to which decimals read back as the
 * value when they lie below it; `above` times that distance when they lie above.
 */
function putFraction(low: number, above: number): void {
  let digit = -1;
  let isBelow = false;
  let isAbove = false;
  putByte(Ascii.dot);
  while (!isBelow && !isAbove) {
    if (digit >= 0) {
      putByte(Ascii.zero + digit);
    }
    let carry = 0;
    let distanceCarry = 0;
    let borrow = 0;
    let sum = 0;
    for (let i = low; i < Fixed.point; i++) {
      carry += limbs[i] * 10;
      distanceCarry += limbs[Fixed.point + i] * 10;
      const limb = carry & Fixed.limbMask;
      const distance = distanceCarry & Fixed.limbMask;
      limbs[i] = limb;
      limbs[Fixed.point + i] = distance;
      carry = carry >>> Fixed.limbBits;
      distanceCarry = distanceCarry >>> Fixed.limbBits;
      borrow = limb < distance + borrow ? 1 : 0;
      sum = (limb + distance * above + sum) >>> Fixed.limbBits;
    }
    digit = carry;
    isBelow = borrow + distanceCarry > 0;
    isAbove = sum + distanceCarry > 0;
  }
  putByte(Ascii.zero + digit + (isAbove && (!isBelow || isNearerAbove(digit, low)) ? 1 : 0));
}

/**
 * Writes a float without exponent: the shortest decimal that reads back as the value, and the nearest of these.
 * An integer has no point; from 2^53 on all its digits are written, as filling up with zeros would not be shorter.
 * @returns false, with nothing written, for NaN and the infinities.
 */
export function putFloat(value: number): boolean {
  if (value - value !== 0) {
    return false;
  }
  if (value < 0) {
    putByte(Ascii.minus);
    value = -value;
  }
  let rest = value;
  let top: number = Fixed.point;
  while (rest >= 4096) {
    rest = rest / 4096;
    top++;
  }
  while (rest > 0 && rest < 1) {
    rest = rest * 4096;
    top--;
  }
  const lead = Math.floor(rest);
  limbs[top] = lead;
  // Below a power of two the doubles lie twice as close.
  const unit = lowestBit(top);
  const above = rest === lead && (lead & (lead - 1)) === 0 && unit > Fixed.smallest ? 2 : 1;
  const distance = unit - above;
  let low = Math.floor(distance / Fixed.limbBits);
  if (low > Fixed.point) {
    low = Fixed.point;
  }
  for (let i = top - 1; i >= low; i--) {
    rest = (rest - limbs[i + 1]) * 4096;
    limbs[i] = Math.floor(rest);
  }
  if (top < Fixed.point) {
    putByte(Ascii.zero);
  }
  putIntegerPart(top);
  if (Math.floor(value) !== value) {
    for (let i = top + 1; i < Fixed.point; i++) {
      limbs[i] = 0;
    }
    for (let i = low; i < Fixed.point; i++) {
      limbs[Fixed.point + i] = 0;
    }
    limbs[Fixed.point + low] = 1 << (distance - low * Fixed.limbBits);
    putFraction(low, above);
  }
  return true;
}

function digitsEnd(from: Uint8Array, at: number, end: number): number {
  while (at < end && from[at] >= 48 && from[at] <= 57) {
    at++;
  }
  return at;
}

/** The digit of that index, the first being 0; zeros stand before and behind them. */
function digitAt(index: number): number {
  if (index < 0 || index >= digits) {
    return 0;
  }
  return text[firstDigit + index + (index < integerDigits ? 0 : 1)] - Ascii.zero;
}

/** Rounds the limbs down to `low` to a double, half to even; `sticky` is 0 when nothing lies below them. */
function roundLimbs(low: number, top: number, sticky: number): number {
  while (top > low && limbs[top] === 0) {
    top--;
  }
  const bit = lowestBit(top);
  let i = Math.floor(bit / Fixed.limbBits);
  for (let below = low; below < i - 1; below++) {
    sticky = sticky | limbs[below];
  }
  const unit = 1 << (bit - i * Fixed.limbBits + Fixed.limbBits);
  let kept = limbs[i] * 4096 + limbs[i - 1];
  const rest = kept & (unit - 1);
  kept -= rest;
  if (rest > unit >>> 1 || (rest === unit >>> 1 && (sticky !== 0 || (kept & unit) !== 0))) {
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

/** The double nearest to the digits, of which `lead` is the first above 0 and `units` has weight 1. */
function digitsToFloat(lead: number, units: number): number {
  let top: number = Fixed.point;
  limbs[top] = 0;
  for (let index = lead; index <= units; index++) {
    let carry = digitAt(index);
    for (let i = Fixed.point as number; i <= top; i++) {
      carry += limbs[i] * 10;
      limbs[i] = carry & Fixed.limbMask;
      carry = carry >>> Fixed.limbBits;
    }
    if (carry > 0) {
      top++;
      limbs[top] = carry;
    }
  }
  // 54 bits and a limb more below the leading digit, of which each takes at most 10/3 bits.
  let low = Fixed.point - 6;
  if (lead > units) {
    low += Math.floor(((units - lead) * 5) / 18);
  }
  if (low < 0) {
    low = 0;
  }
  for (let i = low; i < Fixed.point; i++) {
    limbs[i] = 0;
  }
  // A binary fraction has as many decimals as bits: digits behind those only tell whether there is more.
  const last = units + (Fixed.point - low) * Fixed.limbBits;
  let sticky = 0;
  for (let index = digits - 1; index > units; index--) {
    const digit = digitAt(index);
    sticky = sticky | (index > last ? digit : divideByTen(digit, low, Fixed.point - 1));
  }
  return roundLimbs(low, top, sticky);
}

/**
 * Reads a decimal number, with or without fraction and exponent (the grammar of JSON, and leading zeros), into
 * index 0 of `into`, rounded correctly.
 * @returns false when the bytes are not that, or beyond the largest double.
 */
export function readFloat(from: Uint8Array, start: number, end: number, into: Float64Array): boolean {
  const negative = start < end && from[start] === Ascii.minus;
  text = from;
  firstDigit = negative ? start + 1 : start;
  let at = digitsEnd(from, firstDigit, end);
  integerDigits = at - firstDigit;
  digits = integerDigits;
  if (at < end && from[at] === Ascii.dot) {
    const fraction = at + 1;
    at = digitsEnd(from, fraction, end);
    digits += at - fraction;
    if (at === fraction) {
      return false;
    }
  }
  let exponent = 0;
  if (at < end && (from[at] & 0xdf) === Ascii.exponent) {
    at++;
    const lessThanOne = at < end && from[at] === Ascii.minus;
    if (lessThanOne || (at < end && from[at] === Ascii.plus)) {
      at++;
    }
    const exponentEnd = digitsEnd(from, at, end);
    if (at === exponentEnd) {
      return false;
    }
    for (; at < exponentEnd; at++) {
      exponent = exponent < 100000 ? exponent * 10 + from[at] - Ascii.zero : exponent;
    }
    exponent = lessThanOne ? -exponent : exponent;
  }
  if (integerDigits === 0 || at !== end) {
    return false;
  }
  let lead = 0;
  while (lead < digits && digitAt(lead) === 0) {
    lead++;
  }
  const units = integerDigits - 1 + exponent;
  let value = 0;
  if (lead < digits && units - lead > 308) {
    return false;
  }
  if (lead < digits && units - lead > -326) {
    value = digitsToFloat(lead, units);
  }
  into[0] = negative ? 0 - value : value;
  return value - value === 0;
}
