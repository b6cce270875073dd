import { newFloat64s, newInt32s } from 'runtime';
import { Id, type Level, levelOf, Type } from './type';

/**
 * The one interface behind which every content format stands. The engine walks its tables and calls a
 * writer; a reader walks a payload and yields records. Neither knows the other side.
 */
export interface Format {
  readonly writer: Writer;
  readonly reader: Reader;
}

/** What a writer has to know of a container before its first byte. */
export const enum Needs {
  nothing = 0,
  /** How many values the payload has. */
  count = 1,
  /** How many bytes the values of each instance and of each multiple resource take. */
  size = 2,
}

/** The path of what the writer is given: the columns of `Record`, `Id.none` where there is no id. */
export const path: Int32Array = /* @__PURE__ */ newInt32s(4);

/**
 * Writes to the output cursor of `src/bytes/output.ts`, of which a window is kept: bytes before it are dropped and those
 * behind it counted, so a writer never goes back to what it has written. A payload may be written several times, to be
 * measured or for each of its blocks, and comes out the same each time. The path of what is written is in `path`; values
 * come by ascending ids.
 * @noSelf Its members are plain functions: in Lua no table is passed to them.
 */
export interface Writer {
  readonly needs: Needs;
  /**
   * Begins a payload about what `path` names, of `level` ids; `Level.root` for a composite, whose values are of any path.
   * @param count How many values will follow, when `needs` says so; otherwise 0.
   * @returns false when the format cannot represent that level (a text of a whole instance: 4.06).
   */
  start(level: number, count: number): boolean;
  /**
   * The values of an object instance follow: only below an object. An instance may have none.
   * @param size Bytes they take in this format, when `needs` says so; otherwise 0.
   */
  instance(size: number): boolean;
  /**
   * The instances of a multiple resource follow, unless the path of the payload names one of them. There may be none.
   * @param size As in `instance`.
   * @returns false when the format has no form for several values (text, opaque: 4.06).
   */
  multiple(size: number): boolean;
  /**
   * A value kept as a number: Integer, Unsigned, Float, Boolean (0 or 1), Time (s), Objlnk
   * (object id * 65536 + instance id; negative where integers have 32 bits and wrap, so split it with
   * `>>> 16` and `& 65535`).
   * @returns false when the value has no form in this format (NaN in text), or is no exact integer where
   *   its type is one.
   */
  number(type: Type, value: number): boolean;
  /** A value kept as bytes: String, Corelnk (UTF-8) or Opaque. */
  bytes(type: Type, from: Uint8Array, start: number, end: number): boolean;
  /** Ends the payload. */
  end(): void;
}

/** What `Reader.next` came upon. */
export const enum Next {
  /** The payload is over and was well formed. */
  end = 0,
  /** A value: `record` says whose, the reader's `number` and `size`/`copy` read it. */
  value = 1,
  /**
   * An object instance as a container; its values follow. Shows that an instance without values was named.
   * Only when the request path names no instance.
   */
  instance = 2,
  /**
   * A multiple resource as a container; its values, each with a resource instance id, follow. Not when the
   * request path names the resource instance.
   */
  multiple = 3,
  /** The payload breaks the rules of its format (4.00). Nothing may be read any more. */
  malformed = 4,
  /** A path without a value, as the lists of paths of composite operations have them (LwM2M 1.1 Core 6.3.8). */
  name = 5,
  /** A path whose value is null: the resource instance is to be removed (RFC 8790 3.2.1). */
  remove = 6,
}

/** Columns of `record`. Ids that the payload does not name are those of the request path, or `Id.none`. */
export const enum Record {
  objectId = 0,
  instanceId = 1,
  resourceId = 2,
  resourceInstanceId = 3,
  columns = 4,
}

/** The path of the record a reader has come upon. */
export const record: Int32Array = /* @__PURE__ */ newInt32s(Record.columns);

function newRoot(): Int32Array {
  const ids = newInt32s(Record.columns);
  for (let i = 0; i < Record.columns; i++) {
    ids[i] = Id.none;
  }
  return ids;
}

/** The path that has no ids: of a list of paths, or of a pack. */
export const root: Int32Array = /* @__PURE__ */ newRoot();

/** Sets `record` to the path whose four ids `ids` holds from index `at` on. @returns How many ids it has. */
export function startRecord(ids: Int32Array, at: number): Level {
  for (let i = 0; i < Record.columns; i++) {
    record[i] = ids[at + i];
  }
  return levelOf(ids, at);
}

/** The number that `Reader.number` has read, at index 0. */
export const numberRead: Float64Array = /* @__PURE__ */ newFloat64s(1);

/**
 * Reads a payload where it lies. A payload may be read several times, each begun with `start` (a write is
 * checked whole before the first value is taken), so nothing is changed in the buffer. Whatever it names lies
 * at or below the request path, and nothing within one container of TLV is named twice. Formats without containers
 * yield values alone; the list of paths of a composite operation is read at the `root`.
 * @noSelf Its members are plain functions: in Lua no table is passed to them.
 */
export interface Reader {
  /**
   * Begins bytes `start` to `end` - 1 of `from`.
   * @param ids Holds the four ids of the path they were sent to from index `at` on, `Id.none` where there is none.
   * @returns false when the format cannot be written to a path of so many ids (a text to a whole instance: 4.00).
   */
  start(from: Uint8Array, start: number, end: number, ids: Int32Array, at: number): boolean;
  next(): Next;
  /**
   * Reads the record's value as a number of `type` into `numberRead`.
   * @returns false when it is not a value of that type, or an integer beyond `maxExactInteger` (4.00).
   */
  number(type: Type): boolean;
  /**
   * The size of the record's value as String, Corelnk or Opaque.
   * @returns Bytes it takes when copied; -1 when it is not a value of that type (malformed UTF-8, Base64).
   */
  size(type: Type): number;
  /** Copies the value (`size` was not negative) to `to`, beginning at `at`. */
  copy(type: Type, to: Uint8Array, at: number): void;
}
