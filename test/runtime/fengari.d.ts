/** What the tests use of fengari, Lua 5.3 in JavaScript, whose integers have 32 bits. */
declare module 'fengari' {
  interface State {
    readonly brand: 'lua_State';
  }
  type LuaString = Uint8Array;
  export function to_luastring(text: string): LuaString;
  export const lua: {
    readonly LUA_OK: number;
    lua_pcall(state: State, inputs: number, outputs: number, handler: number): number;
    lua_tojsstring(state: State, index: number): string;
    lua_close(state: State): void;
  };
  export const lauxlib: {
    luaL_newstate(): State;
    luaL_loadbuffer(state: State, chunk: LuaString, size: number, name: LuaString): number;
  };
  export const lualib: {
    luaL_openlibs(state: State): void;
  };
}
