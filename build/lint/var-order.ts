/**
 * Espruino does not hoist: a `var` exists from the moment it is reached. Until then, and in branches that do not come past
 * it, its name means whatever has that name outside, and an assignment overwrites that.
 */
import type { TSESLint, TSESTree } from '@typescript-eslint/utils';

/** The part of the function in which the declaration has been passed for certain: what follows it in its own branch. */
function reachOf(declaration: TSESTree.Node): TSESTree.Node {
  const { parent } = declaration;
  if (parent === undefined) return declaration;
  if (parent.type === 'ForStatement' && parent.init === declaration) return reachOf(parent);
  if (parent.type === 'ForInStatement' && parent.left === declaration) return reachOf(parent);
  return parent.type === 'BlockStatement' || parent.type === 'SwitchCase' || parent.type === 'Program' ? parent : declaration;
}

export const varOrder: TSESLint.RuleModule<'unseen'> = {
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      unseen:
        'Espruino does not hoist: here `{{name}}` means another one outside, since execution has not come past its `var`; have the minifier hoist variables.',
    },
  },
  defaultOptions: [],
  create(context) {
    function check({ name, defs, references, scope }: TSESLint.Scope.Variable): void {
      const reaches = defs
        .map(({ parent }) => parent)
        .filter((parent) => parent?.type === 'VariableDeclaration')
        .map((declaration) => ({ start: declaration.range[0], end: reachOf(declaration).range[1] }));
      if (reaches.length !== defs.length) return; // A parameter or a function exists from the start.
      for (const { identifier, from } of references) {
        const [position] = identifier.range;
        const isSeen = from !== scope || reaches.some(({ start, end }) => start <= position && position < end);
        if (!isSeen) context.report({ node: identifier, messageId: 'unseen', data: { name } });
      }
    }
    return {
      'Program:exit'() {
        for (const scope of context.sourceCode.scopeManager?.scopes ?? []) {
          if (scope.type === 'function') scope.variables.forEach(check);
        }
      },
    };
  },
};
