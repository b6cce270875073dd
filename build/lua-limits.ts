/** Limits of Lua that its compiler checks only on the board (Lua 5.1: luaconf.h, LUAI_MAXVARS and LUAI_MAXUPVALUES). */
import { BuildFailure } from './failure';
import { isName } from './lua-tokens';
import { findFields } from './minlua';

const maxLocals = 200;
const maxUpvalues = 60;

const opens = new Set(['function', 'if', 'do', 'repeat']);

interface Function {
  readonly name: string;
  readonly tokens: readonly string[];
}

/** The names that a module declares outside all blocks, and its functions there. */
function topLevel(tokens: readonly string[]): { locals: Set<string>; functions: Function[] } {
  const locals = new Set<string>();
  const functions: Function[] = [];
  let depth = 0;
  let start = 0;
  tokens.forEach((each, index) => {
    if (each === 'local' && depth === 0) {
      let name = tokens[index + 1] === 'function' ? index + 2 : index + 1;
      locals.add(tokens[name]);
      for (; tokens[name + 1] === ','; name += 2) {
        locals.add(tokens[name + 2]);
      }
    }
    if (opens.has(each)) {
      start = depth === 0 ? index : start;
      depth++;
    } else if (each === 'end' || each === 'until') {
      depth--;
      if (depth === 0 && tokens[start] === 'function') {
        functions.push({ name: tokens.slice(start + 1, tokens.indexOf('(', start)).join(''), tokens: tokens.slice(start, index) });
      }
    }
  });
  return { locals, functions };
}

/**
 * @param tokens A Lua module whose names are still those of its source.
 * @throws BuildFailure when it has more locals, or one of its functions uses more of them, than Lua can have.
 */
export function requireLuaLimits(module: string, tokens: readonly string[]): void {
  const { locals, functions } = topLevel(tokens);
  if (locals.size > maxLocals - 10) {
    throw new BuildFailure(`${module}: ${locals.size} functions, tables and imports; Lua has ${maxLocals} locals a module, less some: split it`);
  }
  for (const each of functions) {
    const isField = findFields([...each.tokens, 'end']);
    const used = new Set(each.tokens.filter((name, index) => !isField[index] && isName(name) && locals.has(name)));
    if (used.size >= maxUpvalues) {
      throw new BuildFailure(`${module}: ${each.name} uses ${used.size} names of its module; Lua 5.1 has ${maxUpvalues} upvalues a function: split it`);
    }
  }
}
