/**
 * Puts accessors in the place of their calls: functions such as `function f(row) { return table[row + 1]; }`, which read
 * and compute and do nothing else. A call costs most engines more than what such a function does (Espruino: 200
 * microseconds on an nRF52), and the image becomes smaller.
 */
import ts from 'typescript';
import { type Edit, edited } from './edit';
import { BuildFailure } from './failure';

/** Larger expressions make the image larger than calls of a function do. In nodes of the syntax tree. */
const LARGEST = 16;
/** The same for accessors that are hot, for which speed counts more than bytes. */
const LARGEST_HOT = 28;
/** An accessor can use another; more rounds than this are a mistake of the build. */
const MOST_ROUNDS = 30;

interface Accessor {
  readonly expression: ts.Expression;
  readonly parameters: readonly string[];
  /** Where the expression uses a parameter. */
  readonly uses: readonly ts.Identifier[];
  /** Other names in the expression, which stand for things outside the function. */
  readonly outer: ReadonlySet<string>;
}

/** Built-in functions that do nothing but compute, by the name behind the dot. */
const pureMethods = new Set(['charCodeAt', 'floor']);

/** Whether computing the expression does nothing else and gives the same wherever nothing was changed in between. */
export function isPure(node: ts.Node): boolean {
  if (ts.isCallExpression(node)) {
    const { expression } = node;
    const isKnown = ts.isPropertyAccessExpression(expression) && pureMethods.has(expression.name.text);
    return isKnown && isPure(expression.expression) && node.arguments.every(isPure);
  }
  if (ts.isBinaryExpression(node) && ts.isToken(node.operatorToken)) {
    const { kind } = node.operatorToken;
    const isAssignment = kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;
    return !isAssignment && kind !== ts.SyntaxKind.CommaToken && isPure(node.left) && isPure(node.right);
  }
  if (ts.isPrefixUnaryExpression(node)) {
    const changes = node.operator === ts.SyntaxKind.PlusPlusToken || node.operator === ts.SyntaxKind.MinusMinusToken;
    return !changes && isPure(node.operand);
  }
  if (ts.isPropertyAccessExpression(node) || ts.isParenthesizedExpression(node)) {
    return isPure(node.expression);
  }
  if (ts.isElementAccessExpression(node)) {
    return isPure(node.expression) && isPure(node.argumentExpression);
  }
  if (ts.isConditionalExpression(node)) {
    return isPure(node.condition) && isPure(node.whenTrue) && isPure(node.whenFalse);
  }
  return isSimple(node) || ts.isStringLiteral(node);
}

/** Whether computing it twice costs no more than once: a name or a number. */
function isSimple(node: ts.Node): boolean {
  return (
    ts.isIdentifier(node) ||
    ts.isNumericLiteral(node) ||
    node.kind === ts.SyntaxKind.TrueKeyword ||
    node.kind === ts.SyntaxKind.FalseKeyword
  );
}

function countNodes(node: ts.Node): number {
  let count = 1;
  ts.forEachChild(node, (child) => {
    count += countNodes(child);
  });
  return count;
}

/** The names in an expression that stand for variables or functions, not for properties. */
function namesIn(node: ts.Node): ts.Identifier[] {
  if (ts.isIdentifier(node)) {
    return [node];
  }
  if (ts.isPropertyAccessExpression(node)) {
    return namesIn(node.expression);
  }
  const names: ts.Identifier[] = [];
  ts.forEachChild(node, (child) => {
    names.push(...namesIn(child));
  });
  return names;
}

function accessorOf(declaration: ts.FunctionDeclaration, largest: number): Accessor | undefined {
  const [statement, ...others] = declaration.body?.statements ?? [];
  if (others.length > 0 || statement === undefined || !ts.isReturnStatement(statement)) {
    return undefined;
  }
  const { expression } = statement;
  if (expression === undefined || !isPure(expression) || countNodes(expression) > largest || expression.getText().includes('//')) {
    return undefined;
  }
  const parameters = declaration.parameters.map(({ name }) => name.getText());
  const names = namesIn(expression);
  return {
    expression,
    parameters,
    uses: names.filter(({ text }) => parameters.includes(text)),
    outer: new Set(names.map(({ text }) => text).filter((text) => !parameters.includes(text))),
  };
}

/** `(function(){...})()` or `!function(){...}()`. */
function calledWhereItStands(node: ts.Node): ts.FunctionExpression | undefined {
  if (ts.isExpressionStatement(node) || ts.isCallExpression(node) || ts.isParenthesizedExpression(node)) {
    return calledWhereItStands(node.expression);
  }
  return ts.isPrefixUnaryExpression(node) ? calledWhereItStands(node.operand) : ts.isFunctionExpression(node) ? node : undefined;
}

/** The function that is called where it stands and that holds the whole bundle. */
export function wholeOf(source: ts.SourceFile): ts.FunctionExpression {
  const whole = calledWhereItStands(source.statements[0]);
  if (whole === undefined) {
    throw new BuildFailure('bundling: the bundle is not one function that is called where it stands');
  }
  return whole;
}

