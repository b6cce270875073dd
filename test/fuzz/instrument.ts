/**
 * Prepares device code for fuzzing: a counter at each branch, a check at each index and each store into a table, and a
 * way to read and restore the variables of the module.
 */
import ts from 'typescript';

/** What the prepared code calls; the parameters of the function it becomes the body of. */
export const hookNames = ['$hit', '$index', '$fits', '$state'] as const;

const { factory } = ts;

function call(name: (typeof hookNames)[number], ...args: ts.Expression[]): ts.CallExpression {
  return factory.createCallExpression(factory.createIdentifier(name), undefined, args);
}

/** Whether the expression may be evaluated twice: a name, or a member of a module. */
function isPlain(node: ts.Expression): boolean {
  return ts.isIdentifier(node) || (ts.isPropertyAccessExpression(node) && ts.isIdentifier(node.expression));
}

function isShortCircuit(kind: ts.SyntaxKind): boolean {
  return (
    kind === ts.SyntaxKind.AmpersandAmpersandToken ||
    kind === ts.SyntaxKind.BarBarToken ||
    kind === ts.SyntaxKind.QuestionQuestionToken
  );
}

function createTransformer(addEdge: () => number): ts.TransformerFactory<ts.SourceFile> {
  const counter = (): ts.Expression => call('$hit', factory.createNumericLiteral(addEdge()));
  const counted = (node: ts.Expression): ts.Expression => factory.createParenthesizedExpression(factory.createComma(counter(), node));
  const statement = (): ts.Statement => factory.createExpressionStatement(counter());
  const block = (node?: ts.Statement): ts.Block => factory.createBlock(node === undefined ? [statement()] : [statement(), node], true);
  const body = ({ statements }: ts.Block): ts.Block => factory.createBlock([statement(), ...statements], true);

  function rewrite(node: ts.Node): ts.Node {
    if (ts.isIfStatement(node)) {
      return factory.updateIfStatement(node, node.expression, block(node.thenStatement), block(node.elseStatement));
    }
    if (ts.isConditionalExpression(node)) {
      const { condition, questionToken, whenTrue, colonToken, whenFalse } = node;
      return factory.updateConditionalExpression(node, condition, questionToken, counted(whenTrue), colonToken, counted(whenFalse));
    }
    if (ts.isBinaryExpression(node)) {
      const { left, operatorToken, right } = node;
      if (isShortCircuit(operatorToken.kind)) return factory.updateBinaryExpression(node, left, operatorToken, counted(right));
      if (operatorToken.kind === ts.SyntaxKind.EqualsToken && ts.isElementAccessExpression(left) && isPlain(left.expression)) {
        return factory.updateBinaryExpression(node, left, operatorToken, call('$fits', left.expression, right));
      }
    }
    if (ts.isElementAccessExpression(node) && isPlain(node.expression)) {
      return factory.updateElementAccessExpression(node, node.expression, call('$index', node.expression, node.argumentExpression));
    }
    if (ts.isWhileStatement(node)) return factory.updateWhileStatement(node, node.expression, block(node.statement));
    if (ts.isDoStatement(node)) return factory.updateDoStatement(node, block(node.statement), node.expression);
    if (ts.isForStatement(node)) {
      return factory.updateForStatement(node, node.initializer, node.condition, node.incrementor, block(node.statement));
    }
    if (ts.isCaseClause(node)) return factory.updateCaseClause(node, node.expression, [statement(), ...node.statements]);
    if (ts.isDefaultClause(node)) return factory.updateDefaultClause(node, [statement(), ...node.statements]);
    if (ts.isFunctionDeclaration(node) && node.body !== undefined) {
      return factory.updateFunctionDeclaration(
        node, node.modifiers, node.asteriskToken, node.name, node.typeParameters, node.parameters, node.type, body(node.body),
      );
    }
    return node;
  }

  return (context) => {
    const visit = (node: ts.Node): ts.Node => rewrite(ts.visitEachChild(node, visit, context));
    return (file) => ts.visitEachChild(file, visit, context);
  };
}

/** The names of the module's own variables: those that are assigned to, and the constants. */
function moduleVariables(source: ts.SourceFile): { variables: string[]; constants: string[] } {
  const found = { variables: [] as string[], constants: [] as string[] };
  for (const statement of source.statements) {
    if (!ts.isVariableStatement(statement)) continue;
    const isConstant = (statement.declarationList.flags & ts.NodeFlags.Const) !== 0;
    const isExported = statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) === true;
    for (const { name } of statement.declarationList.declarations) {
      if (ts.isIdentifier(name)) found[isConstant ? 'constants' : 'variables'].push(isExported ? `exports.${name.text}` : name.text);
    }
  }
  return found;
}

/**
 * @param text TypeScript, of a module.
 * @param addEdge Gives the number of the next branch.
 * @returns CommonJS that calls the hooks.
 */
export function instrument(text: string, file: string, addEdge: () => number): string {
  const { variables, constants } = moduleVariables(ts.createSourceFile(file, text, ts.ScriptTarget.ES2022));
  const { outputText } = ts.transpileModule(text, {
    fileName: file,
    compilerOptions: {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.CommonJS,
      esModuleInterop: true,
      isolatedModules: true,
    },
    transformers: { after: [createTransformer(addEdge)] },
  });
  const restore = variables.map((name, index) => `${name} = $values[${index}];`).join(' ');
  return `${outputText}\n$state(() => [${variables.join()}], ($values) => { ${restore} }, [${constants.join()}]);\n`;
}
