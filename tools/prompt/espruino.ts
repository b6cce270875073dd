/** Espruino's prompt. */
import type { Dialect } from './prompt';

/** ESC [ 2 H empties the input line, whatever is left of one that lost bytes; DLE turns its echo off. */
const newLine = '\x1b[2H\x10';

export const espruinoDialect: Dialect = {
  ask: (id, expression) =>
    `${newLine}print((function(v){return"@"+${id}+":"+v.length+":"+v+":"+${id}+"@"})((function(){try{return""+(${expression})}catch(e){return"!"+e}})()))\n`,
  // Once only: twice within five seconds ends Espruino on Linux.
  interrupt: '\x03',
};

/** What is typed to carry out a statement that has no answer. */
export function espruinoStatement(statement: string): string {
  return `${newLine}${statement}\n`;
}
