/** Pre-shared keys of clients, as they are typed and kept in files. */
import { readFileSync } from 'node:fs';
import { UsageError } from './path';

/** Keys by identity. */
export type PskTable = ReadonlyMap<string, Buffer>;

/** Bytes; LwM2M 1.1 Transport 5.2.8.1 has these limits of identities and keys. */
const LONGEST_IDENTITY = 128;
const LONGEST_KEY = 64;

/** Reads `IDENTITY:HEXKEY`; the identity may have colons. @throws UsageError */
export function parsePsk(text: string): [identity: string, key: Buffer] {
  const colon = text.lastIndexOf(':');
  const [identity, key] = [text.slice(0, colon), text.slice(colon + 1)];
  const usage = 'as in light:000102030405060708090a0b0c0d0e0f';
  if (colon < 1) throw new UsageError(`"${text}" is not IDENTITY:HEXKEY, ${usage}.`);
  if (Buffer.byteLength(identity) > LONGEST_IDENTITY) throw new UsageError(`The identity "${identity}" is longer than ${LONGEST_IDENTITY} bytes.`);
  // The key itself is not said.
  if (!/^([0-9a-fA-F]{2})+$/.test(key)) throw new UsageError(`The key of "${identity}" is not hexadecimal, two digits a byte, ${usage}.`);
  if (key.length > 2 * LONGEST_KEY) throw new UsageError(`The key of "${identity}" is longer than ${LONGEST_KEY} bytes.`);
  return [identity, Buffer.from(key, 'hex')];
}

/** Reads a file with `IDENTITY:HEXKEY` on each line, and comments after #. @throws UsageError that says which line is wrong. */
export function loadPsk(file: string): [identity: string, key: Buffer][] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${(error as Error).message}`);
  }
  const lines = text.split('\n').map((line, index) => ({ line: line.replace(/#.*/, '').trim(), number: index + 1 }));
  return lines.filter(({ line }) => line !== '').map(({ line, number }) => at(file, number, () => parsePsk(line)));
}

/** Puts keys into a table. @throws UsageError when an identity has two. */
export function pskTable(entries: readonly (readonly [identity: string, key: Buffer])[]): PskTable {
  const table = new Map<string, Buffer>();
  for (const [identity, key] of entries) {
    if (table.has(identity)) throw new UsageError(`There are two keys of "${identity}"; keep one.`);
    table.set(identity, key);
  }
  return table;
}

function at<T>(file: string, number: number, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof UsageError) throw new UsageError(`${file}, line ${number}: ${error.message}`);
    throw error;
  }
}
