import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { lauxlib, lua, lualib, to_luastring } from 'fengari';
import { LuaLibImportKind, LuaTarget, transpileFiles, type CompilerOptions } from 'typescript-to-lua';
import ts from 'typescript';

const root = path.join(__dirname, '../..');

/** A Lua engine: the target it is compiled for, and how it runs a script that returns a string. */
export interface Engine {
  readonly name: string;
  readonly target: LuaTarget;
  readonly run: (script: string) => string;
}

function runFengari(script: string): string {
  const state = lauxlib.luaL_newstate();
  lualib.luaL_openlibs(state);
  const chunk = to_luastring(script);
  const failed =
    lauxlib.luaL_loadbuffer(state, chunk, chunk.length, to_luastring('script')) !== lua.LUA_OK ||
    lua.lua_pcall(state, 0, 1, 0) !== lua.LUA_OK;
  const result = lua.lua_tojsstring(state, -1);
  lua.lua_close(state);
  if (failed) throw new Error(result);
  return result;
}

/** Runs a script on a Lua interpreter of the machine. */
function runInterpreter(command: string, prelude: string, script: string): string {
  const input = `${prelude} io.write((function() ${script}\nend)())`;
  const { status, stdout, stderr } = spawnSync(command, ['-'], { input, encoding: 'utf8', maxBuffer: 1 << 26 });
  if (status !== 0) throw new Error(stderr);
  return stdout;
}

const fengari: Engine = { name: 'fengari', target: LuaTarget.Lua53, run: runFengari };

const interpreters: readonly Engine[] = [
  { name: 'lua5.3', target: LuaTarget.Lua53, run: (script) => runInterpreter('lua5.3', '', script) },
  { name: 'lua5.1', target: LuaTarget.LuaJIT, run: (script) => runInterpreter('lua5.1', 'bit = require("bit")', script) },
];

function isPresent({ run }: Engine): boolean {
  try {
    return run('return "here"') === 'here';
  } catch {
    return false;
  }
}

/** fengari, and those interpreters of the machine that there are. */
export const engines: readonly Engine[] = [fengari, ...interpreters.filter(isPresent)];
export const absent: readonly string[] = interpreters.filter((each) => !engines.includes(each)).map(({ name }) => name);

/** Compiles a module and all it imports to a script that returns what the module exports. */
export function compileLua(file: string, target: LuaTarget): string {
  const settings = ts.readConfigFile(path.join(root, 'tsconfig.json'), (name) => readFileSync(name, 'utf8'));
  const { options } = ts.parseJsonConfigFileContent({ ...settings.config, files: [], include: [] }, ts.sys, root);
  const bundle: CompilerOptions = {
    ...options,
    configFilePath: path.join(root, 'tsconfig.json'),
    types: [],
    paths: { runtime: ['./src/runtime/lua.ts'], config: ['./src/config.ts'] },
    noEmit: false,
    preserveConstEnums: false,
    luaTarget: target,
    luaLibImport: LuaLibImportKind.None,
    noImplicitSelf: true,
    luaBundle: 'bundle.lua',
    luaBundleEntry: file,
  };
  let script = '';
  const { diagnostics } = transpileFiles([file], bundle, (_name, text) => {
    script = text;
  });
  const errors = diagnostics.filter(({ category }) => category === ts.DiagnosticCategory.Error);
  if (errors.length > 0) {
    throw new Error(ts.formatDiagnostics(errors, { getCurrentDirectory: () => root, getCanonicalFileName: String, getNewLine: () => '\n' }));
  }
  // As the build does: where integers have 32 bits, only the hexadecimal mask is one.
  return script.replace(/\b4294967295\b/g, '0xFFFFFFFF');
}
