/**
 * Gives the names of a script the fewest characters: what is used most at the top of the bundle gets the names of one
 * character, wherever it is declared (a minifier gives them out by the order of declarations), and the locals of a
 * function any name that the function does not use otherwise.
 */
import ts from 'typescript';
import { BuildFailure } from './failure';

/** Another name for a stretch of the script. */
export interface Renaming {
  readonly start: number;
  readonly end: number;
  readonly name: string;
}

interface Variable {
  readonly uses: ts.Identifier[];
  name: string;
}

interface Scope {
  readonly outer: Scope | undefined;
  readonly inner: Scope[];
  readonly variables: Map<string, Variable>;
  /** Variables that are used in the function and those in it, wherever they are declared. */
  readonly used: Set<Variable>;
}

const first = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ$_';
const further = `${first}0123456789`;

/** Every name of one character, then those of two: more than any image has. */
const shortNames: readonly string[] = [...first, ...[...first].flatMap((a) => [...further].map((b) => a + b))];

/** ES5 7.6.1: of two characters. */
const keywords = ['do', 'if', 'in'];

function newScope(outer: Scope | undefined): Scope {
  const scope: Scope = { outer, inner: [], variables: new Map(), used: new Set() };
  outer?.inner.push(scope);
  return scope;
}

/** Whether the identifier stands for a variable: it is no property's name. */
function isVariable(node: ts.Identifier): boolean {
  const { parent } = node;
  return !((ts.isPropertyAccessExpression(parent) || ts.isPropertyAssignment(parent)) && parent.name === node);
}

/** Declares what a function declares, and gives every function its scope. In ES5 a variable belongs to a function. */
function findScopes(source: ts.SourceFile): Map<ts.Node, Scope> {
  const scopes = new Map<ts.Node, Scope>();
  const visit = (node: ts.Node, scope: Scope): void => {
    let around = scope;
    if (ts.isFunctionDeclaration(node) && node.name !== undefined) {
      scope.variables.set(node.name.text, { uses: [], name: node.name.text });
    }
    if (ts.isFunctionLike(node)) {
      around = newScope(scope);
      scopes.set(node, around);
    }
    if (ts.isFunctionExpression(node) && node.name !== undefined) {
      around.variables.set(node.name.text, { uses: [], name: node.name.text });
    }
    if ((ts.isVariableDeclaration(node) || ts.isParameter(node)) && ts.isIdentifier(node.name)) {
      around.variables.set(node.name.text, { uses: [], name: node.name.text });
    }
    ts.forEachChild(node, (child) => visit(child, around));
  };
  const whole = newScope(undefined);
  scopes.set(source, whole);
  visit(source, whole);
  return scopes;
}

/** Notes where each variable is used. @returns Names that nothing declares: those of the engine. */
function findUses(source: ts.SourceFile, scopes: ReadonlyMap<ts.Node, Scope>): Set<string> {
  const free = new Set<string>();
  const use = (name: ts.Identifier, scope: Scope): void => {
    const passed: Scope[] = [];
    for (let each: Scope | undefined = scope; each !== undefined; each = each.outer) {
      passed.push(each);
      const variable = each.variables.get(name.text);
      if (variable !== undefined) {
        variable.uses.push(name);
        passed.forEach(({ used }) => used.add(variable));
        return;
      }
    }
    free.add(name.text);
  };
  const visit = (node: ts.Node, scope: Scope): void => {
    const own = scopes.get(node) ?? scope;
    if (ts.isFunctionDeclaration(node) && node.name !== undefined) {
      use(node.name, scope);
    }
    ts.forEachChild(node, (child) => {
      if (ts.isIdentifier(child)) {
        if (isVariable(child) && !(ts.isFunctionDeclaration(node) && child === node.name)) {
          use(child, own);
        }
      } else {
        visit(child, own);
      }
    });
  };
  visit(source, scopes.get(source)!);
  return free;
}

/** Names what a scope declares, most used first, then what is in it. */
function assign(scope: Scope, reserved: ReadonlySet<string>): void {
  const taken = new Set(reserved);
  const own = new Set(scope.variables.values());
  for (const variable of scope.used) {
    if (!own.has(variable)) {
      taken.add(variable.name);
    }
  }
  let next = 0;
  for (const variable of [...own].sort((a, b) => b.uses.length - a.uses.length)) {
    while (taken.has(shortNames[next])) {
      next++;
    }
    if (next >= shortNames.length) {
      throw new BuildFailure('naming: there are more names in the image than names of two characters');
    }
    variable.name = shortNames[next++];
  }
  scope.inner.forEach((inner) => assign(inner, reserved));
}

/**
 * New names for all variables and functions, in the order in which they stand in the script.
 * @param script ES5 without `with` and `eval`, which declares nothing outside of functions.
 * @param reserved Names that an engine takes for keywords.
 */
export function shorten(script: string, reserved: readonly string[]): Renaming[] {
  const source = ts.createSourceFile('bundle.js', script, ts.ScriptTarget.ES5, true, ts.ScriptKind.JS);
  const scopes = findScopes(source);
  const free = findUses(source, scopes);
  assign(scopes.get(source)!, new Set([...free, ...reserved, ...keywords]));
  const renamings = [...scopes.values()].flatMap(({ variables }) =>
    [...variables.values()].flatMap(({ uses, name }) => uses.map((use) => ({ start: use.getStart(), end: use.getEnd(), name }))),
  );
  return renamings.sort((a, b) => a.start - b.start);
}
