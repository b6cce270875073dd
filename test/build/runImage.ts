import { createContext, runInContext } from 'node:vm';
import type { Minified } from '../../build/minify';
import { readTokens } from './untokenise';

/** Up to the bracket that is one too many, which Espruino takes for the end of a function's text. */
function upToEnd(tokens: readonly string[]): readonly string[] {
  let depth = 0;
  const end = tokens.findIndex((token) => (depth += token === '{' ? 1 : token === '}' ? -1 : 0) < 0);
  return end < 0 ? tokens : tokens.slice(0, end);
}

/** Runs a tokenised image as Espruino does. @returns The arguments of each call of `say`, and the texts of the functions that it made. */
export function runImage({ bytes = Buffer.from('') }: Minified): { said: unknown[][]; made: string[] } {
  const said: unknown[][] = [];
  const made: string[] = [];
  const context = createContext({ say: (...values: unknown[]) => said.push(values) });
  const make = runInContext('Function', context) as FunctionConstructor;
  Object.assign(context, {
    Function: (...texts: string[]): unknown => {
      const text = upToEnd(readTokens(Buffer.from(texts[texts.length - 1], 'latin1'))).join(' ');
      made.push(text);
      return make(...texts.slice(0, -1), text);
    },
  });
  runInContext(readTokens(bytes).join(' '), context);
  return { said, made };
}
