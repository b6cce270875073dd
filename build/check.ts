/**
 * The image check: a finished ES5 bundle is refused when it holds what Espruino refuses or misreads, however it came
 * in: by our source, the compiler, the bundler, the minifier or the tokeniser. The other engines of an image are less particular.
 *
 * As a program: `node build/run build/check.ts dist/IMAGE.js ...` prints what is wrong and exits with 1 if anything is.
 */
import { readFileSync } from 'node:fs';
import { type ESLint, Linter } from 'eslint';
import { espruinoLaws, type SyntaxLaw } from './lint/espruino';
import { lineEnds } from './lint/line-ends';
import { loadOrder } from './lint/load-order';
import { varOrder } from './lint/var-order';

/** One thing in an image that an engine will not run, or run wrongly. */
export interface Problem {
  /** The image, as the caller named it. */
  readonly name: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
  /** What to do instead, and why. */
  readonly message: string;
}

/** What no source of ours has, but a bundler, a minifier or a package can bring in. */
const imageLaws: readonly SyntaxLaw[] = [
  {
    selector: 'Literal[regex.pattern=/[*+?}]\\?|\\{\\d|\\(\\?[=!<]/]',
    message: 'Espruino misreads lazy and counted repetition and lookaround in a regular expression: scan the text.',
  },
];

/** Globals that Espruino does not have or that an image must not lean on. */
const missingGlobals =
  'Symbol Map Set WeakMap WeakSet WeakRef BigInt BigInt64Array BigUint64Array Proxy Reflect TextEncoder TextDecoder ' +
  'RangeError queueMicrotask structuredClone';

const linter = new Linter({ configType: 'flat' });

// The rules are typed by typescript-eslint, whose parser sees more kinds of nodes than ESLint's own.
const plugin = { rules: { 'line-ends': lineEnds, 'load-order': loadOrder, 'var-order': varOrder } } as unknown as ESLint.Plugin;

const config: Linter.Config = {
  files: ['**'],
  languageOptions: { ecmaVersion: 5, sourceType: 'script' },
  linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: 'off' },
  plugins: { mote: plugin },
  rules: {
    'no-restricted-syntax': ['error', ...espruinoLaws, ...imageLaws],
    'no-restricted-globals': [
      'error',
      ...missingGlobals.split(' ').map((name) => ({ name, message: 'Espruino does not have it: use tables of numbers.' })),
    ],
    'mote/line-ends': 'error',
    'mote/load-order': 'error',
    'mote/var-order': 'error',
  },
};

function notES5(message: string): string {
  const reason = message.replace('Parsing error: ', '');
  return `Not ES5 (${reason}): Espruino, Duktape and MicroQuickJS do not run it; compile with target ES5.`;
}

/**
 * Checks an image.
 * @param source The bundle: one ES5 script.
 * @param name How the image is called in the problems.
 * @returns What is wrong, in order of place; empty when the image may go to a board. A script that is not ES5 is one
 * problem, at the first place that shows it.
 */
export function checkImage(source: string, name: string): Problem[] {
  const found = linter.verify(source, config, { filename: 'image.js' }).filter(({ severity }) => severity === 2);
  return found.map(({ fatal, line, column, message }) => ({
    name,
    line,
    column,
    message: fatal === true ? notES5(message) : message,
  }));
}

if (process.argv[1] === __filename) {
  let count = 0;
  for (const file of process.argv.slice(2)) {
    for (const { name, line, column, message } of checkImage(readFileSync(file, 'utf8'), file)) {
      console.error(`${name}:${line}:${column} ${message}`);
      count++;
    }
  }
  process.exitCode = count === 0 ? 0 : 1;
}
