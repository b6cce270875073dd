import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { hotNames } from '../../build/order';
import { root } from '../../build/paths';

/** The names that the sources of device code declare, at the top of a file or within. */
function declared(): Set<string> {
  const names = new Set<string>();
  const visit = (node: ts.Node): void => {
    if ((ts.isFunctionDeclaration(node) || ts.isVariableDeclaration(node)) && node.name !== undefined && ts.isIdentifier(node.name)) names.add(node.name.text);
    ts.forEachChild(node, visit);
  };
  for (const file of ['src', 'boards', 'firmware', 'bench/engine'].flatMap((room) =>
    readdirSync(path.join(root, room), { recursive: true, encoding: 'utf8' }).map((each) => path.join(root, room, each)),
  )) {
    if (file.endsWith('.ts')) visit(ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true));
  }
  return names;
}

test('each hot name is still one of the sources: if not, npm run bench -- espruino --order counts anew', () => {
  const names = declared();
  expect(hotNames().filter((name) => !names.has(name.split('$')[0]))).toEqual([]); // rollup puts $ behind what two modules have
});
