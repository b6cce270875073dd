/**
 * Puts the tables of an image into one buffer. A table of its own takes 3 of Espruino's variables before any data, and its
 * bytes fill whole variables; as a view of a buffer that they share it takes 1.
 */
import ts from 'typescript';
import type { Renaming } from './names';
import { declarationsOf } from './order';

const bytesOfElement = new Map([
  ['Uint8Array', 1],
  ['Uint16Array', 2],
  ['Int32Array', 4],
  ['Float64Array', 8],
]);

/** The name of the buffer. */
export const bufferName = 'p';

/** Espruino counts the place of a view in a buffer with 16 bits. */
const LARGEST_BUFFER = 65_535;

export interface SharedBuffer {
  /** Declares the buffer; empty when there are no tables. */
  readonly declaration: string;
  /** Makes each table a view: what stands for its size. */
  readonly edits: readonly Renaming[];
}

/** The variables whose buffer the script uses as such. */
function ownersOfBuffers(source: ts.SourceFile): Set<string> {
  const owners = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyAccessExpression(node) && node.name.text === 'buffer' && ts.isIdentifier(node.expression)) {
      owners.add(node.expression.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return owners;
}

/** @param source A minified bundle. */
export function shareBuffer(source: ts.SourceFile): SharedBuffer {
  const owners = ownersOfBuffers(source);
  const edits: Renaming[] = [];
  let total = 0;
  for (const { node, name } of declarationsOf(source)) {
    const made = ts.isVariableDeclaration(node) ? node.initializer : undefined;
    if (made === undefined || !ts.isNewExpression(made) || made.arguments?.length !== 1 || owners.has(name.text)) continue;
    const [size] = made.arguments;
    const element = bytesOfElement.get(made.expression.getText());
    if (element === undefined || !ts.isNumericLiteral(size)) continue;
    const start = Math.ceil(total / element) * element;
    const end = start + Number(size.text) * element;
    if (end <= LARGEST_BUFFER) {
      edits.push({ start: size.getStart(), end: size.getEnd(), name: `${bufferName},${start},${size.text}` });
      total = end;
    }
  }
  return { declaration: total > 0 ? `var ${bufferName}=new ArrayBuffer(${total});` : '', edits: total > 0 ? edits : [] };
}
