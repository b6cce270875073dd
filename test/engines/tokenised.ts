/** `node build/run test/engines/tokenised.ts FILE.js`: runs a script on Node whose `eval` and `Function` read the tokens of Espruino. */
import { readFileSync } from 'node:fs';
import { createContext, runInContext } from 'node:vm';
import { readFunction, readTokens } from '../../build/untokenise';

const stored = new Map<string, string>();
let ofHost: ReadonlySet<string> | undefined;

/** Starts the image. A board forgets its variables when it reboots; `var x` alone would leave what x was. */
function boot(image: string): void {
  ofHost ??= new Set(Object.keys(context));
  for (const name of Object.keys(context)) if (!ofHost.has(name)) context[name] = undefined;
  runInContext(readTokens(Buffer.from(image, 'latin1')).join(' '), context);
}

const storage = { write: (name: string, text: string) => stored.set(name, text), read: (name: string) => stored.get(name) };
const context = createContext({
  print: console.log,
  require: () => storage,
  eval: boot,
  Function(...texts: string[]): unknown {
    const body = readFunction(Buffer.from(texts.pop() ?? '', 'latin1'));
    return runInContext(`(function(${texts.join()}){${body.join(' ')}})`, context);
  },
});
runInContext(readFileSync(process.argv[2], 'utf8'), context);
