import { asciiAt, newUint8s, readText, textSize, writeText } from 'runtime';
import { Config } from 'config';
import { Ascii } from '../bytes/ascii';
import { putByte } from '../bytes/output';
import { Option } from './code';
import { putOption } from './encode';

/** A URI in its parts (RFC 3986 3, RFC 7252 6.4). There is one, the last that was read, where it lies. */
export const enum Scheme {
  malformed,
  coap,
  coaps,
  /** RFC 8323 8.1 */
  coapTcp,
  /** http or https: for a proxy. */
  http,
  unsupported,
}

const enum Bound {
  /** Package URI has 255 bytes at most. */
  bytes = 255,
  /** RFC 7252 6.1, 6.2 */
  port = 5683,
  securePort = 5684,
}

const packageUri = /* @__PURE__ */ newUint8s(Bound.bytes);
let uri: Uint8Array;
/** The parts, by their first byte and the first behind them. */
let hostStart = 0;
let hostEnd = 0;
let port = 0;
let pathStart = 0;
let uriEnd = 0;

/** The value of a hexadecimal digit, or -1. */
function digitAt(at: number): number {
  const character = at < uriEnd ? uri[at] : 0;
  const letter = (character | 32) - (Ascii.a - 10);
  return character >= Ascii.zero && character <= Ascii.nine ? character - Ascii.zero : letter > 9 && letter < 16 ? letter : -1;
}

/** Whether the URI at `start` has this scheme, which has no case (RFC 3986 3.1). */
function beginsWith(start: number, scheme: string): boolean {
  hostStart = start + textSize(scheme);
  for (let i = start; i < hostStart; i++) {
    if (i >= uriEnd || (uri[i] > 64 ? uri[i] | 32 : uri[i]) !== asciiAt(scheme, i - start)) {
      return false;
    }
  }
  return true;
}

/** Whether all characters may stand in a URI, and escapes are whole. A fragment is none (RFC 7252 6.1). */
function isSound(): boolean {
  for (let at = 0; at < uriEnd; at++) {
    const isEscape = uri[at] === Ascii.percent;
    if (uri[at] < 33 || uri[at] > 126 || uri[at] === Ascii.hash || (isEscape && (digitAt(at + 1) < 0 || digitAt(at + 2) < 0))) {
      return false;
    }
  }
  return true;
}

/** The first of the characters from `at` on; the end when there is none. */
function find(at: number, one: number, other: number, third: number): number {
  while (at < uriEnd && uri[at] !== one && uri[at] !== other && uri[at] !== third) {
    at++;
  }
  return at;
}

/**
 * Reads a URI of CoAP in bytes `start` to `end` - 1 of `from`, which its parts are read from as long as they are asked for.
 * What is not `malformed` or `unsupported` has a host; of which characters, and what its path is, is not looked at.
 */
export function readUri(from: Uint8Array, start: number, end: number): Scheme {
  uri = from;
  uriEnd = end;
  const scheme = beginsWith(start, 'coap://')
    ? Scheme.coap
    : Config.dtls + Config.bootstrap > 0 && beginsWith(start, 'coaps://') // which a Bootstrap-Server may write, DTLS or not
      ? Scheme.coaps
      : Config.tcp === 1 && beginsWith(start, 'coap+tcp://')
        ? Scheme.coapTcp
        : Scheme.unsupported;
  return scheme === Scheme.unsupported || readAuthority(Config.dtls + Config.bootstrap > 0 && scheme === Scheme.coaps ? Bound.securePort : Bound.port) ? scheme : Scheme.malformed;
}

/** Reads a Package URI, of whatever length: of CoAP or HTTP, and sound up to its end. */
export function readPackageUri(text: string): Scheme {
  const size = textSize(text);
  if (size > Bound.bytes) {
    return Scheme.malformed;
  }
  writeText(text, packageUri, 0);
  uri = packageUri;
  uriEnd = size;
  const colon = find(0, Ascii.colon, Ascii.slash, Ascii.question);
  if (!isSound() || colon === 0 || colon + 3 >= size || uri[colon] !== Ascii.colon || uri[colon + 1] !== Ascii.slash || uri[colon + 2] !== Ascii.slash) {
    return Scheme.malformed;
  }
  if (beginsWith(0, 'http://') || beginsWith(0, 'https://')) {
    return readAuthority(Bound.port) ? Scheme.http : Scheme.malformed;
  }
  return readUri(packageUri, 0, size);
}

/** @param standard The port when none is named. */
function readAuthority(standard: Bound): boolean {
  const isBracketed = uri[hostStart] === Ascii.openBracket; // an address of IPv6 (RFC 3986 3.2.2)
  hostStart += isBracketed ? 1 : 0;
  hostEnd = find(hostStart, isBracketed ? Ascii.closeBracket : Ascii.colon, Ascii.slash, Ascii.question);
  const isClosed = !isBracketed || (hostEnd < uriEnd && uri[hostEnd] === Ascii.closeBracket);
  let at = hostEnd + (isBracketed ? 1 : 0);
  port = standard;
  if (at < uriEnd && uri[at] === Ascii.colon) {
    const first = at + 1;
    let number = 0;
    for (at = first; at < uriEnd && uri[at] >= Ascii.zero && uri[at] <= Ascii.nine && number < 65536; at++) {
      number = number * 10 + uri[at] - Ascii.zero;
    }
    port = at > first ? number : standard;
  }
  pathStart = at;
  const isPath = find(at, Ascii.slash, Ascii.question, Ascii.question) === at;
  return isClosed && isPath && hostEnd > hostStart && port > 0 && port < 65536;
}

/** The host, without brackets. */
export function uriHost(): string {
  return readText(uri, hostStart, hostEnd);
}

/** The port, that of the scheme where none is named (RFC 7252 6.1, 6.2). */
export function uriPort(): number {
  return port;
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
  const last = uri[hostEnd - 1];
  if (uri[hostEnd] !== Ascii.closeBracket && (last < Ascii.zero || last > Ascii.nine)) {
    putDecoded(Option.uriHost, hostStart, hostEnd);
  }
  const queryStart = find(pathStart, Ascii.question, Ascii.question, Ascii.question);
  putSplit(Option.uriPath, pathStart, queryStart, Ascii.slash);
  putSplit(Option.uriQuery, queryStart, uriEnd, Ascii.ampersand);
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
