import type * as Utf8 from '../../../src/bytes/utf8';
import type * as Runtime from '../../../src/runtime/js';
import { readEverywhere } from '../placement';
import { bytesOf, hexBytes, promise, type Target } from '../target';

/** Whether the bytes are UTF-8 without NUL, as Node sees it. */
function isText(input: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(input);
    return !input.includes(0);
  } catch {
    return false;
  }
}

/** UTF-8 of String values, against Node's. */
export const utf8: Target = {
  name: 'utf8',
  dictionary: hexBytes('c280', 'dfbf', 'e0a080', 'ed9fbf', 'eda080', 'efbfbf', 'efbbbf', 'f0908080', 'f48fbfbf', 'f4908080', 'c080', '00'),
  seeds: () => bytesOf('', 'text', 'Grüße', '日本語', '🤡'),
  start(modules) {
    const { utf8Valid } = modules.load<typeof Utf8>('src/bytes/utf8');
    const { readText, textSize, writeText } = modules.load<typeof Runtime>('src/runtime/js');
    return (input) => {
      const isValid = readEverywhere(input, ({ buffer, start, end }) => utf8Valid(buffer, start, end));
      promise(isValid === isText(input), `valid: ${isValid}`);
      if (isValid) {
        const text = readText(input, 0, input.length);
        promise(text === Buffer.from(input).toString(), 'read otherwise than Node reads it');
        promise(textSize(text) === input.length, 'measured otherwise than it was read');
        const written = new Uint8Array(input.length);
        writeText(text, written, 0);
        promise(Buffer.from(written).equals(input), 'written otherwise than it was read');
      }
    };
  },
};
