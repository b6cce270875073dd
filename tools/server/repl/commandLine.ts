/** Splits a typed line into its words. */
import { UsageError } from '../path';

export interface Command {
  verb: string;
  /** What follows the verb, without quotes and options. */
  words: string[];
  /** Words that start with `--`, without these. */
  options: string[];
  /** What follows the verb's first word, as it was typed. */
  rest: string;
}

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
  const isOption = ({ text: word, quoted }: { text: string; quoted: boolean }): boolean => !quoted && word.startsWith('--');
  const [verb, ...others] = all;
  return {
    verb: verb.text,
    words: others.filter((word) => !isOption(word)).map((word) => word.text),
    options: others.filter(isOption).map((word) => word.text.slice(2)),
    rest: others.length === 0 ? '' : text.slice(others[0].end).trim(),
  };
}
