import ts from 'typescript';
import { constantOf, initializerOf } from './constant';

/**
 * The value of an expression made of constants only, arrays and objects included.
 * @throws Error naming the part that is no constant.
 */
export function evaluate(node: ts.Expression, checker: ts.TypeChecker): unknown {
  const constant = constantOf(node, checker);
  if (constant !== undefined) {
    return constant;
  }
  if (ts.isAsExpression(node) || ts.isSatisfiesExpression(node)) {
    return evaluate(node.expression, checker);
  }
  if (ts.isArrayLiteralExpression(node)) {
    return node.elements.map((element) => evaluate(element, checker));
  }
  if (ts.isObjectLiteralExpression(node)) {
    return evaluateObject(node, checker);
  }
  const initializer = ts.isIdentifier(node) ? initializerOf(node, checker) : undefined;
  if (initializer === undefined) {
    throw notConstant(node);
  }
  return evaluate(initializer, checker);
}

function notConstant(node: ts.Node): Error {
  return new Error(`\`${node.getText()}\` is not a constant; the build has to know the value`);
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
