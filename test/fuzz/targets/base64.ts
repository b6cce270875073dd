import type * as Base64 from '../../../src/bytes/base64';
import type * as Output from '../../../src/bytes/output';
import { readEverywhere } from '../placement';
import { bytesOf, promise, type Target } from '../target';

/** Base64 of Opaque values in text, against Node's. */
export const base64: Target = {
  name: 'base64',
  dictionary: bytesOf('=', '==', 'AAAA', '+/', '\n'),
  seeds: () => bytesOf('', 'AA==', 'AAA=', 'AAEC', 'SGVsbG8gd29ybGQ=', '++//'),
  start(modules) {
    const { readBase64, putBase64 } = modules.load<typeof Base64>('src/bytes/base64');
    const { outputTo, outputPosition, outputOverflowed } = modules.load<typeof Output>('src/bytes/output');
    return (input) => {
      const text = Buffer.from(input).toString('latin1');
      const bytes = Buffer.from(text, 'base64');
      const size = readEverywhere(input, ({ buffer, start, end }) => readBase64(buffer, start, end, buffer, -1));
      promise(size === (bytes.toString('base64') === text ? bytes.length : -1), `a size of ${size}`);
      if (size >= 0) {
        const read = new Uint8Array(size);
        readBase64(input, 0, input.length, read, 0);
        promise(bytes.equals(read), 'read otherwise than Node reads it');
        const written = new Uint8Array(input.length);
        outputTo(written, 0, written.length);
        putBase64(read, 0, size);
        promise(!outputOverflowed() && outputPosition() === input.length && Buffer.from(written).equals(input), 'written otherwise than it was read');
      }
    };
  },
};
