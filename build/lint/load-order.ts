/**
 * Espruino does not hoist: a function exists from the moment its declaration is reached. So what runs while a
 * scope is being filled may only use functions declared above it, itself or through the functions it calls.
 */
import type { TSESLint, TSESTree } from '@typescript-eslint/utils';

type Reference = TSESLint.Scope.Reference;
type Scope = TSESLint.Scope.Scope;
type Variable = TSESLint.Scope.Variable;

type Declared = { readonly variable: Variable; readonly node: TSESTree.FunctionDeclaration };

function declarationOf(variable: Variable | null): Declared | undefined {
  const node = variable?.defs.map((it) => it.node).find((it) => it.type === 'FunctionDeclaration');
  return variable === null || node === undefined ? undefined : { variable, node };
}

/** Whether the function is called where it stands: `(function () {})()`. */
function runsInPlace(scope: Scope): boolean {
  const { parent } = scope.block;
  return parent?.type === 'CallExpression' && parent.callee === scope.block;
}

/** What is used when the body of `scope` runs, without the functions in it that are called later or never. */
function usedByBodyOf(scope: Scope): Reference[] {
  const inside = scope.childScopes.filter((child) => child.type !== 'function' || runsInPlace(child));
  return [...scope.references, ...inside.flatMap(usedByBodyOf)];
}

function isCalled(reference: Reference): boolean {
  const { parent } = reference.identifier;
  return (parent.type === 'CallExpression' || parent.type === 'NewExpression') && parent.callee === reference.identifier;
}

export const loadOrder: TSESLint.RuleModule<'early' | 'earlyThrough'> = {
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      early: 'Espruino does not hoist: `{{name}}` is used here before line {{line}} declares it; move it up.',
      earlyThrough:
        'Espruino does not hoist: this call comes to use `{{name}}` before line {{line}} declares it; move the call down.',
    },
  },
  defaultOptions: [],
  create(context) {
    const scopes = context.sourceCode.scopeManager;

    /** The functions of `owner` that a call of `called` comes to use, if declared after `position`. */
    function declaredLater(called: Declared, owner: Scope, position: number, seen: Set<Variable>): Declared | undefined {
      const body = scopes?.acquire(called.node);
      if (body === null || body === undefined || seen.has(called.variable)) return undefined;
      seen.add(called.variable);
      for (const reference of usedByBodyOf(body)) {
        const used = declarationOf(reference.resolved);
        if (used === undefined) continue;
        if (used.variable.scope === owner && used.node.range[0] > position) return used;
        const later = isCalled(reference) ? declaredLater(used, owner, position, seen) : undefined;
        if (later !== undefined) return later;
      }
      return undefined;
    }

    function report(reference: Reference, messageId: 'early' | 'earlyThrough', { variable, node }: Declared): void {
      const data = { name: variable.name, line: node.loc.start.line };
      context.report({ node: reference.identifier, messageId, data });
    }

    function check(owner: Scope): void {
      for (const reference of usedByBodyOf(owner)) {
        const used = declarationOf(reference.resolved);
        if (used === undefined || !reference.isRead()) continue;
        const position = reference.identifier.range[0];
        if (used.variable.scope === owner && used.node.range[0] > position) {
          report(reference, 'early', used);
        } else if (isCalled(reference)) {
          const later = declaredLater(used, owner, position, new Set());
          if (later !== undefined) report(reference, 'earlyThrough', later);
        }
      }
    }

    return {
      'Program:exit'() {
        for (const scope of scopes?.scopes ?? []) {
          if (scope.type === 'global' || scope.type === 'module' || scope.type === 'function') check(scope);
        }
      },
    };
  },
};
