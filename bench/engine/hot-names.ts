/**
 * Counts how often the client looks each function and table up while it does what the bench measures on Espruino, and writes
 * their names to build/hot-names.json, the most used first: build/order.ts declares them in that order. It need not be
 * new for an image to be right, only for it to be fast.
 */
import fs from 'node:fs';
import { type Profiler, Session } from 'node:inspector';
import path from 'node:path';
import vm from 'node:vm';
import ts from 'typescript';
import { declarationsOf } from '../../build/order';
import { works } from './espruino';

const file = path.resolve(__dirname, '../../build/hot-names.json');

/** The image's name in what V8 says of it. */
const imageName = 'image.js';

/** How many rounds of the work: a name that is used less often than once in it is not hot. */
const rounds = 10;

/** Where a name stands for a variable at the top, by its place in the text. */
function usesOf(declared: ts.Node, tops: ReadonlySet<string>): ts.Identifier[] {
  const uses: ts.Identifier[] = [];
  const own = new Set<string>();
  const visit = (node: ts.Node): void => {
    if ((ts.isParameter(node) || ts.isVariableDeclaration(node)) && ts.isIdentifier(node.name)) own.add(node.name.text);
    if (ts.isIdentifier(node) && !(ts.isPropertyAccessExpression(node.parent) && node.parent.name === node) && tops.has(node.text)) {
      uses.push(node);
    }
    ts.forEachChild(node, visit);
  };
  ts.forEachChild(declared, visit);
  return uses.filter(({ text }) => !own.has(text));
}

/** How often each character of a script has been run since it was asked last: what V8 counts for coverage. */
function takeCounts(session: Session, length: number): Float64Array {
  const counts = new Float64Array(length);
  session.post('Profiler.takePreciseCoverage', (_error, { result }: Profiler.TakePreciseCoverageReturnType) => {
    const ranges = result.filter(({ url }) => url === imageName).flatMap(({ functions }) => functions.flatMap((each) => each.ranges));
    // A range within another one comes later.
    ranges.sort((a, b) => a.startOffset - b.startOffset || b.endOffset - a.endOffset);
    for (const { startOffset, endOffset, count } of ranges) counts.fill(count, startOffset, endOffset);
  });
  return counts;
}

/**
 * @param build Builds an image for the board in `board/`, with its names.json beside it, and gives its path.
 * @returns How many names are hot.
 */
export async function writeHotNames(build: () => Promise<string>): Promise<number> {
  // Of hot functions more are put in the place of their calls, where nobody would count them: in this image nothing is hot.
  fs.writeFileSync(file, '[]\n');
  const image = await build();
  const text = fs.readFileSync(image, 'utf8');
  const names = JSON.parse(fs.readFileSync(path.join(path.dirname(image), 'names.json'), 'utf8')) as Record<string, string>;
  const source = ts.createSourceFile(imageName, text, ts.ScriptTarget.ES5, true, ts.ScriptKind.JS);
  const declared = declarationsOf(source);
  const tops = new Set(declared.map(({ name }) => name.text));

  const uses = declared.flatMap(({ node }) => (ts.isFunctionDeclaration(node) ? usesOf(node, tops) : []));
  const context = vm.createContext();
  const run = (script: string): unknown => vm.runInContext(script, context);
  const session = new Session();
  session.connect();
  session.post('Profiler.enable');
  session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  run(fs.readFileSync(path.join(__dirname, 'host.js'), 'utf8'));
  vm.runInContext(text, context, { filename: imageName });
  run('registerClient()');
  works.forEach(({ before }) => run(before));

  const heat = new Map<string, number>();
  for (const work of works) {
    takeCounts(session, text.length);
    run(work.calls(rounds));
    const times = takeCounts(session, text.length);
    const counts = new Map<string, number>();
    for (const use of uses) counts.set(names[use.text], (counts.get(names[use.text]) ?? 0) + times[use.getStart()]);
    // A share of all uses, so that a small request counts for as much as a large one.
    const all = [...counts.values()].reduce((sum, count) => sum + count, 0);
    for (const [name, count] of counts) {
      if (count >= rounds) heat.set(name, (heat.get(name) ?? 0) + count / all);
    }
  }
  session.disconnect();
  const hot = [...heat].sort(([a, i], [b, k]) => k - i || (a < b ? -1 : 1));
  fs.writeFileSync(file, `${JSON.stringify(hot.map(([name]) => name), null, 2)}\n`);
  return hot.length;
}