/** The names that a function declares, itself and in the functions around it, up to the whole. */
function localNames(node: ts.Node, whole: ts.Node, known: Map<ts.Node, ReadonlySet<string>>): ReadonlySet<string> {
  let around: ts.Node = node;
  while (!ts.isFunctionLike(around)) {
    around = around.parent;
  }
  if (around === whole) {
    return new Set();
  }
  const found = known.get(around);
  if (found !== undefined) {
    return found;
  }
  const names = new Set(localNames(around.parent, whole, known));
  const collect = (each: ts.Node): void => {
    if ((ts.isVariableDeclaration(each) || ts.isParameter(each) || ts.isFunctionDeclaration(each)) && each.name !== undefined) {
      names.add(each.name.getText());
    }
    ts.forEachChild(each, collect);
  };
  collect(around);
  known.set(around, names);
  return names;
}

function canStandFor({ parameters, uses, outer }: Accessor, call: ts.CallExpression, locals: ReadonlySet<string>): boolean {
  return (
    call.arguments.length === parameters.length &&
    [...outer].every((name) => !locals.has(name)) &&
    call.arguments.every((argument, index) => {
      const count = uses.filter(({ text }) => text === parameters[index]).length;
      return isPure(argument) && (count <= 1 || isSimple(argument)) && !argument.getText().includes('//');
    })
  );
}

/** Whether 0 in the place of the name, the first column of a table, can be left out: `row * 4 + column`. */
function isAddedToProduct(use: ts.Identifier): use is ts.Identifier & { parent: ts.BinaryExpression } {
  const { parent } = use;
  return (
    ts.isBinaryExpression(parent) &&
    parent.right === use &&
    parent.operatorToken.kind === ts.SyntaxKind.PlusToken &&
    ts.isBinaryExpression(parent.left) &&
    parent.left.operatorToken.kind === ts.SyntaxKind.AsteriskToken
  );
}

/** The accessor's expression with the arguments in it, on as many lines as the call is. */
function replacement({ expression, parameters, uses }: Accessor, call: ts.CallExpression): string {
  const start = expression.getStart();
  let text = expression.getText();
  for (const use of [...uses].sort((a, b) => b.getStart() - a.getStart())) {
    const argument = call.arguments[parameters.indexOf(use.text)];
    const value = isSimple(argument) ? argument.getText() : `(${argument.getText()})`;
    const from = value === '0' && isAddedToProduct(use) ? use.parent.left.getEnd() : use.getStart();
    text = text.slice(0, from - start) + (from < use.getStart() ? '' : value) + text.slice(use.getEnd() - start);
  }
  return `(${text.replaceAll('\n', ' ')}${'\n'.repeat(call.getText().split('\n').length - 1)})`;
}

/** One round: calls within calls come in the next. */
function findEdits(script: string, hot: ReadonlySet<string>): Edit[] {
  const source = ts.createSourceFile('bundle.js', script, ts.ScriptTarget.ES5, true, ts.ScriptKind.JS);
  const whole = wholeOf(source);
  const accessors = new Map<string, Accessor>();
  for (const statement of whole.body.statements) {
    if (!ts.isFunctionDeclaration(statement) || statement.name === undefined) continue;
    const name = statement.name.text;
    const accessor = accessorOf(statement, hot.has(name) ? LARGEST_HOT : LARGEST);
    if (accessor !== undefined) accessors.set(name, accessor);
  }
  const edits: Edit[] = [];
  const known = new Map<ts.Node, ReadonlySet<string>>();
  const visit = (node: ts.Node): void => {
    const before = edits.length;
    ts.forEachChild(node, visit);
    if (edits.length > before || !ts.isCallExpression(node) || !ts.isIdentifier(node.expression)) {
      return;
    }
    const accessor = accessors.get(node.expression.text);
    const locals = accessor === undefined ? undefined : localNames(node, whole, known);
    if (accessor !== undefined && locals?.has(node.expression.text) === false && canStandFor(accessor, node, locals)) {
      edits.push({ start: node.getStart(), end: node.getEnd(), text: replacement(accessor, node) });
    }
  };
  visit(whole.body);
  return edits;
}

/**
 * The bundle with accessors in the place of their calls; their functions stay, for the minifier to drop. Every line stays
 * where it was.
 * @param script A bundle as rollup writes it: one function that is called where it stands.
 * @param hot Names of functions that are called often: of these, larger ones are put in the place of their calls.
 */
export function inlineAccessors(script: string, hot: ReadonlySet<string> = new Set()): string {
  let inlined = script;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const edits = findEdits(inlined, hot);
    if (edits.length === 0) {
      return inlined;
    }
    inlined = edited(inlined, edits);
  }
  throw new BuildFailure('inlining does not come to an end');
}
