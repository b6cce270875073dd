/**
 * Puts functions of several statements in the place of their calls, where that is a statement or what a statement begins
 * with. Entering and leaving a function is what costs Espruino most (10,000 instructions, and 5,000 for each argument: more
 * than most of what a function does), and each function takes variables of its memory.
 */
import ts from 'typescript';
import { type Edit, edited } from './edit';
import { BuildFailure } from './failure';
import { isPure, wholeOf } from './inline';
import { usesOfTop } from './names';

/** A function can call another; more rounds than this are a mistake of the build. */
const MOST_ROUNDS = 60;

/** What may stand in the place of its calls. */
export interface InlineRules {
  /** Names of functions that are called often: a function that is called seldom is not put into one of these, which would have to skip it. */
  readonly hot: ReadonlySet<string>;
  /** Variables that a function may come to have: Espruino passes them all by whenever it looks up what is not among them. */
  readonly locals: number;
  /** How deep returns that are not the last statement may nest what follows them, for the stack. */
  readonly nesting: number;
  /** Nodes of the syntax tree of a hot function that is called at several places; 0 for none. */
  readonly copied: number;
}

type TopFunction = ts.FunctionDeclaration & { readonly name: ts.Identifier; readonly body: ts.Block };

interface Program {
  readonly rules: InlineRules;
  readonly functions: ReadonlyMap<string, TopFunction>;
  readonly uses: ReadonlyMap<string, readonly ts.Identifier[]>;
  /** Names at the top that are given a value but where they are declared. */
  readonly assigned: ReadonlySet<string>;
}

/** A call, and how it is replaced. */
interface Site {
  readonly call: ts.CallExpression;
  readonly callee: TopFunction;
  readonly caller: TopFunction;
  readonly statement: ts.Statement;
}

function someNode(node: ts.Node, is: (node: ts.Node) => boolean): boolean {
  return is(node) || ts.forEachChild(node, (child) => someNode(child, is) || undefined) === true;
}

function countNodes(node: ts.Node): number {
  let count = 1;
  ts.forEachChild(node, (child) => {
    count += countNodes(child);
  });
  return count;
}

/** The variable that an expression gives a value to. */
function assignedIn(node: ts.Node): ts.Identifier | undefined {
  const isChange = (operator: ts.SyntaxKind): boolean => operator === ts.SyntaxKind.PlusPlusToken || operator === ts.SyntaxKind.MinusMinusToken;
  const target =
    ts.isBinaryExpression(node) && node.operatorToken.kind >= ts.SyntaxKind.FirstAssignment && node.operatorToken.kind <= ts.SyntaxKind.LastAssignment
      ? node.left
      : (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) && isChange(node.operator)
        ? node.operand
        : undefined;
  return target !== undefined && ts.isIdentifier(target) ? target : undefined;
}

function assignedNames(node: ts.Node): Set<string> {
  const names = new Set<string>();
  someNode(node, (each) => {
    const name = assignedIn(each);
    if (name !== undefined) names.add(name.text);
    return false;
  });
  return names;
}

const parametersOf = (node: TopFunction): string[] => node.parameters.map(({ name }) => name.getText());

/** What a function declares: its parameters and variables. */
function localsOf(node: TopFunction): Set<string> {
  const names = new Set(parametersOf(node));
  someNode(node.body, (each) => {
    if (ts.isVariableDeclaration(each)) names.add(each.name.getText());
    return false;
  });
  return names;
}

/** Whether the identifier stands for a variable: it is no property's name. */
function isVariable(node: ts.Node): node is ts.Identifier {
  const isProperty = ts.isIdentifier(node) && (ts.isPropertyAccessExpression(node.parent) || ts.isPropertyAssignment(node.parent)) && node.parent.name === node;
  return ts.isIdentifier(node) && !isProperty;
}

const isReturn = (node: ts.Node): node is ts.ReturnStatement => ts.isReturnStatement(node);

