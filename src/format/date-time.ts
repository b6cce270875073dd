import { maxExactInteger } from 'runtime';
import { readUnsigned } from '../bytes/decimal';
import { numberRead } from './format';

/** Date and time as text (RFC 3339 5.6), `2013-03-21T20:04:00Z`. */

const enum Ascii {
  plus = 43,
  minus = 45,
  dot = 46,
  zero = 48,
  nine = 57,
  colon = 58,
  t = 116,
  z = 122,
  /** Set in lower case. */
  lower = 32,
}

/** Where the parts are, from the first byte on. */
const enum At {
  year = 0,
  month = 5,
  day = 8,
  hour = 11,
  minute = 14,
  second = 17,
  fraction = 19,
}

const enum Calendar {
  /** Days from 0000-03-01 to 1970-01-01. */
  epoch = 719468,
  secondsPerDay = 86400,
}

/** The days, before and since 1970, whose seconds are exact integers. */
const mostDays = Math.floor(maxExactInteger / Calendar.secondsPerDay) - 2;

/** Reads two digits. @returns NaN when they are none, or beyond `most`. */
function readTwo(input: Uint8Array, at: number, most: number): number {
  return readUnsigned(input, at, at + 2, numberRead) && numberRead[0] <= most ? numberRead[0] : NaN;
}

/** The days since 1970 of a date in the Gregorian calendar. Years begin in March, so that a leap day is the last. */
function daysSinceEpoch(year: number, month: number, day: number): number {
  const march = month < 3 ? month + 9 : month - 3;
  const years = month < 3 ? year - 1 : year;
  const centuries = Math.floor(years / 100);
  const leapDays = Math.floor(years / 4) - centuries + Math.floor(centuries / 4);
  return years * 365 + leapDays + Math.floor((march * 153 + 2) / 5) + day - 1 - Calendar.epoch;
}

/** Reads a zone, which is all that is left: `Z`, or the offset to UTC. @returns Minutes; NaN when it is none. */
function readZone(input: Uint8Array, at: number, end: number): number {
  if (at + 1 === end && (input[at] | Ascii.lower) === Ascii.z) {
    return 0;
  }
  if (at + 6 !== end || input[at + 3] !== Ascii.colon) {
    return NaN;
  }
  const minutes = readTwo(input, at + 1, 23) * 60 + readTwo(input, at + 4, 59);
  return input[at] === Ascii.plus ? minutes : input[at] === Ascii.minus ? -minutes : NaN;
}

/**
 * Reads a date and time into `numberRead`: seconds since 1970 UTC, without their fraction.
 * @returns false when the bytes are none, or the seconds beyond `maxExactInteger`.
 */
export function readDateTime(input: Uint8Array, start: number, end: number): boolean {
  if (
    end - start <= At.fraction ||
    input[start + At.month - 1] !== Ascii.minus ||
    input[start + At.day - 1] !== Ascii.minus ||
    (input[start + At.hour - 1] | Ascii.lower) !== Ascii.t ||
    input[start + At.minute - 1] !== Ascii.colon ||
    input[start + At.second - 1] !== Ascii.colon
  ) {
    return false;
  }
  const year = readTwo(input, start, 99) * 100 + readTwo(input, start + At.year + 2, 99);
  const month = readTwo(input, start + At.month, 12);
  const day = readTwo(input, start + At.day, 31);
  const hour = readTwo(input, start + At.hour, 23);
  const minute = readTwo(input, start + At.minute, 59);
  const second = readTwo(input, start + At.second, 60); // a leap second
  let at = start + At.fraction;
  if (input[at] === Ascii.dot) {
    at++;
    while (at < end && input[at] >= Ascii.zero && input[at] <= Ascii.nine) {
      at++;
    }
  }
  const days = daysSinceEpoch(year, month, day);
  const rest = (hour * 60 + minute - readZone(input, at, end)) * 60 + second;
  // Comparisons with NaN are false.
  if (month > 0 && day > 0 && days <= mostDays && days >= -mostDays && rest - rest === 0) {
    numberRead[0] = days * Calendar.secondsPerDay + rest;
    return true;
  }
  return false;
}
