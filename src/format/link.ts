import { Ascii } from '../bytes/ascii';
import { putByte, putDecimal, putText } from '../bytes/output';
import { Level } from './type';

/**
 * CoRE link format (RFC 6690), as a client writes it: `</3/0>;pmin=10,</3/0/7>;dim=2`. A parameter's value is
 * written behind `putParameter` with the functions of `src/bytes`, or quoted with `putQuoted`.
 */

let isFirst = true;

/** Begins a list of links. */
export function startLinks(): void {
  isFirst = true;
}

/** Writes the link of a path of `level` ids, of which the others are not looked at; its parameters may follow. */
export function putLink(level: number, o: number, i: number, r: number, ri: number): void {
  if (!isFirst) {
    putByte(Ascii.comma);
  }
  isFirst = false;
  putByte(Ascii.less);
  putByte(Ascii.slash);
  if (level > Level.root) {
    putDecimal(o);
  }
  if (level > Level.object) {
    putByte(Ascii.slash);
    putDecimal(i);
  }
  if (level > Level.instance) {
    putByte(Ascii.slash);
    putDecimal(r);
  }
  if (level > Level.resource) {
    putByte(Ascii.slash);
    putDecimal(ri);
  }
  putByte(Ascii.greater);
}

/** Writes `;name=`: the value comes next. */
export function putParameter(name: string): void {
  putByte(Ascii.semicolon);
  putText(name);
  putByte(Ascii.equals);
}

/** Writes UTF-8 bytes `start` to `end` - 1 of `from` as a quoted string (RFC 2616 2.2). */
export function putQuoted(from: Uint8Array, start: number, end: number): void {
  putByte(Ascii.quote);
  for (let i = start; i < end; i++) {
    if (from[i] === Ascii.quote || from[i] === Ascii.backslash) {
      putByte(Ascii.backslash);
    }
    putByte(from[i]);
  }
  putByte(Ascii.quote);
}
