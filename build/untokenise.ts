/** Reads what Espruino reads of a tokenised script, by the table in its src/jslex.h: the opposite of tokenise.ts. */
const words =
  '== === != !== <= << <<= >= >> >>> >>= >>>= += -= ++ -- *= /= %= &= && |= || ^= => if else do while for break continue function return ' +
  'var let const this throw try catch finally true false null undefined new in instanceof switch case default delete typeof void debugger ' +
  'class extends super static of';
const tokens = words.split(' ');

/** What keeps its characters: a word or number, a text, a sign. */
const plain = /[\w$]+(?:\.\d+)?|\.\d+|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[^\w$]/y;

function* tokensOf(bytes: Buffer): Generator<string, void> {
  const characters = bytes.toString('latin1');
  let at = 0;
  const takeText = (size: number): string => JSON.stringify(characters.slice((at += size) - size, at));
  while (at < bytes.length) {
    const byte = bytes[at++];
    if (byte === 0xd1) yield takeText(bytes[at++]);
    else if (byte === 0xd2) yield takeText(bytes.readUInt16LE((at += 2) - 2));
    else if (byte === 0xd3) yield '0';
    else if (byte === 0xd4) yield String(bytes.readInt8((at += 1) - 1));
    else if (byte === 0xd5) yield String(bytes.readInt16LE((at += 2) - 2));
    else if (byte >= 138 && byte < 138 + tokens.length) yield tokens[byte - 138];
    else if (byte !== 32) {
      plain.lastIndex = at - 1;
      const text = plain.exec(characters)?.[0] ?? '';
      at += text.length - 1;
      yield Buffer.from(text, 'latin1').toString();
    }
  }
}

/** The tokens of a script: words and signs as they are written, texts quoted. */
export function readTokens(bytes: Buffer): string[] {
  return [...tokensOf(bytes)];
}

/** The tokens of a function's text, which Espruino takes to end at the bracket that is one too many. */
export function readFunction(bytes: Buffer): string[] {
  const found: string[] = [];
  let depth = 0;
  for (const token of tokensOf(bytes)) {
    depth += token === '{' ? 1 : token === '}' ? -1 : 0;
    if (depth < 0) break;
    found.push(token);
  }
  return found;
}

/**
 * An image as Espruino reads it, in ES5 again.
 * @param places Where the texts of functions begin that are left in flash, in the long text of them all: `_`, see lazy.ts.
 */
export function untokenise(image: Buffer, places: Iterable<number> = []): string {
  const main = readTokens(image);
  const all = [...places];
  const left = Buffer.from(all.length === 0 ? '' : String(JSON.parse(main[main.indexOf('_') + 2])), 'latin1');
  const bodies = all.map((place) => `;(function () { ${readFunction(left.subarray(place)).join(' ')} })`);
  return main.join(' ') + bodies.join('');
}
