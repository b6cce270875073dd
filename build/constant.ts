import ts from 'typescript';

/** What a constant expression without arrays and objects comes to. */
export type Constant = number | string | boolean;

/** The declaration of the constant that a name stands for, wherever it was imported from. */
function constDeclaration(name: ts.Identifier, checker: ts.TypeChecker): ts.VariableDeclaration | undefined {
  let symbol = checker.getSymbolAtLocation(name);
  if (symbol !== undefined && (symbol.flags & ts.SymbolFlags.Alias) !== 0) {
    symbol = checker.getAliasedSymbol(symbol);
  }
  const declaration = symbol?.valueDeclaration;
  const isConst =
    declaration !== undefined &&
    ts.isVariableDeclaration(declaration) &&
    (ts.getCombinedNodeFlags(declaration) & ts.NodeFlags.Const) !== 0;
  return isConst ? declaration : undefined;
}

/** What a `const` was set to, for its name. */
export function initializerOf(name: ts.Identifier, checker: ts.TypeChecker): ts.Expression | undefined {
  return constDeclaration(name, checker)?.initializer;
}

/**
 * The value of an expression made of literals, members of const enums and constants set to such; otherwise undefined.
 * `&&` and `||` are known as soon as their left side decides.
 */
export function constantOf(node: ts.Expression, checker: ts.TypeChecker): Constant | undefined {
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
    return constantOf(node.expression, checker);
  }
  if (ts.isPropertyAccessExpression(node)) {
    return checker.getConstantValue(node);
  }
  if (ts.isIdentifier(node)) {
    const initializer = initializerOf(node, checker);
    return initializer === undefined ? undefined : constantOf(initializer, checker);
  }
  if (ts.isPrefixUnaryExpression(node)) {
    return unary(node.operator, constantOf(node.operand, checker));
  }
  return ts.isBinaryExpression(node) ? binary(node, checker) : undefined;
}

function unary(operator: ts.PrefixUnaryOperator, operand: Constant | undefined): Constant | undefined {
  if (operator === ts.SyntaxKind.ExclamationToken && typeof operand === 'boolean') {
    return !operand;
  }
  return operator === ts.SyntaxKind.MinusToken && typeof operand === 'number' ? -operand : undefined;
}

const operators = new Map<ts.SyntaxKind, (left: number, right: number) => Constant>([
  [ts.SyntaxKind.PlusToken, (left, right) => left + right],
  [ts.SyntaxKind.MinusToken, (left, right) => left - right],
  [ts.SyntaxKind.AsteriskToken, (left, right) => left * right],
  [ts.SyntaxKind.BarToken, (left, right) => left | right],
  [ts.SyntaxKind.AmpersandToken, (left, right) => left & right],
  [ts.SyntaxKind.EqualsEqualsEqualsToken, (left, right) => left === right],
  [ts.SyntaxKind.ExclamationEqualsEqualsToken, (left, right) => left !== right],
  [ts.SyntaxKind.LessThanToken, (left, right) => left < right],
  [ts.SyntaxKind.LessThanEqualsToken, (left, right) => left <= right],
  [ts.SyntaxKind.GreaterThanToken, (left, right) => left > right],
  [ts.SyntaxKind.GreaterThanEqualsToken, (left, right) => left >= right],
]);

function binary({ left, operatorToken, right }: ts.BinaryExpression, checker: ts.TypeChecker): Constant | undefined {
  const first = constantOf(left, checker);
  if (operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken) {
    return first === true ? constantOf(right, checker) : first === false ? false : undefined;
  }
  if (operatorToken.kind === ts.SyntaxKind.BarBarToken) {
    return first === false ? constantOf(right, checker) : first === true ? true : undefined;
  }
  const second = constantOf(right, checker);
  const operate = operators.get(operatorToken.kind);
  return operate !== undefined && typeof first === 'number' && typeof second === 'number' ? operate(first, second) : undefined;
}
