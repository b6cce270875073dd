import { newInt32s, newUint8s } from 'runtime';
import { Config } from 'config';
import { Ascii } from '../bytes/ascii';
import { sextet } from '../bytes/base64';
import { Initial, item, Item, Major, nextItem, startItems } from './cbor-reader';
import { Next, type Reader, record, Record, root } from './format';
import { At, json, Json, nextValue, startJson } from './json-reader';
import { Kind, TypeByte } from './tlv-header';
import { ContentFormat, Id, Type } from './type';

/**
 * One Opaque value that is larger than memory, read from a payload that comes in blocks (RFC 7959): its bytes are passed
 * on as they come, and nothing of them is kept. What stands around the value is the frame; it is kept, with an empty value
 * in the middle, and read at the end by the format's own reader, so that a payload is accepted here when it would be as a
 * whole. Limits: the first block reaches up to the value; the frame has `Frame.bytes` at most; a TLV stands alone, not in
 * one of the object instance.
 *
 *     startValueStream(contentFormat);
 *     code = takeValue(block, start, end, put);                                   // for each block
 *     isSound = endValueStream(reader, ids, 0);                                    // after the last one
 */
const enum Family {
  /** The payload is the value. */
  raw,
  base64,
  tlv,
  cbor,
  json,
}

const enum Phase {
  /** Nothing has come. */
  head,
  /** A byte string of CBOR, or a chunk of one, begins. */
  item,
  /** In the length of the value. */
  length,
  value,
  /** Behind the value. */
  tail,
}

const enum Column {
  family,
  phase,
  contentFormat,
  /** Bytes of the value, or of its chunk, that are to come; and bytes of that number itself. */
  left,
  lengthBytes,
  /** 1 in a byte string of chunks (RFC 8949 3.2.3). */
  isChunked,
  /** Base64: characters modulo 4, or -1 when one is none; padding; and the bits that make no byte yet. */
  characters,
  padding,
  bits,
  pending,
  /** Bytes of the frame, and where the empty value stands in it. */
  frameSize,
  valueAt,
  columns,
}

const enum Frame {
  bytes = 128,
}

/** Keys of JSON as `Key` counts them: `vd` of SenML, `sv` of LwM2M 1.0. */
const enum Label {
  vd = (22 << 5) | 4,
  sv = (19 << 5) | 22,
}

const enum Bound {
  /** A length beyond 2^30 is none. */
  length = 0x3fffff,
}

/** What `takeValue` gives when the payload is not what its format has it. */
export const enum Taken {
  malformed = -1,
}

/** Is given bytes `start` to `end` - 1 of `from`, the next of the value. @returns 0; otherwise nothing more is read. */
type PutValue = (this: void, from: Uint8Array, start: number, end: number) => number;

const state = /* @__PURE__ */ newInt32s(Column.columns);
const frame = /* @__PURE__ */ newUint8s(Frame.bytes);
/** How many bytes of the value the last step gave. */
let passed = 0;

/** Begins a payload. */
export function startValueStream(contentFormat: number): void {
  for (let i = 0; i < Column.columns; i++) {
    state[i] = 0;
  }
  state[Column.contentFormat] = contentFormat;
  state[Column.family] = familyOf(contentFormat);
}

function familyOf(contentFormat: number): Family {
  if (contentFormat === ContentFormat.tlv) {
    return Family.tlv;
  }
  if (contentFormat === ContentFormat.text) {
    return Family.base64;
  }
  if (contentFormat === ContentFormat.opaque) {
    return Family.raw;
  }
  return contentFormat === ContentFormat.cbor ||
    contentFormat === ContentFormat.senmlCbor ||
    contentFormat === ContentFormat.senmlEtchCbor ||
    contentFormat === ContentFormat.lwm2mCbor
    ? Family.cbor
    : Family.json;
}

/** Keeps bytes of the frame. @returns false when there are too many. */
function keep(from: Uint8Array, start: number, end: number): boolean {
  const size = state[Column.frameSize];
  if (size + end - start > Frame.bytes) {
    return false;
  }
  for (let i = start; i < end; i++) {
    frame[size + i - start] = from[i];
  }
  state[Column.frameSize] = size + end - start;
  return true;
}

function keepByte(byte: number): boolean {
  const size = state[Column.frameSize];
  if (size < Frame.bytes) {
    frame[size] = byte & 255;
    state[Column.frameSize] = size + 1;
  }
  return size < Frame.bytes;
}

/**
 * Takes the next bytes of the payload.
 * @param from Base64 is decoded in its place: the bytes are not what they were afterwards.
 * @returns 0, `Taken.malformed`, or what `put` has returned.
 */
