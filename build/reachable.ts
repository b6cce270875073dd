/**
 * Finds what the entry of an image reaches, and drops the rest: functions and tables of modules that nothing uses.
 * For Lua; for JavaScript rollup does the same.
 */
import path from 'node:path';
import ts from 'typescript';
import { BuildFailure } from './failure';
import { shown } from './paths';
import { entryFile, imageFiles, resolveImport } from './program';

/** A function, or one variable of a `const` or `let` statement, at the top of a module. */
type Declaration = ts.FunctionDeclaration | ts.VariableDeclaration;

export interface Reachable {
  /** Modules in the order they have to be loaded in: each after those that it imports. */
  readonly modules: readonly ts.SourceFile[];
  /** Parse tree nodes. */
  readonly declarations: ReadonlySet<ts.Node>;
  /** Names that imports have made in a module and that what is reached uses. */
  readonly imports: ReadonlySet<ts.Symbol>;
}

function isPureCall(node: ts.Node): boolean {
  return /[@#]__PURE__/.test(node.getFullText().slice(0, node.getLeadingTriviaWidth()));
}

function isAssignment(operator: ts.SyntaxKind): boolean {
  return operator >= ts.SyntaxKind.FirstAssignment && operator <= ts.SyntaxKind.LastAssignment;
}

/** Whether computing the value may do something beside. A call may, unless it is marked as pure. */
function hasEffects(node: ts.Node | undefined): boolean {
  if (node === undefined || ts.isFunctionLike(node)) {
    return false;
  }
  if (ts.isCallExpression(node) || ts.isNewExpression(node)) {
    return !isPureCall(node) || (node.arguments ?? []).some(hasEffects);
  }
  if (ts.isBinaryExpression(node) && isAssignment(node.operatorToken.kind)) {
    return true;
  }
  return ts.forEachChild(node, (child) => hasEffects(child) || undefined) ?? false;
}

/** The modules that a module imports, or exports from. */
function importsOf(file: ts.SourceFile): string[] {
  return file.statements.flatMap((statement) => {
    if (ts.isExportAssignment(statement)) {
      throw new BuildFailure(`${shown(file.fileName)}: a Lua image has no \`export default\`: give it a name`);
    }
    const isType = ts.isImportDeclaration(statement) && statement.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword;
    const names = ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement) ? statement.moduleSpecifier : undefined;
    return names !== undefined && ts.isStringLiteral(names) && !isType ? [names.text] : [];
  });
}

/** The modules that the entry imports, directly or not, each after its own imports. */
function loadOrder(program: ts.Program, files: ReadonlyMap<string, ts.SourceFile>): ts.SourceFile[] {
  const order: ts.SourceFile[] = [];
  const entered: string[] = [];
  const left = new Set<string>();
  function enter(name: string): void {
    if (entered.includes(name) && !left.has(name)) {
      const circle = [...entered.slice(entered.indexOf(name)).filter((each) => !left.has(each)), name];
      throw new BuildFailure(`these modules import each other in a circle: ${circle.map(shown).join(' -> ')}`);
    }
    const file = files.get(name);
    if (file === undefined || left.has(name)) {
      return;
    }
    entered.push(name);
    for (const specifier of importsOf(file)) {
      const imported = resolveImport(program, specifier, name);
      if (imported !== undefined) {
        enter(imported);
      }
    }
    left.add(name);
    order.push(file);
  }
  enter(entryFile);
  return order;
}

/**
 * What the entry reaches.
 * @param transformers What is done to each module before: branches that were folded away reach nothing.
 */
