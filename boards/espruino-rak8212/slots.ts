/** Bytes of each slot for images: two of them in a Storage of 280 KiB; see README.md. */
export const enum Slot {
  bytes = 114688,
}