export function takeValue(from: Uint8Array, start: number, end: number, put: PutValue): number {
  let at = state[Column.phase] === Phase.head ? takeHead(from, start, end) : start;
  let code = at < 0 ? Taken.malformed : 0;
  while (at < end && code === 0) {
    const phase = state[Column.phase];
    if (phase === Phase.value) {
      const isText = state[Column.family] === Family.base64 || state[Column.family] === Family.json;
      const next = isText ? decode(from, at, end) : pass(at, end);
      if (state[Column.characters] < 0) {
        return Taken.malformed;
      }
      code = passed > 0 ? put(from, at, at + passed) : 0;
      at = next;
    } else if (phase === Phase.tail) {
      code = keep(from, at, end) ? 0 : Taken.malformed;
      at = end;
    } else {
      code = (phase === Phase.length ? takeLength(from[at]) : takeItem(from[at])) ? 0 : Taken.malformed;
      at++;
    }
  }
  return code;
}

/** Goes over bytes of the value that are there. @returns The first behind them. */
function pass(at: number, end: number): number {
  if (state[Column.family] === Family.raw) {
    passed = end - at;
    return end;
  }
  const size = end - at < state[Column.left] ? end - at : state[Column.left];
  passed = size;
  state[Column.left] -= size;
  if (state[Column.left] === 0) {
    valueOver();
  }
  return at + size;
}

/** A value, or its chunk, is over. */
function valueOver(): void {
  state[Column.phase] = state[Column.isChunked] === 1 ? Phase.item : Phase.tail;
}

/** Goes on with the length, or with the value. */
function lengthKnown(): void {
  if (state[Column.lengthBytes] > 0) {
    state[Column.phase] = Phase.length;
  } else if (state[Column.left] > 0) {
    state[Column.phase] = Phase.value;
  } else {
    valueOver();
  }
}

function takeLength(byte: number): boolean {
  const isPossible = state[Column.left] <= Bound.length;
  state[Column.left] = isPossible ? state[Column.left] * 256 + byte : 0;
  state[Column.lengthBytes]--;
  lengthKnown();
  return isPossible;
}

/** The initial byte of a byte string, or of a chunk of one; or the break behind the last chunk (RFC 8949 3.2.3). */
function takeItem(byte: number): boolean {
  const info = byte & 31;
  if (state[Column.isChunked] === 1 && byte === Initial.break) {
    state[Column.phase] = Phase.tail;
    return true;
  }
  if (info === 31 && state[Column.isChunked] === 0) {
    state[Column.isChunked] = 1;
    return true;
  }
  state[Column.left] = info < 24 ? info : 0;
  state[Column.lengthBytes] = argumentBytes(info);
  lengthKnown();
  return byte >>> 5 === Major.bytes && info < 28;
}

/** How many bytes of argument follow an initial byte of CBOR. */
function argumentBytes(info: number): number {
  return info < 24 || info > 27 ? 0 : 1 << (info - 24);
}

/** Decodes characters of Base64 in their place, up to the closing quote of JSON. @returns The first byte behind them. */
function decode(from: Uint8Array, start: number, end: number): number {
  const isJson = state[Column.family] === Family.json;
  let to = start;
  let at = start;
  while (at < end && (!isJson || from[at] !== Ascii.quote) && takeCharacter(from[at], isJson)) {
    if (state[Column.bits] > 7) {
      state[Column.bits] -= 8;
      from[to] = (state[Column.pending] >>> state[Column.bits]) & 255;
      to++;
    }
    at++;
  }
  passed = to - start;
  if (at < end) {
    const isOver = isJson && from[at] === Ascii.quote && isWhole(true) && keepByte(Ascii.quote);
    state[Column.characters] = isOver ? state[Column.characters] : -1;
    state[Column.phase] = Phase.tail;
    at++;
  }
  return at;
}

function takeCharacter(character: number, isAny: boolean): boolean {
  const isPadding = character === Ascii.equals;
  const value = isPadding ? 0 : sextet(character, isAny);
  if (isPadding) {
    state[Column.padding]++;
    return state[Column.padding] < 3;
  }
  if (value >= 0 && state[Column.padding] === 0) {
    state[Column.characters] = (state[Column.characters] + 1) & 3;
    state[Column.pending] = ((state[Column.pending] << 6) | value) & 4095;
    state[Column.bits] += 6;
    return true;
  }
  return false;
}

/** Whether the characters make whole bytes, as `readBase64` and `readAnyBase64` have it. */
function isWhole(isAny: boolean): boolean {
  const bits = state[Column.bits];
  const isPadded = ((state[Column.characters] + state[Column.padding]) & 3) === 0;
  return (isPadded || (isAny && state[Column.padding] === 0 && bits < 6)) && (state[Column.pending] & ((1 << bits) - 1)) === 0;
}

