import { readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { buildImage } from '../../build/image';
import { root } from '../../build/paths';
import { createImageProgram } from '../../build/program';
import { neededRows, requireRows, type TableSizes } from '../../build/table-sizes';
import { bare, scratch, scratchApp } from './scratch';

jest.setTimeout(120_000);

/** An application with this text in its `main`. */
const appOf = (body: string): string => `import { Config } from 'config';
  import type { Board } from '@/src/board';
  import { addObject, every, onExecute, onRead, type Description } from '@/src/client';
  import { Answer } from '@/src/engine/answer';
  import { Type } from '@/src/format/type';
  import { describe } from '@/src/model/describe';
  import { Operations, type ObjectDefinition } from '@/src/model/description';
  import { addTemperature } from '@/src/objects/ipso/temperature';
  const two = describe({ id: 32769, version: '1.0', resources: { 1: { type: Type.integer, operations: Operations.read }, 2: { type: Type.none, operations: Operations.execute } } });
  function run(): Answer { return Answer.done; }
  function add<D extends ObjectDefinition>(description: Description<D>, most: number): void { addObject(description, most); }
  function later(): void { addObject(two, 100); }
  export function main(board: Board): void {
    board.log('started');
    ${body}
  }
  export const used = [Config.tcp, addTemperature, add, every, run, onExecute, onRead, later];`;

const none = { objects: 0, definitions: 0, instances: 0, resources: 0, callbacks: 0 };
const three = { objects: 1, definitions: 2, instances: 3, resources: 6, callbacks: 0 };

const cases: readonly (readonly [what: string, body: string, needed: TableSizes])[] = [
  ['an object and its callbacks', 'addObject(two, 3); onRead(two, 1, run); onExecute(two, 2, run);', { ...three, callbacks: 2 }],
  ['what a function is given', 'add(two, 3);', three],
  ['a setting', 'addObject(two, Config.version - 8);', three],
  ['what a setting puts in', 'if (Config.tcp === 1) { addObject(two, 3); }', three],
  ['objects of src/', 'addTemperature(4);', { objects: 1, definitions: 12, instances: 4, resources: 48, callbacks: 2 }],
  ['not what a setting leaves out', 'if (Config.tcp === 0) { addObject(two, 3); }', none],
  ['not what depends on the board', 'if (board.network !== undefined) { addObject(two, 3); }', none],
  ['not what comes behind a return that does', 'if (board.network !== undefined) { return; } addObject(two, 3);', none],
  ['not what is called later', 'every(1, later);', none],
  ['not what is called in a loop', 'for (let i = 0; i < 1; i++) { addObject(two, 3); }', none],
];

/** One program for all cases: a file each. */
let program: ts.Program;
let folder = '';

beforeAll(() => {
  const files = cases.map(([, body], i) => [`case${i}.ts`, appOf(body)] as const);
  const imports = cases.map((_, i) => `export { main as main${i} } from './case${i}';\n`);
  folder = scratch({ ...Object.fromEntries(files), 'main.ts': `${imports.join('')}export function main(): void { return; }` });
  const sources = { main: path.join(folder, 'main.ts'), board: path.join(bare, 'board.ts'), runtime: path.join(root, 'src/runtime/js.ts'), primitives: path.join(root, 'src/crypto/primitives.ts') };
  const entry = `export { main } from 'main';`;
  const config = readFileSync(path.join(root, 'src/config.ts'), 'utf8');
  program = createImageProgram({ ...sources, hasNode: false, config, entry }, { target: ts.ScriptTarget.ES5, ignoreDeprecations: '6.0' });
});

test.each(cases.map(([what, , expected], i) => [what, i, expected] as const))('counts %s', (_, i, expected) => {
  expect(neededRows(program, path.join(folder, `case${i}.ts`))).toEqual(expected);
});

test('what does not fit is named, all of it, and nothing else', () => {
  const settings = { objects: 2, definitions: 10, instances: 2, resources: 1, callbacks: 0 };
  expect(() => requireRows('app', { objects: 2, definitions: 11, instances: 1, resources: 6, callbacks: 0 }, settings)).toThrow(
    'app: what it adds at its start does not fit its tables. In config.json, at least:\n  "definitions": 11, which is 10\n  "resources": 6, which is 1',
  );
  expect(() => requireRows('app', none, settings)).not.toThrow();
});

test('such an image is not built', async () => {
  const app = scratchApp(appOf('addObject(two, 3);'), '{ "instances": 2, "definitions": 1 }');
  await expect(buildImage({ app, board: bare, dist: scratch({}) })).rejects.toThrow('"definitions": 2, which is 1\n  "instances": 3, which is 2');
});
