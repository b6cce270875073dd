/**
 * The order of the names of a script. Espruino looks a name up from the first that was declared to the last, so that what
 * is used most comes first: tables and functions by turns. Other engines do not care.
 */
import ts from 'typescript';
import { wholeOf } from './inline';

/** From where to where in the script; or a text that has no names. */
export type Stretch = string | { readonly start: number; readonly end: number };

interface Declared {
  readonly node: ts.FunctionDeclaration | ts.VariableDeclaration;
  readonly name: ts.Identifier;
}

/** The name in the source: rollup adds `$1` where two modules have the same. */
export function sourceName(name: string): string {
  return name.replace(/\$\w+$/, '');
}

/** The functions and variables at the top of a bundle. */
export function declarationsOf(source: ts.SourceFile): Declared[] {
  return wholeOf(source).body.statements.flatMap((statement): Declared[] => {
    if (ts.isFunctionDeclaration(statement) && statement.name !== undefined) {
      return [{ node: statement, name: statement.name }];
    }
    const declarations = ts.isVariableStatement(statement) ? statement.declarationList.declarations : [];
    return declarations.flatMap((node) => (ts.isIdentifier(node.name) ? [{ node, name: node.name }] : []));
  });
}

/** Each further `var` is 5 bytes: of so many neighbours, the variables come before the functions. */
const GROUP = 16;

/**
 * Espruino looks for methods of what is built in by names in the global scope, too, such as `Uint8Array`, behind all that
 * was declared before it has come upon them. Left open, the script has it do so behind these of its names.
 */
const BUILT_IN = 2 * GROUP;
const builtIn = 'Math;"".a;new Uint8Array(1).a;new Uint16Array(1).a;new Int32Array(1).a;';

/** Whether it does not matter when it is computed: a number or a truth value, or a table of a fixed size. */
function isFixed(node: ts.Expression): boolean {
  return (
    ts.isNumericLiteral(node) ||
    (ts.isPrefixUnaryExpression(node) && isFixed(node.operand)) ||
    (ts.isNewExpression(node) && (node.arguments ?? []).every(isFixed))
  );
}

function countUses(whole: ts.Node): Map<string, number> {
  const uses = new Map<string, number>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) {
      uses.set(node.text, (uses.get(node.text) ?? 0) + 1);
    }
    ts.forEachChild(node, visit);
  };
  visit(whole);
  return uses;
}

/**
 * How much a name at the top of a script is used: above 0 when it is hot.
 * @param hot Names of the script, the one that is used most first.
 */
export function heatOf(source: ts.SourceFile, hot: readonly string[]): (name: string) => number {
  const ranks = new Map(hot.map((name, index) => [name, hot.length - index]));
  const uses = countUses(wholeOf(source).body);
  return (name) => ranks.get(name) ?? -1 / (uses.get(name) ?? 1);
}

const stretch = (node: ts.Node): { start: number; end: number } => ({ start: node.getStart(), end: node.getEnd() });

/**
 * A function as the value of a variable: before `function f(){}` Espruino compares f with each name there is, in a way that
 * is twenty times as slow as before `var f`. That was half of what it took to load an image.
 */
function asValue({ node, name }: Declared): Stretch[] {
  return [stretch(name), '=function', { start: name.getEnd(), end: node.getEnd() }];
}

/**
 * The script with what is hot declared first: the parts that it consists of then. Where a variable has a value that depends
 * on the moment, only its name moves.
 * @param source A minified bundle: one function that is called where it stands, of functions, variables and what is run.
 * @param hot As in `heatOf`.
 * @param isOpen Leaves that function out: what is in it is global then.
 * @param left Functions that are declared nowhere.
 * @param opening Variables of which all that is computed may be, as they stand behind `var`. They come behind what is hot: each
 * start looks them up often, and nothing else does.
 */
export function order(source: ts.SourceFile, hot: readonly string[], isOpen = false, left: ReadonlySet<ts.Node> = new Set(), opening = ''): Stretch[] {
  const { body } = wholeOf(source);
  const heatOfName = heatOf(source, hot);
  const heat = ({ name }: Declared): number => heatOfName(name.text);

  const declared = declarationsOf(source).filter(({ node }) => !left.has(node));
  declared.sort((a, b) => heat(b) - heat(a));
  if (!isOpen) {
    const places = new Map(declared.map((each, index) => [each, Math.floor(index / GROUP) * 2 + (ts.isFunctionDeclaration(each.node) ? 1 : 0)]));
    declared.sort((a, b) => (places.get(a) ?? 0) - (places.get(b) ?? 0));
  }

  const parts: Stretch[] = [isOpen ? '' : { start: 0, end: body.getStart() + 1 }];
  const moved = new Set<ts.Node>();
  let inList = false;
  const openingAt = declared.findIndex((each) => heat(each) <= 0);
  const open = (): void => {
    if (opening !== '') parts.push(inList ? ',' : 'var ', opening);
    inList ||= opening !== '';
  };
  for (const [index, each] of declared.entries()) {
    const { node } = each;
    if (index === openingAt) open();
    if (isOpen && index === BUILT_IN) {
      parts.push(inList ? ';' : '', builtIn);
      inList = false;
    }
    if (ts.isFunctionDeclaration(node)) {
      parts.push(...(isOpen ? [inList ? ',' : 'var ', ...asValue(each)] : [inList ? ';' : '', stretch(node)]));
      inList = isOpen;
      continue;
    }
    const isWhole = node.initializer === undefined || isFixed(node.initializer);
    // What is not hot stays where it is, unless it can move as a whole without a further `var`.
    if (heat(each) > 0 || (isWhole && inList)) {
      parts.push(inList ? ',' : 'var ', stretch(isWhole ? node : each.name));
      inList = true;
      if (isWhole) {
        moved.add(node);
      }
    }
  }
  if (openingAt < 0) open();
  parts.push(inList ? ';' : '');
  for (const statement of body.statements) {
    if (ts.isVariableStatement(statement)) {
      const left = statement.declarationList.declarations.filter((node) => !moved.has(node));
      left.forEach((node, index) => parts.push(index === 0 ? 'var ' : ',', stretch(node)));
      parts.push(left.length > 0 ? ';' : '');
    } else if (!ts.isFunctionDeclaration(statement)) {
      parts.push(stretch(statement), ';');
    }
  }
  parts.push(isOpen ? '' : { start: body.getEnd() - 1, end: source.getEnd() });
  return parts;
}
