/** Bytes of each slot for images: two of them in a Storage of 440 KiB; see README.md. */
export const enum Slot {
  bytes = 196608,
}
