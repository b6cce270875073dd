/**
 * Makes one Lua module small: no comments and blanks, short names for its locals. Scopes are not looked at: a name
 * means one short name in the whole module, and no short name is one that the module uses for something else, so
 * that no two names become one.
 */
import { isName, joinTokens, luaGlobals, luaTokens } from './lua-tokens';

const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_';

/** The `index`th of all short names. */
export function shortName(index: number): string {
  const last = letters[index % letters.length];
  return index < letters.length ? last : shortName(Math.floor(index / letters.length) - 1) + last;
}

/** What opens a stretch of Lua, by what closes it. `while` and `for` have their `do`. */
const closing: Readonly<Record<string, readonly string[]>> = {
  '}': ['{'],
  ')': ['('],
  ']': ['['],
  end: ['function', 'if', 'do'],
  until: ['repeat'],
};
const opening = new Set(Object.values(closing).flat());

/** For each token whether it is a field: behind a dot or colon, or a key in a table. */
export function findFields(tokens: readonly string[]): boolean[] {
  const open: string[] = [];
  return tokens.map((each, index) => {
    if (opening.has(each)) {
      open.push(each);
    } else if (Object.hasOwn(closing, each)) {
      const opened = open.pop();
      if (opened === undefined || !closing[each].includes(opened)) {
        throw new Error(`Lua: \`${opened ?? 'nothing'}\` is closed by \`${each}\``);
      }
    }
    if (!isName(each)) {
      return false;
    }
    const before = tokens[index - 1];
    const isKey = open.at(-1) === '{' && tokens[index + 1] === '=' && (before === '{' || before === ',' || before === ';');
    return isKey || before === '.' || before === ':';
  });
}

/** The names that the module declares: locals, parameters, variables of loops. */
function declaredNames(tokens: readonly string[]): Set<string> {
  const names = new Set<string>();
  function addList(from: number): void {
    for (let i = from; isName(tokens[i]); i += 2) {
      names.add(tokens[i]);
      if (tokens[i + 1] !== ',') {
        return;
      }
    }
  }
  tokens.forEach((each, index) => {
    if (each === 'local' && tokens[index + 1] === 'function') {
      names.add(tokens[index + 2]);
    } else if (each === 'local' || each === 'for') {
      addList(index + 1);
    } else if (each === 'function') {
      addList(tokens.indexOf('(', index) + 1);
    }
  });
  return names;
}

/**
 * The tokens of a module with its locals renamed; the most used have the shortest names.
 * @param reserved Names of the module's surroundings, which are never renamed or taken.
 */
export function renameLocals(tokens: readonly string[], reserved: ReadonlySet<string>): string[] {
  const isField = findFields(tokens);
  const declared = declaredNames(tokens);
  const uses = new Map<string, number>();
  const taken = new Set(reserved);
  tokens.forEach((each, index) => {
    if (!isField[index] && isName(each)) {
      if (declared.has(each) && !reserved.has(each) && !luaGlobals.has(each)) {
        uses.set(each, (uses.get(each) ?? 0) + 1);
      } else {
        taken.add(each);
      }
    }
  });
  const renamed = new Map<string, string>();
  let next = 0;
  for (const [name] of [...uses].sort(([, a], [, b]) => b - a)) {
    let short = shortName(next++);
    while (taken.has(short) || !isName(short) || luaGlobals.has(short)) {
      short = shortName(next++);
    }
    renamed.set(name, short);
  }
  return tokens.map((each, index) => (isField[index] ? each : (renamed.get(each) ?? each)));
}

/**
 * Lua text made small.
 * @param reserved Global names, beside Lua's own, that must stay what they are.
 */
export function minifyLua(text: string, reserved: ReadonlySet<string>): string {
  return joinTokens(renameLocals(luaTokens(text), reserved));
}
