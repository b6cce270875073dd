/**
 * A condition is a comparison or a value of type boolean. In Lua 0 and '' are true.
 */
import type { TSESLint, TSESTree } from '@typescript-eslint/utils';
import { isBoolean, typesOf } from './typed';

const comparisons = ['===', '!==', '==', '!=', '<', '>', '<=', '>=', 'in', 'instanceof'];

export const conditions: TSESLint.RuleModule<'compare' | 'operand'> = {
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      compare: "Compare explicitly (`=== 1`, `!== 0`, `!== undefined`): 0 and '' are true in Lua.",
      operand: "`{{operator}}` goes between comparisons only, since 0 and '' are true in Lua: write `?:`.",
    },
  },
  defaultOptions: [],
  create(context) {
    const types = typesOf(context);

    function isComparison(node: TSESTree.Expression | TSESTree.PrivateIdentifier): boolean {
      if (node.type === 'LogicalExpression') return true; // its operands are looked at on their own
      if (node.type === 'UnaryExpression' && node.operator === '!') return true; // so is its operand
      if (node.type === 'BinaryExpression' && comparisons.includes(node.operator)) return true;
      return isBoolean(types.of(node));
    }

    function checkTest(node: { test: TSESTree.Expression | null }): void {
      if (node.test !== null && !isComparison(node.test)) context.report({ node: node.test, messageId: 'compare' });
    }

    return {
      IfStatement: checkTest,
      WhileStatement: checkTest,
      DoWhileStatement: checkTest,
      ForStatement: checkTest,
      ConditionalExpression: checkTest,
      UnaryExpression(node) {
        if (node.operator === '!' && !isComparison(node.argument)) {
          context.report({ node: node.argument, messageId: 'compare' });
        }
      },
      LogicalExpression(node) {
        if (node.operator === '??' || (isComparison(node.left) && isComparison(node.right))) return;
        context.report({ node, messageId: 'operand', data: { operator: node.operator } });
      },
    };
  },
};
