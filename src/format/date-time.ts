import { asciiAt, maxExactInteger } from 'runtime';
import { Ascii } from '../bytes/ascii';
import { readUnsigned } from '../bytes/decimal';
import { numberRead } from './format';

/** Date and time as text (RFC 3339 5.6), `2013-03-21T20:04:00Z`. */

/** Where the parts are, from the first byte on. */
const enum At {
  month = 5,
  day = 8,
  hour = 11,
  minute = 14,
  second = 17,
  fraction = 19,
}

/** What comes behind the year, the month, and so on up to the minute. */
const separators = '--T::';

const enum Calendar {
  /** Years come round after so many. That many more, and no year is negative. */
  cycle = 400,
  /** Days from 400 years before 0000-03-01 to 1970-01-01. */
  epoch = 865565,
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
  const years = (month < 3 ? year - 1 : year) + Calendar.cycle;
  const centuries = Math.floor(years / 100);
  const monthDays = Math.floor(((month < 3 ? month + 9 : month - 3) * 153 + 2) / 5);
  return years * 365 + (years >>> 2) - centuries + (centuries >>> 2) + monthDays + day - 1 - Calendar.epoch;
}

/**
 * Reads a date and time into `numberRead`: seconds since 1970 UTC, without their fraction.
 * @returns false when the bytes are none, or the seconds beyond `maxExactInteger`.
 */
export function readDateTime(input: Uint8Array, start: number, end: number): boolean {
  let at = start + At.fraction;
  if (at >= end) {
    return false;
  }
  for (let i = 0; i < 5; i++) {
    if (input[start + At.month - 1 + 3 * i] !== asciiAt(separators, i)) {
      return false;
    }
  }
  const year = readTwo(input, start, 99) * 100 + readTwo(input, start + 2, 99);
  const month = readTwo(input, start + At.month, 12);
  const day = readTwo(input, start + At.day, 31);
  const hour = readTwo(input, start + At.hour, 23);
  const minute = readTwo(input, start + At.minute, 59);
  const second = readTwo(input, start + At.second, 60); // a leap second
  while (at < end && input[at] > Ascii.minus && input[at] < Ascii.colon) {
    at++; // the fraction: a dot and digits
  }
  let zone = NaN;
  if (at + 6 === end && input[at + 3] === Ascii.colon) {
    zone = readTwo(input, at + 1, 23) * 60 + readTwo(input, at + 4, 59);
    zone = input[at] === Ascii.plus ? zone : input[at] === Ascii.minus ? -zone : NaN;
  } else if (at + 1 === end && input[at] === Ascii.upperZ) {
    zone = 0;
  }
  // No bit operation on NaN: Lua would stop. Comparisons with NaN are false.
  const days = year >= 0 && month > 0 && day > 0 ? daysSinceEpoch(year, month, day) : NaN;
  const rest = (hour * 60 + minute - zone) * 60 + second;
  if (days <= mostDays && days >= -mostDays && rest === rest) {
    numberRead[0] = days * Calendar.secondsPerDay + rest;
    return true;
  }
  return false;
}
