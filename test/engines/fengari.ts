/** `node build/run test/engines/fengari.ts FILE.lua`: runs a script on fengari, Lua 5.3 whose integers have 32 bits. */
import { readFileSync } from 'node:fs';
import { lauxlib, lua, lualib, to_luastring } from 'fengari';

const state = lauxlib.luaL_newstate();
lualib.luaL_openlibs(state);
const chunk = to_luastring(readFileSync(process.argv[2], 'utf8'));
if (
  lauxlib.luaL_loadbuffer(state, chunk, chunk.length, to_luastring('script')) !== lua.LUA_OK ||
  lua.lua_pcall(state, 0, 0, 0) !== lua.LUA_OK
) {
  console.error(lua.lua_tojsstring(state, -1));
  process.exitCode = 1;
}
