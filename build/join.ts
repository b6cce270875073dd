/**
 * Joins the tables of an image whose elements alone are used, each kind into one: `record[2]` becomes `$int32s[42]`, and
 * `row[i]` becomes `$int32s[i + 17]`. A table of Espruino takes two variables beside its content: its name and what it is.
 */
import ts from 'typescript';
import { type Edit, edited } from './edit';
import { wholeOf } from './inline';
import { usesOfTop } from './names';
import { declarationsOf, sourceName } from './order';

/** The joint table of those that a function of src/runtime makes. */
const kinds: ReadonlyMap<string, string> = new Map([
  ['newUint8s', '$uint8s'],
  ['newUint16s', '$uint16s'],
  ['newInt32s', '$int32s'],
]);

/** What the joint tables are called in a bundle. */
export const jointTables: readonly string[] = [...kinds.values()];

interface Table {
  /** The function that makes it. */
  readonly maker: string;
  readonly size: number;
  readonly uses: readonly ts.ElementAccessExpression[];
}

/** What an expression of numbers comes to. */
function numberOf(node: ts.Expression): number | undefined {
  if (ts.isNumericLiteral(node)) return Number(node.text);
  if (ts.isParenthesizedExpression(node)) return numberOf(node.expression);
  if (!ts.isBinaryExpression(node)) return undefined;
  const [left, right] = [numberOf(node.left), numberOf(node.right)];
  if (left === undefined || right === undefined) return undefined;
  const { kind } = node.operatorToken;
  return kind === ts.SyntaxKind.PlusToken ? left + right : kind === ts.SyntaxKind.AsteriskToken ? left * right : undefined;
}

/** Its uses, when each is that of an element. */
function elementsOf(name: ts.Identifier, uses: readonly ts.Identifier[]): ts.ElementAccessExpression[] | undefined {
  const others = uses.filter((use) => use.getStart() !== name.getStart());
  const elements = others.flatMap(({ parent }, index) => (ts.isElementAccessExpression(parent) && parent.expression === others[index] ? [parent] : []));
  return elements.length === others.length ? elements : undefined;
}

function tablesOf(source: ts.SourceFile): Table[] {
  const uses = usesOfTop(source);
  return declarationsOf(source).flatMap(({ node, name }): Table[] => {
    const made = ts.isVariableDeclaration(node) ? node.initializer : undefined;
    if (made === undefined || !ts.isCallExpression(made) || !ts.isIdentifier(made.expression) || made.arguments.length !== 1) return [];
    const maker = made.expression.text;
    const size = numberOf(made.arguments[0]);
    const elements = elementsOf(name, uses.get(name.text) ?? []);
    return kinds.has(sourceName(maker)) && size !== undefined && size > 0 && elements !== undefined ? [{ maker, size, uses: elements }] : [];
  });
}

/** The number at the end of an index, to which others can be added. */
function addend(index: ts.Expression): ts.NumericLiteral | undefined {
  if (ts.isNumericLiteral(index)) return index;
  return ts.isBinaryExpression(index) && index.operatorToken.kind === ts.SyntaxKind.PlusToken && ts.isNumericLiteral(index.right) ? index.right : undefined;
}

/** Whether `+` can stand behind it as it is. */
function isTight(index: ts.Expression): boolean {
  const loose = ts.isConditionalExpression(index) || ts.isPrefixUnaryExpression(index);
  return ts.isBinaryExpression(index) ? [ts.SyntaxKind.PlusToken, ts.SyntaxKind.AsteriskToken].includes(index.operatorToken.kind) : !loose;
}

/** Has the element be the joint table's, which has the element's own table from `offset` on. */
function editsOf({ expression, argumentExpression: index }: ts.ElementAccessExpression, joint: string, offset: number): Edit[] {
  const name = { start: expression.getStart(), end: expression.getEnd(), text: joint };
  const last = addend(index);
  if (offset === 0) return [name];
  if (last !== undefined) return [name, { start: last.getStart(), end: last.getEnd(), text: String(Number(last.text) + offset) }];
  const opening = isTight(index) ? [] : [{ start: index.getStart(), end: index.getStart(), text: '(' }];
  return [name, ...opening, { start: index.getEnd(), end: index.getEnd(), text: `${isTight(index) ? '' : ')'} + ${offset}` }];
}

/**
 * The bundle with its tables joined; what they were is left, for the minifier to drop. Every line stays where it was.
 * @param script A bundle as rollup writes it: one function that is called where it stands.
 */
export function joinTables(script: string): string {
  const source = ts.createSourceFile('bundle.js', script, ts.ScriptTarget.ES5, true, ts.ScriptKind.JS);
  const tables = tablesOf(source);
  const start = wholeOf(source).body.getStart() + 1;
  const edits: Edit[] = [];
  for (const [kind, joint] of kinds) {
    const ofKind = tables.filter(({ maker }) => sourceName(maker) === kind);
    // What needs an addition comes first, where there is nothing to add; then what is used most, for the smaller numbers.
    const additions = ({ uses }: Table): number => uses.filter(({ argumentExpression }) => addend(argumentExpression) === undefined).length;
    const most = Math.max(...ofKind.map(additions));
    ofKind.sort((a, b) => Number(additions(b) === most) - Number(additions(a) === most) || b.uses.length - a.uses.length);
    let offset = 0;
    for (const { size, uses } of ofKind) {
      for (const use of uses) edits.push(...editsOf(use, joint, offset));
      offset += size;
    }
    if (offset > 0) edits.push({ start, end: start, text: ` var ${joint} = ${ofKind[0].maker}(${offset});` });
  }
  return edited(script, edits);
}
