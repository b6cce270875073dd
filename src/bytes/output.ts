import { copyBytes, maxExactInteger, newUint8s, textSize, writeFloat64, writeText } from 'runtime';

/**
 * The output cursor. There is one, as there is one message being written at a time: CoAP options, payloads
 * and link lists all go through it. Writing past the limit writes nothing and is remembered, so that a
 * writer need not check each step.
 */
let buffer: Uint8Array = /* @__PURE__ */ newUint8s(1);
let position = 0;
let limit = 0;
let overflow = false;

/** The largest power of ten that the engine's integers hold. */
const highestPower = maxExactInteger > 1e15 ? 1e15 : 1e9;

/** Begins to write into `to` at `at`; `end` is the first byte that may not be written. */
export function outputTo(to: Uint8Array, at: number, end: number): void {
  buffer = to;
  position = at;
  limit = end;
  overflow = false;
}

/** The buffer that is written into. */
export function outputBuffer(): Uint8Array {
  return buffer;
}

/** Where the next byte goes. */
export function outputPosition(): number {
  return position;
}

/** Whether something did not fit since `outputTo`. */
export function outputOverflowed(): boolean {
  return overflow;
}

/**
 * Moves the cursor, usually back: what was written after that position is taken back. A header can be written
 * over by going back to it and then forth again.
 */
export function outputRewind(to: number): void {
  position = to;
}

export function putByte(value: number): void {
  if (position < limit) {
    buffer[position] = value & 255;
    position++;
  } else {
    overflow = true;
  }
}

/** Writes a big-endian unsigned integer of 16 bits. */
export function putUint16(value: number): void {
  putByte(value >>> 8);
  putByte(value);
}

export function putBytes(from: Uint8Array, start: number, end: number): void {
  if (end - start > limit - position) {
    overflow = true;
    return;
  }
  copyBytes(from, start, end, buffer, position);
  position += end - start;
}

/** Writes a text in UTF-8. */
export function putText(text: string): void {
  const size = textSize(text);
  if (size > limit - position) {
    overflow = true;
    return;
  }
  writeText(text, buffer, position);
  position += size;
}

/** Writes an IEEE 754 double, big-endian, 8 bytes. */
export function putFloat64(value: number): void {
  if (limit - position < 8) {
    overflow = true;
    return;
  }
  writeFloat64(value, buffer, position);
  position += 8;
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

/**
 * Makes room for `size` bytes at the earlier position `at` by moving what follows; a negative size takes bytes
 * out. For headers whose size is known only when their content is.
 */
export function outputInsert(at: number, size: number): void {
  if (size > limit - position) {
    overflow = true;
  }
  if (!overflow) {
    copyBytes(buffer, at, position, buffer, at + size);
    position += size;
  }
}

/** Turns round what was written since the earlier position `at`. */
export function outputReverse(at: number): void {
  let other = position;
  while (at < other - 1) {
    other--;
    const byte = buffer[at];
    buffer[at] = buffer[other];
    buffer[other] = byte;
    at++;
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
