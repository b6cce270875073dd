/**
 * What a module exports is constant: typescript-to-lua copies it where it is imported.
 */
import type { TSESLint } from '@typescript-eslint/utils';

export const exports: TSESLint.RuleModule<'variable'> = {
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      variable: 'Lua copies `{{name}}` where it is imported and never sees it change: export a function or a table.',
    },
  },
  defaultOptions: [],
  create(context) {
    return {
      'Program:exit'(program) {
        const module = context.sourceCode.scopeManager?.acquire(program, true);
        for (const variable of module?.variables ?? []) {
          const declaration = variable.defs[0]?.parent;
          if (declaration?.type !== 'VariableDeclaration' || declaration.kind === 'const') continue;
          const isExported =
            declaration.parent.type === 'ExportNamedDeclaration' ||
            variable.references.some((reference) => /^Export/.test(reference.identifier.parent.type));
          if (!isExported) continue;
          context.report({ node: declaration, messageId: 'variable', data: { name: variable.name } });
        }
      },
    };
  },
};
