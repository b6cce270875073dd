import path from 'node:path';
import ts from 'typescript';
import { createImageProgram } from '../../build/program';
import { root } from '../../build/paths';
import { simplify } from '../../build/simplify';
import { bare, scratchApp } from './scratch';

jest.setTimeout(60_000);

const conditions: readonly (readonly [source: string, simplified: string])[] = [
  ['count === other', 'count == other'],
  ['count !== Column.second', 'count != Column.second'],
  ['list[count] === 1', 'list[count] == 1'],
  ['flag === true', 'flag == true'],
  ['flag !== (count > 1)', 'flag != (count > 1)'],
  ['maybe === undefined', 'maybe == null'],
  ['maybe !== undefined', 'maybe != null'],
  // One side may be something that `==` takes for the other.
  ['missing === undefined', 'missing === undefined'],
  ['maybe === count', 'maybe === count'],
  ['text === other.toString()', 'text === other.toString()'],
  ['either === count', 'either === count'],
  ['list[other + Column.first] > 0', 'list[other] > 0'],
  ['list[3 * count + Column.first] === 0', 'list[3 * count] == 0'],
  ['list[count + Column.second] > 0', 'list[count + Column.second] > 0'],
  ["text + 0 > ''", "text + 0 > ''"],
  ['Column.first + count > 0', 'Column.first + count > 0'],
];

test('`==` where the types allow it, null for undefined, and no addition of 0', () => {
  const main = path.join(
    scratchApp(`import type { Board } from '@/src/board';
      const enum Column { first, second }
      export const list = [1, 2, 3];
      export function main(board: Board, count = 1, other = 2, flag = false, text = '', maybe?: number, either: number | string = 1, missing: number | null = 1): void {
${conditions.map(([source]) => `        if (${source}) { board.reboot(); }`).join('\n')}
      }`),
    'main.ts',
  );
  const sources = { main, board: path.join(bare, 'board.ts'), runtime: path.join(root, 'src/runtime/js.ts'), primitives: path.join(root, 'src/crypto/primitives.ts'), hasNode: false, config: '' };
  const program = createImageProgram(sources, { target: ts.ScriptTarget.ES2022 });
  const file = program.getSourceFile(main);
  if (file === undefined) throw new Error('no main.ts');
  const { transformed } = ts.transform(file, [simplify(program)], program.getCompilerOptions());
  const text = ts.createPrinter().printFile(transformed[0]);
  expect([...text.matchAll(/^ *if \((.*)\) \{$/gm)].map(([, condition]) => condition)).toEqual(conditions.map(([, simplified]) => simplified));
});
