/**
 * Lays small tables into one buffer. On Espruino a table with a buffer of its own takes two variables and one for every 10
 * to 13 bytes, rounded up; as a stretch of another's it takes one. Large tables keep their own: Espruino copies from one
 * table to another more slowly when they share a buffer.
 */
import ts from 'typescript';
import { type Renaming, usesOfTop } from './names';
import { declarationsOf, sourceName } from './order';

const enum Limit {
  /** Bytes of the largest table that shares the buffer. */
  bytes = 128,
}

interface Kind {
  /** The typed array, and the bytes of one of its elements. */
  readonly array: string;
  readonly width: number;
  /** The name of the function that makes such tables in the image. */
  readonly maker: string;
}

/** By the function of src/runtime that makes them. */
const kinds: ReadonlyMap<string, Kind> = new Map([
  ['newUint8s', { array: 'Uint8Array', width: 1, maker: 'n' }],
  ['newUint16s', { array: 'Uint16Array', width: 2, maker: 'o' }],
  ['newInt32s', { array: 'Int32Array', width: 4, maker: 'p' }],
]);

/** All names that the image has for this: the makers, the buffer, and how many of its bytes are given out. */
export const tableNames: readonly string[] = [...[...kinds.values()].map(({ maker }) => maker), '$$', '$_'];

/** What makes the tables of an image. */
export interface SharedTables {
  /** Variables to declare before the first of them is made, as they stand behind `var`; and what is to run after the last one. */
  readonly opening: string;
  readonly ending: string;
  /** The names by which other functions were called to make them, and what stands there instead. */
  readonly calls: ReadonlySet<ts.Identifier>;
  readonly renamings: readonly Renaming[];
  /** Functions that nothing calls any more. */
  readonly unused: ReadonlySet<ts.Node>;
}

interface Table {
  readonly kind: Kind;
  readonly call: ts.Identifier;
  readonly bytes: number;
}

/** The table that a variable at the top is set to, where its size is a small number. */
function tableOf(value: ts.Expression | undefined): Table | undefined {
  if (value === undefined || !ts.isCallExpression(value) || !ts.isIdentifier(value.expression)) return undefined;
  const kind = kinds.get(sourceName(value.expression.text));
  const [size] = value.arguments;
  if (kind === undefined || !ts.isNumericLiteral(size)) return undefined;
  const bytes = Number(size.text) * kind.width;
  return bytes > 0 && bytes <= Limit.bytes ? { kind, call: value.expression, bytes } : undefined;
}

/** A function that takes the next elements of the buffer. Some processors want them at multiples of their width. */
function makerOf({ array, width, maker }: Kind): string {
  const align = width === 1 ? '' : `$_=$_+${width - 1}&-${width};`;
  const bytes = width === 1 ? 'a' : `${width}*a`;
  return `${maker}=function(a){${align}return new ${array}($$,($_+=${bytes})-${bytes},a)}`;
}

/**
 * The tables that a script makes at its top and that are to share a buffer.
 * @param source A minified bundle.
 */
export function sharedTables(source: ts.SourceFile): SharedTables {
  const declared = declarationsOf(source);
  const tables = declared.flatMap(({ node }) => (ts.isVariableDeclaration(node) ? (tableOf(node.initializer) ?? []) : []));
  const bytes = tables.reduce((at, { kind: { width }, bytes: size }) => ((at + width - 1) & -width) + size, 0);
  const used = new Set(tables.map(({ kind }) => kind));
  const calls = new Set(tables.map(({ call }) => call));
  const uses = usesOfTop(source);
  const isUnused = (name: string): boolean => kinds.has(sourceName(name)) && (uses.get(name) ?? []).every((use) => calls.has(use));
  const none = tables.length === 0;
  return {
    opening: none ? '' : [`$$=new ArrayBuffer(${bytes}),$_=0`, ...[...used].map(makerOf)].join(','),
    ending: none ? '' : `${[...used].map(({ maker }) => `${maker}=`).join('')}$$=0`,
    calls,
    renamings: tables.map(({ kind, call }) => ({ start: call.getStart(), end: call.getEnd(), name: kind.maker })),
    unused: new Set(declared.filter(({ name }) => isUnused(name.text)).map(({ node }) => node)),
  };
}
