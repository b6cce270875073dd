/**
 * Which names of the sources are used most, and what they are called in a bundle. A name is given with its file, since
 * others may have one like it that is hardly used: "src/engine/walk.ts position".
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { type Bundle, filesOfLines } from './bundle';
import { declarationsOf, sourceName } from './order';
import { shown } from './paths';

/** Names of the sources, the one that is used most first. */
export type HotNames = readonly string[];

/** What `npm run bench -- espruino --order` has counted. */
export function hotNames(): HotNames {
  return JSON.parse(readFileSync(path.join(__dirname, 'hot-names.json'), 'utf8')) as HotNames;
}

/** Files of which each image has its own: one of an engine, and those of a board. */
export function placeOf(file: string): string {
  return shown(file)
    .replace(/^src\/runtime\/.*/, 'runtime')
    .replace(/^(boards|bench)\/.*/, 'board');
}

/** The names at the top of a bundle, and what they are in the sources. */
export function namesInSources(bundle: Bundle): Map<string, string> {
  const files = filesOfLines(bundle);
  const source = ts.createSourceFile('bundle.js', bundle.code, ts.ScriptTarget.ES5, true, ts.ScriptKind.JS);
  const names = new Map<string, string>();
  for (const { name } of declarationsOf(source)) {
    const file = files[source.getLineAndCharacterOfPosition(name.getStart()).line];
    if (file !== undefined) names.set(name.text, `${placeOf(file)} ${sourceName(name.text)}`);
  }
  return names;
}

/** Those names of a bundle that are hot, the one that is used most first. */
export function namesInBundle(inSources: ReadonlyMap<string, string>, hot: HotNames): string[] {
  const ranks = new Map(hot.map((name, index) => [name, index]));
  const rank = (name: string): number => ranks.get(inSources.get(name) ?? '') ?? hot.length;
  return [...inSources.keys()].filter((name) => rank(name) < hot.length).sort((a, b) => rank(a) - rank(b));
}
