/**
 * A file is named for what it holds; these names say nothing.
 */
import type { TSESLint } from '@typescript-eslint/utils';
import { relative } from 'node:path';

const emptyName = /(^|[^a-z])(utils?|utilit(y|ies)|helpers?|common|managers?|misc)([^a-z]|$)/;

export const names: TSESLint.RuleModule<'empty'> = {
  meta: {
    type: 'suggestion',
    schema: [],
    messages: { empty: '`{{path}}` does not say what it holds: name the file and its folder for their content.' },
  },
  defaultOptions: [],
  create(context) {
    return {
      Program(node) {
        const path = relative(context.cwd, context.filename);
        const words = path.replace(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase();
        if (emptyName.test(words)) context.report({ node, messageId: 'empty', data: { path } });
      },
    };
  },
};