/** What means something else, or nothing, in another function. */
function isBound(node: ts.Node): boolean {
  return (
    ts.isFunctionLike(node) || ts.isTryStatement(node) || ts.isLabeledStatement(node) || ts.isThrowStatement(node) ||
    node.kind === ts.SyntaxKind.ThisKeyword || (ts.isIdentifier(node) && node.text === 'arguments')
  );
}

/** Whether nothing behind the statement is ever run. */
function returns(statement: ts.Statement | undefined): boolean {
  if (statement === undefined) return false;
  if (ts.isBlock(statement)) return statement.statements.some(returns);
  if (ts.isIfStatement(statement)) return returns(statement.thenStatement) && returns(statement.elseStatement);
  return isReturn(statement);
}

/** Whether the function is over when the statement is, without a value. */
function isLast(statement: ts.Node): boolean {
  const { parent } = statement;
  if (ts.isIfStatement(parent)) return isLast(parent);
  if (!ts.isBlock(parent)) return false;
  const next = parent.statements[parent.statements.findIndex((each) => each === statement) + 1] as ts.Statement | undefined;
  if (next !== undefined) return isReturn(next) && next.expression === undefined;
  return ts.isFunctionDeclaration(parent.parent) || (ts.isIfStatement(parent.parent) && isLast(parent));
}

/** A text of the script without its breaks of lines, and with other names in it. */
function textOf(node: ts.Node, names: ReadonlyMap<string, string>): string {
  const start = node.getStart();
  const edits: Edit[] = [];
  someNode(node, (each) => {
    const name = isVariable(each) ? names.get(each.text) : undefined;
    if (name !== undefined) edits.push({ start: each.getStart() - start, end: each.getEnd() - start, text: name });
    return false;
  });
  return edited(node.getText(), edits).replaceAll('\n', ' ');
}

/** The statements of a function as they stand in the place of its call: what it returns goes to where it is wanted. */
class Body {
  private nesting = 0;
  /** Whether it can be written so. */
  isSound = true;

  constructor(
    private readonly names: ReadonlyMap<string, string>,
    /** What is done with a value that is returned. */
    private readonly returned: (value: string) => string,
    private readonly mostNested: number,
  ) {}

  write(statements: readonly ts.Statement[]): string {
    for (const [index, statement] of statements.entries()) {
      if (someNode(statement, isReturn)) {
        const before = statements.slice(0, index).map((each) => this.plain(each));
        return [...before, this.ending(statement, statements.slice(index + 1))].join(' ');
      }
    }
    return statements.map((each) => this.plain(each)).join(' ');
  }

  /** A statement with a return in it, and those that follow. */
  private ending(statement: ts.Statement, rest: readonly ts.Statement[]): string {
    if (isReturn(statement)) return statement.expression === undefined ? '' : this.returned(textOf(statement.expression, this.names));
    if (ts.isBlock(statement)) return this.write([...statement.statements, ...rest]);
    if (!ts.isIfStatement(statement)) {
      this.isSound = false;
      return '';
    }
    const { thenStatement, elseStatement } = statement;
    const otherwise = elseStatement === undefined ? [] : [elseStatement];
    const [isOver, isElseOver] = [returns(thenStatement), returns(elseStatement)];
    // What follows goes where the function is not over: it is written once.
    this.isSound &&= isOver || isElseOver || rest.length === 0;
    this.isSound &&= ++this.nesting <= this.mostNested;
    const first = this.write(isOver ? [thenStatement] : [thenStatement, ...rest]);
    const second = this.write(isElseOver || (!isOver && rest.length > 0) ? otherwise : [...otherwise, ...rest]);
    this.nesting--;
    const condition = textOf(statement.expression, this.names);
    if (first === '') return second === '' ? `${condition};` : `if (!(${condition})) { ${second} }`;
    return `if (${condition}) { ${first} }${second === '' ? '' : ` else { ${second} }`}`;
  }

