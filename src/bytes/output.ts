import { asciiAt, copyBytes, maxExactInteger, newUint8s, textSize, writeFloat64, writeText } from 'runtime';
import { Checksum, checksum, checksumByte } from './checksum';

/**
 * The output cursor. There is one, as there is one message being written at a time: CoAP options, payloads
 * and link lists all go through it. It goes forward only. Of a body, a payload that may be larger than its message, it
 * keeps a window: what comes before the window is dropped, what comes behind it is counted (RFC 7959 2.4: a block is
 * made anew, where it is asked for). A writer need not check whether things fit.
 */
let buffer: Uint8Array = /* @__PURE__ */ newUint8s(1);
let position = 0;
/** The first byte that is not written: the end of the window, or `position` while bytes are dropped. */
let limit = 0;
/** The end of the window, whatever `limit` is. */
let windowEnd = 0;
/** Bytes of the body that are still to be dropped, and those counted behind the window. */
let skip = 0;
let beyond = 0;
/** Where the body's window begins, and how much of the body lies before it. */
let bodyAt = 0;
let before = 0;
/** Checksum of the body's bytes outside the window, and of the window once that is left behind. */
let sum: number = Checksum.start;
/** How many measurements are under way, within each other; and what the outermost has put aside. */
let measuring = 0;
let savedSkip = 0;
let savedBeyond = 0;

const float64 = /* @__PURE__ */ newUint8s(8);

/** The largest power of ten that the engine's integers hold. */
const highestPower = maxExactInteger > 1e15 ? 1e15 : 1e9;

/** Begins to write into `to` at `at`; `end` is the first byte that may not be written. */
export function outputTo(to: Uint8Array, at: number, end: number): void {
  buffer = to;
  position = at;
  limit = end;
  windowEnd = end;
  skip = 0;
  beyond = 0;
  measuring = 0;
  bodyAt = at;
  before = 0;
  sum = Checksum.start;
}

/**
 * What follows is a body, of which bytes `from` to `from + size` - 1 are written.
 * @param size Bytes of the window; less when the buffer ends before.
 */
export function startBody(from: number, size: number): void {
  bodyAt = position;
  before = from;
  skip = from;
  sum = Checksum.start;
  windowEnd = size < windowEnd - position ? position + size : windowEnd;
  limit = from > 0 ? position : windowEnd;
}

/** Bytes of the body so far, inside and outside the window. */
export function bodySize(): number {
  return before - skip + (position - bodyAt) + beyond;
}

/** Checksum of the body so far, inside and outside the window. */
export function bodyChecksum(): number {
  return beyond > 0 ? sum : checksum(sum, buffer, bodyAt, position);
}

/** Ends a body of which no more than the window is wanted: what lies behind it is no overflow. */
export function closeBody(): void {
  beyond = 0;
}

/** Where the next byte goes. */
export function outputPosition(): number {
  return position;
}

/** Bytes that can still be written: to the end of the window. */
export function outputRoom(): number {
  return windowEnd - position;
}

/** Whether something did not fit since `outputTo`. */
export function outputOverflowed(): boolean {
  return beyond > 0;
}

/** Takes back the last byte before a body that has turned out to be empty: the payload marker (RFC 7252 3). */
export function dropMarker(): void {
  position--;
}

/** Takes back what was written from `at` on, and what did not fit. */
export function takeBack(at: number): void {
  position = at;
  beyond = 0;
}

/** Begins to measure: what is written from now on is only counted. @returns What `endMeasuring` wants to be given. */
export function startMeasuring(): number {
  if (measuring === 0) {
    savedSkip = skip;
    savedBeyond = beyond;
    skip = 0;
    limit = position;
  }
  measuring++;
  return beyond;
}

/** Ends a measurement. @returns How many bytes were counted. */
export function endMeasuring(mark: number): number {
  const size = beyond - mark;
  beyond = mark;
  measuring--;
  if (measuring === 0) {
    skip = savedSkip;
    beyond = savedBeyond;
    limit = skip > 0 ? position : windowEnd;
  }
  return size;
}

/** A byte outside the window. */
function putOutside(value: number): void {
  if (measuring > 0) {
    beyond++;
    return;
  }
  if (skip > 0) {
    skip--;
    limit = skip > 0 ? position : windowEnd;
  } else {
    if (beyond === 0) {
      sum = checksum(sum, buffer, bodyAt, position);
    }
    beyond++;
  }
  sum = checksumByte(sum, value);
}

export function putByte(value: number): void {
  if (position < limit) {
    buffer[position] = value & 255;
    position++;
  } else {
    putOutside(value & 255);
  }
}

/** Writes a big-endian unsigned integer of 16 bits. */
export function putUint16(value: number): void {
  putByte(value >>> 8);
  putByte(value);
}

export function putBytes(from: Uint8Array, start: number, end: number): void {
  if (end - start <= limit - position) {
    copyBytes(from, start, end, buffer, position);
    position += end - start;
  } else {
    for (let i = start; i < end; i++) {
      putByte(from[i]);
    }
  }
}

/** Writes a text in UTF-8. In a body, ASCII only. */
export function putText(text: string): void {
  const size = textSize(text);
  if (size <= limit - position) {
    writeText(text, buffer, position);
    position += size;
  } else {
    for (let i = 0; i < size; i++) {
      putByte(asciiAt(text, i));
    }
  }
}

/** Writes an IEEE 754 double, big-endian, 8 bytes. */
export function putFloat64(value: number): void {
  if (limit - position >= 8) {
    writeFloat64(value, buffer, position);
    position += 8;
  } else {
    writeFloat64(value, float64, 0);
    putBytes(float64, 0, 8);
  }
}

/**
 * Writes a non-negative integer, at most `maxExactInteger`, in decimal. By subtraction: the value is never divided,
 * so it is exact and allocates nothing where integers have 31 bits or floats are single.
 */
export function putDecimal(value: number): void {
  let power = 1;
  while (power < highestPower && value >= power * 10) {
    power *= 10;
  }
  for (; power >= 1; power = Math.floor(power / 10)) {
    let digit = 48;
    while (value >= power) {
      value -= power;
      digit++;
    }
    putByte(digit);
  }
}

/** How many digits `putDecimal` writes. */
export function decimalSize(value: number): number {
  let size = 1;
  for (let power = 1; power < highestPower && value >= power * 10; power *= 10) {
    size++;
  }
  return size;
}