/** Takes what stands before the value. @returns The first byte behind it, or `Taken.malformed` when it is not all there. */
function takeHead(from: Uint8Array, start: number, end: number): number {
  const family = state[Column.family];
  state[Column.phase] = Phase.value;
  if (Config.formatTlv === 1 && family === Family.tlv) {
    return takeHeader(from, start, end);
  }
  if ((Config.formatCbor === 1 || Config.formatSenmlCbor === 1 || Config.formatLwm2mCbor === 1) && family === Family.cbor) {
    const at = findBytes(from, start, end);
    state[Column.phase] = Phase.item;
    const isKept = at >= 0 && keep(from, start, at) && keepByte(Major.bytes << 5);
    state[Column.valueAt] = state[Column.frameSize] - 1;
    return isKept ? at : Taken.malformed;
  }
  if ((Config.formatSenmlJson === 1 || Config.formatLwm2mJson === 1) && family === Family.json) {
    const at = findText(from, start, end);
    return at >= 0 && keep(from, start, at) ? at : Taken.malformed;
  }
  return start;
}

/** The header of a TLV: the frame gets one that is like it, but of length 0. */
function takeHeader(from: Uint8Array, start: number, end: number): number {
  const type = from[start];
  const lengthBytes = (type >>> TypeByte.lengthShift) & 3;
  const behind = start + ((type & TypeByte.wideId) === 0 ? 2 : 3);
  if (behind > end || (type & Kind.resource) !== Kind.resource) {
    return Taken.malformed;
  }
  state[Column.left] = lengthBytes === 0 ? type & TypeByte.inlineLength : 0;
  state[Column.lengthBytes] = lengthBytes;
  lengthKnown();
  return keepByte(type & (Kind.resource | TypeByte.wideId)) && keep(from, start + 1, behind) ? behind : Taken.malformed;
}

/** Where the first byte string of CBOR begins, behind its tags. */
function findBytes(from: Uint8Array, start: number, end: number): number {
  startItems(from, start, end, root, 0);
  for (;;) {
    let at = item[Item.next];
    while (at < end && from[at] >>> 5 === Major.tag) {
      at += 1 + argumentBytes(from[at] & 31);
    }
    if (at < end && from[at] >>> 5 === Major.bytes) {
      return at;
    }
    if (nextItem() === Major.malformed) {
      return Taken.malformed;
    }
  }
}

/** Where the value's text of JSON begins, behind its quote. */
function findText(from: Uint8Array, start: number, end: number): number {
  const isSenml = state[Column.contentFormat] === ContentFormat.senmlJson || state[Column.contentFormat] === ContentFormat.senmlEtchJson;
  const key = isSenml ? Label.vd : Label.sv;
  startJson(from, start, end);
  json[At.key] = 0;
  for (;;) {
    const kind = nextValue();
    const at = json[At.start];
    // A text that goes on in the next block is malformed so far.
    if (json[At.key] === key && (kind === Json.string || kind === Json.malformed) && at <= end && from[at - 1] === Ascii.quote) {
      return at;
    }
    if (kind === Json.malformed) {
      return Taken.malformed;
    }
  }
}

/**
 * The payload is over.
 * @param reader That of the format.
 * @returns Whether it was well formed, and one value of the resource.
 */
export function endValueStream(reader: Reader, ids: Int32Array, at: number): boolean {
  const family = state[Column.family];
  if (family === Family.raw || family === Family.base64) {
    return family === Family.raw || isWhole(false);
  }
  if (state[Column.phase] !== Phase.tail || !startsOne(reader, frame, 0, state[Column.frameSize], ids, at)) {
    return false;
  }
  // An Opaque of another, unknown field is not the value.
  const isIt = family !== Family.cbor || item[Item.value] <= state[Column.valueAt];
  return isIt && reader.size(Type.opaque) === 0 && reader.next() === Next.end;
}

/** Whether a payload begins with a value of the resource. */
function startsOne(reader: Reader, from: Uint8Array, start: number, end: number, ids: Int32Array, at: number): boolean {
  return (
    reader.start(from, start, end, ids, at) &&
    reader.next() === Next.value &&
    record[Record.resourceId] === ids[at + Record.resourceId] &&
    record[Record.resourceInstanceId] === Id.none
  );
}

/**
 * Reads a payload that is whole, and puts its value in its place.
 * @returns The size of the value, which begins at `start`; `Taken.malformed` when it is not one value of the resource.
 */
export function takeWholeValue(
  reader: Reader,
  from: Uint8Array,
  start: number,
  end: number,
  ids: Int32Array,
  at: number,
): number {
  const isOne = startsOne(reader, from, start, end, ids, at) && reader.size(Type.opaque) >= 0;
  if (!isOne || reader.next() !== Next.end || !startsOne(reader, from, start, end, ids, at)) {
    return Taken.malformed;
  }
  const size = reader.size(Type.opaque);
  reader.copy(Type.opaque, from, start);
  return size;
}
