/** Overwrites bytes `start` to `end` - 1: a key is not left in memory when it is done with. */
export function wipe(bytes: Uint8Array, start: number, end: number): void {
  for (let i = start; i < end; i++) {
    bytes[i] = 0;
  }
}
