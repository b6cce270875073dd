/**
 * Writes shorter what means the same once the types are known: `==` for `===` between two numbers or two booleans,
 * `x == null` for `x === undefined` where x is never null, and `row` for `row + 0`, which is what the first column of a
 * table comes to. For JavaScript.
 */
import ts from 'typescript';
import { constantOf } from './constant';

function isOf(type: ts.Type, flags: ts.TypeFlags): boolean {
  return type.isUnion() ? type.types.every((each) => isOf(each, flags)) : (type.flags & flags) !== 0;
}

const shorter = new Map<ts.SyntaxKind, ts.EqualityOperator>([
  [ts.SyntaxKind.EqualsEqualsEqualsToken, ts.SyntaxKind.EqualsEqualsToken],
  [ts.SyntaxKind.ExclamationEqualsEqualsToken, ts.SyntaxKind.ExclamationEqualsToken],
]);

function isUndefined(node: ts.Expression): boolean {
  return ts.isIdentifier(node) && node.text === 'undefined';
}

/** Whether a value of the type can be null, as a value can whose type is not known. */
function canBeNull(type: ts.Type): boolean {
  return type.isUnion() ? type.types.some(canBeNull) : (type.flags & (ts.TypeFlags.Null | ts.TypeFlags.Any | ts.TypeFlags.Unknown)) !== 0;
}

/** A `before` transformer. */
export function simplify(program: ts.Program): ts.TransformerFactory<ts.SourceFile> {
  const checker = program.getTypeChecker();
  return (context) => (file) => {
    function bothAre(flags: ts.TypeFlags, { left, right }: ts.BinaryExpression): boolean {
      return isOf(checker.getTypeAtLocation(left), flags) && isOf(checker.getTypeAtLocation(right), flags);
    }
    function visit(node: ts.Node): ts.Node {
      if (!ts.isBinaryExpression(node)) {
        return ts.visitEachChild(node, visit, context);
      }
      const { kind } = node.operatorToken;
      if (kind === ts.SyntaxKind.PlusToken && bothAre(ts.TypeFlags.NumberLike, node) && constantOf(node.right, checker) === 0) {
        return ts.visitNode(node.left, visit);
      }
      const visited = ts.visitEachChild(node, visit, context);
      const equal = shorter.get(kind);
      if (equal !== undefined && isUndefined(node.right) && !canBeNull(checker.getTypeAtLocation(node.left))) {
        return context.factory.createBinaryExpression(visited.left, equal, context.factory.createNull());
      }
      return equal !== undefined && (bothAre(ts.TypeFlags.NumberLike, node) || bothAre(ts.TypeFlags.BooleanLike, node))
        ? context.factory.createBinaryExpression(visited.left, equal, visited.right)
        : visited;
    }
    return ts.visitEachChild(file, visit, context);
  };
}
