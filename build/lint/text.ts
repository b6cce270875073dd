/**
 * Texts are opaque outside `src/runtime` and `src/bytes`: engines differ in what a character is (UTF-16 units,
 * UTF-8 bytes, Latin-1) and in how they print a number.
 */
import type { TSESLint, TSESTree } from '@typescript-eslint/utils';
import { canBeText, isAsciiConstant, typesOf } from './typed';

export const text: TSESLint.RuleModule<'inside' | 'printed'> = {
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      inside:
        'Only src/runtime and src/bytes look inside a text (`{{property}}`): its units are bytes on some engines; ' +
        "import from 'runtime'.",
      printed:
        'A number joined to a text is printed by the engine, each in its own way: write its digits with src/bytes.',
    },
  },
  defaultOptions: [],
  create(context) {
    const types = typesOf(context);

    function isThrown(node: TSESTree.Node): boolean {
      return context.sourceCode.getAncestors(node).some((ancestor) => ancestor.type === 'ThrowStatement');
    }

    function checkJoined(node: TSESTree.Node, left: TSESTree.Node, right: TSESTree.Node): void {
      if (isThrown(node)) return; // read by a programmer, and never on the wire
      if (canBeText(types.of(left)) !== canBeText(types.of(right))) context.report({ node, messageId: 'printed' });
    }

    return {
      MemberExpression(node) {
        const type = types.of(node.object);
        const property = context.sourceCode.getText(node.property);
        if (!canBeText(type) || (property === 'length' && isAsciiConstant(type))) return;
        context.report({ node: node.property, messageId: 'inside', data: { property } });
      },
      BinaryExpression(node) {
        if (node.operator === '+') checkJoined(node, node.left, node.right);
      },
      AssignmentExpression(node) {
        if (node.operator === '+=') checkJoined(node, node.left, node.right);
      },
    };
  },
};
