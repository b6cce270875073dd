/** Whether two ranges of `size` bytes are the same. How long it takes does not tell where they differ. */
export function constantTimeEqual(a: Uint8Array, aAt: number, b: Uint8Array, bAt: number, size: number): boolean {
  let difference = 0;
  for (let i = 0; i < size; i++) {
    difference |= a[aAt + i] ^ b[bAt + i];
  }
  return difference === 0;
}
