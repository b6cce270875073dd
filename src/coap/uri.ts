import { asciiAt, newInt32s, newUint8s, readText, textSize, writeText } from 'runtime';
import { Config } from 'config';
import { putByte } from '../bytes/output';
import { Option } from './code';
import { putOption } from './encode';

/** A URI in its parts (RFC 3986 3, RFC 7252 6.4). There is one, the last that was read. */
export const enum Scheme {
  malformed,
  coap,
  coaps,
  /** http or https: for a proxy. */
  http,
  unsupported,
}

const enum Part {
  hostStart,
  hostEnd,
  port,
  pathStart,
  queryStart,
  end,
  columns,
}

const enum Ascii {
  percent = 37,
  ampersand = 38,
  slash = 47,
  zero = 48,
  nine = 57,
  colon = 58,
  question = 63,
  openBracket = 91,
  closeBracket = 93,
}

const enum Bound {
  /** Package URI has 255 bytes at most. */
  bytes = 255,
  /** RFC 7252 6.1, 6.2 */
  port = 5683,
  securePort = 5684,
}

const uri = /* @__PURE__ */ newUint8s(Bound.bytes);
const parts = /* @__PURE__ */ newInt32s(Part.columns);

/** The value of a hexadecimal digit, or -1. */
function digitAt(at: number): number {
  const character = at < parts[Part.end] ? uri[at] : 0;
  const letter = (character | 32) - 87;
  return character >= Ascii.zero && character <= Ascii.nine ? character - Ascii.zero : letter > 9 && letter < 16 ? letter : -1;
}

function beginsWith(scheme: string): boolean {
  const size = textSize(scheme);
  for (let i = 0; i < size; i++) {
    if (i >= parts[Part.end] || (i < size - 3 ? uri[i] | 32 : uri[i]) !== asciiAt(scheme, i)) {
      return false;
    }
  }
  parts[Part.hostStart] = size;
  return true;
}

/** Whether all characters may stand in a URI, and escapes are whole. A fragment is none (RFC 7252 6.1). */
function isSound(): boolean {
  for (let at = 0; at < parts[Part.end]; at++) {
    const isEscape = uri[at] === Ascii.percent;
    if (uri[at] < 33 || uri[at] > 126 || uri[at] === 35 || (isEscape && (digitAt(at + 1) < 0 || digitAt(at + 2) < 0))) {
      return false;
    }
  }
  return true;
}

/** The first of the characters from `at` on; the end when there is none. */
function find(at: number, one: number, other: number, third: number): number {
  while (at < parts[Part.end] && uri[at] !== one && uri[at] !== other && uri[at] !== third) {
    at++;
  }
  return at;
}

/** Reads a URI, of whatever length. What is not `malformed` or `unsupported` has a host. */
export function readUri(text: string): Scheme {
  const size = textSize(text);
  if (size > Bound.bytes) {
    return Scheme.malformed;
  }
  writeText(text, uri, 0);
  parts[Part.end] = size;
  const colon = find(0, Ascii.colon, Ascii.slash, Ascii.question);
  if (!isSound() || colon === 0 || colon + 3 >= size || uri[colon] !== Ascii.colon || uri[colon + 1] !== Ascii.slash || uri[colon + 2] !== Ascii.slash) {
    return Scheme.malformed;
  }
  if (beginsWith('coap://')) {
    return readAuthority(Bound.port) ? Scheme.coap : Scheme.malformed;
  }
  if (Config.dtls === 1 && beginsWith('coaps://')) {
    return readAuthority(Bound.securePort) ? Scheme.coaps : Scheme.malformed;
  }
  if (beginsWith('http://') || beginsWith('https://')) {
    return readAuthority(Bound.port) ? Scheme.http : Scheme.malformed;
  }
  return Scheme.unsupported;
}

/** @param standard The port when none is named. */
function readAuthority(standard: Bound): boolean {
  const isBracketed = uri[parts[Part.hostStart]] === Ascii.openBracket;
  const start = parts[Part.hostStart] + (isBracketed ? 1 : 0);
  let at = isBracketed ? find(start, Ascii.closeBracket, Ascii.slash, Ascii.question) : find(start, Ascii.colon, Ascii.slash, Ascii.question);
  parts[Part.hostStart] = start;
  parts[Part.hostEnd] = at;
  if (isBracketed) {
    if (at === parts[Part.end] || uri[at] !== Ascii.closeBracket) {
      return false;
    }
    at++;
  }
  parts[Part.port] = standard;
  if (at < parts[Part.end] && uri[at] === Ascii.colon) {
    at++;
    const first = at;
    let port = 0;
    while (at < parts[Part.end] && uri[at] >= Ascii.zero && uri[at] <= Ascii.nine && port < 65536) {
      port = port * 10 + uri[at] - Ascii.zero;
      at++;
    }
    parts[Part.port] = at === first ? standard : port;
  }
  parts[Part.pathStart] = at;
  parts[Part.queryStart] = find(at, Ascii.question, Ascii.question, Ascii.question);
  const isPath = at === parts[Part.end] || uri[at] === Ascii.slash || uri[at] === Ascii.question;
  return isPath && parts[Part.hostEnd] > start && parts[Part.port] > 0 && parts[Part.port] < 65536;
}

/** The host, without brackets. */
export function uriHost(): string {
  return readText(uri, parts[Part.hostStart], parts[Part.hostEnd]);
}

export function uriPort(): number {
  return parts[Part.port];
}

/** Writes an option of bytes `start` to `end` - 1, its escapes decoded. */
function putDecoded(option: Option, start: number, end: number): void {
  let size = 0;
  for (let at = start; at < end; at += uri[at] === Ascii.percent ? 3 : 1) {
    size++;
  }
  putOption(option, size);
  for (let at = start; at < end; at += uri[at] === Ascii.percent ? 3 : 1) {
    putByte(uri[at] === Ascii.percent ? digitAt(at + 1) * 16 + digitAt(at + 2) : uri[at]);
  }
}

/** Writes Uri-Host, Uri-Path and Uri-Query (RFC 7252 6.4). Uri-Host not of an address. */
export function putUri(): void {
  const last = uri[parts[Part.hostEnd] - 1];
  if (uri[parts[Part.hostEnd]] !== Ascii.closeBracket && (last < Ascii.zero || last > Ascii.nine)) {
    putDecoded(Option.uriHost, parts[Part.hostStart], parts[Part.hostEnd]);
  }
  putSplit(Option.uriPath, parts[Part.pathStart], parts[Part.queryStart], Ascii.slash);
  putSplit(Option.uriQuery, parts[Part.queryStart], parts[Part.end], Ascii.ampersand);
}

/** Writes an option for each part between separators; the first character is no part of any. */
function putSplit(option: Option, start: number, end: number, separator: number): void {
  // A path of one slash is none.
  let at = start + 1;
  while (at < end || (at === end && end - start > 1)) {
    let next = at;
    while (next < end && uri[next] !== separator) {
      next++;
    }
    putDecoded(option, at, next);
    at = next + 1;
  }
}
