/** What the configuration decides is left out of Lua images, and nothing else is. */
import { readFileSync } from 'node:fs';
import { createContext, runInContext } from 'node:vm';
import { buildImage } from '../../build/image';
import { runLua } from './lua';
import { bare, scratch, scratchApp } from './scratch';

jest.setTimeout(60_000);

const dist = scratch({});

/** Builds an application that logs, in both languages; gives what it logs and the text of the Lua image. */
async function logged(body: string, settings: Readonly<Record<string, number>> = {}): Promise<{ lines: string[]; lua: string }> {
  const app = scratchApp(
    `import { Config } from 'config';\nimport type { Board } from '@/src/board';\nlet board: Board;\n` +
      `function say(line: string): boolean { board.log(line); return true; }\n${body}\n` +
      `export function main(on: Board): void { board = on; run(); }\n`,
    JSON.stringify(settings),
  );
  const lines: string[] = [];
  const script = await buildImage({ app, board: bare, dist });
  runInContext(readFileSync(script.file, 'utf8'), createContext({ onLogged: (line: string) => lines.push(line) }));
  const lua = readFileSync((await buildImage({ app, board: bare, dist, language: 'lua53' })).file, 'utf8');
  const prelude = 'local lines = {} function onLogged(line) lines[#lines + 1] = line end\n';
  const inLua = runLua(`${prelude}${lua}\nreturn table.concat(lines, "\\n")`);
  expect(inLua.split('\n')).toEqual(lines.length === 0 ? [''] : lines);
  return { lines, lua };
}

test('branches on settings', async () => {
  const body = `
    const limit = Config.servers * 2;
    function run(): void {
      if (Config.discover === 1) { say('if on'); } else { say('if off'); }
      if (Config.discover === 0) { say('else on'); } else if (Config.servers > 1) { say('many'); } else { say('one'); }
      if (Config.discover === 1 && limit >= 4) { say('and on'); }
      if (!(Config.discover === 1) || limit < 4) { say('or on'); }
      say(Config.discover !== 1 ? 'ternary off' : 'ternary on');
      while (Config.discover === 0) { say('while off'); return; }
      if (Config.discover === 1) { say('last'); return; }
      say('after');
    }`;
  const on = await logged(body, { discover: 1, servers: 2 });
  expect(on.lines).toEqual(['if on', 'many', 'and on', 'ternary on', 'last']);
  for (const gone of ['if off', 'else on', 'one', 'or on', 'ternary off', 'while off', 'after']) expect(on.lua).not.toContain(`"${gone}"`);

  const off = await logged(body, { discover: 0, servers: 1 });
  expect(off.lines).toEqual(['if off', 'else on', 'or on', 'ternary off', 'while off']);
  for (const gone of ['if on', 'many', 'and on', 'ternary on', 'last']) expect(off.lua).not.toContain(`"${gone}"`);
});

test('what only a branch that is gone uses is gone with it, functions and tables', async () => {
  const body = `
    const table = /* @__PURE__ */ make('made for nothing');
    function make(line: string): string { return line; }
    function third(): void { say(table); }
    function second(): void { third(); }
    function first(): void { second(); }
    function run(): void {
      if (Config.discover === 1) { first(); }
      say('end');
    }`;
  const off = await logged(body, { discover: 0 });
  expect(off.lines).toEqual(['end']);
  expect(off.lua).not.toContain('made for nothing');
  expect((await logged(body, { discover: 1 })).lines).toEqual(['made for nothing', 'end']);
});

test('what has effects stays, although its value is not used', async () => {
  const { lines, lua } = await logged(`
    const seen: string[] = [];
    function note(line: string): number { seen[0] = line; return 1; }
    export const unused = note('noted');
    function run(): void { if (Config.servers > 0) { say(seen[0]); } }`);
  expect(lines).toEqual(['noted']);
  expect(lua).toContain('noted');
});

test('conditions that settings do not decide, and scopes, are left alone', async () => {
  const { lines } = await logged(`
    let count = 0;
    function next(): boolean { count++; return count > 1; }
    function run(): void {
      const name = 'outer';
      if (Config.discover === 1) { const name = 'inner'; say(name); }
      say(name);
      if (next() && Config.discover === 1) { say('never'); }
      if (next() || Config.discover === 0) { say('second'); }
      switch (count) {
        case 1: say('case 1'); break;
        case 2: if (Config.discover === 1) { say('case 2'); break; }
        case 3: say('case 3');
      }
      for (let i = 0; i < 2; i++) { if (Config.servers === 0) { break; } say(i === 0 ? 'a' : 'b'); }
    }`.replace("case 2: if (Config.discover === 1) { say('case 2'); break; }", "case 2: if (Config.discover === 1) { say('case 2'); } break;"));
  expect(lines).toEqual(['inner', 'outer', 'second', 'case 2', 'a', 'b']);
});

test('an overloaded function, one that is passed on, and one that is exported from elsewhere', async () => {
  const app = scratch({
    'config.json': '{}',
    'origin.ts': `import type { Board } from '@/src/board';
      export function tell(board: Board, line: string): void;
      export function tell(board: Board, line: string, again: string): void;
      export function tell(board: Board, line: string, again?: string): void { board.log(line); if (again !== undefined) { board.log(again); } }
      export const unused = 'nobody asks for this';`,
    'middle.ts': `export { tell as say, unused } from './origin';`,
    'main.ts': `import type { Board } from '@/src/board';
      import { say } from './middle';
      const table = { say: say };
      export function main(board: Board): void { table.say(board, 'one'); say(board, 'two', 'three'); }`,
  });
  const lua = readFileSync((await buildImage({ app, board: bare, dist, language: 'lua53' })).file, 'utf8');
  const said = runLua(`local lines = {} function onLogged(line) lines[#lines + 1] = line end\n${lua}\nreturn table.concat(lines, " ")`);
  expect(said).toBe('one two three');
  expect(lua).not.toContain('nobody asks');
});

test('what is thrown is a text in Lua', async () => {
  const app = scratchApp(`import type { Board } from '@/src/board';
    export function main(board: Board): void { if (board.now() === 0) { throw new Error('too ' + board.utc()); } }`);
  const lua = readFileSync((await buildImage({ app, board: bare, dist, language: 'lua53' })).file, 'utf8');
  expect(() => runLua(lua)).toThrow(/^too 0$/);
});
