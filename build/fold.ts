/**
 * Takes out what the configuration has decided: branches that are never taken, and what follows a return. For Lua;
 * for JavaScript rollup and terser do the same.
 */
import ts from 'typescript';
import { constantOf } from './constant';

function jumps(statement: ts.Statement): boolean {
  return (
    ts.isReturnStatement(statement) ||
    ts.isThrowStatement(statement) ||
    ts.isBreakStatement(statement) ||
    (ts.isBlock(statement) && statement.statements.some(jumps))
  );
}

function declares(statement: ts.Statement): boolean {
  return ts.isVariableStatement(statement) || ts.isFunctionDeclaration(statement);
}

/** The statements as they stand in a list: blocks without names of their own opened, nothing behind a jump. */
function flatten(statements: readonly ts.Statement[]): ts.Statement[] {
  const flat: ts.Statement[] = [];
  for (const statement of statements) {
    if (ts.isBlock(statement) && !statement.statements.some(declares)) {
      flat.push(...flatten(statement.statements));
    } else if (!ts.isEmptyStatement(statement)) {
      flat.push(statement);
    }
    if (flat.length > 0 && jumps(flat[flat.length - 1])) {
      return flat;
    }
  }
  return flat;
}

/** A `before` transformer. */
export function foldConstants(program: ts.Program): ts.TransformerFactory<ts.SourceFile> {
  const checker = program.getTypeChecker();
  return (context) => (file) => {
    const { factory } = context;

    function visitIf(node: ts.IfStatement): ts.Statement {
      const condition = constantOf(node.expression, checker);
      if (condition === undefined) {
        return ts.visitEachChild(node, visit, context);
      }
      const taken = condition === true ? node.thenStatement : node.elseStatement;
      return taken === undefined ? factory.createEmptyStatement() : (ts.visitNode(taken, visit) as ts.Statement);
    }

    /** `a && b` and `a || b` where `a` is known, and decides nothing or all. */
    function visitLogical(node: ts.BinaryExpression): ts.Node {
      const left = constantOf(node.left, checker);
      if (typeof left !== 'boolean') {
        return ts.visitEachChild(node, visit, context);
      }
      const goesOn = left === (node.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken);
      return ts.visitNode(goesOn ? node.right : node.left, visit);
    }

    function visit(node: ts.Node): ts.Node {
      if (ts.isIfStatement(node)) {
        return visitIf(node);
      }
      if (ts.isConditionalExpression(node)) {
        const condition = constantOf(node.condition, checker);
        if (condition !== undefined) {
          return ts.visitNode(condition === true ? node.whenTrue : node.whenFalse, visit);
        }
      }
      if (ts.isBinaryExpression(node)) {
        const { kind } = node.operatorToken;
        if (kind === ts.SyntaxKind.AmpersandAmpersandToken || kind === ts.SyntaxKind.BarBarToken) {
          return visitLogical(node);
        }
      }
      if (ts.isWhileStatement(node) && constantOf(node.expression, checker) === false) {
        return factory.createEmptyStatement();
      }
      const visited = ts.visitEachChild(node, visit, context);
      if (ts.isBlock(visited)) {
        return factory.updateBlock(visited, flatten(visited.statements));
      }
      if (ts.isCaseClause(visited)) {
        return factory.updateCaseClause(visited, visited.expression, flatten(visited.statements));
      }
      return visited;
    }
    return ts.visitEachChild(file, visit, context);
  };
}
