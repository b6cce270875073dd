/**
 * Puts `var a;` at the start of its function where terser has left it behind the statements that use it: what it inlines last
 * has its variables there, and Espruino knows a variable only once execution has come past it.
 */
import ts from 'typescript';
import type { Renaming } from './names';

/** Statements like `var a,b;` at the top level of a function, behind its first statement. */
function findLate(source: ts.SourceFile): { statement: ts.VariableStatement; first: ts.Statement }[] {
  const found: { statement: ts.VariableStatement; first: ts.Statement }[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) && 'body' in node && node.body !== undefined && ts.isBlock(node.body)) {
      const [first, ...others] = node.body.statements;
      for (const statement of others) {
        if (ts.isVariableStatement(statement) && statement.declarationList.declarations.every(({ initializer }) => initializer === undefined)) {
          found.push({ statement, first });
        }
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/**
 * @param script ES5.
 * @param renamings What is renamed in it, in the order of the script.
 * @returns The same, and what moves the variables.
 */
export function hoistLate(script: string, renamings: readonly Renaming[]): Renaming[] {
  const source = ts.createSourceFile('bundle.js', script, ts.ScriptTarget.ES5, true, ts.ScriptKind.JS);
  let changes = [...renamings];
  for (const { statement, first } of findLate(source)) {
    const start = statement.getStart();
    const end = statement.getEnd();
    const names = changes.filter((change) => change.start >= start && change.end <= end).map(({ name }) => name);
    changes = changes.filter((change) => change.start < start || change.end > end);
    changes.push({ start, end, name: '' }, { start: first.getStart(), end: first.getStart(), name: `var ${names.join(',')};` });
  }
  return changes.sort((a, b) => a.start - b.start || a.end - b.end);
}
