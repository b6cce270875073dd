/**
 * The lines of a Lua image. Lua tells nothing but lines in its traces, so an image has as many as take no byte: a blank between
 * what stands in different lines of the source is the end of a line. What needs no blank stays together.
 */
import { isName, needBlank, tokenStarts } from './lua-tokens';
import { parseMappings } from './mappings';
import type { LuaModuleLines } from './sourceMap';

/**
 * The line of the source, from 0, that each token of some Lua comes from. What the map does not say is of the line before it.
 * @param code As typescript-to-lua wrote it.
 * @param map Its source map, as JSON.
 */
export function sourceLines(code: string, map: string): number[] {
  const segments = parseMappings((JSON.parse(map) as { mappings: string }).mappings);
  let row = 0;
  let rowStart = 0;
  let line = 0;
  return tokenStarts(code).map((start) => {
    for (let end = code.indexOf('\n', rowStart); end >= 0 && end < start; end = code.indexOf('\n', rowStart)) {
      rowStart = end + 1;
      row++;
    }
    line = segments.at(row)?.filter(({ column }) => column <= start - rowStart).at(-1)?.sourceLine ?? line;
    return line;
  });
}

/** A module as text. */
export interface LuaLines {
  readonly text: string;
  /** The index of the token that each line begins with, and the lines of the source whose names it has, in their order there. */
  readonly starts: readonly number[];
  readonly sources: readonly (readonly number[])[];
}

/**
 * As `joinTokens`, in lines.
 * @param lines The line of the source that each token comes from.
 */
export function joinLines(tokens: readonly string[], lines: readonly number[]): LuaLines {
  const starts: number[] = [];
  const sources: Set<number>[] = [];
  let text = '';
  tokens.forEach((each, index) => {
    const isApart = index > 0 && needBlank(tokens[index - 1], each);
    if (index === 0 || (isApart && lines[index] !== lines[index - 1])) {
      starts.push(index);
      sources.push(new Set());
      text += index === 0 ? each : `\n${each}`;
    } else {
      text += isApart ? ` ${each}` : each;
    }
    if (isName(each) || sources[sources.length - 1].size === 0) sources[sources.length - 1].add(lines[index]);
  });
  return { text, starts, sources: sources.map((each) => [...each].sort((a, b) => a - b)) };
}

/** The name that the source has for a function; undefined when it has none. */
function functionName(tokens: readonly string[], at: number): string | undefined {
  const name = tokens[at + 1] !== '(' ? tokens[tokens.indexOf('(', at) - 1] : tokens[at - 1] === '=' ? tokens[at - 2] : undefined;
  return isName(name) ? name : undefined;
}

/**
 * What the map of the image has of a module.
 * @param module As typescript-to-lua wrote it.
 * @param from The tokens of it that are in the image, by their indices, which stand between two more in `lines`.
 */
export function lineMapOf(
  { file, tokens, lines: sources }: { readonly file: string; readonly tokens: readonly string[]; readonly lines: readonly number[] },
  from: readonly number[],
  lines: LuaLines,
): LuaModuleLines {
  let line = 0;
  const functions = from.flatMap((at, index) => {
    while (lines.starts[line + 1] <= index + 1) line++;
    const name = tokens[at] === 'function' ? functionName(tokens, at) : undefined;
    return name === undefined ? [] : [{ name, line, sourceLine: sources[at] }];
  });
  return { file, lines: lines.sources, functions };
}
