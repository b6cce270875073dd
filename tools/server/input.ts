/** Values as people type and read them. */
import type { ResourceDefinition } from './definitions';
import { UsageError } from './path';
import { article, type Type, type Value } from './value';

/** Words people use for a Boolean. */
const BOOLEANS: Readonly<Record<string, boolean>> = { true: true, false: false, on: true, off: false, 1: true, 0: false };

/** What to type for each type, with an example. */
const HINTS: Readonly<Record<Type, string>> = {
  String: 'a text, in quotes when it has spaces',
  Integer: 'a whole number, as in 40 or -5',
  'Unsigned Integer': 'a whole number that is not negative, as in 40',
  Float: 'a number with a point, as in 21.5',
  Boolean: 'true or false',
  Opaque: 'bytes in hexadecimal, as in 0a1b2c',
  Time: 'seconds since 1970, or a date as in 2026-11-01T12:00:00Z',
  Objlnk: 'object:instance, as in 3:0',
  Corelnk: 'links, as in </3/0>',
};

/** Reads what was typed for a resource of a type. @throws UsageError that says what to type. */
export function parseInput(type: Type, text: string): Value {
  const value = parse(type, text);
  if (value === undefined) throw new UsageError(`"${text}" is not ${article(type)} ${type}: write ${HINTS[type]}.`);
  return value;
}

/** Reads what was typed for a resource that no definition types: a Boolean, a number, or a text. */
export function guessInput(text: string): Value {
  if (text === 'true' || text === 'false') return text === 'true';
  return parse('Integer', text) ?? parse('Float', text) ?? text;
}

/** A value as one line; a text is quoted, and so cannot disturb a terminal. */
export function displayValue(type: Type, value: Value): string {
  if (Buffer.isBuffer(value)) return value.length === 0 ? 'no bytes' : value.toString('hex');
  if (type === 'Time') {
    const date = new Date(Number(value) * 1000);
    return Number.isNaN(date.getTime()) ? String(value) : date.toISOString().replace('.000Z', 'Z');
  }
  if (type === 'String' || type === 'Corelnk') return JSON.stringify(value).replace(/[\u007f-\u009f]/g, '\ufffd');
  return String(value);
}

/** What a resource takes: `an Integer, 0..100`. */
export function describeType(definition: ResourceDefinition): string {
  const { type, range } = definition;
  if (type === undefined) return 'no value';
  return `${article(type)} ${type}` + (range === '' ? '' : `, ${range}`);
}

/** A unit as people write it; the registry's /100 is a percentage. */
export function displayUnits(units: string): string {
  return units === '/100' ? '%' : units;
}

function parse(type: Type, text: string): Value | undefined {
  switch (type) {
    case 'String':
    case 'Corelnk':
      return text;
    case 'Integer':
      return parseInteger(text, /^-?\d+$/);
    case 'Unsigned Integer':
      return parseInteger(text, /^\d+$/);
    case 'Float':
      return /^-?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text) ? Number(text) : undefined;
    case 'Boolean':
      return Object.hasOwn(BOOLEANS, text) ? BOOLEANS[text] : undefined;
    case 'Opaque':
      return /^([0-9a-fA-F]{2})*$/.test(text) ? Buffer.from(text, 'hex') : undefined;
    case 'Time': {
      const date = /^\d{4}-/.test(text) ? Date.parse(text) : NaN;
      return Number.isNaN(date) ? parseInteger(text, /^-?\d+$/) : Math.floor(date / 1000);
    }
    case 'Objlnk':
      return /^\d{1,5}:\d{1,5}$/.test(text) && text.split(':').every((id) => Number(id) <= 65535) ? text : undefined;
  }
}

function parseInteger(text: string, pattern: RegExp): number | bigint | undefined {
  if (!pattern.test(text)) return undefined;
  return Number.isSafeInteger(Number(text)) ? Number(text) : BigInt(text);
}
