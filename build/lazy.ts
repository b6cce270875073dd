/**
 * Leaves functions in flash that are seldom called. A function takes 4 variables of Espruino's memory and one for each
 * parameter as long as it is declared. So these are not: the image has their texts as one long text, and each call makes its
 * function anew of a slice of that. `f(x)` becomes `h(4012)(x)`, with `function h(a){return $("a",_.substr(a))}`, where `_` is
 * the long text, `$` is `Function`, and h makes functions of one parameter. Espruino copies neither a tokenised text out of
 * the flash nor a slice of it, and it runs the text of a function up to the `}` that is one too many.
 *
 * A function that is a value and was marked (values.ts) becomes the number of its place in the long text: `$value(f)` is `4012`,
 * and `$callee(callback)(x)` is `q(callback)(x)`, where q makes the function of a number and gives what is a function back.
 */
import ts from 'typescript';
import { placeNames, type Renaming, usesOfTop } from './names';
import { declarationsOf, sourceName } from './order';
import { rawString, tokenise } from './tokenise';
import { marks } from './values';

/** The names of the functions that make functions, by their number of parameters. */
const makers: readonly string[] = ['g', 'h', 'i', 'j', 'k', 'l', 'm'];
/** The name of the function that makes a function of a value. */
const resolver = 'q';
/** All names that the image has for this. */
export const lazyNames: readonly string[] = ['$', '_', ...makers, resolver];

/** A function that is left in flash, the names by which it is called, and the marks by which it is a value. */
export interface LazyFunction {
  readonly node: ts.FunctionDeclaration & { readonly name: ts.Identifier; readonly body: ts.Block };
  readonly calls: readonly ts.Identifier[];
  readonly values: readonly ts.CallExpression[];
}

function isCalled(use: ts.Identifier): boolean {
  return ts.isCallExpression(use.parent) && use.parent.expression === use;
}

function isMark(node: ts.Node, mark: string): node is ts.CallExpression {
  return ts.isCallExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === mark;
}

/** The mark that the use of a function stands in. */
function markOf(use: ts.Identifier): ts.CallExpression | undefined {
  return isMark(use.parent, marks.value) && use.parent.arguments[0] === use ? use.parent : undefined;
}

