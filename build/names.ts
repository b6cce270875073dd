/**
 * Gives the names of a script the fewest characters: what is used most at the top of the bundle gets the names of one
 * character, wherever it is declared (a minifier gives them out by the order of declarations), and the locals of a
 * function any name that the function does not use otherwise.
 */
import ts from 'typescript';
import { edited } from './edit';
import { BuildFailure } from './failure';
import { wholeOf } from './inline';

/** Another name for a stretch of the script. */
export interface Renaming {
  readonly start: number;
  readonly end: number;
  readonly name: string;
}

interface Variable {
  readonly uses: ts.Identifier[];
  name: string;
  /** It has its name already. */
  isNamed?: true;
}

interface Scope {
  readonly outer: Scope | undefined;
  readonly inner: Scope[];
  readonly variables: Map<string, Variable>;
  /** Variables that are used in the function and those in it, wherever they are declared. */
  readonly used: Set<Variable>;
  /** Names that it gives to nothing, since functions in it need them. */
  left: readonly string[];
}

const first = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ$_';
const further = `${first}0123456789`;

/** Every name of one character, then those of two: more than any image has. */
const shortNames: readonly string[] = [...first, ...[...first].flatMap((a) => [...further].map((b) => a + b))];

/** ES5 7.6.1: of two characters. */
const keywords = ['do', 'if', 'in'];

function newScope(outer: Scope | undefined): Scope {
  const scope: Scope = { outer, inner: [], variables: new Map(), used: new Set(), left: [] };
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

/** Names what a scope declares and has no name, most used first, then what is in it. */
function assign(scope: Scope, reserved: ReadonlySet<string>): void {
  const variables = [...scope.variables.values()];
  const named = variables.filter(({ isNamed }) => isNamed);
  const taken = new Set([...reserved, ...scope.left, ...named.map(({ name }) => name)]);
  const own = new Set(variables);
  for (const variable of scope.used) {
    if (!own.has(variable)) {
      taken.add(variable.name);
    }
  }
  let next = 0;
  for (const variable of variables.filter(({ isNamed }) => isNamed !== true).sort((a, b) => b.uses.length - a.uses.length)) {
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
 * Gives locals another name that are called as something at the top, so that an expression means the same wherever it
 * is put. Every line stays where it was.
 * @param script A bundle: one function that is called where it stands.
 */
export function unshadow(script: string): string {
  const source = ts.createSourceFile('bundle.js', script, ts.ScriptTarget.ES5, true, ts.ScriptKind.JS);
  const scopes = findScopes(source);
  const free = findUses(source, scopes);
  const top = scopes.get(wholeOf(source))!;
  const inner = [...scopes.values()].filter((scope) => scope !== top);
  const taken = new Set([...free, ...[...scopes.values()].flatMap(({ variables }) => [...variables.keys()])]);
  const shadowing = inner.flatMap(({ variables }) => [...variables].filter(([name]) => top.variables.has(name)));
  const edits = shadowing.flatMap(([name, { uses }]) => {
    let other = `${name}$local`;
    while (taken.has(other)) other += '$';
    return uses.map((use) => ({ start: use.getStart(), end: use.getEnd(), text: other }));
  });
  return edited(script, edits);
}

/**
 * Where a script uses what is declared at its top, by its name, without the declarations of functions.
 * @param source A bundle: one function that is called where it stands.
 */
export function usesOfTop(source: ts.SourceFile): ReadonlyMap<string, readonly ts.Identifier[]> {
  const scopes = findScopes(source);
  findUses(source, scopes);
  const { variables } = scopes.get(wholeOf(source))!;
  const isDeclared = (use: ts.Identifier): boolean => ts.isFunctionDeclaration(use.parent) && use.parent.name === use;
  return new Map([...variables].map(([name, { uses }]) => [name, uses.filter((use) => !isDeclared(use))]));
}

/** The names that parameters have by their places, where a function has to have them so. */
export const placeNames: readonly string[] = ['a', 'b', 'c', 'd', 'e', 'f'];

/** Names the parameters of functions at the top by their places; the functions themselves need no names. */
function nameByPlace(whole: ts.FunctionExpression, scopes: ReadonlyMap<ts.Node, Scope>, functions: ReadonlySet<string>): void {
  const top = scopes.get(whole)!;
  top.left = placeNames;
  for (const each of whole.body.statements) {
    if (!ts.isFunctionDeclaration(each) || each.name === undefined || !functions.has(each.name.text)) {
      continue;
    }
    Object.assign(top.variables.get(each.name.text)!, { name: '', isNamed: true });
    scopes.get(each)!.left = placeNames;
    each.parameters.forEach(({ name }, place) => {
      Object.assign(scopes.get(each)!.variables.get(name.getText())!, { name: placeNames[place], isNamed: true });
    });
  }
}

/**
 * New names for all variables and functions, in the order in which they stand in the script.
 * @param script ES5 without `with` and `eval`, which declares nothing outside of functions.
 * @param reserved Names that an engine takes for keywords.
 * @param byPlace Functions at the top of a bundle that get no name, and whose parameters are named by their places.
 */
export function shorten(script: string, reserved: readonly string[], byPlace: ReadonlySet<string> = new Set()): Renaming[] {
  const source = ts.createSourceFile('bundle.js', script, ts.ScriptTarget.ES5, true, ts.ScriptKind.JS);
  const scopes = findScopes(source);
  const free = findUses(source, scopes);
  if (byPlace.size > 0) {
    nameByPlace(wholeOf(source), scopes, byPlace);
  }
  assign(scopes.get(source)!, new Set([...free, ...reserved, ...keywords]));
  const renamings = [...scopes.values()].flatMap(({ variables }) =>
    [...variables.values()].flatMap(({ uses, name }) => uses.map((use) => ({ start: use.getStart(), end: use.getEnd(), name }))),
  );
  return renamings.sort((a, b) => a.start - b.start);
}