  private plain(statement: ts.Statement): string {
    return textOf(statement, this.names);
  }
}

/** Whether it is the same wherever it is computed within the caller: a number, or what is not given another value. */
function isSteady(node: ts.Expression, { assigned, uses }: Program, locals: ReadonlySet<string>): boolean {
  if (ts.isPrefixUnaryExpression(node)) return ts.isNumericLiteral(node.operand);
  if (ts.isIdentifier(node)) return locals.has(node.text) || (uses.has(node.text) && !assigned.has(node.text));
  return ts.isNumericLiteral(node) || node.kind === ts.SyntaxKind.TrueKeyword || node.kind === ts.SyntaxKind.FalseKeyword;
}

/** Whether the call is the first that is computed of the expression it stands in. */
function isFirst(call: ts.Node, statement: ts.Statement, program: Program, locals: ReadonlySet<string>): boolean {
  const { parent } = call;
  const goesOn = (): boolean => isFirst(parent, statement, program, locals);
  const isSteadyHere = (node: ts.Expression): boolean => isSteady(node, program, locals);
  if (parent === statement) return true;
  if (ts.isVariableDeclaration(parent)) return (parent.parent as ts.VariableDeclarationList).declarations[0] === parent;
  if (ts.isParenthesizedExpression(parent) || ts.isPrefixUnaryExpression(parent) || ts.isPropertyAccessExpression(parent)) return goesOn();
  if (ts.isConditionalExpression(parent)) return parent.condition === call && goesOn();
  if (ts.isElementAccessExpression(parent)) return (parent.expression === call || isSteadyHere(parent.expression)) && goesOn();
  if (ts.isCallExpression(parent)) {
    const place = parent.arguments.findIndex((each) => each === call);
    return ts.isIdentifier(parent.expression) && isSteadyHere(parent.expression) && parent.arguments.slice(0, place).every(isSteadyHere) && goesOn();
  }
  if (!ts.isBinaryExpression(parent)) return false;
  const { left, operatorToken } = parent;
  const isLogical = [ts.SyntaxKind.AmpersandAmpersandToken, ts.SyntaxKind.BarBarToken, ts.SyntaxKind.CommaToken].includes(operatorToken.kind);
  if (left === call) return goesOn();
  const isAssigned = operatorToken.kind === ts.SyntaxKind.EqualsToken;
  const isElement = ts.isElementAccessExpression(left) && isSteadyHere(left.expression) && isSteadyHere(left.argumentExpression);
  return !isLogical && (isAssigned ? ts.isIdentifier(left) || isElement : assignedIn(parent) === undefined && isSteadyHere(left)) && goesOn();
}

/** The statement that a call stands in, where something can be put before it. */
function statementOf(call: ts.Node): ts.Statement | undefined {
  let node = call;
  while (!ts.isStatement(node) || ts.isBlock(node)) node = node.parent;
  const { parent } = node;
  const isKind = ts.isExpressionStatement(node) || ts.isVariableStatement(node) || isReturn(node) || ts.isIfStatement(node) || ts.isSwitchStatement(node);
  return isKind && (ts.isBlock(parent) || ts.isIfStatement(parent) || ts.isCaseOrDefaultClause(parent)) ? node : undefined;
}

function callerOf(call: ts.Node, { functions }: Program): TopFunction | undefined {
  let node = call;
  while (!ts.isFunctionLike(node)) node = node.parent;
  const named = ts.isFunctionDeclaration(node) && node.name !== undefined ? functions.get(node.name.text) : undefined;
  return named === node ? named : undefined;
}

