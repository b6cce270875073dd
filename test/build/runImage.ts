import { createContext, runInContext } from 'node:vm';
import type { Minified } from '../../build/minify';
import { readFunction, readTokens } from '../../build/untokenise';

/** Runs a tokenised image as Espruino does. @returns The arguments of each call of `say`, and the texts of the functions that it made. */
export function runImage({ bytes = Buffer.from('') }: Minified): { said: unknown[][]; made: string[] } {
  const said: unknown[][] = [];
  const made: string[] = [];
  const context = createContext({ say: (...values: unknown[]) => said.push(values) });
  const make = runInContext('Function', context) as FunctionConstructor;
  Object.assign(context, {
    Function: (...texts: string[]): unknown => {
      const text = readFunction(Buffer.from(texts[texts.length - 1], 'latin1')).join(' ');
      made.push(text);
      return make(...texts.slice(0, -1), text);
    },
  });
  runInContext(readTokens(bytes).join(' '), context);
  return { said, made };
}
