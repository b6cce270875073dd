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

/** Whether the node is a name of `describe`, under which it was imported. */
function isDescribe(node: ts.Node, checker: ts.TypeChecker): boolean {
  const symbol = ts.isIdentifier(node) ? checker.getSymbolAtLocation(node) : undefined;
  if (symbol === undefined || (symbol.flags & ts.SymbolFlags.Alias) === 0) {
    return false;
  }
  const declarations = checker.getAliasedSymbol(symbol).declarations;
  return declarations !== undefined && path.normalize(declarations[0].getSourceFile().fileName) === describeFile;
}

function failure(node: ts.Node, reason: string): BuildFailure {
  const file = node.getSourceFile();
  const { line } = file.getLineAndCharacterOfPosition(node.getStart());
  return new BuildFailure(`${shown(file.fileName)}(${line + 1}): describe: ${reason}`);
}

function packedDescription(call: ts.CallExpression, checker: ts.TypeChecker): ts.StringLiteral {
  try {
    // The program has been checked, so the argument is an object definition.
    return ts.factory.createStringLiteral(describe(evaluate(call.arguments[0], checker) as ObjectDefinition), true);
  } catch (error) {
    throw failure(call, error instanceof Error ? error.message : String(error));
  }
}

/** A `before` transformer, for TypeScript and for typescript-to-lua. */
export function packDescriptions(program: ts.Program): ts.TransformerFactory<ts.SourceFile> {
  const checker = program.getTypeChecker();
  return (context) => (file) => {
    function visit(node: ts.Node): ts.Node | undefined {
      if (ts.isCallExpression(node) && isDescribe(node.expression, checker)) {
        return packedDescription(node, checker);
      }
      if (ts.isImportSpecifier(node)) {
        return isDescribe(node.name, checker) ? undefined : node;
      }
      if (isDescribe(node, checker)) {
        throw failure(node, 'it is not there when the image runs: call it directly');
      }
      return ts.visitEachChild(node, visit, context);
    }
    return ts.visitEachChild(file, visit, context);
  };
}
