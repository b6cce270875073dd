/** The prompt of Lua, as NodeMCU has it: a line has 255 characters at most, and what is no whole statement waits for more. */
import type { Dialect } from './prompt';

/** Ends a statement that lost bytes, by a mistake. */
const newStatement = ')(\n';

const answer =
  'function mq(i,f)local k,v=pcall(f)v=(k and""or"!")..tostring(v)print("@"..i..":"..#v..":"..v..":"..i.."@")end\n';

export const luaDialect: Dialect = {
  ask: (id, expression) => `${newStatement}${answer}mq(${id},function()return ${expression} end)\n`,
  interrupt: '\n',
};

/** What is typed to carry out a statement that has no answer. */
export function luaStatement(statement: string): string {
  return `${newStatement}${statement}\n`;
}
