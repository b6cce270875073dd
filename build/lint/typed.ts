/**
 * What TypeScript knows about a node, for the rules that need it.
 */
import type { TSESLint, TSESTree } from '@typescript-eslint/utils';
import ts from 'typescript';

export interface Types {
  readonly checker: ts.TypeChecker;
  /** The type of an expression. */
  of(node: TSESTree.Node): ts.Type;
}

/** @throws When the file was linted without its TypeScript project: a mistake of the configuration. */
export function typesOf(context: Readonly<TSESLint.RuleContext<string, readonly unknown[]>>): Types {
  const services = context.sourceCode.parserServices;
  if (services === undefined || services.program === null || services.program === undefined) {
    throw new Error(`${context.filename} has to be linted with types: see parserOptions in eslint.config.js`);
  }
  const { program, esTreeNodeToTSNodeMap } = services as {
    program: ts.Program;
    esTreeNodeToTSNodeMap: { get(node: TSESTree.Node): ts.Node };
  };
  const checker = program.getTypeChecker();
  return { checker, of: (node) => checker.getTypeAtLocation(esTreeNodeToTSNodeMap.get(node)) };
}

/** The members of a union, or the type alone. */
export function membersOf(type: ts.Type): readonly ts.Type[] {
  return type.isUnion() ? type.types : [type];
}

/** Whether every value of the type is true or false. */
export function isBoolean(type: ts.Type): boolean {
  return membersOf(type).every((member) => (member.flags & ts.TypeFlags.BooleanLike) !== 0);
}

/** Whether the type is one constant text of ASCII characters, which every engine takes for the same. */
export function isAsciiConstant(type: ts.Type): boolean {
  return type.isStringLiteral() && /^[\x20-\x7e]*$/.test(type.value);
}

/** Whether the type is a text, or can be one. */
export function canBeText(type: ts.Type): boolean {
  return membersOf(type).some((member) => (member.flags & ts.TypeFlags.StringLike) !== 0);
}

const buffers = /^(U?int(8|16|32)|Uint8Clamped|Float(32|64)|Big(Ui|I)nt64)Array$/i;

/** The name of the typed array that the type is or can be, otherwise undefined. */
export function bufferName(type: ts.Type): string | undefined {
  for (const member of membersOf(type)) {
    const name = member.getSymbol()?.name;
    if (name !== undefined && buffers.test(name)) return name;
  }
  return undefined;
}
