import ts from 'typescript';

/**
 * The value of an expression made of constants only: literals, members of const enums, constants that are
 * themselves made so, arrays and objects of them, and sums.
 * @throws Error naming the part that is no constant.
 */
export function evaluate(node: ts.Expression, checker: ts.TypeChecker): unknown {
  if (ts.isNumericLiteral(node)) {
    return Number(node.text);
  }
  if (ts.isStringLiteralLike(node)) {
    return node.text;
  }
  if (node.kind === ts.SyntaxKind.TrueKeyword || node.kind === ts.SyntaxKind.FalseKeyword) {
    return node.kind === ts.SyntaxKind.TrueKeyword;
  }
  if (ts.isParenthesizedExpression(node) || ts.isAsExpression(node) || ts.isSatisfiesExpression(node)) {
    return evaluate(node.expression, checker);
  }
  if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.MinusToken) {
    return -evaluateNumber(node.operand, checker);
  }
  if (ts.isBinaryExpression(node)) {
    return evaluateBinary(node, checker);
  }
  if (ts.isPropertyAccessExpression(node)) {
    const value = checker.getConstantValue(node);
    if (value !== undefined) {
      return value;
    }
  }
  if (ts.isArrayLiteralExpression(node)) {
    return node.elements.map((element) => evaluate(element, checker));
  }
  if (ts.isObjectLiteralExpression(node)) {
    return evaluateObject(node, checker);
  }
  if (ts.isIdentifier(node)) {
    return evaluateConstant(node, checker);
  }
  throw notConstant(node);
}

function notConstant(node: ts.Node): Error {
  return new Error(`\`${node.getText()}\` is not a constant; the build has to know the value`);
}

function evaluateNumber(node: ts.Expression, checker: ts.TypeChecker): number {
  const value = evaluate(node, checker);
  if (typeof value !== 'number') {
    throw notConstant(node);
  }
  return value;
}

function evaluateBinary(node: ts.BinaryExpression, checker: ts.TypeChecker): number {
  const left = evaluateNumber(node.left, checker);
  const right = evaluateNumber(node.right, checker);
  switch (node.operatorToken.kind) {
    case ts.SyntaxKind.PlusToken:
      return left + right;
    case ts.SyntaxKind.MinusToken:
      return left - right;
    case ts.SyntaxKind.AsteriskToken:
      return left * right;
    case ts.SyntaxKind.BarToken:
      return left | right;
    default:
      throw notConstant(node);
  }
}

function evaluateConstant(node: ts.Identifier, checker: ts.TypeChecker): unknown {
  let symbol = checker.getSymbolAtLocation(node);
  if (symbol !== undefined && (symbol.flags & ts.SymbolFlags.Alias) !== 0) {
    symbol = checker.getAliasedSymbol(symbol);
  }
  const declaration = symbol?.valueDeclaration;
  if (
    declaration === undefined ||
    !ts.isVariableDeclaration(declaration) ||
    declaration.initializer === undefined ||
    (ts.getCombinedNodeFlags(declaration) & ts.NodeFlags.Const) === 0
  ) {
    throw notConstant(node);
  }
  return evaluate(declaration.initializer, checker);
}

function evaluateObject(node: ts.ObjectLiteralExpression, checker: ts.TypeChecker): Record<string, unknown> {
  const object: Record<string, unknown> = {};
  for (const property of node.properties) {
    if (ts.isSpreadAssignment(property)) {
      Object.assign(object, evaluate(property.expression, checker));
    } else if (ts.isPropertyAssignment(property)) {
      const { name } = property;
      const key = ts.isComputedPropertyName(name) ? String(evaluate(name.expression, checker)) : name.text;
      object[key] = evaluate(property.initializer, checker);
    } else {
      throw notConstant(property);
    }
  }
  return object;
}