/** The calls that may be replaced. */
function sitesOf(callee: TopFunction, program: Program): Site[] {
  const { rules, uses } = program;
  const calls = uses.get(callee.name.text) ?? [];
  const isHot = rules.hot.has(callee.name.text);
  const isCopied = calls.length > 1;
  if (calls.length === 0 || someNode(callee.body, isBound) || (isCopied && (!isHot || countNodes(callee.body) > rules.copied))) return [];
  return calls.flatMap((use): Site[] => {
    const call = use.parent;
    const statement = ts.isCallExpression(call) && call.expression === use ? statementOf(call) : undefined;
    const caller = statement === undefined ? undefined : callerOf(statement, program);
    if (!ts.isCallExpression(call) || statement === undefined || caller === undefined || caller === callee) return [];
    const isWanted = isHot || !rules.hot.has(caller.name.text);
    const locals = localsOf(caller);
    const isRoom = locals.size + localsOf(callee).size <= rules.locals;
    return isWanted && isRoom && call.arguments.length === callee.parameters.length && isFirst(call, statement, program, locals)
      ? [{ call, callee, caller, statement }]
      : [];
  });
}

/** What the callee's names become: those of variables new ones, those of parameters the arguments where these can stand in their place. */
function bind({ call, callee, caller }: Site, program: Program, suffix: string): { names: Map<string, string>; opening: string } | undefined {
  const names = new Map<string, string>();
  const [locals, changed] = [localsOf(caller), assignedNames(callee.body)];
  for (const name of localsOf(callee)) names.set(name, `${name}${suffix}`);
  let opening = '';
  for (const [index, parameter] of parametersOf(callee).entries()) {
    const argument = call.arguments[index];
    if (someNode(argument, (node) => assignedIn(node) !== undefined)) return undefined;
    const isUsed = someNode(callee.body, (node) => isVariable(node) && node.text === parameter);
    if (!isUsed && isPure(argument)) continue;
    if (isSteady(argument, program, locals) && !changed.has(parameter)) names.set(parameter, argument.getText());
    else opening += `var ${names.get(parameter)} = ${textOf(argument, new Map())}; `;
  }
  return { names, opening };
}

const lineBreaks = (node: ts.Node): string => '\n'.repeat(node.getText().split('\n').length - 1);

/** What puts the callee in the place of its call, if it can be. */
function replace(site: Site, program: Program, suffix: string): Edit[] | undefined {
  const { call, callee, statement } = site;
  const bound = bind(site, program, suffix);
  if (bound === undefined) return undefined;
  const { names, opening } = bound;
  const { statements } = callee.body;
  const isValue = someNode(callee.body, (node) => isReturn(node) && node.expression !== undefined);
  const isWhole = isReturn(statement) && statement.expression === call;
  const isAlone = ts.isExpressionStatement(statement) && statement.expression === call;
  const [declared] = ts.isVariableStatement(statement) ? statement.declarationList.declarations : [];
  const isDeclared = ts.isVariableStatement(statement) && declared.initializer === call && statement.declarationList.declarations.length === 1;
  const assignment = ts.isExpressionStatement(statement) && ts.isBinaryExpression(statement.expression) ? statement.expression : undefined;
  const isAssigned = assignment?.operatorToken.kind === ts.SyntaxKind.EqualsToken && assignment.right === call && ts.isIdentifier(assignment.left);
  const whole = (text: string): Edit[] => [{ start: statement.getStart(), end: statement.getEnd(), text: `${isBranch ? '{ ' : ''}${opening}${text}${isBranch ? ' }' : ''}${lineBreaks(statement)}` }];
  const isBranch = ts.isIfStatement(statement.parent);
  const raw = (): string => statements.map((each) => textOf(each, names)).join(' ');
  if (isValue && !callee.body.statements.some(returns)) return undefined; // a switch that always returns
  if (isWhole) return whole(isValue ? raw() : `${raw()} return;`);
  if (isAlone && !isValue && isLast(statement)) return whole(raw());

  let uses = 0;
  const target = isDeclared ? declared.name.getText() : isAssigned ? assignment.left.getText() : `result${suffix}`;
  const body = new Body(names, (value) => {
    uses++;
    return isAlone ? `${value};` : `${target} = ${value};`;
  }, program.rules.nesting);
  const text = body.write(statements);
  if (!body.isSound || (!isAlone && !isValue)) return undefined;
  if (isAlone || isAssigned) return whole(text);
  if (isDeclared) return whole(`var ${target}; ${text}`);
  const last = statements.at(-1);
  const isSingle = uses === 1 && last !== undefined && isReturn(last) && last.expression !== undefined;
  const value = isSingle ? `(${textOf(last.expression, names)})` : target;
  const before = isSingle ? statements.slice(0, -1).map((each) => textOf(each, names)).join(' ') : `var ${target}; ${text}`;
  const start = statement.getStart();
  const closing = isBranch ? [{ start: statement.getEnd(), end: statement.getEnd(), text: ' }' }] : [];
  return [{ start, end: start, text: `${isBranch ? '{ ' : ''}${opening}${before} ` }, { start: call.getStart(), end: call.getEnd(), text: value + lineBreaks(call) }, ...closing];
}