export function findReachable(program: ts.Program, transformers: readonly ts.TransformerFactory<ts.SourceFile>[]): Reachable {
  const checker = program.getTypeChecker();
  const { transformed } = ts.transform(imageFiles(program), [...transformers], program.getCompilerOptions());
  const modules = loadOrder(program, new Map(transformed.map((file) => [path.normalize(file.fileName), file])));
  const declarations = new Set<ts.Node>();
  const imports = new Set<ts.Symbol>();
  /** What each declaration at the top of a module is after the transformers. */
  const folded = new Map<ts.Node, Declaration>();
  const waiting: ts.Node[] = [];

  function symbolOf(name: ts.Identifier): ts.Symbol | undefined {
    return ts.isShorthandPropertyAssignment(name.parent)
      ? checker.getShorthandAssignmentValueSymbol(name.parent)
      : checker.getSymbolAtLocation(name);
  }
  function reach(name: ts.Identifier): void {
    const symbol = symbolOf(name);
    if (symbol === undefined) {
      return;
    }
    const isAlias = (symbol.flags & ts.SymbolFlags.Alias) !== 0;
    if (isAlias) {
      imports.add(symbol);
    }
    // Of an overloaded function only the declaration with a body is there.
    for (const declaration of (isAlias ? checker.getAliasedSymbol(symbol) : symbol).declarations ?? []) {
      if (folded.has(declaration) && !declarations.has(declaration)) {
        declarations.add(declaration);
        waiting.push(declaration);
      }
    }
  }
  function walk(node: ts.Node): void {
    if (ts.isIdentifier(node)) {
      const original = ts.getOriginalNode(node);
      if (original.parent !== undefined) {
        reach(original as ts.Identifier);
      }
    } else if (!ts.isTypeNode(node)) {
      ts.forEachChild(node, walk);
    }
  }

  for (const { statements } of modules) {
    for (const statement of statements) {
      if (ts.isFunctionDeclaration(statement) && statement.body !== undefined) {
        folded.set(ts.getOriginalNode(statement), statement);
      } else if (ts.isVariableStatement(statement)) {
        statement.declarationList.declarations.forEach((each) => folded.set(ts.getOriginalNode(each), each));
      }
    }
  }
  for (const { statements } of modules) {
    for (const statement of statements) {
      if (ts.isExpressionStatement(statement)) {
        walk(statement);
      } else if (ts.isVariableStatement(statement)) {
        statement.declarationList.declarations
          .filter((each) => hasEffects((ts.getOriginalNode(each) as ts.VariableDeclaration).initializer))
          .forEach((each) => walk(each.name));
      }
    }
  }
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    const declaration = folded.get(node);
    if (declaration !== undefined) {
      ts.forEachChild(declaration, walk);
    }
  }
  return { modules, declarations, imports };
}

/** A `before` transformer that keeps what is reachable. It comes after those that `findReachable` was given. */
export function keepReachable(program: ts.Program, { declarations, imports }: Reachable): ts.TransformerFactory<ts.SourceFile> {
  const checker = program.getTypeChecker();
  return ({ factory }) => (file) => {
    function keepImport(statement: ts.ImportDeclaration): ts.Statement[] {
      const clause = statement.importClause;
      const bindings = clause?.namedBindings;
      if (clause === undefined || bindings === undefined || !ts.isNamedImports(bindings)) {
        return [];
      }
      const kept = bindings.elements.filter(({ name }) => imports.has(checker.getSymbolAtLocation(name) as ts.Symbol));
      return kept.length === 0
        ? []
        : [
            factory.updateImportDeclaration(
              statement,
              statement.modifiers,
              factory.updateImportClause(clause, clause.phaseModifier, clause.name, factory.updateNamedImports(bindings, kept)),
              statement.moduleSpecifier,
              statement.attributes,
            ),
          ];
    }
    function keep(statement: ts.Statement): ts.Statement[] {
      if (ts.isImportDeclaration(statement)) {
        return keepImport(statement);
      }
      if (ts.isExportDeclaration(statement)) {
        return []; // Whoever imports from here is linked to where the name comes from.
      }
      if (ts.isFunctionDeclaration(statement)) {
        return declarations.has(ts.getOriginalNode(statement)) ? [statement] : [];
      }
      if (ts.isVariableStatement(statement)) {
        const list = statement.declarationList;
        const kept = list.declarations.filter((each) => declarations.has(ts.getOriginalNode(each)));
        return kept.length === 0
          ? []
          : [factory.updateVariableStatement(statement, statement.modifiers, factory.updateVariableDeclarationList(list, kept))];
      }
      return [statement];
    }
    return factory.updateSourceFile(file, file.statements.flatMap(keep));
  };
}
