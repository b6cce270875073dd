/** Takes Lua text apart into tokens; comments and blanks are dropped. Lua 5.1 and 5.3 (manual, section 3.1). */

const token =
  /--\[(=*)\[[\s\S]*?\]\1\]|--[^\n]*|\[(=*)\[[\s\S]*?\]\2\]|"(?:\\[\s\S]|[^"\\])*"|'(?:\\[\s\S]|[^'\\])*'|0[xX][0-9a-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|[A-Za-z_]\w*|\.\.\.|\.\.|==|~=|<=|>=|<<|>>|\/\/|::|\S/g;

export function luaTokens(text: string): string[] {
  return (text.match(token) ?? []).filter((each) => !each.startsWith('--'));
}

/** Where each of `luaTokens` begins. */
export function tokenStarts(text: string): number[] {
  return [...text.matchAll(token)].filter(([each]) => !each.startsWith('--')).map(({ index }) => index);
}

/** Whether two tokens would be others without a blank between them. */
export function needBlank(left: string, right: string): boolean {
  const isNumber = /^\.?\d/.test(left);
  if ((isNumber && /^[\w.]/.test(right)) || (left === '[' && /^[[=]/.test(right))) {
    return true; // Lua reads on: a number as far as there are digits, letters and dots, `[[` and `[=` to their end.
  }
  const [first, second] = luaTokens(left + right);
  return first !== left || second !== right;
}

/** The tokens as text again, with a blank only where it is needed. */
export function joinTokens(tokens: readonly string[]): string {
  return tokens.map((each, index) => (index > 0 && needBlank(tokens[index - 1], each) ? ` ${each}` : each)).join('');
}

const keywords = new Set(
  'and break do else elseif end false for function goto if in local nil not or repeat return then true until while'.split(' '),
);

/** Whether the token is a name, not a keyword. */
export function isName(each: string | undefined): boolean {
  return each !== undefined && /^[A-Za-z_]\w*$/.test(each) && !keywords.has(each);
}

/** What Lua itself and its libraries define; `bit` is Lua 5.1's library for bit operations. */
export const luaGlobals: ReadonlySet<string> = new Set(
  (
    'assert bit bit32 collectgarbage coroutine debug dofile error getfenv getmetatable io ipairs load loadstring math ' +
    'next os package pairs pcall print rawequal rawget rawlen rawset require select self setfenv setmetatable string ' +
    'table tonumber tostring type unpack utf8 xpcall _ENV _G _VERSION'
  ).split(' '),
);
