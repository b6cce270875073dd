/** JSON whose integers keep all their digits, which JSON.parse rounds beyond 2^53. */
import { ContentError } from './value';

/** Strings, and integers too long to be safe; the strings are matched so that digits inside them are left alone. */
const LONG_INTEGER = /"(?:[^"\\]|\\.)*"|-?\d{16,}(?![\d.eE])/g;
/** What marks a long integer on its way through JSON.parse: no text on the wire may start with it. */
const MARK = '\u0000integer ';

/** Reads JSON; integers beyond 2^53 become bigints. @throws ContentError */
export function parseJson(text: string): unknown {
  const marked = text.replace(LONG_INTEGER, (match) => (match.startsWith('"') ? match : JSON.stringify(MARK + match)));
  try {
    return JSON.parse(marked, (_, value: unknown) => {
      if (typeof value !== 'string' || !value.startsWith(MARK)) return value;
      const integer = BigInt(value.slice(MARK.length));
      return Number.isSafeInteger(Number(integer)) ? Number(integer) : integer;
    });
  } catch (error) {
    throw new ContentError(`the payload is not JSON: ${(error as Error).message}`);
  }
}

/** Writes JSON; bigints become integers. */
export function formatJson(value: unknown): string {
  const marked = JSON.stringify(value, (_, item: unknown) => (typeof item === 'bigint' ? MARK + String(item) : item));
  return marked.replace(/"\\u0000integer (-?\d+)"/g, '$1');
}
