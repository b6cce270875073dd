import { outputOverflowed, outputPosition, outputTo } from '../../src/bytes/output';

const output = new Uint8Array(8192);

/** The bytes that `put` writes. */
export function written(put: () => void): Buffer {
  outputTo(output, 0, output.length);
  put();
  expect(outputOverflowed()).toBe(false);
  return Buffer.from(output.subarray(0, outputPosition()));
}
