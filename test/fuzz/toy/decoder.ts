import { newUint8s } from 'runtime';

/** A decoder with planted mistakes, for the fuzzer to find. */
const table = /* @__PURE__ */ newUint8s(4);
let calls = 0;

/** @returns How often it was called, by its own account. */
export function decode(from: Uint8Array): number {
  calls++;
  if (from.length > 3 && from[0] === 0x4d) {
    if (from[1] === 0x6f) {
      table[from[2]] = from[3]; // from[2] is not checked
    }
    let at = 2;
    while (from[1] === 0x70 && at < from.length) {
      at += from[at]; // may be 0
    }
  }
  return calls;
}
