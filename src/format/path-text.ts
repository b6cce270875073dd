import { newInt32s } from 'runtime';
import { Ascii } from '../bytes/ascii';
import { putByte, putDecimal } from '../bytes/output';
import { path, Record, record, root, startRecord } from './format';
import { Id, Level } from './type';

/** Paths as text, `/3/0/6/1`: the names of SenML and of the JSON of LwM2M 1.0. */

/** The request path, of `requestLevel` ids. */
const request = /* @__PURE__ */ newInt32s(Record.columns);
let requestLevel: number = Level.root;

/**
 * `readPath` accepts what lies at or below this path from now on.
 * @param ids Holds its four ids from index `at` on.
 * @returns How many ids it has.
 */
export function startPaths(ids: Int32Array, at: number): Level {
  requestLevel = startRecord(ids, at);
  for (let i = 0; i < Record.columns; i++) {
    request[i] = record[i];
  }
  return requestLevel;
}

/**
 * Reads a name into `record`: bytes `baseStart` to `baseEnd` - 1, and behind them `start` to `end` - 1, together are a path
 * of 1 to 4 ids; or `/` alone, whose record has no ids. Ids have no leading zeros (LwM2M 1.1 Core 7.2.1: 0 to 65534).
 * @param startsBare Whether the first slash may be missing.
 * @returns false when they are not a path, or one that is not at or below the request path.
 */
export function readPath(
  from: Uint8Array,
  baseStart: number,
  baseEnd: number,
  start: number,
  end: number,
  startsBare: boolean,
): boolean {
  let column: number = Record.objectId;
  /** The id so far; -1 before its first digit; `Id.none` before the first slash. */
  let id = startsBare ? -1 : Id.none;
  startRecord(root, 0);
  // As if the names were one text: from the last byte of the base to the first of the name.
  for (let at = baseStart; at < baseEnd + end - start; at++) {
    const digit = from[at < baseEnd ? at : at - baseEnd + start] - Ascii.zero;
    if (digit === Ascii.slash - Ascii.zero) {
      if (at > baseStart) {
        if (id < 0 || column === Record.resourceInstanceId) {
          return false; // two slashes, or five ids
        }
        column++;
      }
      id = -1;
    } else {
      id = id < 0 ? digit : id * 10 + digit;
      if (digit < 0 || digit > 9 || id >= Id.none || (id === digit && record[column] === 0)) {
        return false;
      }
      record[column] = id;
    }
  }
  // The slash alone is the only path that ends in one.
  if (id < 0 ? baseEnd - baseStart + end - start !== 1 : id >= Id.none) {
    return false;
  }
  for (let i = 0; i < requestLevel; i++) {
    if (request[i] !== record[i]) {
      return false;
    }
  }
  return true;
}

/** Writes ids `first` to `end` - 1 of `path`, a slash between them; and one before them when they are the path's first. */
export function putPath(first: number, end: number): void {
  for (let i = first; i < end; i++) {
    if (i > first || first === 0) {
      putByte(Ascii.slash);
    }
    putDecimal(path[i]);
  }
}
