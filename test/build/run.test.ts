import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../../build/paths';
import { scratch } from './scratch';

jest.setTimeout(60_000); // All tests share the machine.

const packageFolder = path.join(root, 'node_modules/typescript');

/** A house of its own with build/run, TypeScript and one program. */
function newHouse(): string {
  const house = scratch({ 'main.ts': '' });
  mkdirSync(path.join(house, 'build'));
  mkdirSync(path.join(house, 'node_modules'));
  copyFileSync(path.join(root, 'build/run.js'), path.join(house, 'build/run.js'));
  symlinkSync(packageFolder, path.join(house, 'node_modules/typescript'));
  return house;
}

/** @returns What the program prints. */
function run(house: string): string {
  return execFileSync(process.execPath, ['build/run', 'main.ts'], { cwd: house, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();
}

/** Leaves nothing of TypeScript but its version. */
function takeCompiler(house: string): void {
  const folder = path.join(house, 'node_modules/typescript');
  rmSync(folder);
  mkdirSync(folder);
  copyFileSync(path.join(packageFolder, 'package.json'), path.join(folder, 'package.json'));
}

test('a program is compiled when it has changed, and not again', () => {
  const house = newHouse();
  const program = path.join(house, 'main.ts');
  writeFileSync(program, 'const said: string = "one"; console.log(said);');
  expect(run(house)).toBe('one');
  writeFileSync(program, 'const said: string = "two"; console.log(said);');
  expect(run(house)).toBe('two');
  expect(readdirSync(path.join(house, 'node_modules/.cache/mote'))).toHaveLength(1);
  takeCompiler(house);
  expect(run(house)).toBe('two');
  writeFileSync(program, 'const said: string = "three"; console.log(said);');
  expect(() => run(house)).toThrow('Cannot find module');
});

test('it runs where nothing can be kept', () => {
  const house = newHouse();
  writeFileSync(path.join(house, 'main.ts'), 'const said: string = "one"; console.log(said);');
  writeFileSync(path.join(house, 'node_modules/.cache'), 'no folder');
  expect(run(house)).toBe('one');
});
