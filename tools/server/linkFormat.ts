/** CoRE link format (RFC 6690 section 2), as Register, Update and Discover carry it. */
import { ContentError } from './value';

export interface Link {
  /** What stands between `<` and `>`: a path such as `/3/0`, or `/`. */
  target: string;
  /** Parameters in their order, without quotes: `ver` -> `1.1`. */
  attributes: Map<string, string>;
}

const TARGET = /\s*<([^<>]*)>/y;
const ATTRIBUTE = /\s*;\s*([A-Za-z0-9!#$&+\-.^_`|~*]+)=(?:"((?:[^"\\]|\\.)*)"|([^\s",;]+))/y;
const COMMA = /\s*,/y;

/** Reads a list of links; an empty text is an empty list. @throws ContentError */
export function parseLinks(text: string): Link[] {
  const links: Link[] = [];
  if (text === '') return links;
  let at = 0;
  const match = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found !== null) at = pattern.lastIndex;
    return found;
  };
  do {
    const target = match(TARGET);
    if (target === null) throw new ContentError(`a link starts with <, but at character ${at} stands "${text.slice(at, at + 12)}"`);
    const attributes = new Map<string, string>();
    for (let found = match(ATTRIBUTE); found !== null; found = match(ATTRIBUTE)) {
      attributes.set(found[1], found[2] === undefined ? found[3] : found[2].replace(/\\(.)/g, '$1'));
    }
    links.push({ target: target[1], attributes });
  } while (match(COMMA) !== null);
  if (at < text.length) throw new ContentError(`after a link stands "${text.slice(at, at + 12)}", at character ${at}`);
  return links;
}
