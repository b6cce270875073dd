/**
 * How large the tables of an image have to be for the objects that it adds. Without room for them an image stops at its
 * start, and names one table after the other. So the build follows the calls from `main`: what is called in any case has to fit.
 * What depends on the board, or is called in a loop, is not counted.
 */
import path from 'node:path';
import ts from 'typescript';
import type { ObjectDefinition } from '../src/model/description';
import type { Settings } from './config';
import { constantOf, initializerOf } from './constant';
import { evaluate } from './evaluate';
import { BuildFailure } from './failure';
import { root } from './paths';

/** Rows of the tables, by the settings of src/config.ts that say how many there are. */
export type TableSizes = Readonly<Record<'objects' | 'definitions' | 'instances' | 'resources' | 'callbacks', number>>;

type DeclaredFunction = ts.FunctionDeclaration & { readonly body: ts.Block };
/** What parameters stand for: the expression of the argument, or the number it comes to. */
type Values = ReadonlyMap<ts.Node, ts.Expression | number>;

/** The functions that take rows. */
const addObject = { name: 'addObject', file: path.join(root, 'src/model/objects.ts') };
const addCallback = { name: 'add', file: path.join(root, 'src/model/callbacks.ts') };

function is({ name, file }: { name: string; file: string }, declared: DeclaredFunction): boolean {
  return declared.name?.text === name && path.normalize(declared.getSourceFile().fileName) === file;
}

/** What of the node may be left out, and what decides on it. */
function choices(node: ts.Node): { condition?: ts.Expression; whenTrue: readonly ts.Node[]; whenFalse: readonly ts.Node[] } | undefined {
  if (ts.isIfStatement(node)) {
    return { condition: node.expression, whenTrue: [node.thenStatement], whenFalse: node.elseStatement === undefined ? [] : [node.elseStatement] };
  }
  if (ts.isConditionalExpression(node)) {
    return { condition: node.condition, whenTrue: [node.whenTrue], whenFalse: [node.whenFalse] };
  }
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken) {
    return { condition: node.left, whenTrue: [node.right], whenFalse: [] };
  }
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.BarBarToken) {
    return { condition: node.left, whenTrue: [], whenFalse: [node.right] };
  }
  return ts.isIterationStatement(node, false) ? { whenTrue: [node], whenFalse: [] } : undefined;
}

class Calls {
  private readonly sizes = { objects: 0, definitions: 0, instances: 0, resources: 0, callbacks: 0 };
  /** Whether a function calls one that takes rows; those being looked at do not. */
  private readonly takers = new Map<DeclaredFunction, boolean>();

  constructor(private readonly checker: ts.TypeChecker) {}

  from(main: DeclaredFunction): TableSizes {
    this.follow(main.body, new Map());
    return this.sizes;
  }

  private declarationOf(name: ts.Node): ts.Declaration | undefined {
    const symbol = this.checker.getSymbolAtLocation(name);
    const target = symbol !== undefined && (symbol.flags & ts.SymbolFlags.Alias) !== 0 ? this.checker.getAliasedSymbol(symbol) : symbol;
    return target?.declarations?.find((each) => ts.isParameter(each) || (ts.isFunctionDeclaration(each) && each.body !== undefined));
  }

  private calledBy(call: ts.CallExpression): DeclaredFunction | undefined {
    const declared = this.declarationOf(call.expression);
    return declared !== undefined && ts.isFunctionDeclaration(declared) && declared.body !== undefined
      ? Object.assign(declared, { body: declared.body })
      : undefined;
  }

  private takesRows(declared: DeclaredFunction): boolean {
    if (is(addObject, declared) || is(addCallback, declared)) return true;
    const known = this.takers.get(declared);
    if (known !== undefined) return known;
    this.takers.set(declared, false);
    const visit = (node: ts.Node): boolean => {
      const called = ts.isCallExpression(node) ? this.calledBy(node) : undefined;
      return (called !== undefined && this.takesRows(called)) || ts.forEachChild(node, visit) === true;
    };
    const takes = visit(declared.body);
    this.takers.set(declared, takes);
    return takes;
  }

