/** Bytes of each slot for images: two of them in 896 KiB of Storage, and as much again, so that Espruino seldom has to compact it. */
export const enum Slot {
  bytes = 196608,
}
