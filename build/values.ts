/**
 * Marks functions that are values, and calls of such values, so that Espruino can leave these functions in flash as well
 * (lazy.ts): a function that becomes a value is written `$value(f)`, and `callback(x)` becomes `$callee(callback)(x)`. A
 * function is marked only where each call of what it becomes is marked, too: where it is given to a function, a variable or
 * a member of src/. What a board gives to functions of its engine stays as it is.
 */
import path from 'node:path';
import ts from 'typescript';
import { root } from './paths';

/** What the marks are called in a bundle. */
export const marks = { value: '$value', callee: '$callee' } as const;

const room = path.join(root, 'src') + path.sep;

function isInRoom(node: ts.Node | undefined): boolean {
  return node !== undefined && path.normalize(node.getSourceFile().fileName).startsWith(room);
}

/** A `before` transformer, behind those that rename members. */
export function markValues(program: ts.Program): ts.TransformerFactory<ts.SourceFile> {
  const checker = program.getTypeChecker();

  /** What the name stands for, wherever it is imported: for `{ f }` the `f` of the file. */
  function declarationOf(name: ts.Node): ts.Declaration | undefined {
    const symbol = ts.isShorthandPropertyAssignment(name.parent) ? checker.getShorthandAssignmentValueSymbol(name.parent) : checker.getSymbolAtLocation(name);
    const target = symbol !== undefined && (symbol.flags & ts.SymbolFlags.Alias) !== 0 ? checker.getAliasedSymbol(symbol) : symbol;
    return target?.declarations?.[0];
  }
  function isFunction(name: ts.Identifier): boolean {
    const declared = declarationOf(name);
    return declared !== undefined && ts.isFunctionDeclaration(declared) && declared.body !== undefined;
  }
  /** What a property of an object literal is in the interface that the object becomes. */
  function memberOf(property: ts.ObjectLiteralElementLike): ts.Declaration | undefined {
    const type = ts.isObjectLiteralExpression(property.parent) ? checker.getContextualType(property.parent) : undefined;
    return property.name !== undefined && ts.isIdentifier(property.name) ? type?.getProperty(property.name.text)?.declarations?.[0] : undefined;
  }
  /** Whether each call of what the value becomes is marked. */
  function isMarkable(value: ts.Expression): boolean {
    const { parent } = value;
    if (ts.isConditionalExpression(parent)) {
      return parent.condition !== value && isMarkable(parent);
    }
    if (ts.isCallExpression(parent)) {
      return parent.expression !== value && ts.isIdentifier(parent.expression) && isFunction(parent.expression) && isInRoom(declarationOf(parent.expression));
    }
    if (ts.isPropertyAssignment(parent) || ts.isShorthandPropertyAssignment(parent)) {
      return isInRoom(memberOf(parent));
    }
    if (ts.isVariableDeclaration(parent)) {
      return isInRoom(parent);
    }
    return (
      ts.isBinaryExpression(parent) && parent.operatorToken.kind === ts.SyntaxKind.EqualsToken && parent.right === value &&
      ts.isIdentifier(parent.left) && isInRoom(declarationOf(parent.left))
    );
  }
  /** Whether what is called may be a function that was marked. */
  function isValue(callee: ts.Expression): boolean {
    if (ts.isParenthesizedExpression(callee) || ts.isAsExpression(callee)) {
      return isValue(callee.expression);
    }
    if (ts.isElementAccessExpression(callee)) {
      return isInRoom(callee);
    }
    const declared = ts.isIdentifier(callee) || ts.isPropertyAccessExpression(callee) ? declarationOf(ts.isIdentifier(callee) ? callee : callee.name) : undefined;
    return isInRoom(declared) && declared !== undefined && !ts.isFunctionDeclaration(declared);
  }
  return (context) => (file) => {
    const { factory } = context;
    const marked = (mark: string, node: ts.Expression): ts.CallExpression =>
      factory.createCallExpression(factory.createIdentifier(mark), undefined, [node]);
    /** What is marked and not used is left out. */
    const markedValue = (node: ts.Expression): ts.CallExpression =>
      ts.addSyntheticLeadingComment(marked(marks.value, node), ts.SyntaxKind.MultiLineCommentTrivia, ' @__PURE__ ');
    function visit(node: ts.Node): ts.Node {
      const original = ts.getOriginalNode(node);
      if (original.parent === undefined) {
        return ts.visitEachChild(node, visit, context);
      }
      if (ts.isIdentifier(node) && ts.isIdentifier(original) && ts.isExpression(original) && isFunction(original) && isMarkable(original)) {
        return markedValue(node);
      }
      if (ts.isShorthandPropertyAssignment(node)) {
        const value = ts.visitNode(node.name, visit) as ts.Expression;
        return value === node.name ? node : factory.createPropertyAssignment(node.name, value);
      }
      const visited = ts.visitEachChild(node, visit, context);
      return ts.isCallExpression(visited) && ts.isCallExpression(original) && isValue(original.expression)
        ? factory.updateCallExpression(visited, marked(marks.callee, visited.expression), visited.typeArguments, visited.arguments)
        : visited;
    }
    return ts.visitEachChild(file, visit, context);
  };
}
