/**
 * Lua's limits on names: 200 locals a function (a module is one), 60 upvalues a function in Lua 5.1.
 */
import type { TSESLint, TSESTree } from '@typescript-eslint/utils';

const maxLocals = 199;
const maxUpvalues = 60;

function isTypeImport(node: TSESTree.Node | null | undefined): boolean {
  return node?.type === 'ImportDeclaration' || node?.type === 'ImportSpecifier' ? node.importKind === 'type' : false;
}

/** Whether the name is there when the program runs: types, and constant enums, are not. */
function existsAtRunTime({ defs }: TSESLint.Scope.Variable): boolean {
  const types = ['TSInterfaceDeclaration', 'TSTypeAliasDeclaration', 'TSEnumDeclaration', 'TSDeclareFunction'];
  return defs.some(({ node, parent }) => !types.includes(node.type) && !isTypeImport(node) && !isTypeImport(parent));
}

export const luaLimits: TSESLint.RuleModule<'locals' | 'upvalues'> = {
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      locals: 'Lua allows fewer than 200 locals a module and this has {{count}}: split the file.',
      upvalues: 'Lua 5.1 allows 60 upvalues a function and this uses {{count}} names of its module: split the function.',
    },
  },
  defaultOptions: [],
  create(context) {
    return {
      'Program:exit'(program) {
        const module = context.sourceCode.scopeManager?.acquire(program, true);
        if (module === null || module === undefined) return;
        const imports = program.body.filter((it) => it.type === 'ImportDeclaration' && it.importKind !== 'type').length;
        const count = module.variables.filter(existsAtRunTime).length + imports;
        if (count > maxLocals) context.report({ node: program, messageId: 'locals', data: { count } });
        for (const scope of module.childScopes.filter((it) => it.type === 'function')) {
          const used = scope.through.map((it) => it.resolved).filter((it) => it?.scope === module && existsAtRunTime(it));
          const names = new Set(used).size;
          if (names > maxUpvalues) {
            context.report({ node: scope.block, messageId: 'upvalues', data: { count: names } });
          }
        }
      },
    };
  },
};