/** What leaves the marks out: `f` for `$value(f)`, or for `$callee(f)`. */
export function unmarked(source: ts.SourceFile): Renaming[] {
  const found: Renaming[] = [];
  const visit = (node: ts.Node): void => {
    if (isMark(node, marks.value) || isMark(node, marks.callee)) {
      const [inner] = node.arguments;
      found.push({ start: node.getStart(), end: inner.getStart(), name: '' }, { start: inner.getEnd(), end: node.getEnd(), name: '' });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** Those that can be left in flash: functions that are called, and values that are marked. */
function candidates(source: ts.SourceFile, replaced: ReadonlySet<ts.Identifier>): LazyFunction[] {
  const uses = usesOfTop(source);
  return declarationsOf(source).flatMap(({ node, name }): LazyFunction[] => {
    const used = (uses.get(name.text) ?? []).filter((use) => !replaced.has(use));
    if (!ts.isFunctionDeclaration(node) || node.body === undefined || used.length === 0 || node.parameters.length > placeNames.length) return [];
    const calls = used.filter(isCalled);
    const values = used.flatMap((use) => markOf(use) ?? []);
    return calls.length + values.length === used.length ? [{ node: Object.assign(node, { name, body: node.body }), calls, values }] : [];
  });
}

/**
 * The functions to leave in flash.
 * @param source A minified bundle.
 * @param heat How much a name is used.
 * @param share Of 100 functions, so many.
 * @param replaced Names that are to stand for other functions.
 */
export function lazyFunctions(source: ts.SourceFile, heat: (name: string) => number, share: number, replaced: ReadonlySet<ts.Identifier>): LazyFunction[] {
  const all = declarationsOf(source).filter(({ node }) => ts.isFunctionDeclaration(node)).length;
  const coldest = candidates(source, replaced).sort((a, b) => heat(a.node.name.text) - heat(b.node.name.text));
  const left = coldest.slice(0, Math.round((all * share) / 100));
  // A number below 2,048 takes no variable of its own: small values come first. Then what is called at most places, for the shorter numbers.
  const size = ({ node }: LazyFunction): number => node.getWidth();
  const [values, others] = [left.filter((each) => each.values.length > 0), left.filter((each) => each.values.length === 0)];
  return [...values.sort((a, b) => size(a) - size(b)), ...others.sort((a, b) => b.calls.length - a.calls.length)];
}

const parametersOf = ({ node }: LazyFunction): number => node.parameters.length;

/** The functions that make functions with so many parameters each, and the one that makes functions of values. */
function declareMakers(functions: readonly LazyFunction[]): string {
  // A function that is a value gets as many parameters as any of them, and has no other variables of these names.
  const most = Math.max(-1, ...functions.filter(({ values }) => values.length > 0).map(parametersOf));
  const counts = new Set([...functions.map(parametersOf), ...(most < 0 ? [] : [most])]);
  const texts = [...counts].map((count) => {
    const names = placeNames.slice(0, count).map((name) => `"${name}",`);
    return `function ${makers[count]}(a){return $(${names.join('')}_.substr(a))}`;
  });
  return texts.join('') + (most < 0 ? '' : `function ${resolver}(a){return"number"==typeof a?${makers[most]}(a):a}`);
}

/** What has the resolver make what is called. */
function resolved(source: ts.SourceFile): Renaming[] {
  const found: Renaming[] = [];
  const visit = (node: ts.Node): void => {
    if (isMark(node, marks.callee)) {
      const [inner] = node.arguments;
      found.push({ start: node.getStart(), end: inner.getStart(), name: `${resolver}(` }, { start: inner.getEnd(), end: node.getEnd(), name: ')' });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** Renamings without those within `start` to `end`, and with that stretch itself. */
function without(renamings: readonly Renaming[], { start, end }: Renaming): Renaming[] {
  return renamings.filter((each) => each.end <= start || each.start >= end);
}

/**
 * Lays the image out.
 * @param functions What is left in flash.
 * @param renamings Of all names.
 * @param print The text of the image without these functions, then the text of each of them, with other renamings.
 * @returns The image, tokenised, the renamings that made it, and the functions by the places of their texts.
 */
export function layOut(
  functions: readonly LazyFunction[],
  renamings: readonly Renaming[],
  print: (renamings: readonly Renaming[]) => { main: string; bodies: readonly string[] },
): { bytes: Buffer; renamings: Renaming[]; places: ReadonlyMap<number, string> } {
  const heads = functions.map(({ node }) => ({ start: node.getStart(), end: node.body.getStart() + 1, name: '' }));
  const fixed = [...heads, ...(functions.some(({ values }) => values.length > 0) ? resolved(functions[0].node.getSourceFile()) : [])];
  const values = functions.flatMap((each) => each.values.map((value) => ({ start: value.getStart(), end: value.getEnd(), name: '' })));
  const kept = [...fixed, ...values].reduce(without, [...renamings]);
  const declared = declareMakers(functions);
  let offsets = functions.map(() => 0);
  for (;;) {
    const calls = functions.flatMap(({ node, calls, values }, index) => [
      ...calls.map((call) => ({ start: call.getStart(), end: call.getEnd(), name: `${makers[node.parameters.length]}(${offsets[index]})` })),
      ...values.map((value) => ({ start: value.getStart(), end: value.getEnd(), name: String(offsets[index]) })),
    ]);
    const places = new Set(calls.map(({ start }) => start));
    const all = [...kept.filter(({ start }) => !places.has(start)), ...calls, ...fixed].sort((a, b) => a.start - b.start || a.end - b.end);
    const { main, bodies } = print(all);
    const texts = bodies.map(tokenise);
    let size = 0;
    const next = texts.map(({ length }) => (size += length) - length);
    if (next.every((offset, index) => offset === offsets[index])) {
      const text = [tokenise('var $=Function,_='), rawString(Buffer.concat(texts)), tokenise(`;${declared}`), tokenise(main)];
      const places = new Map(functions.map(({ node: { name } }, index) => [offsets[index], sourceName(name.text)]));
      return { bytes: Buffer.concat(text), renamings: all, places };
    }
    offsets = next;
  }
}
