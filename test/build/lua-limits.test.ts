import { requireLuaLimits } from '../../build/lua-limits';
import { luaTokens } from '../../build/lua-tokens';

const many = (count: number, line: (index: number) => string): string => Array.from({ length: count }, (_, index) => line(index)).join('\n');
const check = (text: string): void => requireLuaLimits('src/x.ts', luaTokens(text));

test('a module has at most 190 locals of its own; those of its functions and blocks do not count', () => {
  const inside = `local function f() ${many(100, (i) => `local a${i} = ${i}`)} end do ${many(100, (i) => `local b${i} = ${i}`)} end`;
  expect(() => check(`${many(188, (i) => `local v${i} = ${i}`)} local p, q = 1 ${inside}`)).toThrow('src/x.ts: 191 functions, tables and imports');
  expect(() => check(`${many(189, (i) => `local v${i} = ${i}`)} ${inside}`)).not.toThrow();
});

test('a function uses fewer than 60 names of its module; fields and names of its own do not count', () => {
  const locals = many(70, (i) => `local v${i} = ${i}`);
  const own = many(70, (i) => `own.v${i} = { v${i} = 1 }`);
  expect(() => check(`${locals} function E.f() ${many(60, (i) => `v${i} = v${i} + 1`)} end`)).toThrow('src/x.ts: E.f uses 60 names of its module');
  expect(() => check(`${locals} function E.f() local own = {} ${own} ${many(59, (i) => `v${i} = v${i} + 1`)} end`)).not.toThrow();
});
