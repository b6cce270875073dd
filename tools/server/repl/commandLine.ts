/** Splits a typed line into its words. */
import { UsageError } from '../path';

export interface Command {
  verb: string;
  /** What follows the verb, without quotes and options. */
  words: string[];
  /** Words that start with `--`, without these. */
  options: string[];
  /** Of options that have one: `--block 64` or `--block=64`. */
  values: Readonly<Record<string, string>>;
  /** What follows the verb's first word, as it was typed. */
  rest: string;
}

/** Options that are followed by a value. */
const VALUED: readonly string[] = ['accept', 'format', 'block', 'depth'];

/** A piece in quotes of either kind, or without. */
const PIECE = /"([^"]*)"|'([^']*)'|([^\s"']+)/y;

/** @returns undefined for an empty line or a comment (`#`). @throws UsageError for a quote without its partner. */
export function parseCommand(line: string): Command | undefined {
  const text = line.trim();
  if (text === '' || text.startsWith('#')) return undefined;
  const all: { text: string; quoted: boolean; end: number }[] = [];
  for (let at = 0; at < text.length; ) {
    let word = '';
    let quoted = false;
    for (;;) {
      PIECE.lastIndex = at;
      const piece = PIECE.exec(text);
      if (piece === null) break;
      quoted ||= piece[3] === undefined;
      word += piece[1] ?? piece[2] ?? piece[3];
      at = PIECE.lastIndex;
    }
    if (at < text.length && !/\s/.test(text[at])) throw new UsageError(`The quote at ${text.slice(at)} has no end.`);
    all.push({ text: word, quoted, end: at });
    while (at < text.length && /\s/.test(text[at])) at++;
  }
  const [verb, ...others] = all;
  const words: string[] = [];
  const options: string[] = [];
  const values: Record<string, string> = {};
  for (let index = 0; index < others.length; index++) {
    const { text: word, quoted } = others[index];
    const match = quoted ? null : /^--([^=]*)(?:=([^]*))?$/.exec(word);
    if (match === null) {
      words.push(word);
      continue;
    }
    const [, name, given] = match;
    options.push(name);
    if (!VALUED.includes(name)) {
      if (given !== undefined) throw new UsageError(`--${name} has no value.`);
      continue;
    }
    const value = given ?? others[++index]?.text;
    if (value === undefined) throw new UsageError(`--${name} needs a value after it.`);
    values[name] = value;
  }
  return {
    verb: verb.text,
    words,
    options,
    values,
    rest: others.length === 0 ? '' : text.slice(others[0].end).trim(),
  };
}
