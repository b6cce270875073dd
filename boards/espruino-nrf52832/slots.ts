/** Bytes of the slot for the image: one fits into the 96 KiB of Storage of PUCKJS_MINIMAL, beside the other files; see README.md. */
export const enum Slot {
  bytes = 90112,
}
