import { lauxlib, lua, lualib, to_luastring } from 'fengari';
import type { Language } from '../../build/board';

/** Lua 5.1's library `bit`, by the operators of Lua 5.3. */
const bit = `bit = {
  band = function(a, b) return a & b end, bor = function(a, b) return a | b end, bxor = function(a, b) return a ~ b end,
  lshift = function(a, n) return a << n end, rshift = function(a, n) return a >> n end, bnot = function(a) return ~a end,
}\n`;

/** Runs a script on fengari, and returns the string that it returns. */
export function runLua(script: string, language: Language = 'lua53'): string {
  const state = lauxlib.luaL_newstate();
  lualib.luaL_openlibs(state);
  const chunk = to_luastring((language === 'lua51' ? bit : '') + script);
  const failed =
    lauxlib.luaL_loadbuffer(state, chunk, chunk.length, to_luastring('script')) !== lua.LUA_OK ||
    lua.lua_pcall(state, 0, 1, 0) !== lua.LUA_OK;
  const result = lua.lua_tojsstring(state, -1);
  lua.lua_close(state);
  if (failed) throw new Error(result);
  return result;
}
