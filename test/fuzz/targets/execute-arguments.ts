import type * as ExecuteArguments from '../../../src/format/execute-arguments';
import { Argument } from '../../../src/format/execute-arguments';
import { readEverywhere } from '../placement';
import { bytesOf, promise, type Target } from '../target';

/** One argument by the grammar of LwM2M 1.1 Core 6.3.5. */
const pattern = /([0-9])(?:='([!#-&(-[\]-~]*)')?/y;

/** @returns The digits and values of the arguments; undefined when they break the grammar. */
function parse(text: string): [number, string | null][] | undefined {
  const found: [number, string | null][] = [];
  for (let at = 0; at < text.length; ) {
    if (at > 0 && text[at++] !== ',') return undefined;
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match === null || found.some(([digit]) => digit === Number(match[1]))) return undefined;
    found.push([Number(match[1]), match[2] ?? null]);
    at = pattern.lastIndex;
  }
  return found;
}

/** The arguments of an Execute, against a regular expression. */
export const executeArguments: Target = {
  name: 'execute-arguments',
  dictionary: bytesOf("='", "'", ',', "0='", "',1", '"', '\\', ' '),
  seeds: () => bytesOf('', '5', "2='10.3'", "7,0='https://www.oma.org'", '0,1,2,3,4,5,6,7,8,9', "0=''"),
  start(modules) {
    const { argument, nextArgument, startArguments } = modules.load<typeof ExecuteArguments>('src/format/execute-arguments');
    return (input) => {
      const read = readEverywhere(input, ({ buffer, start, end }) => {
        if (!startArguments(buffer, start, end)) return undefined;
        const found: [number, string | null][] = [];
        while (nextArgument()) {
          const [at, to] = [argument[Argument.start], argument[Argument.end]];
          found.push([argument[Argument.digit], at < 0 ? null : Buffer.from(buffer.subarray(at, to)).toString('latin1')]);
          promise(found.length <= 10, 'more than ten arguments');
        }
        return found;
      });
      promise(JSON.stringify(read) === JSON.stringify(parse(Buffer.from(input).toString('latin1'))), `read as ${JSON.stringify(read)}`);
    };
  },
};
