/** The place for firmware packages: nothing is kept of them but their size and a checksum, which are printed. */
import { type FirmwareSink, UpdateResult } from '../../src/board';
import { printNumbers } from './print';

const enum Sum {
  /** The largest prime below 2^16. */
  modulus = 65521,
  factor = 31,
  /** What a package begins with; others are of no supported type. */
  magic = 0x4d,
}

let size = 0;
let sum = 0;
let first = 0;

export const firmware: FirmwareSink = {
  begin(wanted) {
    size = 0;
    sum = 0;
    printNumbers('firmware of', (wanted >>> 16) & 65535, wanted & 65535);
    return UpdateResult.initial;
  },
  write(bytes, start, end) {
    if (size === 0) {
      first = bytes[start];
    }
    for (let i = start; i < end; i++) {
      sum = (sum * Sum.factor + bytes[i]) % Sum.modulus;
    }
    size += end - start;
    return UpdateResult.initial;
  },
  finish() {
    printNumbers('firmware', size, sum);
    return first === Sum.magic ? UpdateResult.initial : UpdateResult.unsupportedPackage;
  },
  apply() {
    printNumbers('apply', size, sum);
    return UpdateResult.initial;
  },
  outcome() {
    return UpdateResult.initial;
  },
  confirm() {
    printNumbers('confirm', 0, 0);
  },
  packageName() {
    return 'replayed';
  },
  packageVersion() {
    return '2.0';
  },
};
