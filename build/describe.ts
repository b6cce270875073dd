/**
 * Replaces each call of `describe` (src/model/describe.ts) by the packed description, so that object definitions
 * cost an image one constant text each.
 */
import path from 'node:path';
import ts from 'typescript';
import { describe } from '../src/model/describe';
import type { ObjectDefinition } from '../src/model/description';
import { evaluate } from './evaluate';
import { BuildFailure } from './failure';
import { root, shown } from './paths';

/** The module that no image may hold. */
export const describeFile = path.join(root, 'src/model/describe.ts');

function isDescribe(callee: ts.Expression, checker: ts.TypeChecker): boolean {
  const symbol = checker.getSymbolAtLocation(callee);
  if (symbol === undefined || (symbol.flags & ts.SymbolFlags.Alias) === 0) {
    return false;
  }
  const declarations = checker.getAliasedSymbol(symbol).declarations;
  return declarations !== undefined && path.normalize(declarations[0].getSourceFile().fileName) === describeFile;
}

function packedDescription(call: ts.CallExpression, checker: ts.TypeChecker): ts.StringLiteral {
  try {
    // The program has been checked, so the argument is an object definition.
    return ts.factory.createStringLiteral(describe(evaluate(call.arguments[0], checker) as ObjectDefinition), true);
  } catch (error) {
    const file = call.getSourceFile();
    const { line } = file.getLineAndCharacterOfPosition(call.getStart());
    const reason = error instanceof Error ? error.message : String(error);
    throw new BuildFailure(`${shown(file.fileName)}(${line + 1}): describe: ${reason}`);
  }
}

/** A `before` transformer, for TypeScript and for typescript-to-lua. */
export function packDescriptions(program: ts.Program): ts.TransformerFactory<ts.SourceFile> {
  const checker = program.getTypeChecker();
  return (context) => (file) => {
    function importsDescribe(statement: ts.Statement): boolean {
      const names = ts.isImportDeclaration(statement) ? statement.importClause?.namedBindings : undefined;
      return names !== undefined && ts.isNamedImports(names) && names.elements.some(({ name }) => isDescribe(name, checker));
    }
    function visit(node: ts.Node): ts.Node | undefined {
      if (ts.isCallExpression(node) && ts.isIdentifier(node.expression) && isDescribe(node.expression, checker)) {
        return packedDescription(node, checker);
      }
      if (ts.isImportDeclaration(node) && importsDescribe(node)) {
        return undefined;
      }
      return ts.visitEachChild(node, visit, context);
    }
    return ts.visitEachChild(file, visit, context);
  };
}
