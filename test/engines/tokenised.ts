/** `node build/run test/engines/tokenised.ts FILE.js`: runs a script on Node whose `eval` and `Function` read the tokens of Espruino. */
import { readFileSync } from 'node:fs';
import { createContext, runInContext } from 'node:vm';
import { readFunction, readTokens } from '../../build/untokenise';

const stored = new Map<string, string>();
const storage = { write: (name: string, text: string) => stored.set(name, text), read: (name: string) => stored.get(name) };
const context = createContext({
  print: console.log,
  require: () => storage,
  eval: (image: string): unknown => runInContext(readTokens(Buffer.from(image, 'latin1')).join(' '), context),
  Function(...texts: string[]): unknown {
    const body = readFunction(Buffer.from(texts.pop() ?? '', 'latin1'));
    return runInContext(`(function(${texts.join()}){${body.join(' ')}})`, context);
  },
});
runInContext(readFileSync(process.argv[2], 'utf8'), context);
