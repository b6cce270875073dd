/**
 * Where Espruino reads on past the end of a line although JavaScript ends the statement there.
 */
import type { TSESLint } from '@typescript-eslint/utils';

export const lineEnds: TSESLint.RuleModule<'semicolon'> = {
  meta: {
    type: 'problem',
    schema: [],
    messages: { semicolon: 'Espruino reads on to the next line here: have the minifier write the semicolon.' },
  },
  defaultOptions: [],
  create(context) {
    const source = context.sourceCode;
    return {
      // `return` above a value returns the value.
      ReturnStatement(node) {
        const next = source.getTokenAfter(node);
        if (node.argument !== null || source.getLastToken(node)?.value === ';' || next === null) return;
        if (next.value !== '}') context.report({ node, messageId: 'semicolon' });
      },
      // `a` above `++b` is read as `a++`.
      UpdateExpression(node) {
        const before = source.getTokenBefore(node);
        if (!node.prefix || before === null || before.loc.end.line === node.loc.start.line) return;
        const endsValue = /^[\])]$|\w$/.test(before.value);
        if (endsValue) context.report({ node, messageId: 'semicolon' });
      },
    };
  },
};
