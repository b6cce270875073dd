/** The arguments of Execute (LwM2M 1.1 Core 6.3.5): `0='text',1`. */
import { UsageError } from './path';

const ARGUMENT = /(\d)(?:='([\x21\x23-\x26\x28-\x5b\x5d-\x7e]*)')?/y;

/** Checks a list of arguments. @throws UsageError that says how one is written. */
export function checkArguments(text: string): void {
  const seen = new Set<string>();
  let at = 0;
  while (text !== '') {
    ARGUMENT.lastIndex = at;
    const match = ARGUMENT.exec(text);
    if (match === null) {
      throw new UsageError(`"${text.slice(at)}" is not an argument: write a digit, or a digit with a value without spaces and quotes, as in 0='text',1.`);
    }
    if (seen.has(match[1])) throw new UsageError(`Argument ${match[1]} is there twice.`);
    seen.add(match[1]);
    at = ARGUMENT.lastIndex;
    if (at === text.length) return;
    if (text[at] !== ',') throw new UsageError(`Before "${text.slice(at)}" a comma is missing, as in 0='text',1.`);
    at++;
  }
}
