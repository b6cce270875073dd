/**
 * Writes a script as Espruino's own editors do: reserved words and operators as one byte, numbers and texts as they are
 * in memory. It has fewer bytes, and the interpreter reads them faster; texts stay in flash where they stand.
 * The numbers are those of `LEX_TYPES` in Espruino's src/jslex.h, which says that they will not change; 2v26 and later know them all.
 */
import ts from 'typescript';
import { BuildFailure } from './failure';

const enum Raw {
  /** A length of 1 or 2 bytes, the lower first, and the bytes of the text. */
  string8 = 0xd1,
  string16 = 0xd2,
  int0 = 0xd3,
  /** 1 or 2 bytes with a sign, the lower first. */
  int8 = 0xd4,
  int16 = 0xd5,
}

const operandKeywords = new Set([ts.SyntaxKind.ThisKeyword, ts.SyntaxKind.TrueKeyword, ts.SyntaxKind.FalseKeyword, ts.SyntaxKind.NullKeyword]);
const operandEnds = new Set([
  ts.SyntaxKind.NumericLiteral,
  ts.SyntaxKind.StringLiteral,
  ts.SyntaxKind.CloseParenToken,
  ts.SyntaxKind.CloseBracketToken,
  ts.SyntaxKind.CloseBraceToken,
  ts.SyntaxKind.PlusPlusToken,
  ts.SyntaxKind.MinusMinusToken,
]);

const firstToken = 138;
/** Not `catch`: Espruino issue 1868. */
const tokens = new Map(
  (
    '== === != !== <= << <<= >= >> >>> >>= >>>= += -= ++ -- *= /= %= &= && |= || ^= => if else do while for break continue function ' +
    'return var let const this throw try - finally true false null undefined new in instanceof switch case default delete typeof void'
  )
    .split(' ')
    .map((text, index) => [text, firstToken + index]),
);
tokens.delete('-'); // stands where `catch` would

/** A text as it lies in flash. @throws BuildFailure for more than 65,535 bytes. */
export function rawString(bytes: Uint8Array): Buffer {
  const head = bytes.length < 256 ? [Raw.string8, bytes.length] : [Raw.string16, bytes.length & 255, bytes.length >>> 8];
  if (bytes.length > 65_535) {
    throw new BuildFailure(`a text of ${bytes.length} bytes is too long for Espruino, which has 65,535: make "lazyFunctions" smaller in config.json`);
  }
  return Buffer.concat([Buffer.from(head), bytes]);
}

/** An integer; undefined where its digits are as short. */
function rawInteger(value: number): Buffer | undefined {
  if (value === 0) return Buffer.from([Raw.int0]);
  if (!Number.isInteger(value) || (value >= 0 && value < 10) || value > 32_767 || value < -32_768) return undefined;
  return Buffer.from(value < 128 && value >= -128 ? [Raw.int8, value & 255] : [Raw.int16, value & 255, (value >> 8) & 255]);
}

/**
 * What the operator and the number behind it come to: `-1`, or `!0` for true. Espruino computes it each time, which takes it as
 * long as to look a name up.
 */
function constantOf(operator: string, scanner: ts.Scanner): Buffer | undefined {
  return scanner.tryScan(() => {
    if ((operator !== '-' && operator !== '!') || scanner.scan() !== ts.SyntaxKind.NumericLiteral) return undefined;
    const value = Number(scanner.getTokenValue());
    if (operator === '-') return value > 0 ? rawInteger(-value) : undefined;
    return tokenOf(value === 0 ? 'true' : 'false', ts.SyntaxKind.Unknown, '');
  });
}

/** Whether a minus behind it subtracts. */
function endsOperand(kind: ts.SyntaxKind): boolean {
  const isKeyword = kind >= ts.SyntaxKind.FirstReservedWord && kind <= ts.SyntaxKind.LastReservedWord;
  return isKeyword ? operandKeywords.has(kind) : kind >= ts.SyntaxKind.Identifier || operandEnds.has(kind);
}

const isWord = (byte: number): boolean => /[\w$]/.test(String.fromCharCode(byte));

/** One token that keeps its characters, or as Espruino has it. */
function tokenOf(text: string, kind: ts.SyntaxKind, value: string): Buffer {
  const token = tokens.get(text);
  if (token !== undefined) {
    return Buffer.from([token]);
  }
  if (kind === ts.SyntaxKind.StringLiteral && value !== '' && !/[^\0-\xff]/.test(value)) {
    return rawString(Buffer.from(value, 'latin1'));
  }
  return (kind === ts.SyntaxKind.NumericLiteral ? rawInteger(Number(text)) : undefined) ?? Buffer.from(text);
}

/**
 * @param script ES5 without regular expressions, or a piece of it between two tokens.
 * @returns The same for Espruino.
 */
export function tokenise(script: string): Buffer {
  const scanner = ts.createScanner(ts.ScriptTarget.ES5, true, ts.LanguageVariant.Standard, script);
  const pieces: Buffer[] = [];
  let last = 0;
  let isProperty = false;
  let isOperand = false;
  for (let kind = scanner.scan(); kind !== ts.SyntaxKind.EndOfFileToken; kind = scanner.scan()) {
    kind = kind === ts.SyntaxKind.GreaterThanToken ? scanner.reScanGreaterToken() : kind;
    const text = scanner.getTokenText();
    const constant: Buffer | undefined = isOperand ? undefined : constantOf(text, scanner);
    const piece: Buffer = constant ?? (isProperty ? Buffer.from(text) : tokenOf(text, kind, scanner.getTokenValue()));
    // `+ +` and `- -` are no tokens of their own here, and two words that are left need something between them.
    const isApart = (isWord(last) && isWord(piece[0])) || (last === piece[0] && (text === '+' || text === '-'));
    pieces.push(isApart ? Buffer.concat([Buffer.from(' '), piece]) : piece);
    last = piece[0] < 128 ? piece[piece.length - 1] : 0;
    isOperand = isProperty || constant !== undefined || endsOperand(kind);
    isProperty = text === '.';
  }
  return Buffer.concat(pieces);
}