  /** Follows the calls in the node. @returns false when what comes behind it may be left out: it may have returned. */
  private follow(node: ts.Node, values: Values): boolean {
    if (ts.isFunctionLike(node)) return true; // called when something happens
    if (ts.isReturnStatement(node)) {
      if (node.expression !== undefined) this.follow(node.expression, values);
      return false;
    }
    const choice = choices(node);
    if (choice !== undefined) {
      const decided = choice.condition === undefined ? undefined : constantOf(choice.condition, this.checker);
      const goesOn = choice.condition === undefined || this.follow(choice.condition, values);
      const taken = decided === true ? choice.whenTrue : decided === false ? choice.whenFalse : [];
      const mayReturn = decided === undefined && [...choice.whenTrue, ...choice.whenFalse].some(hasReturn);
      return taken.every((each) => this.follow(each, values)) && goesOn && !mayReturn;
    }
    const goesOn = ts.forEachChild(node, (child) => !this.follow(child, values)) !== true;
    const called = ts.isCallExpression(node) ? this.calledBy(node) : undefined;
    if (ts.isCallExpression(node) && called !== undefined && this.takesRows(called)) this.call(node, called, values);
    return goesOn;
  }

  private valueOf(expression: ts.Expression, values: Values): ts.Expression | number {
    const declared = ts.isIdentifier(expression) ? this.declarationOf(expression) : undefined;
    const given = declared === undefined ? undefined : values.get(declared);
    if (given !== undefined) return given;
    const constant = constantOf(expression, this.checker);
    return typeof constant === 'number' ? constant : expression;
  }

  private call({ arguments: given }: ts.CallExpression, called: DeclaredFunction, values: Values): void {
    const inner = given.map((each) => this.valueOf(each, values));
    if (is(addCallback, called)) {
      this.sizes.callbacks++;
    } else if (is(addObject, called)) {
      this.add(inner[0], inner[1]);
    } else {
      this.follow(called.body, new Map(called.parameters.flatMap((parameter, i) => (i < inner.length ? [[parameter, inner[i]]] : []))));
    }
  }

  private add(description: ts.Expression | number, instances: ts.Expression | number): void {
    const described = typeof description !== 'number' && ts.isIdentifier(description) ? initializerOf(description, this.checker) : undefined;
    if (described === undefined || !ts.isCallExpression(described)) return;
    const { resources } = evaluate(described.arguments[0], this.checker) as ObjectDefinition;
    const definitions = Object.keys(resources).length;
    const most = typeof instances === 'number' ? instances : 0;
    this.sizes.objects++;
    this.sizes.definitions += definitions;
    this.sizes.instances += most;
    this.sizes.resources += most * definitions;
  }
}

function hasReturn(node: ts.Node): boolean {
  return ts.isReturnStatement(node) || (!ts.isFunctionLike(node) && ts.forEachChild(node, (child) => hasReturn(child) || undefined) === true);
}

/** The rows that an image needs at least. @param main The file that exports `main`; a boot stub has none, and needs nothing. */
export function neededRows(program: ts.Program, main: string): TableSizes {
  const functions = program.getSourceFile(main)?.statements.filter(ts.isFunctionDeclaration) ?? [];
  const entry = functions.find(({ name }) => name?.text === 'main');
  const calls = new Calls(program.getTypeChecker());
  return entry?.body === undefined ? { objects: 0, definitions: 0, instances: 0, resources: 0, callbacks: 0 } : calls.from(Object.assign(entry, { body: entry.body }));
}

/** @throws BuildFailure when tables are too small, naming all of them. */
export function requireRows(image: string, needed: TableSizes, settings: Settings): void {
  const small = Object.entries(needed).filter(([table, rows]) => rows > settings[table]);
  if (small.length > 0) {
    const rows = small.map(([table, least]) => `  "${table}": ${least}, which is ${settings[table]}`);
    throw new BuildFailure(`${image}: what it adds at its start does not fit its tables. In config.json, at least:\n${rows.join('\n')}`);
  }
}
