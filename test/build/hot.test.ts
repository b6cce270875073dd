import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { hotNames, namesInBundle, namesInSources, placeOf } from '../../build/hot';
import { root } from '../../build/paths';
import { bundleOf } from './bundles';

/** The names that the sources of device code declare, at the top of a file or within, as the list has them. */
function declared(): Set<string> {
  const names = new Set<string>();
  const visit = (node: ts.Node, place: string): void => {
    if ((ts.isFunctionDeclaration(node) || ts.isVariableDeclaration(node)) && node.name !== undefined && ts.isIdentifier(node.name)) names.add(`${place} ${node.name.text}`);
    ts.forEachChild(node, (child) => visit(child, place));
  };
  for (const file of ['src', 'boards', 'firmware', 'bench/engine'].flatMap((room) =>
    readdirSync(path.join(root, room), { recursive: true, encoding: 'utf8' }).map((each) => path.join(root, room, each)),
  )) {
    if (file.endsWith('.ts')) visit(ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true), placeOf(file));
  }
  return names;
}

test('each hot name is still one of its file: if not, npm run bench -- espruino --order counts anew', () => {
  const names = declared();
  expect(hotNames().filter((name) => !names.has(name))).toEqual([]);
});

test('of names that several files have, the one that is used is hot', () => {
  const bundle = bundleOf({ 'src/a.ts': 'var row = 1;\nfunction read() { return row; }', 'src/b.ts': 'var row$1 = 2;', 'src/runtime/lua.ts': 'function copy() {}' });
  const names = namesInSources(bundle);
  expect([...names.values()]).toEqual(['src/a.ts row', 'src/a.ts read', 'src/b.ts row', 'runtime copy']);
  expect(namesInBundle(names, ['runtime copy', 'src/c.ts row', 'src/b.ts row'])).toEqual(['copy', 'row$1']);
});