/** One round: no function is changed in it that is put somewhere. */
function findEdits(script: string, rules: InlineRules, round: number): Edit[] {
  const source = ts.createSourceFile('bundle.js', script, ts.ScriptTarget.ES5, true, ts.ScriptKind.JS);
  const whole = wholeOf(source);
  const functions = new Map<string, TopFunction>();
  for (const statement of whole.body.statements) {
    if (ts.isFunctionDeclaration(statement) && statement.name !== undefined && statement.body !== undefined) {
      functions.set(statement.name.text, Object.assign(statement, { name: statement.name, body: statement.body }));
    }
  }
  const program = { rules, functions, uses: usesOfTop(source), assigned: assignedNames(whole.body) };
  const edits: Edit[] = [];
  const changed = new Set<TopFunction>();
  for (const callee of functions.values()) {
    if ((program.uses.get(callee.name.text) ?? []).length === 0) {
      edits.push({ start: callee.getStart(), end: callee.getEnd(), text: lineBreaks(callee) });
      changed.add(callee);
    }
  }
  const found = [...functions.values()]
    .flatMap((callee) => sitesOf(callee, program))
    .map((site) => ({ site, replacement: replace(site, program, `$i${round}`) ?? [] }))
    .filter(({ replacement }) => replacement.length > 0);
  const callers = new Set(found.map(({ site }) => site.caller));
  for (const { site: { caller, callee }, replacement } of found) {
    // First what calls nothing that could be replaced; and one call of a function in a round.
    if (callers.has(callee) || changed.has(caller)) continue;
    edits.push(...replacement);
    changed.add(caller);
  }
  return edits;
}

/** The script with blanks for its comments, but for the marks of what is pure. */
function withoutComments(script: string): string {
  const scanner = ts.createScanner(ts.ScriptTarget.ES5, false, ts.LanguageVariant.Standard, script);
  let text = '';
  for (let token = scanner.scan(); token !== ts.SyntaxKind.EndOfFileToken; token = scanner.scan()) {
    const isComment = token === ts.SyntaxKind.SingleLineCommentTrivia || token === ts.SyntaxKind.MultiLineCommentTrivia;
    const part = scanner.getTokenText();
    text += isComment && !part.includes('__PURE__') ? part.replace(/[^\n]/g, '') : part;
  }
  return text;
}

/**
 * The bundle with functions in the place of their calls. Every line stays where it was.
 * @param script A bundle as rollup writes it: one function that is called where it stands; of ES5 without regular
 *   expressions; no variable of a function has the name of one at the top, and none is read before it has a value (a law of the lint).
 */
export function inlineBodies(script: string, rules: InlineRules): string {
  let inlined = withoutComments(script);
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const edits = findEdits(inlined, rules, round);
    if (edits.length === 0) {
      return inlined;
    }
    inlined = edited(inlined, edits);
  }
  throw new BuildFailure('inlining of bodies does not come to an end');
}
