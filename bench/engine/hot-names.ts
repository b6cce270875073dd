/**
 * Counts how often the client uses each function and table while it does what the bench measures on Espruino, and writes
 * their names to build/hot-names.json, the most used first: build/order.ts declares them in that order. It need not be
 * new for an image to be right, only for it to be fast.
 */
import fs from 'node:fs';
import path from 'node:path';
import vm from 'node:vm';
import ts from 'typescript';
import { declarationsOf } from '../../build/order';
import { works } from './espruino';

const file = path.resolve(__dirname, '../../build/hot-names.json');

/** How many rounds of the work: a name that is used less often than once in it is not hot. */
const rounds = 10;

/** Names that stand for a variable at the top, by function, with how often its text has them. */
function usesOf(declared: ts.Node, tops: ReadonlySet<string>): Map<string, number> {
  const uses = new Map<string, number>();
  const own = new Set<string>();
  const visit = (node: ts.Node): void => {
    if ((ts.isParameter(node) || ts.isVariableDeclaration(node)) && ts.isIdentifier(node.name)) own.add(node.name.text);
    if (ts.isIdentifier(node) && !(ts.isPropertyAccessExpression(node.parent) && node.parent.name === node) && tops.has(node.text)) {
      uses.set(node.text, (uses.get(node.text) ?? 0) + 1);
    }
    ts.forEachChild(node, visit);
  };
  ts.forEachChild(declared, visit);
  own.forEach((name) => uses.delete(name));
  return uses;
}

/** @param image Path of an image for the board in `board/`, with its names.json beside it. @returns How many names are hot. */
export function writeHotNames(image: string): number {
  const text = fs.readFileSync(image, 'utf8');
  const names = JSON.parse(fs.readFileSync(path.join(path.dirname(image), 'names.json'), 'utf8')) as Record<string, string>;
  const source = ts.createSourceFile('image.js', text, ts.ScriptTarget.ES5, true, ts.ScriptKind.JS);
  const declared = declarationsOf(source);
  const tops = new Set(declared.map(({ name }) => name.text));

  let counting = text;
  const functions = declared.flatMap(({ node, name }) => (ts.isFunctionDeclaration(node) ? [{ node, name: name.text }] : []));
  for (const { node, name } of functions.reverse()) {
    const at = (node.body?.getStart() ?? 0) + 1;
    counting = `${counting.slice(0, at)}benchCalls.${name}=(benchCalls.${name}||0)+1;${counting.slice(at)}`;
  }
  const calls: Record<string, number> = {};
  const context = vm.createContext({ benchCalls: calls });
  const run = (script: string): unknown => vm.runInContext(script, context);
  run(fs.readFileSync(path.join(__dirname, 'host.js'), 'utf8'));
  run(`${counting};registerClient()`);
  works.forEach(({ before }) => run(before));

  const heat = new Map<string, number>();
  for (const work of works) {
    for (const name of Object.keys(calls)) calls[name] = 0;
    run(work.calls(rounds));
    const counts = new Map<string, number>();
    for (const { node, name } of functions) {
      for (const [used, count] of usesOf(node, tops)) {
        counts.set(names[used], (counts.get(names[used]) ?? 0) + count * (calls[name] ?? 0));
      }
    }
    // A share of all uses, so that a small request counts for as much as a large one.
    const all = [...counts.values()].reduce((sum, count) => sum + count, 0);
    for (const [name, count] of counts) {
      if (count >= rounds) heat.set(name, (heat.get(name) ?? 0) + count / all);
    }
  }
  const hot = [...heat].sort(([a, i], [b, k]) => k - i || (a < b ? -1 : 1));
  fs.writeFileSync(file, `${JSON.stringify(hot.map(([name]) => name), null, 2)}\n`);
  return hot.length;
}
