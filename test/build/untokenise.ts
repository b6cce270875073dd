/** Reads what Espruino reads of a tokenised script, by the table in its src/jslex.h. */
const words =
  '== === != !== <= << <<= >= >> >>> >>= >>>= += -= ++ -- *= /= %= &= && |= || ^= => if else do while for break continue function return ' +
  'var let const this throw try catch finally true false null undefined new in instanceof switch case default delete typeof void debugger ' +
  'class extends super static of';
const tokens = words.split(' ');

/** The tokens of a script: words and signs as they are written, texts quoted. */
export function readTokens(bytes: Buffer): string[] {
  const found: string[] = [];
  let at = 0;
  const take = (text: string, size: number): void => {
    found.push(text);
    at += size;
  };
  const takeText = (head: number, size: number): void => take(JSON.stringify(bytes.toString('latin1', at + head, at + head + size)), head + size);
  while (at < bytes.length) {
    const byte = bytes[at];
    if (byte === 0xd1) takeText(2, bytes[at + 1]);
    else if (byte === 0xd2) takeText(3, bytes.readUInt16LE(at + 1));
    else if (byte === 0xd3) take('0', 1);
    else if (byte === 0xd4) take(String(bytes.readInt8(at + 1)), 2);
    else if (byte === 0xd5) take(String(bytes.readInt16LE(at + 1)), 3);
    else if (byte >= 138 && byte < 138 + tokens.length) take(tokens[byte - 138], 1);
    else if (byte === 32) at++;
    else {
      const [text] = /^(?:[\w$]+(?:\.\d+)?|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[^\w$])/.exec(bytes.toString('utf8', at)) ?? [''];
      take(text, Buffer.byteLength(text));
    }
  }
  return found;
}
