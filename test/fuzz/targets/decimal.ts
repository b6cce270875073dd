import type * as Decimal from '../../../src/bytes/decimal';
import type * as Output from '../../../src/bytes/output';
import type { Modules } from '../modules';
import { readEverywhere } from '../placement';
import { bytesOf, promise, type Run, type Target } from '../target';

const texts = ['0', '-1', '9007199254740991', '9007199254740992', '-9007199254740991', '00012', '3.25', '-0.1', '1e3', '1.5E-7',
  '5e-324', '2.4703282292062327e-324', '1.7976931348623157e308', '1.7976931348623159e308', '9007199254740993', '0.30000000000000004', '1e400', '0e999999'];
const words = bytesOf('.', '-', '+', 'e', 'E', 'e-', 'e+', '0', '00000000', '99999999', '5', '500000000000000', 'e-324', 'e308', 'e22');

interface Written {
  /** @returns What `put` writes, or undefined when it answers false. */
  (put: () => boolean): Uint8Array | undefined;
}

function startWriting(modules: Modules): Written {
  const { outputTo, outputPosition, outputOverflowed } = modules.load<typeof Output>('src/bytes/output');
  const buffer = new Uint8Array(2000);
  return (put) => {
    outputTo(buffer, 0, buffer.length);
    if (!put()) {
      promise(outputPosition() === 0, 'something was written of what has no form');
      return undefined;
    }
    promise(!outputOverflowed(), 'a number of more than 2000 bytes');
    return buffer.slice(0, outputPosition());
  };
}

type Read = (from: Uint8Array, start: number, end: number, into: Float64Array) => boolean;

/** Reads as the device does. @returns undefined when it is refused. */
function readWith(read: Read, input: Uint8Array): number | undefined {
  const into = new Float64Array(1);
  const value = readEverywhere(input, ({ buffer, start, end }) => (read(buffer, start, end, into) ? [into[0]] : []));
  return value[0];
}

/** Decimal text of integers, against `Number`. */
export const integerText: Target = {
  name: 'integer-text',
  longest: 64,
  dictionary: words,
  seeds: () => bytesOf(...texts),
  start(modules) {
    const { readInteger, readUnsigned, putInteger } = modules.load<typeof Decimal>('src/bytes/decimal');
    const written = startWriting(modules);
    return (input) => {
      const text = Buffer.from(input).toString('latin1');
      const expected = /^-?[0-9]+$/.test(text) && Number.isSafeInteger(Number(text)) ? Number(text) : undefined;
      const value = readWith(readInteger, input);
      promise(value === expected, `read as ${value}`);
      promise(readWith(readUnsigned, input) === (text.startsWith('-') ? undefined : expected), 'read otherwise without a sign');
      if (value !== undefined) {
        const again = written(() => putInteger(value));
        promise(again !== undefined && Number(Buffer.from(again)) === value, 'written otherwise than it was read');
      }
    };
  },
};

/**
 * What a float may be written as, without an exponent: the shortest digits that read back. Two are possible when the
 * value lies half-way between them; `toExponential` gives the even one, and the greater one when told how many digits.
 */
function expectedFloats(value: number): (string | undefined)[] {
  if (!Number.isFinite(value)) return [undefined];
  if (Number.isInteger(value)) return [BigInt(value).toString()];
  const magnitude = Math.abs(value);
  const shortest = magnitude.toExponential();
  const digits = shortest.split('e')[0].replace('.', '').length;
  return [shortest, magnitude.toExponential(digits - 1)].map((text) => {
    const [mantissa, exponent] = text.replace('.', '').split('e');
    const point = Number(exponent) + 1;
    const padded = point > 0 ? mantissa : '0'.repeat(1 - point) + mantissa;
    const whole = Math.max(point, 1);
    return `${value < 0 ? '-' : ''}${padded.slice(0, whole)}.${padded.slice(whole)}`;
  });
}

function startFloats(modules: Modules): { checkWritten(value: number): void; checkRead: Run } {
  const { readFloat, putFloat } = modules.load<typeof Decimal>('src/bytes/decimal');
  const written = startWriting(modules);
  function checkWritten(value: number): void {
    const bytes = written(() => putFloat(value));
    const text = bytes === undefined ? undefined : Buffer.from(bytes).toString();
    promise(expectedFloats(value).includes(text), `${value} written as ${text}`);
    promise(bytes === undefined || readWith(readFloat, bytes) === value, `${value} read otherwise than it was written`);
  }
  return {
    checkWritten,
    checkRead(input) {
      const text = Buffer.from(input).toString('latin1');
      const [, exponent = '0'] = /^-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?([0-9]+))?$/.exec(text) ?? [text, 'none'];
      const isRead = Number.isSafeInteger(Number(exponent)) && Number.isFinite(Number(text));
      const value = readWith(readFloat, input);
      promise(value === (isRead ? Number(text) : undefined), `read as ${value}`);
      if (value !== undefined) checkWritten(value);
    },
  };
}

/** Decimal text of floats, against `Number`. */
export const floatText: Target = {
  name: 'float-text',
  longest: 1200,
  dictionary: words,
  seeds: () => bytesOf(...texts),
  start: (modules) => startFloats(modules).checkRead,
};

/** Writes any double as text. */
export const floatBits: Target = {
  name: 'float-bits',
  longest: 8,
  seeds: () => [0, 1, -0.1, 5e-324, 2 ** -1022, 1.7976931348623157e308, 2 ** 53, 2 ** 60, 0.5, 1e21, 123.456].map((value) => {
    const bytes = Buffer.alloc(8);
    bytes.writeDoubleBE(value);
    return new Uint8Array(bytes);
  }),
  start(modules) {
    const { checkWritten } = startFloats(modules);
    return (input) => checkWritten(Buffer.concat([input, Buffer.alloc(8)]).readDoubleBE(0));
  },
};
