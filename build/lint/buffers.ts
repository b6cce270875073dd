/**
 * Byte buffers and tables are indexed and nothing else: their methods differ between engines or are missing, and
 * Lua's tables do not cut a value to a byte.
 */
import type { TSESLint, TSESTree } from '@typescript-eslint/utils';
import { bufferName, membersOf, typesOf } from './typed';

export const buffers: TSESLint.RuleModule<'method' | 'same' | 'mask'> = {
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      method:
        '`{{property}}` of a buffer differs between engines (`slice` gives a plain Array on Espruino, Lua has none): ' +
        "use 'runtime' or keep the size beside it.",
      same: '`===` compares the contents of buffers on Espruino: compare what says which buffer it is.',
      mask: 'Store a byte as `value & 255`: only a JavaScript typed array cuts it off by itself.',
    },
  },
  defaultOptions: [],
  create(context) {
    const types = typesOf(context);

    function constantOf(node: TSESTree.Identifier): TSESTree.Expression | undefined {
      const { references } = context.sourceCode.getScope(node);
      const declaration = references.find((it) => it.identifier === node)?.resolved?.defs[0].node;
      if (declaration?.type !== 'VariableDeclarator' || declaration.parent.kind !== 'const') return undefined;
      return declaration.init ?? undefined;
    }

    /** Whether the expression shows that its value is an integer of 0 to 255. */
    function isByte(node: TSESTree.Node): boolean {
      switch (node.type) {
        case 'TSAsExpression':
          return isByte(node.expression);
        case 'ConditionalExpression':
          return isByte(node.consequent) && isByte(node.alternate);
        case 'MemberExpression':
          if (node.computed && bufferName(types.of(node.object)) === 'Uint8Array') return true;
          break;
        case 'BinaryExpression':
          if (node.operator === '&') return isByte(node.left) || isByte(node.right);
          if (node.operator === '|' || node.operator === '^') return isByte(node.left) && isByte(node.right);
          if (node.operator === '>>>') return isByte(node.left);
          break;
        case 'Identifier': {
          const value = constantOf(node);
          if (value !== undefined && isByte(value)) return true;
          break;
        }
      }
      return membersOf(types.of(node)).every(
        (member) =>
          member.isNumberLiteral() && Number.isInteger(member.value) && member.value >= 0 && member.value <= 255,
      );
    }

    function isByteElement(node: TSESTree.Node): boolean {
      return node.type === 'MemberExpression' && node.computed && bufferName(types.of(node.object)) === 'Uint8Array';
    }

    return {
      'MemberExpression[computed=false]'(node: TSESTree.MemberExpression) {
        if (bufferName(types.of(node.object)) === undefined) return;
        const property = context.sourceCode.getText(node.property);
        context.report({ node: node.property, messageId: 'method', data: { property } });
      },
      'BinaryExpression[operator=/^[!=]==$/]'(node: TSESTree.BinaryExpression) {
        if (bufferName(types.of(node.left)) === undefined || bufferName(types.of(node.right)) === undefined) return;
        context.report({ node, messageId: 'same' });
      },
      AssignmentExpression(node) {
        if (!isByteElement(node.left)) return;
        const { operator, right } = node;
        const shrinks = operator === '&=' || operator === '>>>=';
        const joins = operator === '=' || operator === '|=' || operator === '^=';
        if (!shrinks && !(joins && isByte(right))) context.report({ node: right, messageId: 'mask' });
      },
      UpdateExpression(node) {
        if (isByteElement(node.argument)) context.report({ node, messageId: 'mask' });
      },
    };
  },
};
